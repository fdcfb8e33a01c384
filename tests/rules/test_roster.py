"""Rosters of custodian bodies: good ones, and every way in which one side could open alone."""

from dataclasses import replace
from itertools import combinations

import pytest

from bidding.custodians.roster import SEAT_WORDS, Seat, SeatKind, check_roster
from foundation.regions import RegionCodeUnknown, same_city
from foundation.rulebook import rulebook

LAW = rulebook(1)
ENSHI, YICHANG, WUHAN, PROVINCE, XIANTAO, QIANJIANG = "422800", "420500", "420100", "420000", "429004", "429005"


def seat(number: int, prefecture: str, kind: SeatKind = "other", persons: int = 2) -> Seat:
    key = bytes([number])
    return Seat(number, f"单位{number}", prefecture, kind, persons, b"share" + key, b"sign" + key)


GOOD = (
    seat(1, ENSHI, "buyer_side"),
    seat(2, ENSHI, "local_centre"),
    seat(3, YICHANG),
    seat(4, PROVINCE, "supervisor"),
    seat(5, WUHAN),
)


def faults(seats: tuple[Seat, ...], threshold: int = 3, *, statutory: bool = True, where: str = ENSHI) -> list[str]:
    found = check_roster(seats, threshold, statutory=statutory, tender_prefecture=where, rules=LAW)
    return [fault.rule_id for fault in found]


def changed(number: int, **fields: object) -> tuple[Seat, ...]:
    return tuple(replace(one, **fields) if one.body == number else one for one in GOOD)


def test_three_of_five_bodies_from_several_places_are_a_good_roster() -> None:
    assert faults(GOOD) == []


def test_four_bodies_are_too_few_for_a_statutory_tender() -> None:
    assert faults(GOOD[:4]) == ["R-CUSTODIANS-N"]


def test_two_of_three_will_do_when_the_tender_is_not_statutory() -> None:
    three = (GOOD[0], GOOD[2], GOOD[4])
    assert faults(three, 2, statutory=False) == []
    assert faults(three, 2) == ["R-CUSTODIANS-N", "R-CUSTODIANS-T"]
    assert faults(three[:2], 2, statutory=False) == ["R-CUSTODIANS-N-FREE"]
    assert faults(three, 1, statutory=False) == ["R-CUSTODIANS-T-FREE", "R-CUSTODIAN-OUTSIDE"]


@pytest.mark.parametrize("threshold", [0, 2, 6])
def test_fewer_than_three_needed_or_more_than_there_are_is_a_fault(threshold: int) -> None:
    assert "R-CUSTODIANS-T" in faults(GOOD, threshold)


def test_all_five_may_be_needed() -> None:
    assert faults(GOOD, 5) == []


def test_seventeen_bodies_are_more_than_an_envelope_can_name() -> None:
    many = tuple(seat(number, YICHANG) for number in range(1, 18))
    assert faults(many[:16]) == []
    assert faults(many) == ["R-CUSTODIANS-MAX"]


def test_buyer_and_agency_hold_one_seat_together() -> None:
    two = changed(3, kind="buyer_side")
    found = check_roster(two, 3, statutory=True, tender_prefecture=ENSHI, rules=LAW)
    assert [(fault.rule_id, fault.seats) for fault in found] == [("R-CUSTODIAN-BUYER", (1, 3))]
    assert found[0].zh == "招标人、代理机构占2席，不得超过1席"
    assert found[0].en == "buyer and agency: 2 seats, at most 1"


def test_the_local_centre_holds_one_seat_at_most() -> None:
    assert faults(changed(3, kind="local_centre")) == ["R-CUSTODIAN-CENTRE"]


def test_the_body_that_runs_the_platform_holds_none() -> None:
    assert faults(changed(5, kind="platform")) == ["R-CUSTODIAN-PLATFORM"]


def test_every_body_has_two_persons() -> None:
    found = check_roster(changed(4, persons=1), 3, statutory=True, tender_prefecture=ENSHI, rules=LAW)
    assert [(fault.rule_id, fault.seats) for fault in found] == [("R-PERSONS-MIN", (4,))]
    assert "单位4经办人1名" in found[0].zh


@pytest.mark.parametrize("field", ["body", "share_key", "sign_key"])
def test_bodies_and_keys_are_distinct(field: str) -> None:
    twice = changed(5, **{field: getattr(GOOD[2], field)})
    found = check_roster(twice, 3, statutory=True, tender_prefecture=ENSHI, rules=LAW)
    assert [(fault.rule_id, fault.seats) for fault in found] == [("R-CUSTODIAN-KEYS", (3, 5))]


def test_three_local_bodies_could_open_alone() -> None:
    assert faults(changed(3, prefecture="422801")) == ["R-CUSTODIAN-OUTSIDE"]


def test_a_body_of_the_province_is_local_to_wuhan() -> None:
    assert faults(changed(3, prefecture=WUHAN), where="420106") == ["R-CUSTODIAN-OUTSIDE"]


def test_neighbours_under_4290_are_from_outside() -> None:
    local = changed(3, prefecture=QIANJIANG)
    local = tuple(replace(one, prefecture=XIANTAO) if one.prefecture == ENSHI else one for one in local)
    assert faults(local, where=XIANTAO) == []


@pytest.mark.parametrize("local", range(6))
@pytest.mark.parametrize("threshold", [3, 4, 5])
def test_the_rule_says_the_same_as_looking_at_every_set(local: int, threshold: int) -> None:
    seats = tuple(replace(one, prefecture=ENSHI if one.body <= local else WUHAN) for one in GOOD)
    sets = combinations(seats, threshold)
    alone = any(all(same_city(one.prefecture, ENSHI) for one in group) for group in sets)
    assert ("R-CUSTODIAN-OUTSIDE" in faults(seats, threshold)) is alone


def test_a_prefecture_that_is_no_code_is_refused() -> None:
    with pytest.raises(RegionCodeUnknown):
        faults(changed(3, prefecture="宜昌"))


def test_every_fault_has_a_row_and_both_languages() -> None:
    worst = tuple(replace(one, kind="platform", persons=0, body=1, prefecture=ENSHI) for one in GOOD[:2])
    found = check_roster(worst, 9, statutory=True, tender_prefecture=ENSHI, rules=LAW)
    assert len(found) >= 5
    for fault in found:
        assert LAW.row(fault.rule_id)
        assert fault.zh
        assert fault.en
    assert len(SEAT_WORDS) == 5
