"""What the doors of scoring answer. Figures are texts, digests hex, moments `2026-12-17T01:30:00.000Z`.

`bid` is a digest, or the pseudonym while the blind part is marked.
"""

from typing import Literal, NotRequired, TypedDict

from bidding.methods.method import CriterionKind
from bidding.methods.scheme import Group
from bidding.methods.scheme import Part as BidPart
from evaluation_rooms.rooms.rules import Phase
from evaluation_rooms.scoring.rules import Answered, Band, CorrectionKind, Direction, Part, QuestionKind, SheetState


class PlaceSaved(TypedDict):
    """A place of a batch that is as its sender wished; `name`: item or criterion."""

    bid: str
    name: str
    version: int


PlaceConflict = TypedDict(
    "PlaceConflict",
    {
        "bid": str,
        "name": str,
        "version": int,
        "value": NotRequired[str | None],
        "pass": NotRequired[bool | None],
        "page": NotRequired[int | None],
        "reason": NotRequired[str],
    },
)
"""A place that somebody has written since: what stands there. Marks have `value`, votes the rest."""


class BatchTaken(TypedDict):
    """What became of a batch; `version` of the sheet after it."""

    version: int
    saved: list[PlaceSaved]
    conflicts: list[PlaceConflict]
    at: str


class ItemOnSheet(TypedDict):
    """An item of the preliminary review."""

    code: str
    group: Group
    name: str
    clause: str
    ground: int
    clarify_first: bool


class CriterionOnSheet(TypedDict):
    """A criterion with its bounds and what the document says beside it."""

    name: str
    kind: CriterionKind
    weight: str
    part: BidPart
    help: str


class BidOnSheet(TypedDict):
    """A bid as it appears now: without name and price while names are hidden. `low_price`: rules that ask about it."""

    bid: str
    name: str | None
    uscc: str | None
    price: str | None
    evaluated_price: str | None
    low_price: list[str]


VoteOnSheet = TypedDict(
    "VoteOnSheet",
    {
        "bid": str,
        "item": str,
        "pass": bool | None,
        "page": int | None,
        "reason": str,
        "version": int,
        "saved_at": str,
    },
)
"""One's own vote on an item."""


class MarkOnSheet(TypedDict):
    """One's own mark."""

    bid: str
    criterion: str
    value: str | None
    version: int
    saved_at: str


class MarkAlert(TypedDict):
    """A mark of one's own to be looked at again; never anybody else's, and no mean."""

    id: str
    bid: str
    criterion: str
    direction: Direction
    band: Band
    mark: str
    answer: Answered | None
    reason: str | None
    after: str | None


class BidRejected(TypedDict):
    """A bid that is out, with item, ground of 条例51 and reason."""

    bid: str
    item: str
    ground: int
    reason: str
    phase: str


class PriceVoteShown(TypedDict):
    """One's own vote on a low price."""

    bid: str
    explained: bool
    reason: str


class CompetitionShown(TypedDict):
    """So few bids stand that the committee must vote; what the asker said. `valid`: how many stand."""

    valid: int
    voted: list[str]
    lacking: bool | None
    argument: str | None


class CorrectionShown(TypedDict):
    """A correction or adjustment of a price."""

    id: str
    bid: str
    kind: CorrectionKind
    name: str
    before: str | None
    after: str
    reason: str


class SheetShown(TypedDict):
    """A lot from one's own seat: what is to be judged in this phase, and what one has given. Nobody else's marks."""

    lot: str
    round: int
    name: str
    method: str
    phase: Phase
    part: Part | None
    state: SheetState
    version: int
    must_answer: bool
    failed: Literal["rejected"] | None
    ceiling: str | None
    items: list[ItemOnSheet]
    criteria: list[CriterionOnSheet]
    bids: list[BidOnSheet]
    votes: list[VoteOnSheet]
    marks: list[MarkOnSheet]
    alerts: list[MarkAlert]
    rejected: list[BidRejected]
    price_votes: list[PriceVoteShown]
    competition: CompetitionShown | None
    corrections: list[CorrectionShown]
    handed_in: list[str]
    now: str


class HandedIn(TypedDict):
    """The sheet is handed in; `phase` of the room after it."""

    state: SheetState
    phase: Phase


class AlertAnsweredShown(TypedDict):
    """The alert is answered; `phase` of the room after it."""

    answer: Answered
    phase: Phase


class QuestionShown(TypedDict):
    """A question to a bidder as the committee sees it; `over`: answered, or its time is over."""

    id: str
    bid: str
    kind: QuestionKind
    item: str | None
    text: str
    seat: str
    asked_at: str
    due: str
    over: bool
    answer: str | None
    answered_at: str | None


class QuestionsShown(TypedDict):
    """In order of asking."""

    questions: list[QuestionShown]


class LetterShown(TypedDict):
    """A question as its bidder sees it."""

    id: str
    round: int
    kind: QuestionKind
    item: str | None
    text: str
    asked_at: str
    due: str
    answer: str | None
    answered_at: str | None


class MailboxShown(TypedDict):
    """The mailbox of a bid."""

    questions: list[LetterShown]
    now: str


class JudgedFile(TypedDict):
    """A file of a bid; `number` names it at the door. While names are hidden its name and hash are not told."""

    number: int
    name: str
    kind: Literal["documents", "pricing"]
    media_type: str
    length: int
    sha256: str | None
    blind: bool


class BidFiles(TypedDict):
    """The files of one bid."""

    bid: str
    files: list[JudgedFile]


class FilesShown(TypedDict):
    """The files that a member may read now."""

    bids: list[BidFiles]


class CriterionScored(TypedDict):
    """A bid's score for a criterion."""

    name: str
    score: str


class BidRanked(TypedDict):
    """A bid with its place."""

    bid: str
    name: str
    price: str
    evaluated_price: str
    criteria: list[CriterionScored]
    price_score: str | None
    total: str | None
    rank: int
    candidate: int | None


class MarkByAll(TypedDict):
    """Anybody's mark: shown once the ranking stands."""

    bid: str
    criterion: str
    seat: str
    mark: str


class RankingShown(TypedDict):
    """What the committee has found, shown to its members once the ranking stands. `scores`: digest of the record."""

    lot: str
    scores: str
    benchmark: str | None
    failed: Literal["rejected"] | None
    results: list[BidRanked]
    marks: list[MarkByAll]
    rejected: list[BidRejected]


class PartProgress(TypedDict):
    """How many members have handed in a part of a lot, and how many alerts wait for an answer."""

    lot: str
    part: Part
    handed_in: int
    alerts_open: int


class LotProgress(TypedDict):
    """Questions to bidders of a lot, counted."""

    lot: str
    questions: int
    questions_open: int
    settled: bool


class ProgressShown(TypedDict):
    """How far a room's scoring is, in counts: never a mark, never who."""

    phase: Phase | None
    members: int
    experts: int
    parts: list[PartProgress]
    lots: list[LotProgress]
