"""Sessions, places and records as they are told. But for the record, nothing here has a name, a ref or an employer."""

from typing import Final, Literal, TypedDict

from evaluation_rooms.draws.ceremony import RoundNamed
from foundation.answers import BothLanguages
from foundation.records import SignedDocument

Outcome = Literal["accepted", "declined", "on_the_way", "late", "unknown"]
PlaceState = Literal["INVITED", "ACCEPTED", "DECLINED", "LAPSED", "ABSENT", "REPLACED", "VACANT"]


class ReplyTaken(TypedDict):
    """What became of an answer that the carrier handed in; `say` may be sent back to the expert."""

    id: str
    outcome: Outcome
    repeated: bool
    say: BothLanguages


class PlaceShown(TypedDict):
    """A place of the committee as it stands, with how often it was called; no name, no ref.

    `former`: how those ended who were called before. `seat`: E01.. once seats are drawn.
    """

    place: int
    speciality: str
    city: str | None
    state: PlaceState
    invited_at: str | None
    answer_by: str | None
    answered_at: str | None
    grace_until: str | None
    former: list[PlaceState]
    seat: str | None
    venue: str | None
    workstation: str | None


class PlacesShown(TypedDict):
    """The places of a session, by number."""

    session: str
    state: str
    now: str
    places: list[PlaceShown]


class DrawPackage(TypedDict):
    """What a stranger verifies (`python -m crypto verify-draw`): the draw record and the records that it names."""

    type: Literal["tianping/draw-package/1"]
    record: SignedDocument
    records: list[SignedDocument]


class ShareShown(TypedDict):
    """A venue of the plan in its physical city, with the seats asked for there."""

    venue: str
    name: str
    city: str
    least: int
    most: int


class SpecialitySeats(TypedDict):
    """So many seats for experts of this speciality."""

    speciality: str
    seats: int


class ExemptionShown(TypedDict):
    """Why a project within the scope is judged at one place."""

    reason: str
    document: str


class PlanShown(TypedDict):
    """What was asked for."""

    specialities: list[SpecialitySeats]
    buyer_members: int
    experts: int
    size: int
    main: ShareShown
    subs: list[ShareShown]
    remote_least: int
    widening: list[list[ShareShown]]
    local_allowed: bool
    water: bool
    exemption: ExemptionShown | None


class CityCount(TypedDict):
    """Members who were drawn from a city and hold their places."""

    city: str
    count: int


class StateCount(TypedDict):
    """Places in a state."""

    state: str
    count: int


class ExclusionCount(TypedDict):
    """Experts of the pool whom a rule leaves out, by the code of the reason."""

    code: str
    count: int


class DrawLine(TypedDict):
    """One draw and how far its ceremony is. Counts of the pool are null for an external draw."""

    draw: str
    number: int
    state: str
    source: str
    reference: str | None
    inputs: str | None
    pool_size: int | None
    eligible: int | None
    excluded: list[ExclusionCount]
    t: int | None
    of: int | None
    dealt: int
    released: int
    cutoff_at: str | None
    created_at: str
    drawn_at: str | None


class RelaxShown(TypedDict):
    """`asked` of a quota, `possible` as things are."""

    quota: str
    code: str | None
    asked: int
    possible: int


class FaultShown(TypedDict):
    """Why a try came to nothing; see `attempts.Fault`."""

    kind: str
    rule: str
    eligible: int
    relaxations: list[RelaxShown]


class FailureShown(TypedDict):
    """The tries of the last preparation that failed, as planned first, then wider; `place` of a supplementary draw."""

    at: str
    place: int | None
    tries: list[FaultShown]


class SessionLine(TypedDict):
    """A session in a list."""

    id: str
    project: str
    state: str
    lots: list[RoundNamed]
    starts_at: str
    ends_at: str
    size: int
    experts: int
    remote: bool


class SessionList(TypedDict):
    """Sessions, newest first."""

    sessions: list[SessionLine]
    next: str | None


class SessionShown(SessionLine):
    """A session as agency, buyer, centres, supervisor and draw operator see it."""

    now: str
    rulebook: int
    plan: PlanShown
    local_reason: str | None
    failure: FailureShown | None
    draws: list[DrawLine]
    cities: list[CityCount]
    places: list[StateCount]
    published_at: str | None


class ChanceShown(TypedDict):
    """One expert's own probability in draw 1: a fraction, or the code of the rule that excluded him."""

    session: str
    chance: dict[str, str] | None
    excluded: str | None
    in_pool: bool


SAY: Final[dict[Outcome, BothLanguages]] = {
    "accepted": {
        "zh": "已登记参加。请准时到场；出发后如可能迟到，请回3。",
        "en": "You are expected. Be there in time; answer 3 if you are on the way and may be late.",
    },
    "declined": {"zh": "已登记不能参加，无需再回复。", "en": "Noted that you cannot come. Nothing more is needed."},
    "on_the_way": {
        "zh": "已登记在途，开始后将再等候一次，仅此一次。",
        "en": "Noted that you are on the way: you are waited for longer, once.",
    },
    "late": {
        "zh": "回复时限已过或席位已由他人递补，无需到场。感谢您的回复。",
        "en": "The time to answer is over or the place has been given on. You need not come; thank you.",
    },
    "unknown": {
        "zh": "未能识别您的回复。参加回1，不能参加回2，出发后回3。",
        "en": "The answer was not understood. Answer 1 to accept, 2 to decline, 3 once you are on the way.",
    },
}
