"""What is seen of an award: by everybody, by those whose lot it is, by each bidder of his own bid."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from bidding.awards.actions.archive import sealed_bids
from bidding.awards.actions.contract import bonds_until
from bidding.awards.actions.state import (
    STAFF,
    body_of,
    bonds_of,
    candidates_of,
    facts_of,
    find_award,
    objections_of,
    record_of,
)
from bidding.awards.answers import (
    AwardDesk,
    AwardShown,
    BondShown,
    OwnResult,
    ResultObjectionShown,
    ResultObjectionTold,
)
from bidding.awards.documents import (
    AWARD,
    REQUEST_SHAPE,
    RESULT_REQUEST,
    SignedAward,
    SignedCandidates,
    SignedContract,
    check_place,
    read_statement,
)
from bidding.awards.refusals import NoReportYet, ObjectorUnknown, PublicityNotBegun, StatementStale
from bidding.awards.results import own_result
from bidding.awards.rules import REQUEST_PATIENCE, Alert, bond_alert, is_state_controlled, publicity_end, seven_duties
from bidding.awards.tables import Award, BondBack, ResultObjection
from bidding.bids.tables import Bid
from bidding.opening.tables import Opening
from bidding.tenders.actions import current_round, lot_and_project, need_relation
from bidding.tenders.rules import shown_state
from bidding.tenders.tables import LotRound
from crypto.encoding import parse_timestamp, timestamp
from crypto.signatures import signers
from foundation.calendar import official_calendar
from foundation.money import money_text
from foundation.records import records_of
from foundation.rulebook import rulebook
from foundation.work import Work


async def show_award(work: Work, lot_id: UUID) -> AwardShown:
    """What everybody sees; before the publicity nothing but that there is none (a report is not told to the public)."""
    round_ = await current_round(work.session, lot_id)
    award = await find_award(work.session, round_.id)
    if award.publicity is None:
        raise NoReportYet()
    rows = await objections_of(work.session, round_.id)
    won = await records_of(work.session, lot_id, round_.number, AWARD, public_only=True)
    now = await work.now()
    return {
        "lot": str(lot_id),
        "round": round_.number,
        "state": shown_state(round_.state, round_.deadline, now),
        "now": timestamp(now),
        "candidates": cast(SignedCandidates, await record_of(work.session, award.publicity)),
        **_clock(award),  # type: ignore[typeddict-item]  # ends and stopped_at
        "objections": {"made": len(rows), "answered": sum(one.answered_at is not None for one in rows)},
        "awards": [cast(SignedAward, row.record()) for row in won],
        "contract": cast(SignedContract, await record_of(work.session, award.contract)) if award.contract else None,
    }


def _clock(award: Award) -> dict[str, str | None]:
    stopped = award.stopped_at
    ends = timestamp(award.ends_at) if award.ends_at and stopped is None else None
    return {"ends": ends, "stopped_at": timestamp(stopped) if stopped else None}


async def show_award_desk(work: Work, lot_id: UUID) -> AwardDesk:
    """The desk: for buyer, agency and supervisor of the lot."""
    await need_relation(work, lot_id, *STAFF)
    round_ = await current_round(work.session, lot_id)
    award = await find_award(work.session, round_.id)
    session, now, rules = work.session, await work.now(), rulebook(round_.rulebook)
    objections, bonds = await objections_of(session, round_.id), await bonds_of(session, round_.id)
    bids, until = await sealed_bids(work, round_), bonds_until(round_, award)
    _, project = await lot_and_project(session, lot_id)
    names = await names_of_bids(session, round_)
    shown = [bond_shown(bid, names.get(bid), bonds.get(bid), round_, award) for bid in bids]
    facts = facts_of(round_, award, objections, len(bonds), len(bids), until)
    return {
        "lot": str(lot_id),
        "round": round_.number,
        "state": shown_state(round_.state, round_.deadline, now),
        "now": timestamp(now),
        "report": award.report.hex(),
        "candidates": candidates_of(award),
        "first_only": is_state_controlled(project.funds, rules, statutory=project.is_statutory),
        "earliest_end": timestamp(publicity_end(now, rules, official_calendar())),
        **_clock(award),  # type: ignore[typeddict-item]  # ends and stopped_at
        "duties": seven_duties(facts, now),
        "objections": [objection_shown(one, late=one.answered_at is None and now >= one.due) for one in objections],
        "bonds": shown,
        "alerts": await _alerts(session, award, shown),
    }


async def _alerts(session: AsyncSession, award: Award, bonds: list[BondShown]) -> list[Alert]:
    contract = await body_of(session, award.contract) if award.contract else {"alerts": []}
    return [*contract["alerts"], *(one["alert"] for one in bonds if one["alert"] is not None)]


async def names_of_bids(session: AsyncSession, round_: LotRound) -> dict[str, str | None]:
    """The bidders' names by bid, as the opening record says them."""
    opening = await session.get(Opening, round_.id)
    body = await body_of(session, opening.record if opening else None)
    return {one["bid"]: one["name"] for one in body["bids"]}


