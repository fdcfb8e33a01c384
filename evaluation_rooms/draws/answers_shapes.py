"""Sessions as they are told: counts, cities, times. Nothing here has a name, a ref or an employer."""

from typing import TypedDict

from evaluation_rooms.draws.ceremony import RoundNamed


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
