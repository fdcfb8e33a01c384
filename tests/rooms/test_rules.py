"""Rules of the rooms: codes, lines, the fold of events, elections; all without a database."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation_rooms.rooms.codes import ALPHABET, code_hash, code_of
from evaluation_rooms.rooms.election import elect
from evaluation_rooms.rooms.presence import is_away, link_of
from evaluation_rooms.rooms.rules import OVER, ROOM
from evaluation_rooms.rooms.state import EMPTY, MOST_LINES, apply, catch_up
from foundation.errors import WrongState

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)


def test_a_code_is_the_same_however_it_is_typed():
    code = code_of(bytes(range(12)))
    assert code_hash(code) == code_hash(code.lower().replace("-", "")) == code_hash(f" {code} ")
    assert code_hash(code) != code_hash(code_of(bytes(12)))


@given(st.binary(min_size=12, max_size=12))
def test_a_code_has_three_groups_of_signs_that_no_one_confuses(random: bytes):
    groups = code_of(random).split("-")
    assert [len(one) for one in groups] == [4, 4, 4]
    assert set("".join(groups)) <= set(ALPHABET)


def test_no_sign_is_likelier_than_another():
    signs = Counter(code_of(bytes([number] * 12))[0] for number in range(256))
    assert set(signs.values()) == {8}


@pytest.mark.parametrize(("seconds", "away"), [(0, False), (30, False), (31, True)])
def test_who_was_not_seen_for_longer_than_the_limit_is_away(seconds: int, away: bool):
    assert is_away(NOW - timedelta(seconds=seconds), NOW, timedelta(seconds=30)) is away


def test_who_was_never_seen_is_away():
    assert is_away(None, NOW, timedelta(seconds=30))


@pytest.mark.parametrize(("took", "link"), [(None, "good"), (20, "good"), (799, "good"), (800, "weak")])
def test_the_quality_of_a_line_is_its_round_trip(took: int | None, link: str):
    assert link_of(took) == link


def test_most_votes_win_without_a_draw():
    elected = elect("s", 1, {"E01": "E02", "E02": "E02", "E03": "E01"}, b"\x01" * 32)
    assert (elected.head, elected.tied, elected.counts) == ("E02", ("E02",), (("E01", 1), ("E02", 2)))


def test_a_tie_falls_as_seed_and_votes_say_and_either_way():
    votes = {"E01": "E02", "E02": "E01"}
    drawn = {elect("s", 1, votes, bytes([number] * 32)).head for number in range(20)}
    assert drawn == {"E01", "E02"}
    assert elect("s", 1, votes, b"\x01" * 32) == elect("s", 1, dict(reversed(votes.items())), b"\x01" * 32)


def test_another_ballot_is_another_draw():
    votes = {f"E{number:02d}": f"E{number:02d}" for number in range(1, 8)}
    heads = {elect("s", ballot, votes, b"\x01" * 32).head for ballot in range(1, 30)}
    assert len(heads) > 2


def test_an_event_whose_predecessor_is_missing_waits():
    late = {"seq": 2, "at": "", "kind": "phase", "data": {"phase": "BLIND", "version": 3}}
    assert apply(EMPTY, late) is EMPTY
    first = {"seq": 1, "at": "", "kind": "resumed", "data": {}}
    assert catch_up(EMPTY, [late, first])["phase"] == "BLIND"


def test_the_oldest_lines_leave_the_state():
    told = [{"seq": n, "at": "", "kind": "text", "data": {"id": str(n)}} for n in range(1, MOST_LINES + 6)]
    assert catch_up(EMPTY, told)["lines"][0]["id"] == "6"


def test_no_phase_of_marks_comes_twice_but_for_a_successor():
    order = ["GATHERING", "ELECTING", "PRELIMINARY", "BLIND", "OPEN_PART"]
    order += ["PRICE_OPENING", "CONFIRM", "RANKED", "SIGNING", "CLOSED"]
    for row in ROOM.steps:
        if row.verb not in ("void", "restart"):
            assert order.index(row.before) < order.index(row.after)


@pytest.mark.parametrize("phase", OVER)
def test_what_is_over_goes_nowhere(phase: str):
    with pytest.raises(WrongState):
        ROOM.step(phase, "to_blind")
