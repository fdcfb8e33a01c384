"""Objections to the result 对评标结果的异议 (条例54): within the publicity, which rests until they are answered."""

from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from bidding.awards.actions.state import lock_award, lock_own, objections_of, record_of, signer
from bidding.awards.documents import (
    OBJECTION,
    OBJECTION_SHAPE,
    ResultAnswer,
    SignedResultAnswer,
    check_place,
    read_statement,
)
from bidding.awards.refusals import AnsweredOtherwise, ObjectorUnknown, StatementUnreadable
from bidding.awards.rules import check_objection_time, resumed_end, within
from bidding.awards.tables import Award, ResultObjection
from bidding.bids.tables import Bid
from bidding.companies.actions import bound_companies
from bidding.opening.actions.state import identity_outcomes
from bidding.tenders.actions import lot_topic
from bidding.tenders.rules import MACHINE
from bidding.tenders.tables import LotRound
from crypto.encoding import Body, digest, timestamp
from crypto.signatures import signers
from foundation.calendar import official_calendar
from foundation.errors import FieldRefused, NoSuchThing
from foundation.rulebook import rulebook
from foundation.work import Work

MOST_WORDS = 8000


@dataclass(frozen=True)
class Objector:
    """Who objects: a bidder by its bid, or another registered company."""

    name: str
    uscc: str
    bid: bytes | None


async def object_to_result(work: Work, lot_id: UUID, signed: dict[str, Any]) -> ResultObjection:
    """Take an objection, signed by a bid key or a registered company's key. Safe to repeat, also when it is late.

    Locked first, then judged by the clock: equal to the end is late. From its receipt on everything rests.
    """
    role = "bid" if isinstance(signed.get("body"), dict) and signed["body"].get("bid") is not None else "company"
    body = read_statement(signed, OBJECTION, role, OBJECTION_SHAPE)
    round_, award = await lock_award(work, lot_id)
    before = await work.session.get(ResultObjection, digest(body))
    if before is not None:
        return before
    check_place(body, str(lot_id), round_.number)
    check_objection_time(award.ends_at, award.stopped_at, await work.now())
    if award.publicity is None or body["candidates"] != award.publicity.hex():
        raise StatementUnreadable(why="it names another publicity")
    who = await _objector(work, round_, body, signers(signed, role))
    return await _take(work, round_, award, signed, who)


async def _objector(work: Work, round_: LotRound, body: Body, keys: list[str]) -> Objector:
    if body["bid"] is None:
        return await _company(work, body, keys)
    bid = await work.session.get(Bid, bytes.fromhex(body["bid"]))
    if bid is None or bid.round_id != round_.id or bid.state != "SEALED" or bid.bid_key.hex() not in keys:
        raise ObjectorUnknown()
    outcomes = await identity_outcomes(work.session, round_.id)
    known = next((one for one in outcomes if one.bid.bid == body["bid"]), None)
    return Objector((known.name if known else None) or "", (known.uscc if known else None) or "", bid.digest)


async def _company(work: Work, body: Body, keys: list[str]) -> Objector:
    company = body["company"]
    bound = await bound_companies(work.session, [bytes.fromhex(key) for key in keys], await work.now())
    if company is None or not any((one.uscc, one.name) == (company["uscc"], company["name"]) for one in bound.values()):
        raise ObjectorUnknown()
    if not body["interest"].strip():
        raise FieldRefused(field="interest", why="what interest in the result?", why_zh="请说明与评标结果的利害关系")
    return Objector(company["name"], company["uscc"], None)


async def _take(work: Work, round_: LotRound, award: Award, signed: dict[str, Any], who: Objector) -> ResultObjection:
    body, at = signed["body"], await work.now()
    row = await work.keep(signed, lot=round_.lot_id, round_no=round_.number, public=False)
    rules = rulebook(round_.rulebook)
    objection = ResultObjection(
        digest=row.digest,
        round_id=round_.id,
        bid=who.bid,
        name=who.name,
        uscc=who.uscc,
        interest=body["interest"],
        text=body["text"],
        at=at,
        due=within(at, rules.row("R-OBJ-ANS"), official_calendar()),
    )
    work.session.add(objection)
    if award.stopped_at is None:
        award.stopped_at = at
        if round_.state != "REVIEW":  # which rests already
            round_.state = MACHINE.step(round_.state, "suspend").after
    await work.session.flush()
    due = timestamp(objection.due)
    await work.record("object_to_result", "lot_round", round_.id, "R-OBJ-RESULT", objection=row.digest.hex(), due=due)
    await work.announce(lot_topic(round_.lot_id), "award", state=round_.state)
    return objection


async def answer_result_objection(work: Work, lot_id: UUID, objection: bytes, text: str) -> SignedResultAnswer:
    """The buyer's answer, which ends the rest once no objection is left; the same answer again answers the same."""
    round_, award = await lock_own(work, lot_id)
    words = text.strip()
    if not 0 < len(words) <= MOST_WORDS:
        raise FieldRefused(field="text", why="1 to 8000 characters", why_zh="应为1至8000字")
    rows = await objections_of(work.session, round_.id)
    row = next((one for one in rows if one.digest == objection), None)
    if row is None:
        raise NoSuchThing(what="objection 异议")
    if row.answered_at is not None:
        if row.answer != words:
            raise AnsweredOtherwise(at=timestamp(row.answered_at))
        return cast(SignedResultAnswer, await record_of(work.session, row.answered))
    row.answer, row.answered_at = words, await work.now()
    if all(one.answered_at is not None for one in rows) and award.stopped_at is not None:
        await _resume(work, round_, award)
    return await _tell_answer(work, round_, award, row)


async def _resume(work: Work, round_: LotRound, award: Award) -> None:
    """The publicity runs on for the time that was left when it was stopped; an ordered review stays what it is."""
    assert award.ends_at is not None and award.stopped_at is not None  # it was stopped while it ran
    rules, calendar = rulebook(round_.rulebook), official_calendar()
    award.ends_at = resumed_end(award.ends_at, award.stopped_at, await work.now(), rules, calendar)
    award.stopped_at = None
    if round_.state == "SUSPENDED":
        round_.state = MACHINE.step(round_.state, "answer").after


async def _tell_answer(work: Work, round_: LotRound, award: Award, row: ResultObjection) -> SignedResultAnswer:
    assert row.answer is not None  # written by the caller
    body: ResultAnswer = {
        "type": "tianping/result-answer/1",
        "lot": str(round_.lot_id),
        "round": round_.number,
        "objection": row.digest.hex(),
        "answer": row.answer,
        "by": await signer(work),
        "at": timestamp(await work.now()),
        "ends": timestamp(award.ends_at) if award.ends_at and award.stopped_at is None else None,
    }
    kept = await work.publish({**body}, lot=round_.lot_id, round_no=round_.number, public=False)
    row.answered = kept.digest
    await work.record("answer_result_objection", "lot_round", round_.id, "R-OBJ-ANS", objection=row.digest.hex())
    await work.announce(lot_topic(round_.lot_id), "award", state=round_.state, ends=body["ends"])
    return cast(SignedResultAnswer, kept.record())
