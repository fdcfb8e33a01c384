"""A draw at a custodian's own machine: what it checks, what it signs, and that it lets nobody draw again."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from commands.custody.draws import follow_draws
from crypto.encoding import digest, timestamp
from crypto.signatures import sign_document
from crypto.verifiable_draw.ceremony import check_dealing, check_draw_release
from tests.commands.draws import NOW, OTHER_DRAW, SESSION, DrawDay
from tests.commands.logs import LogServer
from tests.commands.openings import ME
from tests.crypto.story import at, pair
from tests.vectors.sources import LOT


@pytest.fixture
def day(tmp_path: Path) -> DrawDay:
    return DrawDay(tmp_path)


def refused(day: DrawDay, **changes: Any) -> str:
    """The check that refused; nothing left the machine, and the refusal is remembered."""
    before = len(day.posted)
    assert day.follow(**changes) == 1
    assert len(day.posted) == before
    assert "NOTHING WAS" in day.heard.getvalue()
    return str(day.remembered()[-1]["refused"])


def test_after_every_check_a_fresh_secret_is_dealt_and_remembered(day: DrawDay) -> None:
    day.log(day.inputs)
    assert day.follow() == 0
    ((what, signed),) = day.posted
    assert what == "dealings"
    assert check_dealing(signed, day.inputs, day.key_set)["index"] == ME
    assert day.remembered()[-1]["dealing"] == digest(signed["body"]).hex()


def test_a_custodian_deals_once_and_then_waits(day: DrawDay) -> None:
    day.log(day.inputs)
    assert day.follow() == day.follow() == 0
    assert [what for what, _ in day.posted] == ["dealings"]


def test_a_dealing_whose_answer_was_lost_is_sent_again_with_the_same_bytes(day: DrawDay) -> None:
    day.log(day.inputs)
    day.lost = True
    assert day.follow() == 0
    day.lost = False
    assert day.follow() == 0
    assert len({digest(signed) for _, signed in day.posted}) == 1
    assert len(day.posted) > 1


def test_a_dealing_is_never_dated_ahead_of_the_platforms_clock(day: DrawDay) -> None:
    day.log(day.inputs)
    day.now = NOW + timedelta(minutes=3)
    assert day.follow() == 0
    assert day.posted[0][1]["body"]["at"] == timestamp(NOW)


def test_after_the_cut_off_shares_of_every_dealing_are_released(day: DrawDay) -> None:
    day.log(day.inputs)
    day.follow()
    day.others_deal(1, 4, 5)
    day.logged_cut()
    assert day.follow() == 0
    what, signed = day.posted[-1]
    bodies = [one["body"] for one in day.dealings]
    assert what == "releases"
    assert day.cutoff is not None
    assert check_draw_release(signed, day.cutoff, bodies, day.key_set)["index"] == ME
    assert day.follow() == 0
    assert len(day.posted) == 2


def test_whoever_did_not_deal_in_time_still_releases(day: DrawDay) -> None:
    day.log(day.inputs)
    day.others_deal(1, 4, 5)
    day.logged_cut()
    assert day.follow(session=SESSION) == 0
    assert [what for what, _ in day.posted] == ["releases"]


def test_a_session_is_followed_until_no_further_draw_of_it_is_to_come(day: DrawDay) -> None:
    day.log(day.inputs)
    day.others_deal(1, 4, 5)
    day.logged_cut()
    day.over = False
    custodian, waits = day.custodian(), list[int]()

    def pause(_: float) -> None:
        waits.append(len(day.posted))
        day.over = len(waits) == 3

    custodian.wire.pause = pause
    assert follow_draws(custodian, session=SESSION, draw=None, every=0, until=None) == 0
    assert waits == [1, 1, 1]  # released at once, and there for a supplementary draw until the committee was complete


def test_all_draws_that_ask_for_this_key_are_found_under_its_signature(day: DrawDay) -> None:
    day.log(day.inputs)
    assert day.follow(every=True) == 0
    assert [what for what, _ in day.posted] == ["dealings"]


def test_nothing_is_signed_for_inputs_that_the_log_does_not_hold(day: DrawDay) -> None:
    assert day.follow() == 0
    assert day.posted == []
    day.server.idle(2, 17.1)
    assert refused(day) == "leaf-in-log"


def test_a_log_that_was_rebuilt_is_refused(day: DrawDay) -> None:
    rebuilt = LogServer()
    rebuilt.idle(4, 9)
    day.server.book = rebuilt.book
    day.log(day.inputs)
    assert refused(day) == "log-head-consistent"


def test_another_platform_key_than_the_pinned_one_is_refused(day: DrawDay) -> None:
    honest = day.told()
    honest["inputs"] = {**sign_document(day.inputs, pair("somebody").seed, "platform"), "salt": "00" * 16}
    day.told = lambda: honest  # type: ignore[method-assign]  # the platform shows this very answer
    assert refused(day) == "draw-inputs-record"


def test_a_draw_of_a_lot_whose_keys_were_never_signed_here_is_refused(day: DrawDay) -> None:
    day.log(day.inputs)
    assert refused(day, pinned=False) == "own-statement"


def test_a_key_set_of_the_same_lot_that_was_never_signed_here_is_refused(day: DrawDay) -> None:
    day.terms = {**day.terms, "t": 2}
    day.log(day.inputs)
    assert refused(day) == "own-statement"


def test_a_key_set_whose_statements_are_missing_is_refused(day: DrawDay) -> None:
    day.records = day.records[:-1]
    day.log(day.inputs)
    assert refused(day) == "key-statements"


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"draw": OTHER_DRAW}, "draw-id"),
        ({"previous": "ab" * 32}, "draw-previous"),
        ({"number": 2, "vacancies": [{"place": 1, "speciality": "A08"}]}, "draw-previous"),
        ({"key_set": "ab" * 32}, "draw-key-set"),
        ({"t": 2}, "draw-key-set"),
        ({"custodians": 4}, "draw-key-set"),
        ({"lots": [{"lot": SESSION, "round": 1}]}, "own-statement"),
        ({"lots": []}, "draw-inputs-record"),
    ],
)
def test_inputs_that_do_not_fit_are_refused(day: DrawDay, changes: Any, check: str) -> None:
    day.inputs = {**day.inputs, **changes}
    day.log(day.inputs)
    assert refused(day) == check


def test_a_second_draw_of_the_same_number_is_refused(day: DrawDay) -> None:
    day.log(day.inputs)
    day.follow()
    day.inputs = {**day.inputs, "pool": "ef" * 32, "at": at(days=17.2)}
    day.dealings = []
    day.log(day.inputs, 17.2)
    assert refused(day) == "draw-no-redraw"
    assert "A SECOND DRAW" in day.heard.getvalue()


def test_a_second_session_for_the_same_lot_is_refused(day: DrawDay) -> None:
    day.log(day.inputs)
    day.follow()
    day.inputs = {**day.inputs, "session": LOT, "at": at(days=17.2)}
    day.dealings = []
    day.log(day.inputs, 17.2)
    assert refused(day) == "draw-no-redraw"


def test_a_supplementary_draw_names_the_draw_before_it(day: DrawDay) -> None:
    day.log(day.inputs)
    custodian = day.custodian()
    custodian.memory.take_draw(SESSION, 1, "ab" * 32, None, [(LOT, 1)])
    supplement = {"number": 2, "types": 0, "bound": None, "gap": None, "at": at(days=17.2)}
    vacancies = [{"place": 1, "speciality": "A08"}]
    day.inputs = {**day.inputs, **supplement, "vacancies": vacancies, "previous": "cd" * 32}
    day.log(day.inputs, 17.2)
    assert refused(day) == "draw-previous"
    day.inputs = {**day.inputs, "previous": "ab" * 32, "at": at(days=17.4)}
    day.log(day.inputs, 17.4)
    assert day.follow() == 0
    assert [what for what, _ in day.posted] == ["dealings"]


def test_a_cut_off_without_the_own_dealing_is_refused(day: DrawDay) -> None:
    day.log(day.inputs)
    day.follow()
    day.dealings = []
    day.others_deal(1, 4, 5)
    day.logged_cut()
    assert refused(day) == "own-dealing"


def test_a_cut_off_with_fewer_than_t_dealings_is_refused(day: DrawDay) -> None:
    day.log(day.inputs)
    day.others_deal(1, 4)
    day.logged_cut()
    assert refused(day) == "draw-enough"


def test_a_cut_off_with_a_false_dealing_is_refused(day: DrawDay) -> None:
    day.log(day.inputs)
    day.others_deal(1, 4, 5)
    body = day.dealings[1]["body"]
    responses = body["sharing"]["r"]
    wrong = {**body, "sharing": {**body["sharing"], "r": [responses[1], *responses[1:]]}}
    day.dealings[1] = sign_document(wrong, pair("custodian 4").seed, "custodian")
    day.logged_cut()
    assert refused(day) == "draw-dealings"


def test_a_cut_off_whose_dealings_are_not_shown_is_refused(day: DrawDay) -> None:
    day.log(day.inputs)
    day.others_deal(1, 4, 5)
    day.logged_cut()
    day.dealings.pop()
    assert refused(day) == "draw-dealings"


def test_a_cut_off_before_its_moment_is_refused_unless_all_have_dealt(day: DrawDay) -> None:
    day.log(day.inputs)
    day.others_deal(1, 3, 4, 5)
    day.logged_cut(5)
    assert refused(day) == "draw-cutoff-moment"
    day.others_deal(2)
    day.logged_cut(6)
    assert day.follow() == 0


def test_a_cut_off_that_the_log_does_not_hold_is_refused(day: DrawDay) -> None:
    day.log(day.inputs)
    day.others_deal(1, 4, 5)
    day.cut()
    assert day.follow() == 0
    assert day.posted == []
    day.server.idle(2, 17.1)
    assert refused(day) == "leaf-in-log"


def test_two_cut_offs_of_one_draw_are_refused(day: DrawDay) -> None:
    day.log(day.inputs)
    day.others_deal(1, 4, 5)
    day.logged_cut()
    day.follow()
    day.released = []
    day.others_deal(3)
    day.logged_cut(20)
    assert refused(day) == "one-cutoff-only"


def test_a_clock_that_is_wrong_stops_everything(day: DrawDay) -> None:
    day.log(day.inputs)
    day.now = NOW + timedelta(hours=1)
    assert refused(day) == "clocks"


def test_nothing_is_signed_without_consent(day: DrawDay) -> None:
    day.log(day.inputs)
    assert day.follow(yes=False) == 1
    assert day.posted == []


def test_a_draw_that_is_over_asks_for_nothing(day: DrawDay) -> None:
    day.state = "DRAWN"
    assert day.follow() == 0
    day.state = "RELEASING"
    day.log(day.inputs)
    day.others_deal(1, 4, 5)
    day.logged_cut()
    day.released = [1, 4, 5]
    assert day.follow() == 0
    assert day.posted == []

