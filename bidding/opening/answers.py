"""What the doors of an opening answer. Digests, keys and roots are hex, moments `2026-12-17T01:30:00.000Z`."""

from typing import Literal, TypedDict

from bidding.bids.receipts import EnvelopeKind
from bidding.opening.documents import SignedFreeze
from bidding.tenders.answers import ProjectListed
from bidding.tenders.rules import ShownState
from foundation.records import SignedDocument

Phase = Literal["await_identities", "open_identities", "await_contents", "open_contents", "read_out", "closed"]
"""What the opening waits for, from the freeze on."""

Step = Literal["identities", "contents", "documents", "prices"]
"""Two where everything opens at the hour; with two envelopes (双信封) documents there, prices at a second opening."""


class CustodianSeen(TypedDict):
    """A custodian in the hall; `released` are the steps that it has done."""

    index: int
    name: str
    threshold: int
    released: list[Step]


FrozenState = Literal[
    "OPENING",
    "DECRYPTING",
    "READ_OUT",
    "OPENED",
    "DRAWING",
    "DRAW_FAILED",
    "ASSEMBLING",
    "EVALUATING",
    "INTERRUPTED",
    "VOID_EVAL",
    "FAILED_REJECTED",
    "REPORTED",
    "REVIEW",
    "PUBLICITY",
    "SUSPENDED",
    "AWARDED",
    "CONTRACTED",
    "ARCHIVED",
    "FAILED",
    "FAILED_FEW",
]
"""The lot round's states from the freeze on."""


class HallFrozen(TypedDict, total=False):
    """What the hall shows once the list is frozen; `shut` counts envelopes, and stays 0 until the read-out."""

    state: FrozenState
    freeze: str
    frozen_at: str
    opened: int
    of: int
    custodians: list[CustodianSeen]
    shut: int
    read_out: str | None
    read_out_at: str | None
    confirm_until: str | None
    record: str | None


class HallShown(HallFrozen):
    """The hall; in the phases `before` and `closing` nothing is there of what the freeze adds."""

    lot: str
    round: int
    deadline: str | None
    now: str
    phase: Phase | Literal["before", "closing"]
    seq: int


DayPhase = Phase | Literal["before", "closing", "failed"]
"""Where one of the day's openings is; `failed` when there were too few bidders, whatever had been opened."""


class OpeningLine(TypedDict):
    """One opening of a day; `buyer` is the name; no number is told before the freeze."""

    lot: str
    round: int
    name: str
    project: ProjectListed
    buyer: str
    region_code: str
    deadline: str
    phase: DayPhase
    opened: int | None
    of: int | None
    rehearsal: bool


class OpeningsOfDay(TypedDict):
    """The openings of a day in China (`2026-12-17`), by deadline, rehearsals among them."""

    day: str
    now: str
    openings: list[OpeningLine]


class LaneCustodian(TypedDict):
    """A custodian of one opening; `ready` says whether it answered the newest drill, null where it was not asked."""

    index: int
    body: str
    name: str
    phone: str
    threshold: int
    ready: bool | None
    answered_at: str | None
    released: list[Step]
    released_at: str | None


AlarmKind = Literal["too-few-ready", "release-late", "envelope-shut", "objection-open"]

Cause = Literal["bidder", "platform"]

StillOpen = Literal["platform", "unknown"]
"""Whose cause it is that an envelope stays shut, as long as somebody can still do something about it."""


class AlarmFacts(TypedDict, total=False):
    """What an alarm is made of, by its kind; see `Alarm`."""

    ready: int
    needed: int
    step: Step
    released: int
    cause: StillOpen
    envelopes: int
    until: str | None
    objections: int


class Alarm(TypedDict):
    """What somebody must act on, since when, under which rule. Kind -> members of `facts`:

    too-few-ready: ready, needed (one spare beyond those who open); release-late: step, released, needed;
    envelope-shut: cause, envelopes, until (the end of the window for a remedy); objection-open: objections.
    """

    kind: AlarmKind
    since: str
    rule: str
    facts: AlarmFacts


class Lane(OpeningLine):
    """One opening as those see it who run or oversee it; `threshold` custodians open."""

    agency: str | None
    threshold: int | None
    custodians: list[LaneCustodian]
    alarms: list[Alarm]


class Wall(TypedDict):
    """The own openings of a day in China, by deadline."""

    day: str
    now: str
    openings: list[Lane]


class ShutShown(TypedDict):
    """An envelope that stays shut. `detail`: what was found, or the host's reasons; `until`: a remedy is taken."""

    envelope: str
    bid: str
    kind: EnvelopeKind
    cause: Cause | StillOpen
    detail: str | None
    until: str | None


