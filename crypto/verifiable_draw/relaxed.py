"""The maximin of the linear relaxation, and above it an even spread: what the lottery then aims at, type by type."""

from dataclasses import dataclass

from crypto.verifiable_draw.compositions import Frame, polytope
from crypto.verifiable_draw.programs import FREE, Answer, Solver

LEVELS = 12
"""How many levels above the least are raised one after the other."""

_TIGHT = 1e-7


@dataclass(frozen=True)
class Target:
    """`counts[t]`: expected members of type t, in the relaxation; `duals[t]` >= 0: who holds the least down."""

    counts: list[float]
    duals: list[float]


@dataclass
class _Ladder:
    """One program with the chance p of everybody not yet settled as its last column but one, the greatest as its last.

    Chances are in units of the mean chance, so that they are numbers near 1.
    """

    frame: Frame
    unit: float
    solver: Solver
    chance_rows: list[int]
    cap_rows: list[int]
    least: int
    greatest: int

    def run(self, column: int, sign: float) -> Answer | None:
        """The program for the least (+1) or the greatest (-1) chance."""
        costs = [0.0] * (self.greatest + 1)
        costs[column] = sign
        self.solver.costs(costs)
        return self.solver.best()

    def counts(self, answer: Answer) -> list[float]:
        """Expected members by type."""
        found = [0.0] * len(self.frame.types)
        for (index, _), value in zip(self.frame.places, answer.values, strict=False):
            found[index] += value
        return found


def relaxed_target(frame: Frame) -> Target | None:
    """The maximin, then the least greatest chance, then a few levels of leximin; None when nothing is feasible."""
    ladder = _ladder(frame)
    answer = ladder.run(ladder.least, 1.0)
    if answer is None:
        return None
    duals = [max(0.0, -answer.duals[row]) for row in ladder.chance_rows]
    least = answer.values[ladder.least]
    counts = ladder.counts(answer)
    if least > _TIGHT:
        counts = _even(ladder, least * (1 - _TIGHT), duals) or counts
    return Target(counts, duals)


def _ladder(frame: Frame) -> _Ladder:
    shape = polytope(frame, whole=False)
    program, rows, caps = shape.program, [], []
    unit = frame.quotas.seats / sum(frame.sizes)
    least, greatest = program.column(0.0, 0, FREE), program.column(0.0, 0, FREE)
    members: list[list[tuple[int, float]]] = [[] for _ in frame.types]
    for column, (index, _) in enumerate(frame.places):
        members[index].append((column, 1 / (unit * frame.sizes[index])))
    for terms in members:
        rows.append(program.row(0, FREE, [*terms, (least, -1.0)]))
    for terms in members:
        caps.append(program.row(-FREE, 0, [*terms, (greatest, -1.0)]))
    return _Ladder(frame, unit, Solver(program), rows, caps, least, greatest)


def _even(ladder: _Ladder, least: float, duals: list[float]) -> list[float] | None:
    """Counts with the greatest chance pressed down and then the lower levels raised, each held by a dual settled."""
    ladder.solver.bound(ladder.least, least, FREE)
    answer = ladder.run(ladder.greatest, -1.0)
    if answer is None:
        return None
    counts = ladder.counts(answer)
    ladder.solver.bound(ladder.greatest, 0, answer.values[ladder.greatest] * (1 + _TIGHT))
    settled: set[int] = set()
    level, held = least, duals
    for _ in range(LEVELS):
        for index, dual in enumerate(held):
            if dual > _TIGHT and index not in settled:
                settled.add(index)
                _settle(ladder, index, level)
        if len(settled) == len(held):
            break
        answer = ladder.run(ladder.least, 1.0)
        if answer is None:
            break
        counts, level = ladder.counts(answer), answer.values[ladder.least] * (1 - _TIGHT)
        ladder.solver.bound(ladder.least, level, FREE)
        held = [abs(answer.duals[row]) for row in ladder.chance_rows]
    return counts


def _settle(ladder: _Ladder, index: int, level: float) -> None:
    """Keep the type at its level and take the common chance out of its row."""
    row = ladder.chance_rows[index]
    ladder.solver.coefficient(row, ladder.least, 0.0)
    ladder.solver.limit(row, level, FREE)
