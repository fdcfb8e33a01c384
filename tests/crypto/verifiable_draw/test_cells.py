"""Cells that are too thin to hide anybody in, and experts who are too likely."""

from crypto.verifiable_draw.cells import ThinCell, thin_cells
from crypto.verifiable_draw.pool import Entry
from crypto.verifiable_draw.quotas import Quotas

QUOTAS = Quotas((("A01", 1), ("B", 1)), (("420100", 1, 2), ("420500", 0, 1)), "420100", 1, 2, 1)


def people(city: str, code: str, count: int) -> list[Entry]:
    """Some experts of one cell, each of an employer of his own."""
    names = [f"{city}{code}{number}".encode().hex().ljust(32, "0")[:32] for number in range(count)]
    return [Entry(name, city, (code,), name) for name in names]


def test_a_pool_with_three_for_each_seat_is_thick_enough() -> None:
    pool = [*people("420100", "A01", 3), *people("420500", "B0101", 3)]
    assert thin_cells(QUOTAS, pool, 3) == []


def test_each_thin_cell_is_named_with_what_it_has() -> None:
    pool = [*people("420100", "A01", 5), *people("420500", "B01", 2)]
    assert thin_cells(QUOTAS, pool, 3) == [ThinCell("seats", "B", 1, 2), ThinCell("remote-least", None, 1, 2)]


def test_a_required_city_without_experts_and_too_small_a_pool_are_thin() -> None:
    pool = people("420500", "A01", 4)
    assert thin_cells(QUOTAS, pool, 3) == [
        ThinCell("seats", "B", 1, 0),
        ThinCell("city-least", "420100", 1, 0),
        ThinCell("seats", None, 2, 4),
    ]


def test_experts_of_other_cities_fill_no_cell() -> None:
    pool = [*people("420100", "A01", 3), *people("420500", "B01", 3), *people("429021", "A01", 9)]
    assert thin_cells(QUOTAS, pool, 3) == []
    assert thin_cells(QUOTAS, pool, 4) != []
