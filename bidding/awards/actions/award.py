"""The award 定标, a next candidate, or the end without one (条例55, 法45)."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from bidding.awards.actions.state import (
    candidates_of,
    check_answered,
    lock_own,
    make_public,
    objections_of,
    record_of,
    signer,
)
from bidding.awards.documents import FAILED, REPORT_CLOSING, AwardBody, FailedBody, SignedAward, SignedFailure
from bidding.awards.notices import award_notice, failed_notice
from bidding.awards.refusals import PublicityRuns
from bidding.awards.rules import (
    Candidate,
    PassedOver,
    check_next,
    choose,
    contract_due,
    is_state_controlled,
    report_due,
)
from bidding.awards.tables import Award
from bidding.notices.actions import print_notice
from bidding.tenders.actions import lot_and_project, lot_topic, tell_result_fixed
from bidding.tenders.rules import MACHINE
from bidding.tenders.tables import LotRound
from crypto.encoding import timestamp
from foundation.calendar import official_calendar
from foundation.records import RecordRow, records_of
from foundation.rulebook import rulebook
from foundation.work import Work


async def award_lot(work: Work, lot_id: UUID, bid: str, passed: Sequence[PassedOver], reason: str) -> SignedAward:
    """Award the lot to this bid; the same again answers the same award.

    The first award needs a publicity that is over and no open objection. After it another candidate wins only when
    the winner is passed over on a ground of 条例55: a next candidate, with an award of its own.
    """
    round_, award = await lock_own(work, lot_id)
    if award.winner is not None and award.winner.hex() == bid:
        return cast(SignedAward, await record_of(work.session, award.award))
    await check_answered(work, award)
    step = MACHINE.step(round_.state, "award" if award.winner is None else "next_candidate")
    await _check_over(work, award)
    _check_passed(award, passed)
    _, project = await lot_and_project(work.session, lot_id)
    rules = rulebook(round_.rulebook)
    first_only = is_state_controlled(project.funds, rules, statutory=project.is_statutory)
    everybody = [*passed, *await _passed_before(work, award)]
    chosen = choose(candidates_of(award), bid, everybody, first_only=first_only)
    round_.state = step.after
    body = await _body(work, round_, award, chosen, everybody, reason, first_only=first_only)
    row = await _write(work, round_, award, body)
    await work.record(
        step.verb, "lot_round", round_.id, step.rule, award=row.digest.hex(), bid=bid, name=chosen["name"]
    )
    await work.announce(lot_topic(lot_id), "award", state=round_.state, award=row.digest.hex())
    await _print_award(work, round_, row, body)
    await tell_result_fixed(work, lot_id)
    return cast(SignedAward, row.record())


async def _check_over(work: Work, award: Award) -> None:
    assert award.ends_at is not None  # the state says that the candidates are published
    if await work.now() < award.ends_at:
        raise PublicityRuns(ends=timestamp(award.ends_at), at=timestamp(await work.now()))


def _check_passed(award: Award, passed: Sequence[PassedOver]) -> None:
    if award.winner is not None and award.noticed_at is not None:
        name = next(one["name"] for one in candidates_of(award) if award.winner.hex() == one["bid"])
        check_next(award.winner.hex(), name, award.noticed_at, passed)


async def _passed_before(work: Work, award: Award) -> list[PassedOver]:
    """Those whom the award in force passed over already; nobody's turn comes twice."""
    if award.award is None:
        return []
    record = cast(SignedAward, await record_of(work.session, award.award))
    return record["body"]["passed_over"]


async def _body(
    work: Work,
    round_: LotRound,
    award: Award,
    chosen: Candidate,
    passed: Sequence[PassedOver],
    reason: str,
    *,
    first_only: bool,
) -> AwardBody:
    at, rules, calendar = await work.now(), rulebook(round_.rulebook), official_calendar()
    assert award.publicity is not None  # a lot that can be awarded was published
    return {
        "type": "tianping/award/1",
        "lot": str(round_.lot_id),
        "round": round_.number,
        "report": award.report.hex(),
        "scores": award.scores.hex(),
        "candidates": award.publicity.hex(),
        **chosen,
        "first_only": first_only,
        "passed_over": [*passed],
        "reason": reason,
        "previous": award.award.hex() if award.award else None,
        "by": await signer(work),
        "at": timestamp(at),
        "contract_by": timestamp(contract_due(at, rules, calendar)),
        "report_by": timestamp(report_due(award.awarded_at or at, rules, calendar)),
    }


async def _write(work: Work, round_: LotRound, award: Award, body: AwardBody) -> RecordRow:
    """The award's record; from now on report and marks are anybody's to read."""
    row = await work.publish({**body}, lot=round_.lot_id, round_no=round_.number)
    at = await work.now()
    award.award, award.winner, award.noticed_at = row.digest, bytes.fromhex(body["bid"]), at
    award.awarded_at = award.awarded_at or at
    await make_public(work.session, await _published_now(work, round_, award))
    await work.session.flush()
    return row


async def _published_now(work: Work, round_: LotRound, award: Award) -> list[bytes]:
    """Report, closing and scores, and answers to objections: their outcome is public, not who objected (2.3)."""
    rows = await objections_of(work.session, round_.id)
    closings = await records_of(work.session, round_.lot_id, round_.number, REPORT_CLOSING)
    closed = [one.digest for one in closings if one.record()["body"]["report"] == award.report.hex()]
    return [award.report, award.scores, *closed, *(one.answered for one in rows if one.answered is not None)]


async def _print_award(work: Work, round_: LotRound, row: RecordRow, body: AwardBody) -> None:
    lot, project = await lot_and_project(work.session, round_.lot_id)
    title, words = award_notice(lot.name, project.project_class, body)
    await print_notice(work, "award", lot.id, project.region_code, title, words, row.digest, round_.rehearsal)


async def fail_lot(work: Work, lot_id: UUID, reason: str) -> SignedFailure:
    """End the round without a contract: no candidate can win, or the buyer tenders anew. Asked again, the same."""
    round_, award = await lock_own(work, lot_id)
    before = await records_of(work.session, lot_id, round_.number, FAILED)
    if before:
        return cast(SignedFailure, before[-1].record())
    step = MACHINE.step(round_.state, "fail")
    body: FailedBody = {
        "type": "tianping/award-failed/1",
        "lot": str(lot_id),
        "round": round_.number,
        "report": award.report.hex(),
        "award": award.award.hex() if award.award else None,
        "reason": reason,
        "by": await signer(work),
        "at": timestamp(await work.now()),
    }
    row = await work.publish({**body}, lot=lot_id, round_no=round_.number)
    round_.state = step.after
    await work.record("fail_lot", "lot_round", round_.id, step.rule, record=row.digest.hex(), reason=reason)
    await work.announce(lot_topic(lot_id), "award", state=round_.state)
    lot, project = await lot_and_project(work.session, lot_id)
    title, words = failed_notice(lot.name, project.project_class, body)
    await print_notice(work, "award-failed", lot.id, project.region_code, title, words, row.digest, round_.rehearsal)
    await tell_result_fixed(work, lot_id)
    return cast(SignedFailure, row.record())
