"""A lane of the wall: the custodians of one opening, how far each is, and what must be heard as an alarm. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from bidding.custodians.drills import needed_ready
from bidding.custodians.tables import Drill, KeySet
from bidding.opening.answers import Alarm, AlarmFacts, AlarmKind, Lane, LaneCustodian, Step, StillOpen
from bidding.opening.day import Scheduled, opening_line
from bidding.opening.rules import PLATFORM, UNKNOWN, has_two_envelopes
from bidding.opening.tables import OpenedEnvelope, Opening, Release
from bidding.tenders.tables import LotRound
from crypto.encoding import timestamp
from foundation.rulebook import rulebook

AWAITED: Mapping[str, tuple[Step, ...]] = {
    "await_identities": ("identities",),
    "await_contents": ("contents", "documents"),
}
"""The steps of which releases are awaited in a phase; of the second pair a tender has one or the other."""

OPENING_NOW: Mapping[str, tuple[Step, ...]] = {
    "open_identities": ("identities",),
    "open_contents": ("contents", "documents"),
    "open_prices": ("prices",),
}
"""The steps whose envelopes are with the workers in a phase."""


def awaited(phase: str, *, two_envelopes: bool) -> Step | None:
    """The step of this tender for which its opening waits in a phase."""
    steps = AWAITED.get(phase)
    return steps[-1 if two_envelopes else 0] if steps else None


@dataclass(frozen=True)
class Unanswered:
    """Objections that wait for the host, and since when the first of them does."""

    count: int
    since: datetime


@dataclass(frozen=True)
class LaneRows:
    """What is written of one round's custodians and of its opening.

    `key_sets` are the complete ones, newest first; `drill` the newest, `ready` who answered it, by body; `phones` by
    body; `shut` its envelopes that stay shut.
    """

    key_sets: Sequence[KeySet]
    drill: Drill | None
    ready: Mapping[str, datetime]
    phones: Mapping[str, str]
    releases: Sequence[Release]
    shut: Sequence[OpenedEnvelope]
    unanswered: Unanswered | None
    identities_open: datetime | None
    """When the last identity envelope was decided."""

    def drilled(self) -> KeySet | None:
        """The key set that the newest drill was dealt to."""
        return next((one for one in self.key_sets if self.drill and one.id == self.drill.key_set_id), None)

    def answered(self) -> int:
        """How many custodians answered the newest drill."""
        drilled = self.drilled()
        return sum(member["body"] in self.ready for member in drilled.members) if drilled else 0


def lane_of(one: Scheduled, opened: int, rows: LaneRows, now: datetime) -> Lane:
    """The whole lane."""
    return {
        **opening_line(one, opened, now),
        "agency": one.agency,
        "threshold": rows.key_sets[0].threshold if rows.key_sets else None,
        "custodians": custodians_of(rows),
        "alarms": list(alarms_of(one.round, one.opening, rows, now, two_envelopes=has_two_envelopes(one.lot.scheme))),
    }


def custodians_of(rows: LaneRows) -> list[LaneCustodian]:
    """Those of the key set in force, then those under whose earlier set a bid may still be sealed."""
    drilled = rows.drilled()
    of_drill = {member["body"] for member in drilled.members} if drilled else set()
    return [
        _custodian(member, key_set, rows, drilled=member["body"] in of_drill)
        for member, key_set in _distinct(rows.key_sets)
    ]


def _distinct(key_sets: Sequence[KeySet]) -> Iterator[tuple[dict[str, Any], KeySet]]:
    seen: set[str] = set()
    for key_set in key_sets:
        for member in key_set.members:
            if member["share_key"] not in seen:
                seen.add(member["share_key"])
                yield member, key_set


def _custodian(member: Mapping[str, Any], key_set: KeySet, rows: LaneRows, *, drilled: bool) -> LaneCustodian:
    at = rows.ready.get(member["body"])
    releases = sorted((one.at, one.step) for one in rows.releases if one.share_key.hex() == member["share_key"])
    return {
        "index": member["index"],
        "body": member["body"],
        "name": member["name"],
        "phone": rows.phones.get(member["body"], ""),
        "threshold": key_set.threshold,
        "ready": at is not None if drilled else None,
        "answered_at": timestamp(at) if at else None,
        "released": [cast(Step, step) for _, step in releases],
        "released_at": timestamp(releases[-1][0]) if releases else None,
    }


def alarms_of(
    round_: LotRound, opening: Opening | None, rows: LaneRows, now: datetime, *, two_envelopes: bool = False
) -> Iterator[Alarm]:
    """What somebody must act on now; nothing of it tells a number of bids before the freeze."""
    if opening is None:
        yield from _too_few_ready(round_, rows, now)
        return
    yield from _release_late(round_, opening, rows, now, two_envelopes=two_envelopes)
    yield from _envelope_shut(opening, rows)
    if rows.unanswered and opening.phase != "closed":
        yield _alarm("objection-open", rows.unanswered.since, "R-OBJ-OPEN", {"objections": rows.unanswered.count})


def _too_few_ready(round_: LotRound, rows: LaneRows, now: datetime) -> Iterator[Alarm]:
    drilled = rows.drilled()
    if round_.state != "BIDDING" or round_.deadline is None or now >= round_.deadline or not rows.drill or not drilled:
        return
    needed, ready = needed_ready(drilled.threshold, rulebook(round_.rulebook)), rows.answered()
    if ready < needed:
        yield _alarm("too-few-ready", rows.drill.at, "R-DRILL-SPARE", {"ready": ready, "needed": needed})


def _release_late(
    round_: LotRound, opening: Opening, rows: LaneRows, now: datetime, *, two_envelopes: bool
) -> Iterator[Alarm]:
    """From the list, or from the last identity, a custodian has the minutes of the row."""
    step = awaited(opening.phase, two_envelopes=two_envelopes)
    asked = opening.frozen_at if step == "identities" else rows.identities_open
    if step is None or asked is None:
        return
    late = asked + rulebook(round_.rulebook).duration("R-RELEASE-LATE")
    if now >= late:
        released = sum(one.step == step for one in rows.releases)
        threshold = rows.key_sets[0].threshold if rows.key_sets else 0
        yield _alarm("release-late", late, "R-RELEASE-LATE", {"step": step, "released": released, "needed": threshold})


def _envelope_shut(opening: Opening, rows: LaneRows) -> Iterator[Alarm]:
    causes: tuple[StillOpen, ...] = (PLATFORM, UNKNOWN)
    for cause in causes:
        shut = list(waiting_shut(opening, rows.shut, cause))
        since = min((one.opened_at for one in shut if one.opened_at), default=None)
        if shut and since:
            until = timestamp(opening.window_ends) if cause == PLATFORM and opening.window_ends else None
            facts: AlarmFacts = {"cause": cause, "envelopes": len(shut), "until": until}
            yield _alarm("envelope-shut", since, "Order 20 Art. 31", facts)


def waiting_shut(opening: Opening, shut: Iterable[OpenedEnvelope], *causes: str) -> Iterator[OpenedEnvelope]:
    """Shut envelopes of the step in hand, for which somebody must still act; of others the read-out tells."""
    steps = OPENING_NOW.get(opening.phase, ())
    return (one for one in shut if one.step in steps and one.cause in causes)


def _alarm(kind: AlarmKind, since: datetime, rule: str, facts: AlarmFacts) -> Alarm:
    return {"kind": kind, "since": timestamp(since), "rule": rule, "facts": facts}
