"""Which city a code belongs to, with the traps of Hubei."""

import pytest

from foundation.regions import (
    HUBEI_UNITS,
    METRO_CIRCLES,
    NEIGHBOURS,
    PROVINCES,
    RegionCodeUnknown,
    city_key,
    metro_circle,
    province_key,
    region,
    same_city,
    same_province,
    seat_city,
)


def test_hubei_has_seventeen_units_and_each_is_its_own_city() -> None:
    assert len(HUBEI_UNITS) == 17
    assert all(city_key(code) == code for code in HUBEI_UNITS)


@pytest.mark.parametrize(("county", "city"), [("421281", "421200"), ("420281", "420200"), ("422802", "422800")])
def test_a_county_belongs_to_its_prefecture(county: str, city: str) -> None:
    assert city_key(county) == city


def test_the_four_units_under_4290_are_distinct_cities() -> None:
    four = ["429004", "429005", "429006", "429021"]
    assert [city_key(code) for code in four] == four
    assert not same_city("429004", "429005")


def test_other_provinces_have_such_units_too() -> None:
    assert city_key("419001") == "419001"


def test_two_counties_of_one_prefecture_are_one_city() -> None:
    assert same_city("420202", "420281")
    assert not same_city("420202", "420704")


def test_the_provincial_centre_sits_in_wuhan() -> None:
    assert seat_city("420000") == "420100"
    assert same_city("420000", "420106")
    assert not same_city("420000", "422800")


def test_provinces_differ_by_their_first_two_digits() -> None:
    assert province_key("430600") == "430000"
    assert same_province("429004", "420100")
    assert not same_province("421200", "430600")


def test_six_neighbours_surround_hubei() -> None:
    assert [PROVINCES[code].short for code in NEIGHBOURS] == ["河南", "湖南", "江西", "安徽", "陕西", "重庆"]


def test_a_code_is_named_by_its_unit_or_else_its_province() -> None:
    enshi, hunan = region("422801"), region("430600")
    assert enshi is not None
    assert (enshi.zh, enshi.en) == ("恩施土家族苗族自治州", "Enshi")
    assert hunan is not None
    assert hunan.zh == "湖南省"
    assert region("110000") is None


def test_every_unit_lies_in_exactly_one_circle() -> None:
    members = [code for circle in METRO_CIRCLES.values() for code in circle]
    assert sorted(members) == sorted(HUBEI_UNITS)
    assert metro_circle("421281") == "武汉"
    assert metro_circle("430600") is None


@pytest.mark.parametrize("code", ["", "4205", "4205000", "42050a", "042050", "42050\n", "４２０５００"])
def test_what_is_not_six_digits_is_refused(code: str) -> None:
    with pytest.raises(RegionCodeUnknown):
        city_key(code)
