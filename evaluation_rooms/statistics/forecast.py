"""How many of the tenders to come would have to turn remote to reach the target. Pure.

need = max(0, ceil(target * (done + planned) - done_remote)); more than are planned: out of reach in this period.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from evaluation_rooms.statistics.figures import Ratio


@dataclass(frozen=True)
class Forecast:
    """`done`: judged so far; `planned`: published tenders still to be judged in the period.

    `remote_planned`: those of them already meant to be remote, so that `turn` is what is missing beyond them.
    """

    done: Ratio
    planned: int
    remote_planned: int
    target: Fraction

    @property
    def need(self) -> int:
        """How many of the planned must be remote."""
        return max(0, ceil(self.target * (self.done.below + self.planned) - self.done.above))

    @property
    def is_reachable(self) -> bool:
        """Whether there are that many left."""
        return self.need <= self.planned

    @property
    def turn(self) -> int:
        """How many that are not meant to be remote would have to turn; at most all of them."""
        return min(max(0, self.need - self.remote_planned), self.planned - self.remote_planned)

    @property
    def of_planned(self) -> Ratio:
        """The share of the planned that is needed; 100 of 140."""
        return Ratio(self.need, self.planned)
