"""R01: a project that must be judged remotely has neither a plan for it nor an exemption. Pure."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["yellow", "red"]


@dataclass(frozen=True)
class Remoteness:
    """What is known of a published project whose report is still to come.

    `meant`: somebody said so, or a session with sub venues is planned. `fell_back`: a session is held at one place.
    """

    in_scope: bool
    meant: bool
    fell_back: bool
    exempt: bool
    deadline_passed: bool


def remote_alert(one: Remoteness) -> Level | None:
    """Yellow while bids can come, red from the deadline on; a fallback to one place is red at once."""
    if not one.in_scope or one.exempt:
        return None
    if one.fell_back:
        return "red"
    if one.meant:
        return None
    return "red" if one.deadline_passed else "yellow"
