"""The steps in which custodians release: two where everything is opened at the hour, three with two envelopes (双信封).

With two envelopes the hour opens identities and documents; offers and pricing stay shut until a second opening, and
of bids that did not pass the review they stay shut for ever. The tender says which: `scheme.envelopes`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crypto.errors import PackageRefused


@dataclass(frozen=True)
class Step:
    """One step: kinds whose shares are published, kinds whose shares are withheld; `listed`: passed bids only."""

    name: str
    shares: tuple[str, ...]
    withheld: tuple[str, ...]
    listed: bool = False


IDENTITIES = Step("identities", ("identity",), ())
CONTENTS = Step("contents", ("offer",), ("documents", "pricing"))
DOCUMENTS = Step("documents", (), ("documents",))
PRICES = Step("prices", ("offer",), ("pricing",), listed=True)
ONE_ENVELOPE = (IDENTITIES, CONTENTS)
TWO_ENVELOPES = (IDENTITIES, DOCUMENTS, PRICES)
STEPS = {step.name: step for step in (*ONE_ENVELOPE, *TWO_ENVELOPES)}


def has_two_envelopes(tender: Mapping[str, Any]) -> bool:
    """Whether the body of a tender asks for a second opening. A scheme of another shape asks for none."""
    scheme = tender.get("scheme")
    return isinstance(scheme, dict) and scheme.get("envelopes") == 2


def steps_of(tender: Mapping[str, Any]) -> tuple[Step, ...]:
    """Steps of this tender in order."""
    return TWO_ENVELOPES if has_two_envelopes(tender) else ONE_ENVELOPE


def check_step(name: str, tender: Mapping[str, Any], check: str) -> Step:
    """The step of that name; refused where this tender has none: offers of two envelopes are no part of the hour."""
    for step in steps_of(tender):
        if step.name == name:
            return step
    raise PackageRefused(check, f"this tender has no step {name}")
