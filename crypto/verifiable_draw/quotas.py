"""What a committee must satisfy: seats by speciality, cities with their bounds, remote members, employers.

`Quotas` holds for the drawn experts only; a buyer's representative is no part of it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from crypto.encoding import Body
from crypto.errors import DrawRefused
from crypto.shapes import conform, integer, list_of, members, text
from crypto.verifiable_draw.pool import Entry

MOST_SEATS = 32

_SEAT = members(speciality=text(1, 16), seats=integer(1, MOST_SEATS))
_CITY = members(city=text(6, 6), least=integer(0, MOST_SEATS), most=integer(1, MOST_SEATS))
_SHAPE = members(
    specialities=list_of(_SEAT, 1, MOST_SEATS),
    cities=list_of(_CITY, 1, 64),
    main=text(6, 6),
    remote_least=integer(0, MOST_SEATS),
    cities_least=integer(1, MOST_SEATS),
    employer_most=integer(1, MOST_SEATS),
)


@dataclass(frozen=True)
class Quotas:
    """`specialities`: (code, seats), ascending; a seat of code c takes whoever has a code that begins with c.

    `cities`: (code, least, most), ascending; nobody comes from any other. `main`: the main venue's city; a member of
    another city is remote. `remote_least` members are remote, at least `cities_least` cities are represented, and no
    employer has more than `employer_most` members.
    """

    specialities: tuple[tuple[str, int], ...]
    cities: tuple[tuple[str, int, int], ...]
    main: str
    remote_least: int
    cities_least: int
    employer_most: int

    @property
    def seats(self) -> int:
        """How many are drawn."""
        return sum(count for _, count in self.specialities)

    def fits(self, entry: Entry) -> tuple[str, ...]:
        """The seat codes that this expert can take; none outside the cities of the draw."""
        if all(entry.city != city for city, _, _ in self.cities):
            return ()
        codes = (code for code, _ in self.specialities)
        return tuple(code for code in codes if any(own.startswith(code) for own in entry.specialities))

    def body(self) -> Body:
        """As published."""
        return {
            "specialities": [{"speciality": code, "seats": count} for code, count in self.specialities],
            "cities": [{"city": city, "least": least, "most": most} for city, least, most in self.cities],
            "main": self.main,
            "remote_least": self.remote_least,
            "cities_least": self.cities_least,
            "employer_most": self.employer_most,
        }


def read_quotas(value: object) -> Quotas:
    """Quotas as published; refuses any other shape, and codes that do not ascend."""
    body = conform(value, _SHAPE, "draw-quotas")
    specialities = tuple((one["speciality"], one["seats"]) for one in body["specialities"])
    cities = tuple((one["city"], one["least"], one["most"]) for one in body["cities"])
    for codes in ([code for code, _ in specialities], [city for city, _, _ in cities]):
        if any(left >= right for left, right in pairwise(codes)):
            raise DrawRefused("draw-quotas", "codes do not ascend")
    if any(least > most for _, least, most in cities):
        raise DrawRefused("draw-quotas", "a city's least exceeds its most")
    bounds = (body["remote_least"], body["cities_least"], body["employer_most"])
    return Quotas(specialities, cities, body["main"], *bounds)


@dataclass(frozen=True)
class Member:
    """A drawn expert with the seat code that he takes."""

    entry: Entry
    speciality: str


def broken_quotas(quotas: Quotas, committee: Sequence[Member], vacant: int = 0) -> list[str]:
    """Names of the quotas that this committee breaks, in a fixed order; none for a lawful one.

    While `vacant` places wait for somebody else, what is still lacking counts as broken only where that many members
    could not bring it. Names: `seats` (some speciality has not its seats, or a member cannot take his), `city-least`,
    `city-most`, `remote-least`, `cities-least`, `employer-most`, `distinct` (a person twice).
    """
    cities = Counter(one.entry.city for one in committee)
    employers = Counter(one.entry.employer for one in committee)
    lacking = sum(max(0, least - cities[city]) for city, least, _ in quotas.cities)
    checks = {
        "seats": _seats_filled(quotas, committee, vacant),
        "city-least": lacking <= vacant,
        "city-most": all(cities[city] <= most for city, _, most in quotas.cities),
        "remote-least": cities.total() - cities[quotas.main] + vacant >= quotas.remote_least,
        "cities-least": len(cities) + vacant >= quotas.cities_least,
        "employer-most": max(employers.values(), default=0) <= quotas.employer_most,
        "distinct": _distinct(one.entry.ref for one in committee),
    }
    return [name for name, holds in checks.items() if not holds]


def _seats_filled(quotas: Quotas, committee: Sequence[Member], vacant: int) -> bool:
    taken, seats = Counter(one.speciality for one in committee), dict(quotas.specialities)
    return (
        taken.total() + vacant == quotas.seats
        and all(count <= seats.get(code, 0) for code, count in taken.items())
        and all(one.speciality in quotas.fits(one.entry) for one in committee)
    )


def _distinct(refs: Iterable[str]) -> bool:
    listed = list(refs)
    return len(set(listed)) == len(listed)
