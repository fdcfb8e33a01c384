"""What is refused before the lottery: cells with too few experts. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from crypto.verifiable_draw.pool import Entry
from crypto.verifiable_draw.quotas import Quotas


@dataclass(frozen=True)
class ThinCell:
    """A quota whose experts are too few: `quota` as in `broken_quotas`, `code` the speciality or city, or None."""

    quota: str
    code: str | None
    seats: int
    found: int


def thin_cells(quotas: Quotas, eligible: Sequence[Entry], times: int) -> list[ThinCell]:
    """The cells with fewer experts than `times` its seats: specialities, cities, remote experts, everybody."""
    fitting = [(one, quotas.fits(one)) for one in eligible]
    able = [(one, fits) for one, fits in fitting if fits]
    cells = [
        ThinCell("seats", code, seats, sum(code in fits for _, fits in able)) for code, seats in quotas.specialities
    ]
    cells += [
        ThinCell("city-least", city, least, sum(one.city == city for one, _ in able))
        for city, least, _ in quotas.cities
    ]
    remote = sum(one.city != quotas.main for one, _ in able)
    cells += [
        ThinCell("remote-least", None, quotas.remote_least, remote),
        ThinCell("seats", None, quotas.seats, len(able)),
    ]
    return [each for each in cells if each.found < times * each.seats]
