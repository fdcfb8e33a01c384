"""The lottery's linear program by column generation: compositions are added until none could raise the least chance.

Chances are in units of the mean chance. The duals of the types price a composition; the prices that are asked are
drawn towards the best known ones (Wentges), or else a degenerate program wanders. Every limit is a number of steps,
never of seconds, so that the same pool gives the same table everywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from crypto.verifiable_draw.compositions import Frame, composition, polytope
from crypto.verifiable_draw.programs import FREE, Program, Solver, WholeSolver
from crypto.verifiable_draw.table import Composition

STEPS = 400
EXACT_STEPS = 150
CLOSE, CLOSE_ENOUGH = 2e-5, 1e-3
"""The least chance may stay below its bound by this part: for the first EXACT_STEPS, and after them."""

_DRAWN = (0.8, 0.4, 0.0)
"""How far prices are drawn towards the best known ones; the next when no composition gains."""


@dataclass(frozen=True)
class Generated:
    """All compositions met, the weights that make the least chance, and the duals with the smallest bound met."""

    known: list[Composition]
    weights: dict[Composition, float]
    least: float
    duals: list[float]


class Pricing:
    """The composition that is worth most under given duals."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._solver = WholeSolver(polytope(frame, whole=True).program)
        self._padding = [0.0] * (len(polytope(frame, whole=True).program.costs) - len(frame.places))
        self.unit = frame.quotas.seats / sum(frame.sizes)

    def best(self, duals: Sequence[float]) -> tuple[Composition, float] | None:
        """The composition and what no composition exceeds, in units of the mean chance if the duals sum to 1."""
        prices = [dual / (self.unit * size) for dual, size in zip(duals, self._frame.sizes, strict=True)]
        self._solver.costs([*(prices[index] for index, _ in self._frame.places), *self._padding])
        answer = self._solver.best(close=1e-6)
        return None if answer is None else (composition(self._frame, answer.values), answer.bound)


def cover(frame: Frame, start: Sequence[Composition]) -> tuple[list[Composition], int | None]:
    """These compositions and more, until each type is in one; the first type that no composition has, or None.

    Types that nobody covered are asked for together, as many at once as a composition takes.
    """
    found, pricing = list(start), Pricing(frame)
    missing = set(range(len(frame.types))) - {index for each in found for index in frame.counts(each)}
    while missing:
        priced = pricing.best([size * float(index in missing) for index, size in enumerate(frame.sizes)])
        covered = set() if priced is None else missing & frame.counts(priced[0]).keys()
        if priced is None or not covered:
            return found, min(missing)
        found.append(priced[0])
        missing -= covered
    return found, None


class Master:
    """The least chance over the compositions known so far."""

    def __init__(self, frame: Frame) -> None:
        self._frame, self._unit = frame, frame.quotas.seats / sum(frame.sizes)
        self.known: list[Composition] = []
        program = Program()
        program.column(1.0, 0, FREE)
        for _ in frame.types:
            program.row(0, FREE, [(0, -1.0)])
        program.row(1, 1, [])
        self._solver = Solver(program)

    def add(self, found: Composition) -> bool:
        """A further composition; False for a known one."""
        if found in self.known:
            return False
        self.known.append(found)
        counts = self._frame.counts(found)
        terms = [(index, count / (self._unit * self._frame.sizes[index])) for index, count in sorted(counts.items())]
        self._solver.add(0.0, [*terms, (len(self._frame.types), 1.0)])
        return True

    def run(self) -> tuple[float, list[float], list[float]]:
        """The least chance, the weights of the compositions known, and the duals of the types."""
        answer = self._solver.best()
        if answer is None:
            raise ArithmeticError("a lottery over some compositions always has a least chance")
        duals = [max(0.0, -dual) for dual in answer.duals[:-1]]
        return answer.values[0], answer.values[1:], duals


def generate(frame: Frame, start: Sequence[Composition], duals: Sequence[float]) -> Generated:
    """The lottery with the greatest least chance. `duals`: a guess, summing to 1."""
    master, pricing = Master(frame), Pricing(frame)
    for each in start:
        master.add(each)
    best = list(duals)
    priced = pricing.best(best)
    if priced is None:
        raise ArithmeticError("there is no composition to price")
    bound = priced[1]
    master.add(priced[0])
    least, weights, own = master.run()
    for step in range(STEPS):
        if least >= bound * (1 - (CLOSE if step < EXACT_STEPS else CLOSE_ENOUGH)):
            break
        for share in _DRAWN:
            asked = [share * old + (1 - share) * new for old, new in zip(best, own, strict=True)]
            priced = pricing.best(asked)
            if priced is None:
                break
            if priced[1] < bound * sum(asked):
                bound, best = priced[1] / sum(asked), [one / sum(asked) for one in asked]
            if master.add(priced[0]):
                break
        else:
            break
        least, weights, own = master.run()
    kept = {each: weight for each, weight in zip(master.known, weights, strict=True) if weight > 0}
    return Generated(master.known, kept, least * pricing.unit, best)
