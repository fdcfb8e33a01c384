"""What an actor is to a project: role and organisation together, never the role alone."""

from uuid import UUID

from foundation.actors import Actor
from foundation.regions import province_key, same_city


def relation(actor: Actor, *, buyer: UUID, agency: UUID | None, centre: UUID | None, region_code: str) -> set[str]:
    """{"buyer"}, {"agency"}, {"centre"}, {"supervisor"}, or nothing; `centre` is staff of the project's centre.

    A supervisor sees the projects of its city, one of the province (code ending 0000) those of the province.
    """
    if actor.organisation is None:
        return set()
    bodies = {"buyer": ("buyer", buyer), "agency": ("agency", agency), "centre_staff": ("centre", centre)}
    if actor.role in bodies:
        word, body = bodies[actor.role]
        return {word} if actor.organisation == body else set()
    if actor.role == "supervisor" and _oversees(actor.region, region_code):
        return {"supervisor"}
    return set()


def _oversees(own: str, place: str) -> bool:
    if not own:
        return False
    return province_key(own) == province_key(place) if own.endswith("0000") else same_city(own, place)
