"""What doors of the leads answer."""

from typing import Literal, TypedDict

from evaluation_rooms.leads.rules import LeadState, Opinion, Verdict


class FactShown(TypedDict):
    """What was seen: of which bid or seat, where, and exactly what."""

    of: str
    place: str
    value: str


class MeasureShown(TypedDict):
    """A figure that was measured, or its limit."""

    name: str
    value: str


class LeadOpinion(TypedDict):
    """What a seat says of a lead."""

    seat: str
    opinion: Opinion
    reason: str


class SeatLead(TypedDict):
    """A lead about bids, as a member sees it; the others' votes once all have voted."""

    id: str
    rule: str
    strength: Literal["yellow", "red"]
    bids: list[str]
    facts: list[FactShown]
    measures: list[MeasureShown]
    mine: LeadOpinion | None
    votes: list[LeadOpinion] | None
    verdict: Verdict | None


class LeadsOfLot(TypedDict):
    """The leads about bids of a lot. `searched`: the search is over; `record`: digest of what the committee found."""

    lot: str
    searched: bool
    leads: list[SeatLead]
    record: str | None


class LeadStepShown(TypedDict):
    """What the supervisor did with it."""

    verb: Literal["review", "dismiss", "refer"]
    state: LeadState
    reason: str
    at: str


class LeadTold(TypedDict):
    """A lead as the supervisor sees it. To the centre bids, facts and measures are null until the result is fixed.

    `replaced`: the committee has judged anew since.
    """

    number: int
    id: str
    project: str
    session: str
    lot: str
    about: Literal["bids", "seats"]
    rule: str
    strength: Literal["yellow", "red"]
    seats: list[str]
    bids: list[str] | None
    facts: list[FactShown] | None
    measures: list[MeasureShown] | None
    votes: list[LeadOpinion]
    verdict: Verdict | None
    state: LeadState
    steps: list[LeadStepShown]
    replaced: bool
    found_at: str


class LeadsTold(TypedDict):
    """Leads of one's own projects after a number, ascending."""

    leads: list[LeadTold]
