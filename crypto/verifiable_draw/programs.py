"""Linear and integer programs for HiGHS: silent, on one thread, the same answer every time.

The only file that knows the solver. Floats end here: whoever takes an answer recomputes it in integers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import highspy
import numpy as np

FREE: Final = float("inf")

_WHOLE: Final = 1e-6

_OPTIONS: Final[dict[str, bool | int | float | str]] = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.5,
    "mip_feasibility_tolerance": 1e-9,
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
}


@dataclass
class Program:
    """Rows and columns of a maximisation, grown by hand: row i means low <= sum of coefficients x columns <= high."""

    costs: list[float] = field(default_factory=list)
    lows: list[float] = field(default_factory=list)
    highs: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[float, float, list[tuple[int, float]]]] = field(default_factory=list)

    def column(self, cost: float, low: float, high: float, whole: bool = False) -> int:
        """A new column; `whole`: integers only. Returns its index."""
        self.costs.append(cost)
        self.lows.append(low)
        self.highs.append(high)
        self.whole.append(whole)
        return len(self.costs) - 1

    def row(self, low: float, high: float, terms: Sequence[tuple[int, float]]) -> int:
        """A new row of (column, coefficient). Returns its index."""
        self.rows.append((low, high, list(terms)))
        return len(self.rows) - 1

    def copy(self) -> "Program":
        """One that can be grown further."""
        return Program([*self.costs], [*self.lows], [*self.highs], [*self.whole], [*self.rows])


@dataclass(frozen=True)
class Answer:
    """Values by column, duals by row (meaningless for integers), the objective, and what it provably cannot exceed."""

    values: list[float]
    duals: list[float]
    objective: float
    bound: float


class Solver:
    """A program inside HiGHS whose costs and bounds may change between runs, so that each run starts from the last."""

    def __init__(self, program: Program) -> None:
        self._integers = any(program.whole)
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in _OPTIONS.items():
            self._solver.setOptionValue(name, value)
        self._solver.passModel(_model(program))

    def costs(self, costs: Sequence[float]) -> None:
        """Another objective: one cost for each column."""
        columns = np.arange(len(costs), dtype=np.int32)
        self._solver.changeColsCost(len(costs), columns, np.array(costs, dtype=np.float64))

    def limit(self, row: int, low: float, high: float) -> None:
        """Other bounds of a row."""
        self._solver.changeRowBounds(row, low, high)

    def bound(self, column: int, low: float, high: float) -> None:
        """Other bounds of a column."""
        self._solver.changeColBounds(column, low, high)

    def coefficient(self, row: int, column: int, number: float) -> None:
        """Another coefficient."""
        self._solver.changeCoeff(row, column, number)

    def add(self, cost: float, terms: Sequence[tuple[int, float]]) -> None:
        """A further column of (row, coefficient), at least 0."""
        rows = np.array([row for row, _ in terms], dtype=np.int32)
        numbers = np.array([number for _, number in terms], dtype=np.float64)
        self._solver.addCol(cost, 0.0, FREE, len(terms), rows, numbers)

    def best(self, close: float = 0.0) -> Answer | None:
        """The greatest objective, or one `close` to it (a ratio); None when no point is feasible."""
        self._solver.setOptionValue("mip_rel_gap", close)
        self._solver.setOptionValue("mip_abs_gap", 0.0 if close else 0.5)
        self._solver.run()
        status = self._solver.getModelStatus()
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise ArithmeticError(f"the solver stopped: {self._solver.modelStatusToString(status)}")
        found, info = self._solver.getSolution(), self._solver.getInfo()
        objective = float(info.objective_function_value)
        bound = float(info.mip_dual_bound) if self._integers else objective
        return Answer(list(found.col_value), list(found.row_dual), objective, bound)


class WholeSolver:
    """An integer program whose relaxation is tried first: mostly its vertex is whole, and runs start from the last."""

    def __init__(self, program: Program) -> None:
        self._whole = [column for column, whole in enumerate(program.whole) if whole]
        relaxed = program.copy()
        relaxed.whole = [False] * len(program.whole)
        self._solvers = Solver(relaxed), Solver(program)

    def costs(self, costs: Sequence[float]) -> None:
        """Another objective."""
        for each in self._solvers:
            each.costs(costs)

    def limit(self, row: int, low: float, high: float) -> None:
        """Other bounds of a row."""
        for each in self._solvers:
            each.limit(row, low, high)

    def best(self, close: float = 0.0) -> Answer | None:
        """The greatest objective, or one `close` to it (a ratio); None when no point is feasible."""
        relaxed, exact = self._solvers
        answer = relaxed.best()
        if answer is None or all(_is_whole(answer.values[each]) for each in self._whole):
            return answer
        return exact.best(close)


def _is_whole(value: float) -> bool:
    return abs(value - round(value)) < _WHOLE


def best(program: Program) -> Answer | None:
    """The greatest objective of a program that is run once."""
    if not program.costs:
        program.column(0.0, 0, 0)  # HiGHS does not look at the rows of a model without columns
    return Solver(program).best()


def _model(program: Program) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(program.costs), len(program.rows)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = np.array(program.costs, dtype=np.float64)
    model.col_lower_ = np.array(program.lows, dtype=np.float64)
    model.col_upper_ = np.array(program.highs, dtype=np.float64)
    model.row_lower_ = np.array([low for low, _, _ in program.rows], dtype=np.float64)
    model.row_upper_ = np.array([high for _, high, _ in program.rows], dtype=np.float64)
    terms = [term for _, _, row in program.rows for term in row]
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *(len(row) for _, _, row in program.rows)], dtype=np.int32)
    model.a_matrix_.index_ = np.array([column for column, _ in terms], dtype=np.int32)
    model.a_matrix_.value_ = np.array([number for _, number in terms], dtype=np.float64)
    if any(program.whole):
        kinds = highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger
        model.integrality_ = [kinds[whole] for whole in program.whole]
    return model
