"""The cities beside each other: ranked by share, those with few projects shown without a rank. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from evaluation_rooms.statistics.figures import Ratio

NOTHING: Final = Ratio(0, 0)


@dataclass(frozen=True)
class Standing:
    """A city in a period; `rank` is None where too few were counted, `change` in shares of one where both are known."""

    city: str
    rank: int | None
    now: Ratio
    before: Ratio
    exempt: int
    services: int

    @property
    def change(self) -> Fraction | None:
        """Against the period before."""
        if self.now.share is None or self.before.share is None:
            return None
        return self.now.share - self.before.share


@dataclass(frozen=True)
class CityCount:
    """What a league looks at; `exempt`: those of the denominator with an exemption; `services`: as a sub venue."""

    now: Ratio
    before: Ratio = NOTHING
    exempt: int = 0
    services: int = 0


def rank_cities(cities: Mapping[str, CityCount], least: int) -> list[Standing]:
    """Ranked ones first by share, then by how many; equal cities share a rank; the unranked follow by code."""
    big = [city for city, count in cities.items() if count.now.below >= least]
    small = sorted(city for city in cities if city not in set(big))
    big.sort(key=lambda city: (_key(cities[city].now), city))
    keys = [_key(cities[city].now) for city in big]
    ranked = [_standing(city, keys.index(_key(cities[city].now)) + 1, cities[city]) for city in big]
    return ranked + [_standing(city, None, cities[city]) for city in small]


def _key(ratio: Ratio) -> tuple[Fraction, int]:
    return -(ratio.share or Fraction(0)), -ratio.below


def _standing(city: str, rank: int | None, count: CityCount) -> Standing:
    return Standing(city, rank, count.now, count.before, count.exempt, count.services)


def change_text(change: Fraction | None) -> str | None:
    """In percentage points, two places, half away from zero: `+3.25`, `-0.10`, `0.00`."""
    if change is None:
        return None
    hundredths = int(abs(change) * 10_000 + Fraction(1, 2))
    sign = "" if hundredths == 0 else "+" if change > 0 else "-"
    return f"{sign}{hundredths // 100}.{hundredths % 100:02d}"
