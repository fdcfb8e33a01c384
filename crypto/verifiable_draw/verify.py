"""Everything about a session's draws once more, by a stranger, from what was published.

Light: without a solver, in tens of milliseconds. Full: also everybody's exact probability and the bound to the least.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from crypto.audit import Check
from crypto.errors import CryptoError
from crypto.verifiable_draw import check_ceremony, check_lottery, check_places
from crypto.verifiable_draw.case import DrawCase

LIGHT: dict[str, Callable[[DrawCase], str]] = {
    "draw-package": check_ceremony.check_package,
    "draw-record-signed": check_ceremony.check_record_signed,
    "draw-inputs-signed": check_ceremony.check_inputs,
    "draw-no-redraw": check_ceremony.check_no_redraw,
    "draw-key-set": check_ceremony.check_key_sets,
    "draw-dealings": check_ceremony.check_dealings,
    "draw-cutoff": check_ceremony.check_cutoffs,
    "draw-releases": check_ceremony.check_releases,
    "draw-seed": check_ceremony.check_seeds,
    "draw-pool": check_lottery.check_pool,
    "draw-exclusions": check_lottery.check_exclusions,
    "draw-table": check_lottery.check_table,
    "draw-committee": check_lottery.check_committee,
    "draw-result": check_lottery.check_results,
    "draw-replacements": check_places.check_replacements,
    "draw-supplements": check_places.check_supplements,
    "draw-seats": check_places.check_seats,
    "draw-openings": check_places.check_openings,
}
FULL: dict[str, Callable[[DrawCase], str]] = {
    "draw-chances": check_lottery.check_chances,
    "draw-bound": check_lottery.check_bound,
}


def verify_draw(package: Any, *, full: bool = False) -> list[Check]:
    """Every check of a draw package. Nothing in a package makes this raise: what is malformed fails a check."""
    case = DrawCase(package)
    checks = {**LIGHT, **FULL} if full else LIGHT
    return [_run(name, partial(check, case)) for name, check in checks.items()]


def _run(name: str, check: Callable[[], str]) -> Check:
    try:
        return Check(name, True, check())
    except CryptoError as refusal:
        return Check(name, False, refusal.message)
