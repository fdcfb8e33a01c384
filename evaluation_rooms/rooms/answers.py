"""What the doors of the rooms answer."""

from typing import Literal, TypedDict

from evaluation_rooms.rooms.rules import Held, Kind, Link, MemberState, Phase
from evaluation_rooms.rooms.state import RoomState


class SlipPrinted(TypedDict):
    """A slip as it is printed; the code is told this once."""

    session: str
    seat: str
    name: str
    code: str
    venue: str
    address: str
    room: str
    workstation: str
    starts_at: str
    ends_at: str
    valid_from: str
    valid_until: str
    printed_at: str
    rehearsal: bool


class RepresentativeNamed(TypedDict):
    """A representative of the buyer by his seat; nobody's name is told back."""

    seat: str
    letter_sha256: str
    named: int
    planned: int


class SeatMonitored(TypedDict):
    """A seat as staff of its venue sees it. `seen_seconds`: since the last sign of life."""

    seat: str
    kind: Kind
    state: MemberState
    link: Link
    round_trip_ms: int | None
    seen_seconds: int | None
    away: bool
    on_break: bool
    workstation: str | None
    workstation_name: str | None
    slip_printed_at: str | None
    slip_used_at: str | None


class VenueMonitored(TypedDict):
    """A venue of the session: how many are expected there, and how many are there. Seats only of one's own."""

    venue: str
    name: str
    own: bool
    members: int
    connected: int
    seats: list[SeatMonitored]


class CallMonitored(TypedDict):
    """A call for help from one's own venue."""

    id: str
    seat: str
    text: str
    at: str


class RoomTold(TypedDict):
    """How far an opened room is and what holds it; of one that is not open, nothing."""

    phase: Phase | None
    version: int
    held: Held | None
    held_since: str | None
    held_reason: str | None
    wait_until: str | None
    decision_due: str | None
    void_due: str | None
    opened_at: str | None
    began_at: str | None
    ended_at: str | None
    judged_seconds: int


class RoomMonitored(RoomTold):
    """The room as those see it who do not sit in it: never a mark, never a name."""

    session: str
    state: str
    members: int
    planned: int
    connected: int
    representatives_missing: int
    venues: list[VenueMonitored]
    calls: list[CallMonitored]
    now: str


class SeatOpened(TypedDict):
    """A seat that was signed in; programs keep the token, pages have the cookie."""

    seat: str
    session: str
    state: MemberState
    token: str
    ends_at: str


class MyselfShown(TypedDict):
    """What a member sees of himself."""

    seat: str
    kind: Kind
    state: MemberState
    pledged: bool
    sign_key: str | None
    head: bool
    vote: str | None
    workstation: str | None


class PledgeText(TypedDict):
    """The pledge to be signed: the body for the key of the asker."""

    type: str
    session: str
    seat: str
    text: str
    text_en: str


class LotNamed(TypedDict):
    """A lot of the session."""

    lot: str
    round: int
    name: str


class SeatShown(TypedDict):
    """The room from one seat. `judged_seconds` up to now; beats are due every `beat_seconds`."""

    me: MyselfShown
    room: RoomState
    missing: list[str]
    lots: list[LotNamed]
    pledge: PledgeText
    beat_seconds: int
    absent_seconds: int
    judged_seconds: int
    running: bool
    now: str


class BidderShown(TypedDict):
    """A bidder, and for which lots."""

    name: str
    uscc: str
    lots: list[str]


class BiddersShown(TypedDict):
    """Everybody who bid, by credit code."""

    bidders: list[BidderShown]


class SeatVotes(TypedDict):
    """How many voted for a seat."""

    seat: str
    votes: int


class RoomEvent(TypedDict):
    """One event of the room; what `data` holds for each kind is told in docs/formats/room.md."""

    seq: int
    at: str
    kind: str
    data: dict[str, str | int | bool | list[str] | list[SeatVotes] | None]


class EventsShown(TypedDict):
    """Events after a number, at most 500; the next page begins after the last of them."""

    events: list[RoomEvent]
    last: int


class BeatTaken(TypedDict):
    """The platform's clock, and how often a sign of life is due."""

    now: str
    beat_seconds: int


class DoneShown(TypedDict):
    """It is done, or was done before."""

    done: Literal[True]
