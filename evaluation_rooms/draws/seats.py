"""Which member of a committee sits in which venue of his city. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from crypto.encoding import Body
from evaluation_rooms.draws.tables import Occupancy


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


def seat_row(row: Occupancy) -> Body:
    """A seat as the draw record tells it."""
    return {
        "place": row.place,
        "ref": row.ref,
        "name": row.name,
        "venue": str(row.venue_id),
        "workstation": str(row.workstation_id),
    }


def seats_now(sat: Mapping[str, Any]) -> dict[int, Body]:
    """The seats by place as they stand, everybody who came later in the place of who left."""
    moved: Sequence[Body] = [{name: one[name] for name in one if name not in ("at", "free")} for one in sat["moves"]]
    return {one["place"]: one for one in [*sat["seats"], *moved]}
