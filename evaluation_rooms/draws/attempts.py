"""One try to draw by a plan's step: cells, lottery, chances, or the constraint to blame. Pure, and slow: 30 s.

Faults tell quotas and numbers, never an employer's label.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from uuid import UUID

from crypto.encoding import Body
from crypto.verifiable_draw.cells import thin_cells
from crypto.verifiable_draw.pool import Entry
from crypto.verifiable_draw.quotas import Quotas
from evaluation_rooms.draws.exclusions import Case, exclusions_of
from evaluation_rooms.draws.pools import NamedEntry
from evaluation_rooms.experts.people import PoolExpert
from foundation.rulebook import Rulebook

if TYPE_CHECKING:
    from crypto.verifiable_draw.optimum import Lottery


@dataclass(frozen=True)
class Relax:
    """The smallest step that would help: `asked` of a quota, `possible` as things are. `code`: speciality or city."""

    quota: str
    code: str | None
    asked: int
    possible: int

    def body(self) -> dict[str, Any]:
        """As stored and told."""
        return {"quota": self.quota, "code": self.code, "asked": self.asked, "possible": self.possible}


@dataclass(frozen=True)
class Fault:
    """Why a step came to nothing.

    `kind`: thin-cell, infeasible, unreachable (somebody eligible could never be drawn), too-likely, gap, venue,
    external (nobody can draw again for another pool's system). `relax`: smallest first.
    """

    kind: str
    rule: str
    eligible: int
    relax: tuple[Relax, ...] = ()

    def body(self) -> dict[str, Any]:
        """As stored and told."""
        told = [one.body() for one in self.relax]
        return {"kind": self.kind, "rule": self.rule, "eligible": self.eligible, "relaxations": told}


@dataclass(frozen=True)
class Limits:
    """The rule rows of the lottery."""

    times: int
    p_max: Fraction
    gap: Fraction
    large: int


def limits_of(rules: Rulebook) -> Limits:
    """By rulebook."""
    return Limits(
        times=rules.count("R-DRAW-CELL"),
        p_max=rules.share("R-DRAW-P-MAX"),
        gap=rules.share("R-DRAW-GAP"),
        large=rules.count("R-DRAW-LARGE"),
    )


@dataclass(frozen=True)
class Ready:
    """A step that can be drawn. `exclusions`: code by ref."""

    quotas: Quotas
    exclusions: Mapping[str, str]
    eligible: tuple[Entry, ...]
    lottery: "Lottery"

    @property
    def gap(self) -> Fraction:
        """How far the least probability lies below its bound, as a share of the bound."""
        return 1 - self.lottery.least / self.lottery.bound


def excluded_refs(named: Sequence[NamedEntry], pool: Sequence[PoolExpert], case: Case) -> dict[str, str]:
    """Code by ref, refs ascending."""
    refs: dict[UUID, str] = {one.expert: one.entry.ref for one in named}
    found = {refs[expert]: code for expert, code in exclusions_of(pool, case).items()}
    return dict(sorted(found.items()))


def counted(codes: Iterable[str]) -> list[Body]:
    """As the inputs publish exclusions: by code, ascending."""
    return [{"code": code, "count": count} for code, count in sorted(Counter(codes).items())]


def attempt(named: Sequence[NamedEntry], pool: Sequence[PoolExpert], case: Case, limits: Limits) -> Ready | Fault:
    """Exclude, look at the cells, solve, look at the chances. The solver is loaded only where a lottery is solved."""
    from crypto.verifiable_draw.optimum import Infeasible, solve

    exclusions = excluded_refs(named, pool, case)
    eligible = tuple(one.entry for one in named if one.entry.ref not in exclusions)
    thin = thin_cells(case.quotas, eligible, limits.times)
    if thin or not eligible:
        relax = tuple(Relax(one.quota, one.code, one.seats * limits.times, one.found) for one in thin)
        return Fault("thin-cell", "R-DRAW-CELL", len(eligible), relax)
    try:
        lottery = solve(eligible, case.quotas, limits.large)
    except Infeasible as fault:
        found = (Relax(one.quota, _code(one.quota, one.code), one.asked, one.possible) for one in fault.relaxations)
        return Fault("infeasible", "R-DRAW", len(eligible), tuple(found))
    return _judged(Ready(case.quotas, exclusions, eligible, lottery), limits)


def _code(quota: str, code: str | None) -> str | None:
    """An employer's label stays here."""
    return None if quota.startswith("employer") else code


def _judged(ready: Ready, limits: Limits) -> Ready | Fault:
    lottery, eligible = ready.lottery, len(ready.eligible)
    if lottery.bound <= 0 or lottery.least <= 0:
        return Fault("unreachable", "R-DRAW-GAP", eligible)
    if lottery.greatest > limits.p_max:
        relax = Relax("p-max", None, percent(limits.p_max), percent(lottery.greatest))
        return Fault("too-likely", "R-DRAW-P-MAX", eligible, (relax,))
    if ready.gap > limits.gap:
        return Fault("gap", "R-DRAW-GAP", eligible, (Relax("gap", None, percent(limits.gap), percent(ready.gap)),))
    return ready


def percent(share: Fraction) -> int:
    """Rounded up, so that what exceeds a limit never looks as if it kept it."""
    return -(-share.numerator * 100 // share.denominator)


def told_tries(tries: Sequence[Fault]) -> str:
    """The tries in words, as the reason why a session is held at one place."""
    words = [f"第{number}次：{_told(one)}" for number, one in enumerate(tries, 1)]
    return "异地安排及各级扩展均无法抽取。" + "；".join(words) + "。"


def _told(fault: Fault) -> str:
    blamed = "、".join(f"{one.quota} {one.code or ''} 需{one.asked}，可{one.possible}" for one in fault.relax[:4])
    return f"{fault.kind}（{fault.rule}）{blamed}"
