"""Among lotteries with the greatest least chance, one that comes near an even spread over all others. Best effort.

The compositions are those that are known already; what counts first is the greatest chance, then the distance from
the target of the relaxation, summed over experts.
"""

from collections.abc import Mapping, Sequence

from crypto.verifiable_draw.compositions import Frame
from crypto.verifiable_draw.programs import FREE, Program, best
from crypto.verifiable_draw.table import Composition

_GREATEST = 10.0
"""What one unit of the greatest chance weighs against the mean distance from the target."""


def spread(
    frame: Frame, known: Sequence[Composition], least: float, target: Sequence[float]
) -> Mapping[Composition, float]:
    """Weights. `least`: the chance that nobody may fall below; `target`: expected members by type."""
    program = Program()
    everybody = sum(frame.sizes)
    unit = frame.quotas.seats / everybody
    rows: list[list[tuple[int, float]]] = [[] for _ in frame.types]
    for each in known:
        column = program.column(0.0, 0, FREE)
        for index, count in frame.counts(each).items():
            rows[index].append((column, count / (unit * frame.sizes[index])))
    greatest = program.column(-_GREATEST, 0, FREE)
    program.row(1, 1, [(column, 1.0) for column in range(len(known))])
    for index, terms in enumerate(rows):
        cost = -frame.sizes[index] / everybody
        under, over = program.column(cost, 0, FREE), program.column(cost, 0, FREE)
        aim = target[index] / (unit * frame.sizes[index])
        program.row(aim, aim, [*terms, (under, 1.0), (over, -1.0)])
        program.row(least / unit, FREE, terms)
        program.row(-FREE, 0, [*terms, (greatest, -1.0)])
    answer = best(program)
    if answer is None:
        return {}
    return {each: value for each, value in zip(known, answer.values, strict=False) if value > 0}
