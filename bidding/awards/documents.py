"""Bodies of the records between report and archive (docs/formats/award.md), and the shapes of what others sign."""

from typing import Any, Literal, TypedDict

from bidding.awards.refusals import StatementUnreadable
from bidding.awards.rules import Alert, Candidate, PassedOver
from bidding.opening.documents import Host
from bidding.opening.rules import Became
from bidding.projects.pages import OrganisationNamed
from bidding.projects.scope import ProjectClass
from crypto.encoding import Body
from crypto.errors import CryptoError
from crypto.shapes import Shape, conform, exactly, hex_of, integer, members, moment, name, null_or, text, uuid
from crypto.signatures import check_document
from foundation.records import Signed

CANDIDATES = "tianping/candidates/1"
OBJECTION = "tianping/result-objection/1"
ANSWER = "tianping/result-answer/1"
AWARD = "tianping/award/1"
FAILED = "tianping/award-failed/1"
REPORT_CLOSING = "tianping/report-closing/1"
CONTRACT = "tianping/contract/1"
WRITTEN_REPORT = "tianping/written-report/1"
ARCHIVE = "tianping/archive/1"
RESULT_REQUEST = "tianping/result-request/1"


class Described(TypedDict):
    """What Order 10 of 2017, Art. 6 asks beside what the report says: in the words of the bid."""

    bid: str
    quality: str
    period: str
    manager: str
    certificate: str
    qualifications: str


class Published(Candidate):
    """A candidate as published: from the report (rank, bid, name, code, price, score), and as described."""

    score: str | None
    quality: str
    period: str
    manager: str
    certificate: str
    qualifications: str


class RejectedBid(TypedDict):
    """A rejected bid with the item of the document, the clause's ground and the reason."""

    bid: str
    name: str
    item: str
    clause: str
    ground: int
    reason: str


class Channel(TypedDict):
    """Where objections go beside this platform, and who supervises."""

    contact: str
    phone: str
    address: str
    supervisor: str


class Candidates(TypedDict):
    """The body of `tianping/candidates/1`; `report` and `scores` are digests."""

    type: Literal["tianping/candidates/1"]
    lot: str
    round: int
    report: str
    scores: str
    method: str
    candidates: list[Published]
    rejected: list[RejectedBid]
    summary: str
    channel: Channel
    at: str
    ends: str


class SignedCandidates(Signed):
    """The publicity 中标候选人公示, signed by the platform."""

    body: Candidates


class ResultAnswer(TypedDict):
    """The body of `tianping/result-answer/1`; `ends`: the publicity's end after it, null while others are open."""

    type: Literal["tianping/result-answer/1"]
    lot: str
    round: int
    objection: str
    answer: str
    by: Host | None
    at: str
    ends: str | None


class SignedResultAnswer(Signed):
    """An answer to an objection, signed by the platform."""

    body: ResultAnswer


class AwardBody(TypedDict):
    """The body of `tianping/award/1`; `previous` is the award that this one replaces."""

    type: Literal["tianping/award/1"]
    lot: str
    round: int
    report: str
    scores: str
    candidates: str
    rank: int
    bid: str
    name: str
    uscc: str
    price: str
    first_only: bool
    passed_over: list[PassedOver]
    reason: str
    previous: str | None
    by: Host | None
    at: str
    contract_by: str
    report_by: str


class SignedAward(Signed):
    """The award, signed by the platform."""

    body: AwardBody


class FailedBody(TypedDict):
    """The body of `tianping/award-failed/1`: a tender that ends after its report without a contract."""

    type: Literal["tianping/award-failed/1"]
    lot: str
    round: int
    report: str
    award: str | None
    reason: str
    by: Host | None
    at: str


class SignedFailure(Signed):
    """The end of a round without an award."""

    body: FailedBody


