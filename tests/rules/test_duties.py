"""Which duty follows from which facts, for whom, until when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from bidding.custodians.tables import Drill, KeySet
from bidding.documents.tables import DocumentVersion
from bidding.duties.answers import DutyShown
from bidding.duties.rules import CLAUSES, HOSTING, TABLE, LotFacts, basis_of, duties_of_lot, in_order
from bidding.opening.day import Scheduled
from bidding.opening.lanes import LaneRows, Unanswered
from bidding.opening.tables import OpenedEnvelope, Opening
from bidding.projects.tables import Lot, Project
from bidding.tenders.tables import LotRound
from crypto.encoding import timestamp
from foundation.calendar import SHANGHAI
from foundation.rulebook import RulebookError, rulebook

HOUR = datetime(2026, 12, 17, 1, 30, tzinfo=UTC)
MOMENT = timedelta(milliseconds=1)
SETTLED = b"\x05" * 32
NOTHING = LaneRows([], None, {}, {}, [], [], None, None)


def facts(state: str, now: datetime = HOUR - timedelta(days=30), **changed: Any) -> LotFacts:
    """A round of a statutory project; `opening`, `documents` and `statutory` may be told apart."""
    deadline = None if state == "DRAFT" else HOUR
    round_ = LotRound(number=1, state=state, deadline=deadline, rulebook=1, documents=changed.pop("documents", None))
    project = Project(id=UUID(int=2), name="教学楼", is_statutory=changed.pop("statutory", True))
    lot = Lot(id=UUID(int=1), name="一标段")
    of = Scheduled(round_, lot, project, "云顶坪小学", "楚正招标代理", changed.pop("opening", None))
    return replace(LotFacts(of, now, NOTHING), **changed)


def kinds(lot: LotFacts, role: str = "agency") -> list[str]:
    return [duty["kind"] for duty in duties_of_lot(role, lot)]


def only(lot: LotFacts, role: str = "agency") -> DutyShown:
    [duty] = duties_of_lot(role, lot)
    return duty


def version(number: int = 1, *, settled: bool = False) -> DocumentVersion:
    return DocumentVersion(version=number, settled_at=HOUR if settled else None)


def key_set(*, complete: bool = False, documents: bytes = SETTLED) -> KeySet:
    members = [{"index": index, "body": f"b{index}", "name": f"单位{index}"} for index in (1, 2, 3)]
    digest = b"\x01" * 32 if complete else None
    return KeySet(id=UUID(int=9), threshold=2, members=members, document_digest=documents, digest=digest)


def test_a_draft_asks_for_one_thing_after_another() -> None:
    settled = {"documents": SETTLED, "version": version(settled=True), "files": 1}
    steps = [
        facts("DRAFT"),
        facts("DRAFT", version=version(), files=0),
        facts("DRAFT", version=version(), files=1),
        facts("DRAFT", **settled),
        facts("DRAFT", **settled, proposed=key_set(documents=b"old")),
        facts("DRAFT", **settled, proposed=key_set()),
        facts("DRAFT", **settled, proposed=key_set(complete=True)),
    ]
    assert [kinds(each) for each in steps] == [
        ["add-documents"],
        ["add-documents"],
        ["settle-documents"],
        ["propose-custodians"],
        ["propose-custodians"],
        ["statements-missing"],
        ["publish"],
    ]
    assert {due for each in steps for due in [only(each)["due"]]} == {None}


def test_the_missing_statements_are_named_with_telephones() -> None:
    lot = facts("DRAFT", documents=SETTLED, version=version(settled=True), proposed=key_set())
    duty = only(replace(lot, signed=frozenset({1, 3}), phones={"b2": "0718-2"}))
    assert duty["facts"] == {"bodies": [{"index": 2, "name": "单位2", "phone": "0718-2"}]}


def test_a_replacement_of_custodians_is_signed_by_the_deadline_or_not_at_all() -> None:
    lot = facts("BIDDING", documents=SETTLED, proposed=key_set())
    assert only(lot)["due"] == timestamp(HOUR)
    assert kinds(replace(lot, now=HOUR)) == []


def test_the_basis_is_the_law_of_the_row() -> None:
    ready = {"documents": SETTLED, "version": version(settled=True), "proposed": key_set(complete=True)}
    assert only(facts("DRAFT", **ready))["basis"]["zh"] == "招标投标法第24条"
    assert only(facts("DRAFT", **ready, statutory=False))["basis"]["rule"] == "R-MIN-DEADLINE-NOTICE"


def test_every_row_of_the_table_has_a_basis_in_words() -> None:
    for row in TABLE:
        basis = basis_of(row.rule, rulebook(1))
        assert basis["rule"] == row.rule and basis["zh"] and basis["en"]


@pytest.mark.parametrize("clause", CLAUSES)
def test_a_clause_is_no_row_of_the_rulebook(clause: str) -> None:
    with pytest.raises(RulebookError):
        rulebook(1).row(clause)


def test_a_change_is_due_before_its_days_run_short_and_late_afterwards() -> None:
    """Fifteen days before 17 December: the change must be out on the 2nd, by the date in China."""
    due = datetime(2026, 12, 3, tzinfo=SHANGHAI)
    lot = facts("BIDDING", due - MOMENT, documents=SETTLED, version=version(2))
    duty = only(lot)
    assert (duty["kind"], duty["due"], duty["late"]) == ("settle-version", timestamp(due), False)
    assert duty["facts"] == {"version": 2} and duty["basis"]["rule"] == "R-CLARIFY"
    assert only(replace(lot, now=due))["late"] is True
    assert kinds(replace(lot, now=HOUR)) == []


def test_too_few_ready_is_a_duty_of_everybody_who_hosts_until_the_deadline() -> None:
    complete = key_set(complete=True)
    drill = Drill(key_set_id=complete.id, at=HOUR - timedelta(hours=1))
    rows = replace(NOTHING, key_sets=[complete], drill=drill, ready={"b1": HOUR})
    lot = facts("BIDDING", HOUR - timedelta(days=1), rows=rows, documents=SETTLED, proposed=complete)
    for role in HOSTING:
        duty = only(lot, role)
        assert (duty["kind"], duty["due"]) == ("drill-too-few-ready", timestamp(HOUR))
        assert duty["facts"] == {"ready": 1, "needed": 3}
    assert kinds(lot, "supervisor") == []


def test_todays_openings_stand_on_the_centres_list_until_they_are_over() -> None:
    lot = facts("BIDDING", HOUR - MOMENT)
    assert only(lot, "centre_staff")["due"] == timestamp(HOUR)
    assert kinds(replace(lot, now=HOUR - timedelta(days=1)), "centre_staff") == []
    running = facts("OPENING", HOUR, opening=Opening(phase="await_identities", frozen_at=HOUR))
    assert only(running, "centre_staff")["due"] is None
    over = facts("FAILED_FEW", HOUR, opening=Opening(phase="closed", frozen_at=HOUR))
    assert kinds(over, "centre_staff") == []
    assert kinds(lot, "agency") == []


def opened(phase: str, **more: Any) -> Opening:
    return Opening(phase=phase, frozen_at=HOUR, frozen=3, **more)


def test_late_custodians_are_a_late_duty() -> None:
    late = HOUR + rulebook(1).duration("R-RELEASE-LATE")
    lot = facts("OPENING", late - MOMENT, opening=opened("await_identities"))
    assert kinds(lot) == []
    duty = only(replace(lot, now=late))
    assert (duty["kind"], duty["due"], duty["late"]) == ("alarm", timestamp(late), True)
    assert duty["facts"] == {"alarm": "release-late", "step": "identities", "released": 0, "needed": 0}


def shut(cause: str) -> LaneRows:
    return replace(NOTHING, shut=[OpenedEnvelope(step="contents", cause=cause, opened_at=HOUR)])


def test_an_envelope_that_nobody_can_explain_waits_for_the_hosts_ruling() -> None:
    lot = facts("DECRYPTING", HOUR, opening=opened("open_contents"), rows=shut("unknown"))
    duty = only(lot)
    assert (duty["kind"], duty["facts"]) == ("rule-cause", {"envelopes": 1})
    assert duty["due"] == timestamp(HOUR + rulebook(1).duration("R-DECRYPT-WINDOW"))


def test_an_envelope_that_the_platform_lost_is_an_alarm_until_its_window_ends() -> None:
    until = HOUR + timedelta(minutes=50)
    lot = facts("DECRYPTING", HOUR, opening=opened("open_contents", window_ends=until), rows=shut("platform"))
    duty = only(lot)
    assert (duty["kind"], duty["due"]) == ("alarm", timestamp(until))
    assert duty["facts"]["alarm"] == "envelope-shut" and duty["basis"]["zh"] == "电子招标投标办法第31条"


def read_out(**changed: Any) -> LotFacts:
    return facts("READ_OUT", opening=opened("read_out", read_out_at=HOUR), **{"now": HOUR, **changed})


def test_an_objection_is_answered_before_the_record_can_be_closed() -> None:
    until = HOUR + rulebook(1).duration("R-OPEN-CONFIRM")
    asked = replace(NOTHING, unanswered=Unanswered(2, HOUR))
    duty = only(read_out(rows=asked, confirmed=3))
    assert (duty["kind"], duty["due"], duty["facts"]) == ("answer-objection", timestamp(until), {"objections": 2})
    assert duty["basis"]["zh"] == "招标投标法实施条例第44条"
    assert only(read_out(rows=asked, now=until))["late"] is True


def test_the_opening_is_closed_when_silence_accepts_or_everybody_confirmed() -> None:
    until = HOUR + rulebook(1).duration("R-OPEN-CONFIRM")
    assert kinds(read_out(now=until - MOMENT, confirmed=2)) == []
    for role in HOSTING - {"centre_staff"}:
        assert kinds(read_out(now=until), role) == ["close-opening"]
        assert kinds(read_out(confirmed=3), role) == ["close-opening"]
    assert "close-opening" in kinds(read_out(now=until), "centre_staff")


def test_what_is_due_first_comes_first_and_what_has_no_clock_last() -> None:
    def duty(due: str | None) -> DutyShown:
        [told] = duties_of_lot("agency", facts("DRAFT"))
        return {**told, "due": due}

    soon, later, some_day = duty("2026-12-02"), duty("2026-12-09"), duty(None)
    assert in_order([some_day, later, soon]) == [soon, later, some_day]
