"""What a round's deadline permits, to the millisecond, and the table of its states."""

from datetime import UTC, datetime, timedelta

import pytest

from bidding.tenders.refusals import DeadlineBehind, DeadlineNotAhead, DeadlineNotLater, DeadlineTooFar
from bidding.tenders.rules import (
    FARTHEST_DEADLINE,
    MACHINE,
    check_changeable,
    check_deadline,
    check_extension,
    check_relation,
    read_deadline,
    shown_state,
)
from foundation.calendar import SHANGHAI, official_calendar
from foundation.errors import FieldRefused, NotAllowed, WrongState
from foundation.rulebook import rulebook

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
MOMENT = timedelta(milliseconds=1)


def test_equal_is_late() -> None:
    check_changeable(NOON, NOON - MOMENT)
    check_changeable(None, NOON)
    with pytest.raises(DeadlineBehind) as told:
        check_changeable(NOON, NOON)
    assert told.value.problem()["rule"] == "R-DEADLINE"


def test_a_round_is_shown_closed_from_its_deadline_on() -> None:
    assert shown_state("BIDDING", NOON, NOON - MOMENT) == "BIDDING"
    assert shown_state("BIDDING", NOON, NOON) == "CLOSED"
    assert shown_state("OPENED", NOON, NOON + MOMENT) == "OPENED"
    assert shown_state("DRAFT", None, NOON) == "DRAFT"


def test_an_extension_is_strictly_later() -> None:
    check_extension(NOON + MOMENT, NOON)
    with pytest.raises(DeadlineNotLater):
        check_extension(NOON, NOON)


def test_a_deadline_is_ahead_and_not_absurd() -> None:
    practice = rulebook(2)
    check_deadline(NOON + MOMENT, NOON, practice, official_calendar())
    check_deadline(NOON + FARTHEST_DEADLINE, NOON, practice, official_calendar())
    with pytest.raises(DeadlineNotAhead):
        check_deadline(NOON, NOON, practice, official_calendar())
    with pytest.raises(DeadlineTooFar):
        check_deadline(NOON + FARTHEST_DEADLINE + MOMENT, NOON, practice, official_calendar())


def test_a_deadline_is_kept_in_utc_and_whole_milliseconds() -> None:
    local = datetime(2026, 3, 2, 12, 0, 0, 1999, tzinfo=SHANGHAI)
    assert read_deadline(local) == NOON + MOMENT and read_deadline(local).tzinfo is UTC
    for impossible in (local.replace(tzinfo=None), local.replace(year=1), local.replace(year=9999)):
        with pytest.raises(FieldRefused):
            read_deadline(impossible)


def test_who_may_is_a_relation() -> None:
    check_relation({"agency"}, ("agency", "buyer"))
    with pytest.raises(NotAllowed):
        check_relation({"centre"}, ("agency", "buyer"))


def test_every_change_of_a_round_is_in_its_table() -> None:
    for state, verb in (("DRAFT", "publish"), ("BIDDING", "extend"), ("BIDDING", "amend"), ("BIDDING", "rekey")):
        assert MACHINE.step(state, verb).rule
    for state in ("OPENING", "OPENED", "FAILED_FEW", "TERMINATED"):
        for verb in ("publish", "extend", "amend", "rekey"):
            with pytest.raises(WrongState):
                MACHINE.step(state, verb)
