"""The candidates are published 中标候选人公示, with what Order 10 of 2017 asks (Art. 6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from bidding.awards.actions.state import body_of, candidates_of, check_answered, lock_own, record_of
from bidding.awards.documents import Candidates, Channel, Described, Published, RejectedBid, SignedCandidates
from bidding.awards.notices import candidates_notice
from bidding.awards.refusals import CandidatesIncomplete
from bidding.awards.rules import Candidate, check_publicity_end, publicity_end
from bidding.awards.tables import Award
from bidding.notices.actions import print_notice
from bidding.tenders.actions import lot_and_project, lot_topic
from bidding.tenders.rules import MACHINE
from bidding.tenders.tables import LotRound
from crypto.encoding import timestamp
from foundation.calendar import official_calendar
from foundation.records import RecordRow
from foundation.rulebook import rulebook
from foundation.work import Work


@dataclass(frozen=True)
class Told:
    """What the buyer adds to the report: a description of each candidate, a summary, the channel, a later end."""

    described: Sequence[Described]
    summary: str
    channel: Channel
    ends: datetime | None


async def publish_candidates(work: Work, lot_id: UUID, told: Told) -> SignedCandidates:
    """Publish the report's candidates; asked again once they are, it answers what was published.

    A report that was reviewed and accepted again is published again, for the whole period.
    """
    round_, award = await lock_own(work, lot_id)
    if award.publicity is not None and round_.state != "REPORTED":
        return cast(SignedCandidates, await record_of(work.session, award.publicity))
    step = MACHINE.step(round_.state, "publish_candidates")
    await check_answered(work, award)
    body = await _body(work, round_, award, told)
    row = await work.publish({**body}, lot=lot_id, round_no=round_.number)
    award.publicity, award.published_at = row.digest, await work.now()
    award.ends_at, award.stopped_at, round_.state = _end(await work.now(), told.ends, round_), None, step.after
    await work.record(
        "publish_candidates", "lot_round", round_.id, step.rule, record=row.digest.hex(), ends=body["ends"]
    )
    await work.announce(lot_topic(lot_id), "award", state=round_.state, ends=body["ends"])
    await _print(work, round_, row, body)
    return cast(SignedCandidates, row.record())


def _end(start: datetime, wanted: datetime | None, round_: LotRound) -> datetime:
    rules, calendar = rulebook(round_.rulebook), official_calendar()
    if wanted is None:
        return publicity_end(start, rules, calendar)
    check_publicity_end(start, wanted, rules, calendar)
    return wanted


async def _body(work: Work, round_: LotRound, award: Award, told: Told) -> Candidates:
    report, scores = await body_of(work.session, award.report), await body_of(work.session, award.scores)
    candidates = candidates_of(award)
    _check_described(candidates, told.described)
    totals = {one["bid"]: one["total"] for one in scores["results"]}
    described = {one["bid"]: one for one in told.described}
    at = await work.now()
    return {
        "type": "tianping/candidates/1",
        "lot": str(round_.lot_id),
        "round": round_.number,
        "report": award.report.hex(),
        "scores": award.scores.hex(),
        "method": method_of(scores),
        "candidates": [_published(one, described[one["bid"]], totals.get(one["bid"])) for one in candidates],
        "rejected": [_rejected(one) for one in report["rejected"]],
        "summary": told.summary,
        "channel": told.channel,
        "at": timestamp(at),
        "ends": timestamp(_end(at, told.ends, round_)),
    }


def method_of(scores: Mapping[str, Any]) -> str:
    """The name of the method in the scores record's scheme; a scheme that names none has an empty one."""
    method = scores["scheme"].get("method", "")
    return str(method.get("name") or method.get("family") or "") if isinstance(method, Mapping) else str(method)


def _check_described(candidates: Sequence[Candidate], described: Sequence[Described]) -> None:
    given = {one["bid"]: one for one in described}
    if set(given) != {one["bid"] for one in candidates} or len(given) != len(described):
        raise CandidatesIncomplete(missing="candidates")
    for one in described:
        for field in ("quality", "period", "manager", "qualifications"):
            if not one[field].strip():
                raise CandidatesIncomplete(missing=field)


def _published(one: Candidate, described: Described, score: str | None) -> Published:
    return {**one, "score": score, **{name: text for name, text in described.items() if name != "bid"}}  # type: ignore[typeddict-item]  # the same names


def _rejected(one: Mapping[str, Any]) -> RejectedBid:
    return cast(RejectedBid, {name: one[name] for name in ("bid", "name", "item", "clause", "ground", "reason")})


async def _print(work: Work, round_: LotRound, row: RecordRow, body: Candidates) -> None:
    lot, project = await lot_and_project(work.session, round_.lot_id)
    title, words = candidates_notice(lot.name, project.project_class, body)
    await print_notice(work, "candidates", lot.id, project.region_code, title, words, row.digest, round_.rehearsal)
