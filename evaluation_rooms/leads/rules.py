"""The states of a lead on the supervisor's desk, who reads which leads when, and how a majority is counted. Pure."""

from collections.abc import Collection
from typing import Final, Literal

from foundation.machine import Machine, Step

DISPOSITION = Machine(
    "lead",
    "lead 线索",
    (
        Step("NEW", "review", "REVIEWING", "supervisor", "domain 5.1"),
        Step("REVIEWING", "dismiss", "DISMISSED", "supervisor", "domain 5.1"),
        Step("REVIEWING", "refer", "REFERRED", "supervisor", "domain 5.1"),
    ),
)

LeadState = Literal["NEW", "REVIEWING", "DISMISSED", "REFERRED"]
Disposing = Literal["review", "dismiss", "refer"]
Opinion = Literal["collusion", "none", "unsure"]
Verdict = Literal["collusion", "none", "undecided"]

VERDICT: Final = "tianping/leads-verdict/1"
VOTED_IN: Final = ("RANKED",)
"""Members vote after every mark is locked and before the report is made."""
READ_IN: Final = ("RANKED", "SIGNING", "CLOSED")
WATCHERS: Final = ("supervisor", "centre_staff")
"""Roles that are told of leads at all. Buyer, agency and bidders are not, neither before the award nor after it."""


def verdict_of(opinions: Collection[str]) -> Verdict:
    """What more than half of those who sit say; else nothing is decided."""
    sure: tuple[Literal["collusion", "none"], ...] = ("collusion", "none")
    for opinion in sure:
        if 2 * sum(one == opinion for one in opinions) > len(opinions):
            return opinion
    return "undecided"