def bond_shown(bid: str, name: str | None, row: BondBack | None, round_: LotRound, award: Award) -> BondShown:
    """A bid's bond, noted or not."""
    until = bonds_until(round_, award)
    late = bond_alert(row.on_day, until) if row and until and row.became == "returned" else None
    return {
        "bid": bid,
        "name": name,
        "became": cast(Any, row.became) if row else None,
        "on": str(row.on_day) if row else None,
        "amount": money_text(row.amount) if row and row.amount is not None else None,
        "interest": money_text(row.interest) if row and row.interest is not None else None,
        "note": row.note if row else None,
        "alert": late,
    }


def objection_told(row: ResultObjection) -> ResultObjectionTold:
    """What an objector gets back."""
    return {
        "objection": row.digest.hex(),
        "at": timestamp(row.at),
        "due": timestamp(row.due),
        "answer": row.answer,
        "answered_at": timestamp(row.answered_at) if row.answered_at else None,
    }


def objection_shown(row: ResultObjection, *, late: bool) -> ResultObjectionShown:
    """What the parties of the tender see."""
    return {
        **objection_told(row),
        "bid": row.bid.hex() if row.bid else None,
        "name": row.name,
        "uscc": row.uscc,
        "interest": row.interest,
        "text": row.text,
        "late": late,
    }


async def show_own_result(work: Work, lot_id: UUID, signed: dict[str, Any]) -> OwnResult:
    """A bidder's own result, asked under its bid key within these minutes; from the publicity on."""
    body = read_statement(signed, RESULT_REQUEST, "bid", REQUEST_SHAPE)
    now = await work.now()
    if abs(now - parse_timestamp(body["at"])) > REQUEST_PATIENCE:
        raise StatementStale(at=body["at"], now=timestamp(now))
    round_ = await current_round(work.session, lot_id)
    check_place(body, str(lot_id), round_.number)
    bid = await work.session.get(Bid, bytes.fromhex(body["bid"]))
    known = bid is not None and bid.round_id == round_.id and bid.bid_key.hex() in signers(signed, "bid")
    if bid is None or not known:
        raise ObjectorUnknown()
    award = await find_award(work.session, round_.id)
    if award.publicity is None:
        raise PublicityNotBegun()
    return await _own(work, round_, award, body["bid"])


async def _own(work: Work, round_: LotRound, award: Award, bid: str) -> OwnResult:
    scores = await body_of(work.session, award.scores)
    won = await body_of(work.session, award.award) if award.award else None
    bonds = await bonds_of(work.session, round_.id)
    names, until = await names_of_bids(work.session, round_), bonds_until(round_, award)
    bond = bond_shown(bid, names.get(bid), bonds.get(bid), round_, award)
    state = shown_state(round_.state, round_.deadline, await work.now())
    return own_result(scores, won, bid, state, bond, timestamp(until) if until else None)
