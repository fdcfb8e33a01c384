"""A judged and awarded lot as a stranger checks it: every member that was written otherwise is found by its check."""

from collections.abc import Callable
from typing import Any

import pytest

from commands.check_names import EVALUATION
from commands.evaluation_checks import CHECKS, check_evaluation
from crypto.audit import audit, failures
from crypto.encoding import Body
from tests.commands.judged import Change, Judged, Passed
from tests.crypto.packages import Story
from tests.crypto.story import at
from tests.crypto.test_audit_checks import Brief


def failed(story: Story) -> list[str]:
    return failures(check_evaluation(story.tell().files))


def says(**members: Any) -> Change:
    """The body with other members."""
    return lambda body: {**body, **members}


def each(member: str, change: Callable[[list[Any]], list[Any]]) -> Change:
    """The body with another list."""
    return lambda body: {**body, member: change(body[member])}


def first(member: str, **members: Any) -> Change:
    """The body with other members in the first entry of a list."""
    return each(member, lambda entries: [{**entries[0], **members}, *entries[1:]])


def swapped(entries: list[Body]) -> list[Body]:
    return [entries[1], entries[0], *entries[2:]]


def rejected(body: Body, number: int) -> Body:
    """A rejection that nobody voted for."""
    return {"bid": body["bids"][number]["bid"], "item": "F1", "ground": 1, "reason": "?", "phase": "PRELIMINARY"}


def against(body: Body, number: int, votes: int) -> list[Body]:
    """So many of five members fail an item of one bid."""
    bid, seats = body["bids"][number]["bid"], [one["seat"] for one in body["seats"]]
    told = {"bid": bid, "item": "F1", "page": 3, "ground": 1, "reason": "未签字"}
    return [{**told, "seat": seat, "pass": at >= votes} for at, seat in enumerate(seats)]


CASES: list[tuple[str, Change, str]] = [
    ("scores", says(opening_record="00" * 32), "scores-named"),
    ("scores", says(tender="00" * 32), "scores-named"),
    ("scores", lambda body: {**body, "scheme": {**body["scheme"], "candidates": 1}}, "scores-named"),
    ("scores", first("coefficients", value="0.95?"), "scores-named"),
    ("scores", each("bids", lambda bids: bids[:-1]), "scores-named"),
    ("scores", first("bids", price="1.00"), "scores-named"),
    ("scores", first("bids", uscc="1" * 18), "scores-named"),
    ("scores", first("bids", name="别人"), "scores-named"),
    ("scores", first("marks", seat="E09"), "marks-complete"),
    ("scores", first("marks", criterion="投标报价"), "marks-complete"),
    ("scores", first("marks", mark="99.00"), "marks-complete"),
    ("scores", each("marks", lambda marks: [*marks, marks[0]]), "marks-complete"),
    ("scores", each("marks", lambda marks: marks[1:]), "marks-complete"),
    ("scores", each("seats", lambda seats: [*seats, seats[0]]), "marks-complete"),
    ("scores", first("marks", mark="31.00"), "ranking-recomputed"),
    ("scores", first("results", total="99.99"), "ranking-recomputed"),
    ("scores", first("results", price_score="50.00"), "ranking-recomputed"),
    ("scores", first("results", rank=2), "ranking-recomputed"),
    ("scores", each("results", lambda lines: lines[:-1]), "ranking-recomputed"),
    ("scores", first("results", criteria=[]), "ranking-recomputed"),
    ("scores", says(benchmark="26659333.30"), "ranking-recomputed"),
    ("scores", first("bids", evaluated_price="1.00"), "ranking-recomputed"),
    ("scores", each("candidates", lambda bids: bids[:2]), "ranking-recomputed"),
    ("scores", lambda body: {**body, "rejected": [rejected(body, 2)]}, "ranking-recomputed"),
    ("scores", lambda body: {**body, "left_out": [body["bids"][0]["bid"]]}, "ranking-recomputed"),
    ("scores", says(ceiling="26800000.00"), "ranking-recomputed"),
    ("scores", says(failed="rejected"), "ranking-recomputed"),
    ("scores", lambda body: {**body, "preliminary": against(body, 0, 3)}, "ranking-recomputed"),
    ("scores", says(session="019a0000-0000-7000-8000-0000000000ff"), "report-as-scored"),
    ("scores", each("candidates", swapped), "report-as-scored"),
    ("scores", first("seats", head=True), "report-as-scored"),
    ("evaluation-report", says(scores="00" * 32), "report-as-scored"),
    ("evaluation-report", says(opening_record="00" * 32), "report-as-scored"),
    ("evaluation-report", first("candidates", price="1.00"), "report-as-scored"),
    ("evaluation-report", first("candidates", rank=2), "report-as-scored"),
    ("evaluation-report", each("candidates", swapped), "report-as-scored"),
    ("evaluation-report", first("comparison", score="99.99"), "report-as-scored"),
    ("evaluation-report", first("comparison", rank=3), "report-as-scored"),
    ("evaluation-report", each("comparison", lambda lines: lines[:-1]), "report-as-scored"),
    (
        "evaluation-report",
        each("rejected", lambda _: [{"bid": "ab" * 32, "item": "F1", "ground": 1, "reason": "?"}]),
        "report-as-scored",
    ),
    ("evaluation-report", first("committee", city="420100"), "remote-as-seated"),
    ("evaluation-report", first("committee", remote=True), "remote-as-seated"),
    ("evaluation-report", each("committee", lambda seats: seats[:-1]), "report-as-scored"),
    ("evaluation-report", each("committee", lambda s: [*s[:-1], {**s[-1], "sign_key": "00" * 32}]), "report-signed"),
    ("evaluation-report", each("committee", lambda s: [{**one, "sign_key": "00" * 32} for one in s]), "report-signed"),
    ("report-closing", says(report="00" * 32), "report-signed"),
    ("report-closing", says(signed=["E01", "E02", "E03"]), "report-signed"),
    ("report-closing", says(signed=["E01", "E02", "E03", "E04", "B01"], silent=[]), "report-signed"),
    ("report-closing", says(silent=[]), "report-signed"),
    ("report-closing", says(silent=["E01", "B01"]), "report-signed"),
    ("candidates", says(report="00" * 32), "candidates-as-reported"),
    ("candidates", says(scores="00" * 32), "candidates-as-reported"),
    ("candidates", first("candidates", price="1.00"), "candidates-as-reported"),
    ("candidates", first("candidates", score="99.99"), "candidates-as-reported"),
    ("candidates", each("candidates", swapped), "candidates-as-reported"),
    ("candidates", each("candidates", lambda told: told[:2]), "candidates-as-reported"),
    ("share-count", says(kind="REMOTE_CROSS_PROVINCE"), "share-counted"),
    ("share-count", says(least=1), "share-counted"),
    ("share-count", says(rulebook=2), "share-counted"),
    ("share-count", says(main_city="420500", kind="REMOTE_IN_PROVINCE"), "share-counted"),
    ("share-count", says(closing="00" * 32), "share-counted"),
    ("share-count", says(session="019a0000-0000-7000-8000-0000000000ff"), "share-counted"),
    ("share-count", first("seats", signed=True), "share-counted"),
    ("share-count", each("seats", lambda seats: seats[:-1]), "share-counted"),
    ("share-count", each("seats", lambda s: [*s[:-1], {**s[-1], "city": "500100"}]), "share-counted"),
    ("award", says(report="00" * 32), "report-as-scored"),
    ("award", says(rank=2), "award-as-published"),
    ("award", says(price="1.00"), "award-as-published"),
    ("award", says(bid="ab" * 32), "award-as-published"),
    ("award", says(previous="ab" * 32), "award-as-published"),
    ("award", says(at=at(days=24)), "award-as-published"),
    ("scores", says(marks=None), "marks-complete"),
    ("evaluation-report", says(committee=[]), "remote-as-seated"),
    ("report-closing", says(signed=None), "report-signed"),
]


