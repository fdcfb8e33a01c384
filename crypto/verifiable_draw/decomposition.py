"""Expected members by type, written as a lottery over whole compositions.

Peeling: take a composition that picks the largest of what is left, give it as much weight as leaves the rest inside
the bounds of a smaller lottery, repeat. Each step settles a type for good, so that there are about as many
compositions as types. Floats, and only a proposal: `optimum` checks each composition in integers.
"""

from collections.abc import Sequence
from math import ceil, floor

from crypto.verifiable_draw.compositions import Frame, composition, polytope
from crypto.verifiable_draw.programs import FREE, WholeSolver
from crypto.verifiable_draw.table import Composition

_TINY = 1e-9


class Peeling:
    """What is left of a target; `left` falls from 1 to 0."""

    def __init__(self, frame: Frame, counts: Sequence[float]) -> None:
        self._frame = frame
        self._shape = polytope(frame, whole=True)
        self._solver = WholeSolver(self._shape.program)
        self._rest = [max(0.0, count) for count in counts]
        self._families = [(name, members) for name, members in frame.families.items()]
        self._limits: dict[int, tuple[int, int]] = {}
        self.left = 1.0

    def peel(self) -> tuple[Composition, float] | None:
        """The next composition and its weight; None when nothing is left or no composition keeps within bounds."""
        if self.left < _TINY:
            return None
        bounds = self._limit()
        self._solver.costs(self._costs())
        answer = self._solver.best()
        if answer is None:
            return None
        found = composition(self._frame, answer.values)
        counts = self._frame.counts(found)
        step = self.left
        for members, total, (low, high) in bounds:
            step = min(step, self._step(total, sum(counts[index] for index in members), low, high))
        if step < _TINY * self.left or step < 1e-13:
            return None
        self._rest = [max(0.0, rest - step * counts[index]) for index, rest in enumerate(self._rest)]
        self.left -= step
        return found, step

    def _costs(self) -> list[float]:
        costs = [0.0] * len(self._shape.program.costs)
        for column, (index, _) in enumerate(self._frame.places):
            costs[column] = min(1.0, self._rest[index] / self.left)
        return costs

    def _limit(self) -> list[tuple[Sequence[int], float, tuple[int, int]]]:
        """Bound each type and family by what is left of it, rounded down and up."""
        bounds: list[tuple[Sequence[int], float, tuple[int, int]]] = []
        for index, rest in enumerate(self._rest):
            bounds.append(((index,), rest, self._tighten(self._shape.type_rows[index], rest)))
        for name, members in self._families:
            total = sum(self._rest[index] for index in members)
            bounds.append((members, total, self._tighten(self._shape.rows[name], total)))
        return bounds

    def _tighten(self, row: int, total: float) -> tuple[int, int]:
        ratio = total / self.left
        tight = floor(ratio + 1e-6), ceil(ratio - 1e-6)
        if self._limits.get(row) != tight:
            self._limits[row] = tight
            self._solver.limit(row, *tight)
        return tight

    def _step(self, total: float, taken: int, low: int, high: int) -> float:
        """The greatest weight after which what is left of a bounded sum is still between its bounds."""
        if low == high:
            return FREE
        if taken == low:
            return (high * self.left - total) / (high - low)
        return (total - low * self.left) / (high - low)


def decompose(frame: Frame, counts: Sequence[float]) -> tuple[dict[Composition, float], float]:
    """A lottery with these expected members by type, and the part of it that could not be peeled (0 for all)."""
    peeling, found = Peeling(frame, counts), dict[Composition, float]()
    for _ in range(4 * len(frame.types) + 64):
        peeled = peeling.peel()
        if peeled is None:
            break
        found[peeled[0]] = found.get(peeled[0], 0.0) + peeled[1]
    return found, peeling.left
