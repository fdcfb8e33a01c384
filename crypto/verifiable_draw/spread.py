"""Among lotteries with the greatest least chance, one that comes near an even spread over all others. Best effort.

What counts first is the greatest chance, then the distance from the target of the relaxation, summed over experts.
Compositions that would help are added for a limited number of steps.
"""

from collections.abc import Mapping, Sequence

from crypto.verifiable_draw.columns import Pricing
from crypto.verifiable_draw.compositions import Frame
from crypto.verifiable_draw.programs import FREE, Answer, Program, Solver
from crypto.verifiable_draw.table import Composition

STEPS = 80

_GREATEST = 1.0
"""What one unit of the greatest chance weighs against the mean distance from the target."""
_GAIN = 1e-6


class _Spread:
    """Rows by type: chance against target, against the least, against the greatest; the last row sums the weights."""

    def __init__(self, frame: Frame, least: float, target: Sequence[float]) -> None:
        self._frame, self._known = frame, list[Composition]()
        program, everybody = Program(), sum(frame.sizes)
        self._unit = frame.quotas.seats / everybody
        greatest = program.column(-_GREATEST, 0, FREE)
        for size, aim in zip(frame.sizes, target, strict=True):
            under, over = (program.column(-size / everybody, 0, FREE) for _ in range(2))
            chance = aim / (self._unit * size)
            program.row(chance, chance, [(under, 1.0), (over, -1.0)])
            program.row(least / self._unit, FREE, [])
            program.row(-FREE, 0, [(greatest, -1.0)])
        self._sum = program.row(1, 1, [])
        self._first = len(program.costs)
        self._solver = Solver(program)

    def add(self, found: Composition) -> bool:
        """A further composition; False for a known one."""
        if found in self._known:
            return False
        self._known.append(found)
        terms = [(self._sum, 1.0)]
        for index, count in sorted(self._frame.counts(found).items()):
            part = count / (self._unit * self._frame.sizes[index])
            terms += [(3 * index + row, part) for row in range(3)]
        self._solver.add(0.0, terms)
        return True

    def run(self) -> Answer | None:
        """The best spread over the compositions known."""
        return self._solver.best()

    def gain(self, answer: Answer, pricing: Pricing) -> bool:
        """Add the composition that would improve the spread most; False when none does."""
        duals = answer.duals
        priced = pricing.best([-sum(duals[3 * index : 3 * index + 3]) for index in range(len(self._frame.types))])
        return priced is not None and priced[1] - duals[self._sum] > _GAIN and self.add(priced[0])

    def weights(self, answer: Answer) -> dict[Composition, float]:
        """What the answer gives to each composition."""
        return {each: value for each, value in zip(self._known, answer.values[self._first :], strict=True) if value > 0}


def spread(
    frame: Frame, known: Sequence[Composition], least: float, target: Sequence[float]
) -> Mapping[Composition, float]:
    """Weights. `least`: the chance that nobody may fall below; `target`: expected members by type."""
    program, pricing = _Spread(frame, least, target), Pricing(frame)
    for each in known:
        program.add(each)
    answer = program.run()
    for _ in range(STEPS):
        if answer is None or not program.gain(answer, pricing):
            break
        answer = program.run() or answer
    return {} if answer is None else program.weights(answer)