@pytest.mark.parametrize(("short", "change", "check"), CASES, ids=[f"{n} {c[0]} {c[2]}" for n, c in enumerate(CASES)])
def test_what_was_written_otherwise_is_found_by_its_check(short: str, change: Change, check: str) -> None:
    assert check in failed(Judged(short, change=change))


class Forged(Judged):
    """The platform signs for a member."""

    def signed_report(self, body: Body) -> Body:
        signed = super().signed_report(body)
        first, second, *others = signed["signatures"]
        return {**signed, "signatures": [first, {**second, "value": others[0]["value"]}, *others]}


def test_a_member_s_signature_that_does_not_hold_is_found() -> None:
    assert "report-signed" in failed(Forged())


@pytest.mark.parametrize("story", [Judged, Passed])
def test_an_honest_lot_holds_in_every_check(story: type[Judged]) -> None:
    files = story().tell().files
    assert [(one.name, one.detail) for one in check_evaluation(files) if not one.ok] == []
    assert failures(audit(files)) == []
    assert [one.name for one in check_evaluation(files)] == list(CHECKS)


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body if body["previous"] is None else {**body, "passed_over": []},
        lambda body: body if body["previous"] is None else {**body, "first_only": False, "passed_over": []},
        lambda body: body if body["previous"] is None else {**body, "passed_over": [{"bid": body["bid"]}]},
        lambda body: {**body, "previous": None},
    ],
)
def test_a_next_candidate_wins_only_when_who_stood_in_front_was_passed_over(change: Change) -> None:
    assert failed(Passed("award", change=change)) == ["award-as-published"]


def test_two_of_five_members_reject_nobody() -> None:
    assert failed(Judged("scores", change=lambda body: {**body, "preliminary": against(body, 0, 2)})) == []


def test_a_count_that_is_not_published_yet_is_no_fault() -> None:
    """It comes out some minutes after the award; a count of another report is no count of this one."""
    checks = {
        one.name: one for one in check_evaluation(Judged("share-count", change=says(report="ab" * 32)).tell().files)
    }
    assert checks["share-counted"].ok and checks["share-counted"].detail == "no count is published yet"


def test_a_lot_that_has_no_award_yet_has_none_of_these_checks() -> None:
    assert check_evaluation(Brief().tell().files) == []


def test_every_check_is_told_in_both_languages() -> None:
    assert CHECKS.keys() == EVALUATION.keys()
