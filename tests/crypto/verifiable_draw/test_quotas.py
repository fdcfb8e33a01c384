"""Quotas: each is named when it is broken, and only then."""

from dataclasses import replace

import pytest

from crypto.verifiable_draw.pool import Entry, pool_root, read_entry
from crypto.verifiable_draw.quotas import Member, Quotas, broken_quotas, read_quotas
from tests.crypto.vectors import refusal

X, Y, Z = "420100", "420500", "421000"
QUOTAS = Quotas((("A01", 2), ("A02", 1)), ((X, 1, 2), (Y, 1, 2), (Z, 0, 1)), X, 1, 2, 1)


def member(number: int, city: str, seat: str, employer: int | None = None) -> Member:
    label = f"{number if employer is None else employer:032x}"
    return Member(Entry(f"{number:032x}", city, (f"{seat}01",), label), seat)


LAWFUL = (member(1, X, "A01"), member(2, Y, "A01"), member(3, Y, "A02"))


def test_a_lawful_committee_breaks_none() -> None:
    assert broken_quotas(QUOTAS, LAWFUL) == []


@pytest.mark.parametrize(
    ("committee", "broken"),
    [
        (LAWFUL[:2], ["seats"]),
        ((*LAWFUL[:2], replace(LAWFUL[2], speciality="A01")), ["seats"]),
        ((*LAWFUL[:2], member(3, "999999", "A02")), ["seats"]),
        ((member(1, Z, "A01"), *LAWFUL[1:]), ["city-least"]),
        ((LAWFUL[0], member(2, Z, "A01"), member(3, Z, "A02")), ["city-least", "city-most"]),
        (
            (LAWFUL[0], member(2, X, "A01"), member(3, X, "A02")),
            ["city-least", "city-most", "remote-least", "cities-least"],
        ),
        ((LAWFUL[0], member(2, Y, "A01", 7), member(3, Y, "A02", 7)), ["employer-most"]),
        ((LAWFUL[0], member(2, Y, "A01"), member(2, Y, "A02", 9)), ["distinct"]),
    ],
)
def test_a_broken_quota_is_named(committee: tuple[Member, ...], broken: list[str]) -> None:
    assert broken_quotas(QUOTAS, committee) == broken


def test_what_free_places_may_still_bring_is_not_broken_yet() -> None:
    assert broken_quotas(QUOTAS, LAWFUL[:1]) == ["seats", "city-least", "remote-least", "cities-least"]
    assert broken_quotas(QUOTAS, LAWFUL[:1], vacant=2) == []
    assert broken_quotas(QUOTAS, LAWFUL[:1], vacant=1) == ["seats"]
    greater = replace(QUOTAS, cities=((X, 1, 2), (Y, 1, 2), (Z, 1, 1)), specialities=(("A01", 2),))
    assert broken_quotas(greater, LAWFUL[:1], vacant=1) == ["city-least"]


def test_a_seat_takes_whoever_has_a_code_below_its_own() -> None:
    assert QUOTAS.fits(Entry("00" * 16, X, ("A0101", "A0299"), "00" * 16)) == ("A01", "A02")
    assert QUOTAS.fits(Entry("00" * 16, X, ("A1", "B01"), "00" * 16)) == ()


@pytest.mark.parametrize(
    "change",
    [
        {"specialities": [{"speciality": "A02", "seats": 1}, {"speciality": "A01", "seats": 1}]},
        {"cities": [{"city": X, "least": 2, "most": 1}]},
        {"cities": [{"city": X, "least": 0, "most": 1}, {"city": X, "least": 0, "most": 1}]},
        {"remote_least": True},
        {"note": ""},
    ],
)
def test_quotas_have_one_spelling(change: dict[str, object]) -> None:
    assert read_quotas(QUOTAS.body()) == QUOTAS
    with refusal("draw-quotas"):
        read_quotas({**QUOTAS.body(), **change})


def test_a_pool_stands_in_order_without_doubles() -> None:
    entries = [one.entry for one in LAWFUL]
    assert len({pool_root(entries), pool_root(entries[:2]), pool_root([])}) == 3
    for disordered in (entries[::-1], [entries[0], entries[0]]):
        with refusal("draw-pool-order"):
            pool_root(disordered)
    with refusal("draw-entry"):
        read_entry({**entries[0].body(), "specialities": ["B", "A"]})
