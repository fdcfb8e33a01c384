"""What the doors of the venues answer. Moments are `2026-12-17T01:30:00.000Z`, days `2026-12-17`, of China's clocks."""

from typing import Literal, NotRequired, TypedDict

from evaluation_rooms.venues.rules import RequestState
from foundation.answers import BothLanguages

Part = Literal["main", "sub", "own"]
"""What a venue is for whoever booked: the main venue, a sub venue, or its centre's own use."""


class WindowShown(TypedDict):
    """Open every week on this day (Monday is 1), `08:30` to `18:00`; past midnight when it closes before it opens."""

    weekday: int
    opens: str
    closes: str


class CityShown(TypedDict):
    """The city where the house stands; the province's name where that is all we know."""

    code: str
    zh: str
    en: str


class VenueShown(TypedDict):
    """A venue of the directory. `seats` are whole and not spare; `free` is of the day asked for, else null."""

    id: str
    name: str
    centre: str
    city: CityShown
    address: str
    phone: str
    hours: list[WindowShown]
    meals: str
    lodging: str
    fees: str
    shared: bool
    closed: bool
    rooms: int
    seats: int
    spare: int
    free: int | None


class VenueList(TypedDict):
    """By city and name."""

    venues: list[VenueShown]


class WorkstationShown(TypedDict):
    """One seat."""

    id: str
    name: str
    spare: bool
    broken: bool
    note: str


class RoomShown(TypedDict):
    """A room with its seats, by name."""

    id: str
    name: str
    note: str
    workstations: list[WorkstationShown]


class VenueWithRooms(TypedDict):
    """A venue and what is in it."""

    venue: VenueShown
    rooms: list[RoomShown]


class Made(TypedDict):
    """The id of what was made."""

    id: str


class MadeMany(TypedDict):
    """The ids of what was made, in the order named."""

    ids: list[str]


class BookingShown(TypedDict):
    """The centre's own use of a workstation."""

    id: str
    workstation: str
    start: str
    end: str
    note: str


class OpenSpan(TypedDict):
    """Open from a moment to a moment."""

    start: str
    end: str


class BusySpan(TypedDict):
    """So many seats are taken; by which session and in what part only the venue's own staff are told."""

    start: str
    end: str
    seats: int
    session: NotRequired[str | None]
    part: NotRequired[Part]
    confirmed: NotRequired[bool]


class CalendarDay(TypedDict):
    """A day of China's clocks."""

    day: str
    open: list[OpenSpan]
    busy: list[BusySpan]


class CalendarShown(TypedDict):
    """`own`: whether sessions and parts are told. `seats` are those that can be booked."""

    venue: str
    own: bool
    seats: int
    days: list[CalendarDay]


class DayLine(TypedDict):
    """One booked seat; the session by its number, never its project, buyer or anybody's name."""

    room: str
    workstation: str
    start: str
    end: str
    start_words: str
    end_words: str
    session: str
    part: Part
    confirmed: bool
    note: str


class DaySheet(TypedDict):
    """What happens at a venue on a day; `expected` counts the seats of sessions."""

    venue: str
    name: str
    address: str
    phone: str
    day: str
    expected: int
    sessions: int
    lines: list[DayLine]


class VenueNamed(TypedDict):
    """A venue by name."""

    id: str
    name: str


class RequestShown(TypedDict):
    """A request to a sub venue: how many seats, when, until when to answer. Never for which project."""

    id: str
    venue: VenueNamed
    session: str
    number: str
    state: RequestState
    seats: int
    start: str
    end: str
    asked_at: str
    answer_by: str
    answered_at: str | None
    reason: str
    rule: BothLanguages


class RequestList(TypedDict):
    """Of the own centre's venues, newest first; `now` is the platform's clock, for counting down."""

    now: str
    requests: list[RequestShown]
