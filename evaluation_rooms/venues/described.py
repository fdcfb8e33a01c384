"""What a centre says of a venue, and whether it can be said. Pure."""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from evaluation_rooms.venues.cities import physical_city
from evaluation_rooms.venues.hours import hours_json, read_hours
from evaluation_rooms.venues.tables import Venue
from evaluation_rooms.venues.words import check_text

_WORDS = {"name": (2, 60), "address": (2, 120), "phone": (0, 40), "meals": (0, 500), "lodging": (0, 500)}
_WORDS |= {"fees": (0, 500)}


@dataclass(frozen=True)
class NewVenue:
    """What is said; `physical_city` may be empty for "where the centre sits"."""

    name: str
    physical_city: str
    address: str
    phone: str
    hours: list[dict[str, Any]]
    meals: str
    lodging: str
    fees: str
    shared: bool

    @classmethod
    def of(cls, venue: Venue) -> "NewVenue":
        """What is said of it now."""
        return cls(**{one.name: getattr(venue, one.name) for one in fields(cls)})

    def with_changes(self, changes: dict[str, Any]) -> "NewVenue":
        """The same, but for these fields."""
        return replace(self, **changes)

    def plain(self) -> dict[str, Any]:
        """The row's columns, but for the city, which is worked out; hours in their order."""
        told = {name: value for name, value in asdict(self).items() if name != "physical_city"}
        return told | {"hours": hours_json(read_hours(self.hours))}


def check_venue(told: NewVenue) -> None:
    """Refuse words, hours and cities that cannot be (FieldRefused)."""
    for name, (least, most) in _WORDS.items():
        check_text(name, getattr(told, name), least, most)
    read_hours(told.hours)
    if told.physical_city:
        physical_city(told.physical_city)
