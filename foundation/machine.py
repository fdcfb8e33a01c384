"""State tables: each step is a row (before, verb, after, who, rule id), and the table draws itself.

No state is ever written directly: an action asks `Machine.step`, which answers with the next state or refuses.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.errors import WrongState


@dataclass(frozen=True)
class Step:
    """One arrow: from `before` by `verb` to `after`; `who` may be several roles joined by |; `rule` is its basis."""

    before: str
    verb: str
    after: str
    who: str
    rule: str


@dataclass(frozen=True)
class Machine:
    """A named set of steps; (before, verb, after) is unique, one verb may lead to several outcomes by facts."""

    name: str
    what: str
    steps: Sequence[Step]

    def step(self, state: str, verb: str, after: str | None = None) -> Step:
        """The row for this verb from this state, refused with WrongState when the table has none."""
        for row in self.steps:
            if row.before == state and row.verb == verb and after in (None, row.after):
                return row
        raise WrongState(what=self.what, state=state, verb=verb)

    def states(self) -> list[str]:
        """Every state, in the order in which the table first names it."""
        seen: dict[str, None] = {}
        for row in self.steps:
            seen.setdefault(row.before)
            seen.setdefault(row.after)
        return list(seen)

    def drawing(self) -> str:
        """The table as a Mermaid state diagram, for `docs/state-machines.md`."""
        lines = ["stateDiagram-v2"]
        starts = [s for s in self.states() if all(r.after != s or r.before == s for r in self.steps)]
        lines += [f"    [*] --> {state}" for state in starts]
        lines += [f"    {r.before} --> {r.after}: {r.verb} ({r.who}, {r.rule})" for r in self.steps]
        ends = [s for s in self.states() if all(r.before != s for r in self.steps)]
        lines += [f"    {state} --> [*]" for state in ends]
        return "\n".join(lines)
