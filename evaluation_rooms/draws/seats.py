"""Which member of a committee sits in which venue of his city. Pure."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID


class CityFull(LookupError):
    """Fewer workstations are confirmed in a city than members were drawn for it."""


def share_venues(cities: Mapping[str, str], rooms: Mapping[str, Mapping[UUID, int]]) -> dict[UUID, list[str]]:
    """Refs by venue. `cities`: city by ref; `rooms`: by city, how many workstations each venue has for the session.

    Venues of one city fill one after the other, in order of their ids; refs ascend.
    """
    found: dict[UUID, list[str]] = defaultdict(list)
    free = {city: [venue for venue in sorted(of) for _ in range(of[venue])] for city, of in rooms.items()}
    for ref in sorted(cities):
        if not free.get(cities[ref]):
            raise CityFull(f"no workstation is left in {cities[ref]}")
        found[free[cities[ref]].pop(0)].append(ref)
    return dict(found)
