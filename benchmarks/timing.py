"""Timing and telling: every figure stands beside its raw limit of the same run, as a ratio."""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """`ours` and `raw` in `unit`; `ratio` is how much of the raw limit is reached (1.0 = all of it)."""

    what: str
    raw_limit: str
    ours: float
    raw: float
    unit: str

    @property
    def ratio(self) -> float:
        """Part of the limit that is reached: for rates ours/raw, for times raw/ours."""
        return self.ours / self.raw if self.unit.endswith("/s") else self.raw / self.ours


def seconds(deed: Callable[[], object], times: int = 3) -> float:
    """Median of several runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        deed()
        taken.append(time.perf_counter() - start)
    return median(taken)


def tell(figures: list[Figure]) -> None:
    """A table for people, or JSON lines with --json."""
    for figure in figures:
        if "--json" in sys.argv:
            print(json.dumps({**asdict(figure), "ratio": round(figure.ratio, 3)}, ensure_ascii=False))
        else:
            ours, raw = f"{figure.ours:,.4g}", f"{figure.raw:,.4g}"
            print(f"{figure.what:58} {ours:>9} {figure.unit:6} {raw:>9}  {figure.ratio:6.3f}  of {figure.raw_limit}")
