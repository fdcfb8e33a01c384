"""When no committee satisfies the quotas: which of them is to blame, and how little of it would have to give way.

One quota at a time is made elastic while all others hold; an integer program finds the least that is missing. Only
when no single quota suffices do all give way together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crypto.verifiable_draw.compositions import Frame, polytope
from crypto.verifiable_draw.programs import FREE, best


@dataclass(frozen=True)
class Relaxation:
    """A quota that asks `asked` where `possible` would do. `quota` as in `broken_quotas`; `code`: which one, if any."""

    quota: str
    code: str | None
    asked: int
    possible: int


class Infeasible(Exception):
    """No lottery. Any one of `relaxations` would help, the smallest first; `together`: only all of them would.

    None at all: whoever is eligible cannot fill the committee, however the quotas are changed one by one.
    """

    def __init__(self, relaxations: Sequence[Relaxation], together: bool = False) -> None:
        super().__init__(", ".join(f"{one.quota} {one.code or ''} {one.asked}->{one.possible}" for one in relaxations))
        self.relaxations, self.together = list(relaxations), together


_Elastic = tuple[str, str | None, int, int, float]
"""Quota, code, what it asks, its row, and +1 if fewer would do or -1 if more must be let in."""


def blame(shape: Frame, member: int | None = None) -> Infeasible:
    """What to say of quotas that no committee satisfies; with `member`, no committee with one of this type."""
    elastic = _elastic(shape)
    alone = [found for each in elastic for found in _relaxed(shape, [each], member) or []]
    alone += _more_of_an_employer(shape, member)
    if alone:
        return Infeasible(sorted(alone, key=lambda one: (abs(one.asked - one.possible), one.quota, one.code or "")))
    return Infeasible(_relaxed(shape, elastic, member) or [], together=True)


def _elastic(shape: Frame) -> list[_Elastic]:
    quotas, rows = shape.quotas, polytope(shape, whole=True).rows
    found: list[_Elastic] = [("seats", code, seats, rows["seats", code], 1.0) for code, seats in quotas.specialities]
    found += [("city-least", city, least, rows["city", city], 1.0) for city, least, _ in quotas.cities if least]
    found += [("city-most", city, most, rows["city", city], -1.0) for city, _, most in quotas.cities]
    if quotas.remote_least:
        found.append(("remote-least", None, quotas.remote_least, rows["remote", ""], 1.0))
    if ("cities", "") in rows:
        found.append(("cities-least", None, quotas.cities_least, rows["cities", ""], 1.0))
    return found


def _relaxed(shape: Frame, elastic: Sequence[_Elastic], member: int | None) -> list[Relaxation] | None:
    """The least that these quotas must give way in sum; None when that does not help."""
    whole = polytope(shape, whole=True)
    program, columns = whole.program, []
    for _, _, _, row, sign in elastic:
        low, high, terms = program.rows[row]
        columns.append(program.column(-1.0, 0, FREE, whole=True))
        program.rows[row] = (low, high, [*terms, (columns[-1], sign)])
    _give_way(shape, whole.rows, program.rows)
    if member is not None:
        program.row(1, FREE, program.rows[whole.type_rows[member]][2])
    answer = best(program)
    if answer is None:
        return None
    given = [round(answer.values[column]) for column in columns]
    return [
        Relaxation(quota, code, asked, asked - int(sign) * change)
        for (quota, code, asked, _, sign), change in zip(elastic, given, strict=True)
        if change
    ]


def _more_of_an_employer(shape: Frame, member: int | None) -> list[Relaxation]:
    """The smallest limit of one employer's members under which there is a committee."""
    asked = shape.quotas.employer_most
    for most in range(asked + 1, shape.quotas.seats + 1):
        looser = Frame(shape.types, shape.sizes, shape.sizes, replace(shape.quotas, employer_most=most))
        if _relaxed(looser, [], member) is not None:
            return [Relaxation("employer-most", None, asked, most)]
    return []


def _give_way(
    shape: Frame, named: dict[tuple[str, str], int], rows: list[tuple[float, float, list[tuple[int, float]]]]
) -> None:
    """A city's row bounds it on both sides: what is let in below must not press from above."""
    for city, least, most in shape.quotas.cities:
        row = named["city", city]
        low, high, terms = rows[row]
        plain = [(column, number) for column, number in terms if column < len(shape.places)]
        if len(plain) < len(terms):
            rows[row] = (low, FREE, terms) if terms[-1][1] > 0 else (-FREE, high, terms)
            other = (-FREE, float(most), plain) if terms[-1][1] > 0 else (float(least), FREE, plain)
            rows.append(other)
