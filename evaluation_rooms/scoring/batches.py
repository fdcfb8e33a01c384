"""A batch of marks or votes against what is kept: written where its base is current, a conflict where it is not. Pure.

A batch may come late, twice, or from a stale tab. What it brings for a place that somebody has written since is not
written and not lost: it is answered with what stands there now, and its sender still has what he sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value")
Place = tuple[str, str]
"""Bid (digest) and item or criterion."""


@dataclass(frozen=True)
class Given(Generic[Value]):
    """A value for a place, and the version that its sender saw there; 0: nothing yet."""

    place: Place
    value: Value
    base: int


@dataclass(frozen=True)
class Held(Generic[Value]):
    """What stands at a place."""

    value: Value
    version: int


@dataclass(frozen=True)
class Sorted(Generic[Value]):
    """What to write with its new version, what stands already as wished, and places where another writing stands."""

    write: dict[Place, Held[Value]]
    same: dict[Place, int]
    conflicts: tuple[Place, ...]

    @property
    def saved(self) -> dict[Place, int]:
        """The version of every place that is now as the sender wished."""
        return {**self.same, **{place: one.version for place, one in self.write.items()}}


def sort_out(held: Mapping[Place, Held[Value]], given: Sequence[Given[Value]]) -> Sorted[Value]:
    """Each place of the batch on its own; a place occurs once."""
    write: dict[Place, Held[Value]] = {}
    same: dict[Place, int] = {}
    conflicts: list[Place] = []
    for one in given:
        now = held.get(one.place)
        version = now.version if now else 0
        if now is not None and now.value == one.value:
            same[one.place] = version
        elif one.base == version:
            write[one.place] = Held(one.value, version + 1)
        else:
            conflicts.append(one.place)
    return Sorted(write, same, tuple(conflicts))
