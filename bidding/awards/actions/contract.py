"""After the award: the contract's facts beside the offer (法46), the bonds back (条例57), as dated facts."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import cast
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from bidding.awards.actions.state import body_of, lock_own, record_of
from bidding.awards.documents import ContractBody, SignedContract
from bidding.awards.refusals import ContractRecorded, NotAwarded
from bidding.awards.rules import Alert, Signed, bond_alert, bonds_due, check_contract_day, contract_alerts, contract_due
from bidding.awards.tables import Award, BondBack
from bidding.bids.tables import Bid
from bidding.opening.tables import Opening, PriceOpening
from bidding.tenders.actions import lot_topic
from bidding.tenders.rules import MACHINE
from bidding.tenders.tables import LotRound
from crypto.encoding import timestamp
from foundation.calendar import official_calendar, shanghai
from foundation.errors import FieldRefused, NoSuchThing
from foundation.money import money_text
from foundation.rulebook import rulebook
from foundation.work import Work


@dataclass(frozen=True)
class Given:
    """The contract as buyer or agency tell it; `reason` says why it departs from the offer, where it does."""

    signed: Signed
    performance_bond: Decimal | None
    reason: str


async def record_contract(work: Work, lot_id: UUID, given: Given) -> SignedContract:
    """Record what was signed. The same facts again answer the same record; others are refused."""
    round_, award = await lock_own(work, lot_id)
    if award.contract is not None:
        return await _recorded_before(work, award, given)
    step = MACHINE.step(round_.state, "contract")
    if award.noticed_at is None or award.winner is None:
        raise NotAwarded()
    at = await work.now()
    check_contract_day(given.signed.on, award.noticed_at, at)
    body = await _body(work, round_, award, given)
    row = await work.publish({**body}, lot=lot_id, round_no=round_.number)
    award.contract, award.signed_on, award.contract_at = row.digest, given.signed.on, at
    round_.state = step.after
    await work.session.flush()
    kinds = [one["kind"] for one in body["alerts"]]
    await work.record("record_contract", "lot_round", round_.id, step.rule, record=row.digest.hex(), alerts=kinds)
    await work.announce(lot_topic(lot_id), "award", state=round_.state)
    return cast(SignedContract, row.record())


async def _recorded_before(work: Work, award: Award, given: Given) -> SignedContract:
    record = cast(SignedContract, await record_of(work.session, award.contract))
    body = record["body"]
    told = (str(given.signed.on), money_text(given.signed.price), given.signed.period)
    if told != (body["signed_on"], body["price"], body["period"]):
        raise ContractRecorded(on=body["signed_on"])
    return record


async def _body(work: Work, round_: LotRound, award: Award, given: Given) -> ContractBody:
    won = await body_of(work.session, award.award)
    assert award.noticed_at is not None  # asked by the caller
    rules = rulebook(round_.rulebook)
    due = contract_due(award.noticed_at, rules, official_calendar())
    price = Decimal(won["price"])
    alerts = contract_alerts(given.signed, price, await offered_period(work, round_, won["bid"]), due)
    bond = given.performance_bond
    if bond is not None and bond > given.signed.price * rules.value("R-PERF-MAX") / 100:
        most = f"{given.signed.price * rules.value('R-PERF-MAX') / 100:.2f}"
        alerts.append({"kind": "performance-bond", "rule": "R-PERF-MAX", "expected": most, "found": money_text(bond)})
    return {
        "type": "tianping/contract/1",
        "lot": str(round_.lot_id),
        "round": round_.number,
        "award": won_digest(award),
        "signed_on": str(given.signed.on),
        "price": money_text(given.signed.price),
        "period": given.signed.period,
        "performance_bond": None if bond is None else money_text(bond),
        "alerts": alerts,
        "reason": given.reason,
        "at": timestamp(await work.now()),
    }


def won_digest(award: Award) -> str:
    """The digest of the award in force."""
    assert award.award is not None  # whoever asks comes after it
    return award.award.hex()


async def offered_period(work: Work, round_: LotRound, bid: str) -> str | None:
    """The period that the bid offered, where the offer's form has a field of that name."""
    opening = await work.session.get(Opening, round_.id)
    prices = await work.session.get(PriceOpening, round_.id)
    told = prices.record if prices else opening.record if opening else None
    body = await body_of(work.session, told)
    values = next((one["values"] for one in body["bids"] if one["bid"] == bid), None) or {}
    return values.get("period")


@dataclass(frozen=True)
class BondGiven:
    """What became of a bond: returned, kept or none; the day; its amount and interest in yuan."""

    became: str
    on: date
    amount: Decimal | None
    interest: Decimal | None
    note: str


async def record_bond(work: Work, lot_id: UUID, bid: bytes, given: BondGiven) -> Alert | None:
    """Note what became of a bid's bond; a later note replaces it, and the journal keeps both. Answers the alert."""
    round_, award = await lock_own(work, lot_id)
    found = await work.session.get(Bid, bid)
    if found is None or found.round_id != round_.id:
        raise NoSuchThing(what="bid 投标文件")
    at = await work.now()
    if given.on > shanghai(at).date():
        raise FieldRefused(field="on", why="a day that has not come", why_zh="日期尚未到来")
    if given.became == "kept" and not given.note.strip():
        raise FieldRefused(field="note", why="on which ground the bond is kept", why_zh="请写明不予退还的依据")
    values = {
        "bid": bid,
        "round_id": round_.id,
        "became": given.became,
        "on_day": given.on,
        "amount": given.amount,
        "interest": given.interest,
        "note": given.note.strip(),
        "recorded_at": at,
        "recorded_by": work.actor.person,
    }
    fresh = insert(BondBack).values(values)
    await work.session.execute(fresh.on_conflict_do_update(index_elements=[BondBack.bid], set_=values))
    told = str(given.on)
    await work.record("record_bond", "lot_round", round_.id, "R-BOND-BACK", bid=bid.hex(), became=given.became, on=told)
    until = bonds_until(round_, award)
    return bond_alert(given.on, until) if until is not None and given.became == "returned" else None


def bonds_until(round_: LotRound, award: Award) -> datetime | None:
    """Until when the bonds go back; None before the contract."""
    if award.signed_on is None or award.contract_at is None:
        return None
    return bonds_due(award.signed_on, award.contract_at, rulebook(round_.rulebook), official_calendar())
