"""What a rehearsal says of itself: the exit code hangs on every expectation, and columns stand under each other."""

from io import StringIO

from commands.rehearsal.report import Phase, Report, table, width
from commands.speech import Voice


def report() -> Report:
    """A report that speaks English to a string."""
    return Report(Voice("en", StringIO()))


def test_a_report_without_expectations_does_not_hold() -> None:
    assert not report().holds


def test_one_failed_expectation_fails_the_rehearsal_and_is_named() -> None:
    told = report()
    told.expect("first", True, "好", "good")
    told.expect("second", False, "坏", "bad", "because")
    told.tell()
    assert not told.holds
    assert told.as_json()["expectations"][1] == {"name": "second", "held": False, "detail": "because"}
    assert "✗ second: because" in told.voice.stream.getvalue()  # type: ignore[attr-defined]  # a StringIO


def test_a_phase_tells_megabytes_a_second_only_when_it_moved_bytes() -> None:
    assert Phase("seal", "加密", "sealing", 2.0, 10_000_000).as_json()["mb_per_second"] == 5.0
    assert "bytes" not in Phase("staff", "人员", "staff", 2.0).as_json()


def test_columns_are_even_although_a_chinese_character_takes_two_places() -> None:
    lines = table([("项目", "1"), ("tender", "22")])
    assert [width(line) for line in lines] == [10, 10]
