"""What the doors of the award answer. Digests are hex, moments `2026-12-17T01:30:00.000Z`, money "26888000.00"."""

from typing import Literal, TypedDict

from bidding.awards.documents import (
    SignedAward,
    SignedCandidates,
    SignedContract,
)
from bidding.awards.rules import Alert, Candidate, StepShown
from bidding.tenders.rules import ShownState


class ResultObjectionTold(TypedDict):
    """The receipt of an objection: its digest, until when it is answered, and the answer once there is one."""

    objection: str
    at: str
    due: str
    answer: str | None
    answered_at: str | None


class ObjectionCount(TypedDict):
    """What everybody sees of objections until the award: how many, how many of them answered."""

    made: int
    answered: int


class AwardShown(TypedDict):
    """The way of a lot after its report as everybody sees it.

    `ends`: when the publicity is over, null while it stands still or was not begun; `awards`: oldest first, the last
    one is in force.
    """

    lot: str
    round: int
    state: ShownState
    now: str
    candidates: SignedCandidates | None
    ends: str | None
    stopped_at: str | None
    objections: ObjectionCount
    awards: list[SignedAward]
    contract: SignedContract | None


class ResultObjectionShown(ResultObjectionTold):
    """An objection as the parties of the tender see it; `bid` is null for another interested party."""

    bid: str | None
    name: str
    uscc: str
    interest: str
    text: str
    late: bool


class BondShown(TypedDict):
    """A bid's bond; `became` is null while nothing is noted. `alert`: it went back late."""

    bid: str
    name: str | None
    became: Literal["returned", "kept", "none"] | None
    on: str | None
    amount: str | None
    interest: str | None
    note: str | None
    alert: Alert | None


class AwardDesk(TypedDict):
    """The desk of buyer and agency, read by the supervisor too: the seven duties, objections, bonds, alerts."""

    lot: str
    round: int
    state: ShownState
    now: str
    report: str
    candidates: list[Candidate]
    first_only: bool
    earliest_end: str
    ends: str | None
    stopped_at: str | None
    duties: list[StepShown]
    objections: list[ResultObjectionShown]
    bonds: list[BondShown]
    alerts: list[Alert]


class BondNoted(TypedDict):
    """The fact is noted."""

    bid: str
    alert: Alert | None


class CriterionScore(TypedDict):
    """The score of one criterion as the method made it of the members' marks."""

    name: str
    score: str


class MarkShown(TypedDict):
    """One member's mark, by the seat's name."""

    criterion: str
    seat: str
    mark: str


class RejectionShown(TypedDict):
    """Why a bid was rejected: the item of the document, the ground of 条例51, the committee's words."""

    item: str
    ground: int
    reason: str


class OwnResult(TypedDict):
    """A bidder's own result. `marks` are there from the award on; before it the scores that they gave."""

    bid: str
    state: ShownState
    won: bool | None
    rank: int | None
    total: str | None
    price_score: str | None
    criteria: list[CriterionScore]
    marks: list[MarkShown]
    rejected: list[RejectionShown]
    winner: str | None
    winning_price: str | None
    bond: BondShown | None
    bonds_until: str | None
