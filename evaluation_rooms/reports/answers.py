"""What doors of the reports answer; the members of a report are those of docs/formats/report.md."""

from typing import Literal, TypedDict

from evaluation_rooms.reports.rules import Ground, Outcome
from foundation.records import Signed


class ProjectOfReport(TypedDict):
    """What was judged."""

    id: str
    code: str
    name: str
    lot: str


class SeatOfReport(TypedDict):
    """Who judged, by seat, and where he sat: no names."""

    seat: str
    kind: Literal["expert", "buyer"]
    head: bool
    venue: str
    city: str
    remote: bool
    sign_key: str | None


class CriterionOfReport(TypedDict):
    """What was marked, and with what weight."""

    name: str
    kind: str
    weight: str


class MethodOfReport(TypedDict):
    """The published method."""

    name: str
    criteria: list[CriterionOfReport]


class BidReviewed(TypedDict):
    """A bid after the review."""

    bid: str
    name: str
    outcome: Literal["passed", "rejected"]


class RejectionReported(TypedDict):
    """Why a bid was rejected: item and clause of the document, ground of 条例51."""

    bid: str
    name: str
    item: str
    clause: str | None
    ground: int
    reason: str
    phase: str


class BidCompared(TypedDict):
    """A line of the comparison table."""

    bid: str
    name: str
    price: str
    evaluated_price: str
    score: str | None
    rank: int


class CandidateOfReport(TypedDict):
    """Who is recommended."""

    rank: int
    bid: str
    name: str
    uscc: str
    price: str


class ClarificationReported(TypedDict):
    """A question to a bidder; `answer` is the digest of the signed answer."""

    bid: str
    kind: str
    text: str
    asked_at: str
    answered_at: str | None
    answer: str | None


class AlertsReported(TypedDict):
    """How many marks were looked at again, and how many were changed."""

    made: int
    changed: int


class InterruptionReported(TypedDict):
    """A time in which nobody judged."""

    kind: str
    reason: str
    since: str
    until: str | None


class ReplacementReported(TypedDict):
    """A seat whose holder went; nothing of what he gave counts."""

    seat: str
    reason: str | None
    at: str | None


class ReportBody(TypedDict):
    """The body of `tianping/evaluation-report/1`."""

    type: Literal["tianping/evaluation-report/1"]
    session: str
    lot: str
    round: int
    tender: str
    opening_record: str
    scores: str
    at: str
    project: ProjectOfReport
    committee: list[SeatOfReport]
    method: MethodOfReport
    reviewed: list[BidReviewed]
    rejected: list[RejectionReported]
    comparison: list[BidCompared]
    candidates: list[CandidateOfReport]
    clarifications: list[ClarificationReported]
    alerts: AlertsReported
    matters: str
    interruptions: list[InterruptionReported]
    judged_seconds: int
    replacements: list[ReplacementReported]
    failed: str | None


class DissentShown(TypedDict):
    """A different opinion, in its own words."""

    seat: str
    text: str
    at: str


class ReportToSign(TypedDict):
    """A report as its signers see it; `mine`: whether the asking seat has signed."""

    lot: str
    report: str
    body: ReportBody
    signed: list[str]
    mine: bool
    dissent: list[DissentShown]
    due: str
    handed_in: bool


class ReportsOfRoom(TypedDict):
    """Every report of a room, by lot."""

    reports: list[ReportToSign]


class DissentSigned(TypedDict):
    """A different opinion with its member's signature over `tianping/report-dissent/1`."""

    seat: str
    text: str
    signature: str
    at: str


class ClosingBody(TypedDict):
    """The body of `tianping/report-closing/1`."""

    type: Literal["tianping/report-closing/1"]
    session: str
    lot: str
    round: int
    report: str
    signed: list[str]
    silent: list[str]
    dissent: list[DissentSigned]
    at: str


class SignedReport(Signed):
    """The report with the platform's and the members' signatures."""

    body: ReportBody


class SignedClosing(Signed):
    """Its closing."""

    body: ClosingBody


class ReviewShown(TypedDict):
    """A check that was asked for, and its outcome."""

    ground: Ground
    text: str
    asked_by: str
    asked_at: str
    outcome: Outcome | None
    answer: str | None
    answered_by: str | None
    answered_at: str | None


class WholeReport(TypedDict):
    """The report of a lot."""

    digest: str
    report: SignedReport
    closing: SignedClosing
    reviews: list[ReviewShown]
