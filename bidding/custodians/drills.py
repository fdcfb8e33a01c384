"""Readiness drills: when they are held, what they are called, who is ready."""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import cast

from bidding.custodians.answers import CustodianReady, DrillShown, ReadinessShown, Sharing
from bidding.custodians.statements import Proposed
from bidding.custodians.tables import Drill, KeySet
from crypto.encoding import timestamp
from foundation.rulebook import Rulebook

DRILLS: Mapping[str, str] = MappingProxyType(
    {"first": "R-DRILL-FIRST", "second": "R-DRILL-SECOND", "last": "R-DRILL-LAST"}
)
"""Each drill with the rule row that says how long before the deadline it is held."""


def drill_name(word: str, deadline: datetime, key_set: bytes) -> str:
    """`first-20261217T013000Z-5f0c21ab`: a new deadline, or a new key set, is drilled again."""
    return f"{word}-{deadline.astimezone(UTC):%Y%m%dT%H%M%SZ}-{key_set.hex()[:8]}"


def drill_json(drill: Drill, proposed: Proposed) -> DrillShown:
    """A drill as custodians' clients read it: check the sharing under these keys, then release."""
    terms = proposed.terms()
    return {
        "drill": drill.name,
        "lot": terms["lot"],
        "round": terms["round"],
        "t": terms["t"],
        "share_keys": terms["share_keys"],
        "sharing": cast(Sharing, drill.sharing),
        "deadline": timestamp(drill.deadline),
        "at": timestamp(drill.at),
    }


def needed_ready(threshold: int, rules: Rulebook) -> int:
    """How many should be ready: those who open, and the spare ones of R-DRILL-SPARE. Fewer is an alarm."""
    return threshold + rules.count("R-DRILL-SPARE")


def readiness_json(
    drill: Drill, key_set: KeySet, ready: Mapping[str, datetime], phones: Mapping[str, str], needed: int
) -> ReadinessShown:
    """Who answered, whom to call; `needed` counts the spare, fewer than that is an alarm."""
    custodians: list[CustodianReady] = [
        {
            "index": member["index"],
            "body": member["body"],
            "name": member["name"],
            "phone": phones.get(member["body"], ""),
            "ready_at": timestamp(ready[member["body"]]) if member["body"] in ready else None,
        }
        for member in key_set.members
    ]
    answered = sum(one["ready_at"] is not None for one in custodians)
    return {
        "proposed": True,
        "drill": drill.name,
        "at": timestamp(drill.at),
        "deadline": timestamp(drill.deadline),
        "custodians": custodians,
        "ready": answered,
        "needed": needed,
        "alarm": answered < needed,
    }
