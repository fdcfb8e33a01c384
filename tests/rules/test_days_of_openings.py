"""Which moments are of a day, and in which phase an opening is at a moment."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bidding.opening.day import day_of, phase_of
from bidding.opening.tables import Opening
from bidding.tenders.tables import LotRound
from foundation.errors import FieldRefused

HOUR = datetime(2026, 12, 17, 1, 30, tzinfo=UTC)
MOMENT = timedelta(milliseconds=1)


def test_a_day_begins_and_ends_at_midnight_in_china() -> None:
    day = day_of(date(2026, 12, 17), HOUR)
    assert day.begins == datetime(2026, 12, 16, 16, tzinfo=UTC)
    assert day.ends == datetime(2026, 12, 17, 16, tzinfo=UTC)


def test_without_a_day_it_is_today_in_china() -> None:
    evening = datetime(2026, 12, 17, 16, tzinfo=UTC)
    assert day_of(None, evening - MOMENT).date == date(2026, 12, 17)
    assert day_of(None, evening).date == date(2026, 12, 18)


@pytest.mark.parametrize("day", [date.min, date.max, date(1999, 12, 31), date(2201, 1, 1)])
def test_a_day_on_which_no_deadline_can_lie_is_refused(day: date) -> None:
    with pytest.raises(FieldRefused):
        day_of(day, HOUR)


def test_from_the_deadline_on_it_is_closing_until_the_list_is_frozen() -> None:
    round_ = LotRound(state="BIDDING", deadline=HOUR)
    assert phase_of(round_, None, HOUR - MOMENT) == "before"
    assert phase_of(round_, None, HOUR) == "closing"


@pytest.mark.parametrize(
    ("state", "phase", "told"),
    [
        ("OPENING", "await_identities", "await_identities"),
        ("DECRYPTING", "open_contents", "open_contents"),
        ("OPENED", "closed", "closed"),
        ("FAILED_FEW", "closed", "failed"),
    ],
)
def test_a_failed_opening_is_told_apart_from_a_closed_one(state: str, phase: str, told: str) -> None:
    assert phase_of(LotRound(state=state, deadline=HOUR), Opening(phase=phase), HOUR) == told
