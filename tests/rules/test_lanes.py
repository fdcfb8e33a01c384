"""What is an alarm on the wall, to the millisecond, and how far each custodian is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from bidding.custodians.tables import Drill, KeySet
from bidding.opening.lanes import LaneRows, Unanswered, alarms_of, custodians_of
from bidding.opening.tables import OpenedEnvelope, Opening, Release
from bidding.tenders.tables import LotRound
from crypto.encoding import timestamp
from foundation.rulebook import rulebook

HOUR = datetime(2026, 12, 17, 1, 30, tzinfo=UTC)
MOMENT = timedelta(milliseconds=1)
PATIENCE = rulebook(1).duration("R-RELEASE-LATE")
SET, OTHER = UUID(int=1), UUID(int=2)


def key_set(identity: UUID, *bodies: str, threshold: int = 2) -> KeySet:
    """Bodies a, b, c have the share keys aa.., bb.., cc.."""
    members = [
        {"index": index, "body": body, "name": body.upper(), "share_key": body * 64}
        for index, body in enumerate(bodies, 1)
    ]
    return KeySet(id=identity, threshold=threshold, members=members)


def rows(**changed: Any) -> LaneRows:
    nothing = LaneRows(
        key_sets=[key_set(SET, "a", "b", "c")],
        drill=None,
        ready={},
        phones={"a": "0718-1"},
        releases=[],
        shut=[],
        unanswered=None,
        identities_open=None,
    )
    return replace(nothing, **changed)


def drilled(*bodies: str) -> LaneRows:
    """The newest drill was answered by these."""
    drill = Drill(name="last", key_set_id=SET, at=HOUR - timedelta(hours=1))
    return rows(drill=drill, ready=dict.fromkeys(bodies, HOUR - timedelta(minutes=30)))


def round_(state: str = "BIDDING") -> LotRound:
    return LotRound(state=state, deadline=HOUR, rulebook=1)


def opening(phase: str, **more: Any) -> Opening:
    return Opening(phase=phase, frozen_at=HOUR, frozen=4, **more)


def kinds(opening_: Opening | None, rows_: LaneRows, now: datetime, state: str = "OPENING") -> list[str]:
    return [alarm["kind"] for alarm in alarms_of(round_(state), opening_, rows_, now)]


def test_one_spare_beyond_those_who_open_must_be_ready() -> None:
    before = HOUR - MOMENT
    [alarm] = alarms_of(round_(), None, drilled("a", "b"), before)
    assert (alarm["kind"], alarm["rule"]) == ("too-few-ready", "R-DRILL-SPARE")
    assert alarm["facts"] == {"ready": 2, "needed": 3}
    assert alarm["since"] == timestamp(HOUR - timedelta(hours=1))
    assert kinds(None, drilled("a", "b", "c"), before, "BIDDING") == []


def test_before_any_drill_and_from_the_deadline_on_nobody_asks_who_is_ready() -> None:
    assert kinds(None, rows(), HOUR - MOMENT, "BIDDING") == []
    assert kinds(None, drilled(), HOUR, "BIDDING") == []


def test_somebody_of_another_key_set_does_not_make_it_enough() -> None:
    assert kinds(None, drilled("a", "b", "x"), HOUR - MOMENT, "BIDDING") == ["too-few-ready"]


def test_identities_are_late_after_the_minutes_of_the_row() -> None:
    waiting, late = opening("await_identities"), HOUR + PATIENCE
    assert kinds(waiting, rows(), late - MOMENT) == []
    releases = [Release(step="identities", share_key=b"\xaa" * 32, at=HOUR)]
    [alarm] = alarms_of(round_(), waiting, rows(releases=releases), late)
    assert alarm["kind"] == "release-late" and alarm["since"] == timestamp(late)
    assert alarm["facts"] == {"step": "identities", "released": 1, "needed": 2}


def test_contents_are_late_counted_from_the_last_identity() -> None:
    waiting, opened = opening("await_contents"), HOUR + timedelta(minutes=40)
    assert kinds(waiting, rows(identities_open=opened), opened + PATIENCE - MOMENT) == []
    assert kinds(waiting, rows(identities_open=opened), opened + PATIENCE) == ["release-late"]


def test_nobody_is_late_while_envelopes_are_being_opened() -> None:
    for phase in ("open_identities", "open_contents", "read_out", "closed"):
        assert kinds(opening(phase), rows(identities_open=HOUR), HOUR + timedelta(days=9)) == []


def shut(step: str, cause: str) -> OpenedEnvelope:
    return OpenedEnvelope(step=step, cause=cause, state="SHUT", opened_at=HOUR + timedelta(minutes=2))


def test_an_envelope_that_stays_shut_is_an_alarm_while_somebody_can_act() -> None:
    until = HOUR + timedelta(minutes=62)
    here = opening("open_identities", window_ends=until)
    found = rows(shut=[shut("identities", "platform"), shut("identities", "unknown"), shut("identities", "unknown")])
    told = [alarm["facts"] for alarm in alarms_of(round_(), here, found, HOUR + timedelta(minutes=3))]
    assert told == [
        {"cause": "platform", "envelopes": 1, "until": timestamp(until)},
        {"cause": "unknown", "envelopes": 2, "until": None},
    ]
    assert kinds(opening("await_contents"), found, HOUR) == []
    assert kinds(opening("open_contents"), found, HOUR) == []


def test_what_a_bidder_sealed_wrongly_is_told_by_the_read_out_only() -> None:
    found = rows(shut=[shut("contents", "bidder")])
    assert kinds(opening("open_contents"), found, HOUR) == []


def test_an_open_objection_is_an_alarm_until_the_record_is_closed() -> None:
    found = rows(unanswered=Unanswered(2, HOUR))
    [alarm] = alarms_of(round_(), opening("read_out"), found, HOUR)
    assert (alarm["kind"], alarm["facts"]) == ("objection-open", {"objections": 2})
    assert kinds(opening("closed"), found, HOUR) == []


def test_custodians_of_an_earlier_key_set_follow_those_of_the_one_in_force() -> None:
    newest, earlier = key_set(OTHER, "b", "d", threshold=1), key_set(SET, "a", "b")
    told = custodians_of(rows(key_sets=[newest, earlier]))
    assert [(one["body"], one["index"], one["threshold"]) for one in told] == [("b", 1, 1), ("d", 2, 1), ("a", 1, 2)]


def test_a_custodian_is_told_with_phone_answer_and_releases_in_their_order() -> None:
    releases = [
        Release(step="contents", share_key=b"\xaa" * 32, at=HOUR + timedelta(minutes=3)),
        Release(step="identities", share_key=b"\xaa" * 32, at=HOUR + timedelta(minutes=1)),
    ]
    ready = HOUR - timedelta(minutes=30)
    drill = Drill(name="last", key_set_id=SET, at=HOUR)
    first, second, _ = custodians_of(rows(drill=drill, ready={"a": ready}, releases=releases))
    assert (first["phone"], first["ready"], first["answered_at"]) == ("0718-1", True, timestamp(ready))
    assert first["released"] == ["identities", "contents"]
    assert first["released_at"] == timestamp(HOUR + timedelta(minutes=3))
    assert (second["phone"], second["ready"], second["released_at"]) == ("", False, None)
    assert [one["ready"] for one in custodians_of(rows())] == [None] * 3