class ContractBody(TypedDict):
    """The body of `tianping/contract/1`: what was signed, and where it departs from the offer."""

    type: Literal["tianping/contract/1"]
    lot: str
    round: int
    award: str
    signed_on: str
    price: str
    period: str | None
    performance_bond: str | None
    alerts: list[Alert]
    reason: str
    at: str


class SignedContract(Signed):
    """The contract's facts, signed by the platform."""

    body: ContractBody


class ProjectReported(TypedDict):
    """The project as the written report names it."""

    code: str
    name: str
    kind: ProjectClass
    statutory: bool
    buyer: OrganisationNamed
    agency: OrganisationNamed | None


class VersionReported(TypedDict):
    """A version of the tender documents, by the digest of its record."""

    version: int
    at: str
    record: str


class BidReported(TypedDict):
    """A bid of the opening record."""

    bid: str
    name: str | None
    outcome: Became


class OpeningReported(TypedDict):
    """The opening in short."""

    deadline: str
    opened_at: str
    closed_at: str
    valid_bidders: int
    bids: list[BidReported]


class ObjectionReported(TypedDict):
    """An objection to the result with its answer."""

    by: str
    text: str
    at: str
    answer: str | None
    answered_at: str | None


class SeatReported(TypedDict):
    """Who judged, by seat: no names. `city` is where the member sat; `remote`, whether it counts as away."""

    seat: str
    kind: Literal["expert", "buyer"]
    head: bool
    venue: str
    city: str
    remote: bool
    sign_key: str | None


class WrittenReport(TypedDict):
    """The body of `tianping/written-report/1` (法47): what the supervisor gets, made of the records."""

    type: Literal["tianping/written-report/1"]
    lot: str
    round: int
    project: ProjectReported
    scope: str
    method: str
    media: list[str]
    documents: list[VersionReported]
    opening: OpeningReported
    committee: list[SeatReported]
    report: str
    scores: str
    candidates: str
    award: AwardBody
    objections: list[ObjectionReported]
    remarks: str
    at: str


class SignedWrittenReport(Signed):
    """The written report as it was filed."""

    body: WrittenReport


class ArchivedRecord(TypedDict):
    """One record of the round by its digest."""

    type: str
    digest: str
    at: str
    public: bool


class ArchivedFile(TypedDict):
    """A tender document by the SHA-256 of its bytes, or a bid's sealed envelope by its digest (envelope.md)."""

    kind: Literal["document", "envelope"]
    name: str
    length: int
    digest: str


class Archive(TypedDict):
    """The body of `tianping/archive/1`: the manifest of everything that is kept, and until when at least."""

    type: Literal["tianping/archive/1"]
    lot: str
    round: int
    award: str
    contract: str
    keep_until: str
    records: list[ArchivedRecord]
    files: list[ArchivedFile]
    at: str


class SignedArchive(Signed):
    """The archive's manifest, signed by the platform."""

    body: Archive


_digest = hex_of(32)
_COMMON: dict[str, Shape] = {"lot": uuid, "round": integer(1), "at": moment}
OBJECTION_SHAPE = members(
    type=exactly(OBJECTION),
    candidates=_digest,
    bid=null_or(_digest),
    company=null_or(members(name=name, uscc=text(18, 18))),
    interest=text(0, 1000),
    text=text(1, 8000),
    **_COMMON,
)
REQUEST_SHAPE = members(type=exactly(RESULT_REQUEST), bid=_digest, **_COMMON)


def read_statement(signed: dict[str, Any], kind: str, role: str, shape: Shape) -> Body:
    """The body of a signed statement, once its signatures hold and it has the shape. Raises StatementUnreadable."""
    try:
        return conform(check_document(signed, type=kind, role=role), shape, "statement-shape")
    except CryptoError as fault:
        raise StatementUnreadable(why=str(fault)) from None


def check_place(body: Body, lot: str, number: int) -> None:
    """The statement is about this very lot and round."""
    if (body["lot"], body["round"]) != (lot, number):
        raise StatementUnreadable(why="it names another lot or round")