class ObjectionShown(TypedDict):
    """An objection at the desk, with its answer once it has one."""

    objection: str
    bid: str
    text: str
    at: str
    answer: str | None
    answered_at: str | None


class Desk(TypedDict):
    """What the host of an opening sees. `hosts`: the asker may act; supervisors only look."""

    hall: HallShown
    lane: Lane
    hosts: bool
    shut: list[ShutShown]
    objections: list[ObjectionShown]
    confirmed: int


class BodyNamed(TypedDict):
    """A custodian body."""

    id: str
    name: str


class CustodyDrill(TypedDict):
    """The newest drill that a body was asked to answer; its dealing is among the lot's drills."""

    drill: str
    at: str
    deadline: str
    answered: bool


Needed = Literal["statement", "drill"] | Step
"""What a custodian body is asked for: its key statement, its answer to a drill, its release of a step."""


class CustodyLot(TypedDict):
    """A lot round for which a body keeps a key: it is number `index` of `of`, and `t` open.

    `statement`: it signed its own; `complete`: all did; `needed`: what it is asked for now.
    """

    lot: str
    round: int
    name: str
    project: ProjectListed
    buyer: str
    deadline: str | None
    state: ShownState
    phase: DayPhase
    index: int
    t: int
    of: int
    statement: bool
    complete: bool
    drill: CustodyDrill | None
    released: list[Step]
    needed: Needed | None


class Custody(TypedDict):
    """What a body keeps keys for: first what asks for something, then what is ahead, then what is over.

    `body` is null where no registered body has these keys.
    """

    now: str
    body: BodyNamed | None
    lots: list[CustodyLot]


class Progress(TypedDict):
    """How many bids of how many have all their envelopes decided."""

    opened: int
    of: int


class EventData(TypedDict, total=False):
    """What an event tells, by its kind; see `EventTold`."""

    frozen: int
    freeze: str
    phase: Phase
    step: Step
    index: int
    enough: bool
    opened: int
    of: int
    cause: Literal["platform", "unknown"]
    envelope: str
    read_out: str
    bids: int
    objection: str
    confirmed: int
    valid_bidders: int
    record: str


class EventTold(TypedDict):
    """One thing that happened in an opening. Kind -> members of `data`:

    frozen: frozen, freeze; alarm: phase; released: step, index; counted: enough; opened: opened, of; cause: cause;
    remedied: envelope; read_out: read_out, bids; objection, answered: objection; confirmed: confirmed;
    failed: valid_bidders, record; closed: record. Of a second opening: price_list: record; price_hour, price_alarm;
    price_read_out: read_out, bids; price_confirmed: confirmed; price_closed: record.
    """

    seq: int
    at: str
    kind: Literal[
        "frozen",
        "alarm",
        "released",
        "counted",
        "opened",
        "cause",
        "remedied",
        "read_out",
        "objection",
        "answered",
        "confirmed",
        "failed",
        "closed",
        "price_list",
        "price_hour",
        "price_alarm",
        "price_read_out",
        "price_confirmed",
        "price_closed",
    ]
    data: EventData


class FrozenEnvelopeShown(TypedDict):
    """One envelope of the list; `header` in base64."""

    bid: str
    kind: EnvelopeKind
    digest: str
    header: str
    root: str


class FreezeShown(TypedDict):
    """The frozen list; `records` are its tender, extensions, key sets and key statements."""

    freeze: SignedFreeze
    records: list[SignedDocument]
    envelopes: list[FrozenEnvelopeShown]


class ReleaseAnswer(TypedDict):
    """Where the opening stands after a release; `repeated` when that step had been released before."""

    phase: Phase
    repeated: bool


class IdentitiesShown(TypedDict):
    """For custodians who count bidders themselves: `bodies` in base64, by the envelope's digest."""

    releases: list[SignedDocument]
    bodies: dict[str, str]
    companies: list[SignedDocument]


class ObjectionTold(TypedDict):
    """An objection by its digest, with the host's answer once there is one."""

    objection: str
    answer: str | None


class UploadTold(TypedDict):
    """Where the same envelope's bytes are uploaded again: `length` bytes to `location`."""

    upload: str
    location: str
    length: int


class Remedied(TypedDict):
    """The bytes were those of the receipt."""

    remedied: Literal[True]


class CauseRuled(TypedDict):
    """The host's ruling as it was taken."""

    cause: Cause


class Confirmed(TypedDict):
    """The confirmation is kept."""

    confirmed: Literal[True]
