"""The table of duties: whose they are, from which facts they follow, under which rule, until when. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, cast

from bidding.awards.rules import StepShown
from bidding.custodians.tables import KeySet
from bidding.documents.tables import DocumentVersion
from bidding.duties.answers import Basis, BodyMissing, DutyFacts, DutyKind, DutyShown
from bidding.opening.answers import Alarm, AlarmKind
from bidding.opening.day import Scheduled, phase_of
from bidding.opening.lanes import LaneRows, alarms_of
from bidding.opening.rules import confirm_until
from bidding.projects.tables import Project
from bidding.tenders.rules import MACHINE
from crypto.encoding import parse_timestamp, timestamp
from foundation.calendar import latest, shanghai
from foundation.rulebook import LAW_2026, Rulebook, RulebookError, rulebook

ACTIVE: Final = ("DRAFT", "BIDDING", "OPENING", "DECRYPTING", "READ_OUT")
"""States of a round until its opening in which there is anything to do."""

REPORTED: Final = ("REPORTED", "REVIEW", "PUBLICITY", "SUSPENDED", "AWARDED", "CONTRACTED")
"""States in which what follows a report is to be done."""

TENDERING: Final = frozenset({"agency", "buyer"})
HOSTING: Final = frozenset({"agency", "buyer", "centre_staff"})
CENTRE: Final = frozenset({"centre_staff"})

CLAUSES: Mapping[str, Basis] = {
    "条例55": {"rule": "条例55", "zh": "招标投标法实施条例第55条", "en": "Implementing Regulations, Art. 55"},
    "法34": {"rule": "法34", "zh": "招标投标法第34条", "en": "Tendering and Bidding Law, Art. 34"},
    "Order 20 Art. 24": {"rule": "Order 20 Art. 24", "zh": "电子招标投标办法第24条", "en": "Order 20 of 2013, Art. 24"},
    "Order 20 Art. 31": {"rule": "Order 20 Art. 31", "zh": "电子招标投标办法第31条", "en": "Order 20 of 2013, Art. 31"},
    "Order 20 Art. 32": {"rule": "Order 20 Art. 32", "zh": "电子招标投标办法第32条", "en": "Order 20 of 2013, Art. 32"},
}
"""Clauses that fix no figure and hence are no rows of a rulebook."""


@dataclass(frozen=True)
class LotFacts:
    """One round in an active state: its newest documents and proposed custodians, its custodians' and opening's rows.

    `signed` are the indexes of who signed the proposed set; `phones` of its bodies; `confirmed` counts confirmations.
    """

    of: Scheduled
    now: datetime
    rows: LaneRows
    version: DocumentVersion | None = None
    files: int = 0
    proposed: KeySet | None = None
    signed: frozenset[int] = frozenset()
    phones: Mapping[str, str] = field(default_factory=dict)
    confirmed: int = 0

    @property
    def rules(self) -> Rulebook:
        """The rulebook of the round."""
        return rulebook(self.of.round.rulebook)

    @property
    def is_draft(self) -> bool:
        """Not published."""
        return self.of.round.state == "DRAFT"

    @property
    def is_running(self) -> bool:
        """Taking bids."""
        deadline = self.of.round.deadline
        return self.of.round.state == "BIDDING" and deadline is not None and self.now < deadline

    @property
    def unsettled(self) -> DocumentVersion | None:
        """The newest version of the documents while it is a draft."""
        return self.version if self.version and self.version.settled_at is None else None

    @property
    def agreed(self) -> KeySet | None:
        """The custodians proposed for the very documents that are settled."""
        fits = self.proposed and self.proposed.document_digest == self.of.round.documents
        return self.proposed if fits else None

    def alarm(self, *kinds: AlarmKind) -> Alarm | None:
        """The first alarm of one of these kinds."""
        raised = alarms_of(self.of.round, self.of.opening, self.rows, self.now)
        return next((one for one in raised if one["kind"] in kinds), None)

    def until_confirmed(self) -> datetime | None:
        """When the bidders' silence accepts the read-out."""
        read_out = self.of.opening.read_out_at if self.of.opening else None
        return confirm_until(read_out, self.rules) if read_out else None


@dataclass(frozen=True)
class Found:
    """A duty that follows from the facts: until when, and what it is made of."""

    due: datetime | None = None
    facts: DutyFacts = field(default_factory=lambda: DutyFacts())
    rule: str = ""
    """Where it is not the row's own."""


@dataclass(frozen=True)
class DutyRow:
    """One row of the table; `follows` answers None while there is nothing to do."""

    kind: DutyKind
    roles: frozenset[str]
    rule: str
    follows: Callable[[LotFacts], Found | None]


def _add_documents(lot: LotFacts) -> Found | None:
    missing = lot.version is None or (lot.unsettled is not None and lot.files == 0)
    return Found() if lot.is_draft and missing else None


def _settle_documents(lot: LotFacts) -> Found | None:
    return Found() if lot.is_draft and lot.unsettled and lot.files else None


def _settle_version(lot: LotFacts) -> Found | None:
    """A change that may affect bids leaves bidders their days: afterwards the deadline must be moved first."""
    if not lot.is_running or lot.unsettled is None or lot.of.round.deadline is None:
        return None
    due = latest(lot.of.round.deadline, lot.rules.row("R-CLARIFY"))
    return Found(due, {"version": lot.unsettled.version})


def _propose_custodians(lot: LotFacts) -> Found | None:
    return Found() if lot.is_draft and lot.of.round.documents is not None and lot.agreed is None else None


def _statements_missing(lot: LotFacts) -> Found | None:
    open_set = lot.agreed if lot.agreed and lot.agreed.digest is None else None
    if open_set is None or not (lot.is_draft or lot.is_running):
        return None
    return Found(lot.of.round.deadline, {"bodies": list(_unsigned(open_set, lot))})


def _unsigned(key_set: KeySet, lot: LotFacts) -> Iterator[BodyMissing]:
    for one in key_set.members:
        if one["index"] not in lot.signed:
            yield {"index": one["index"], "name": one["name"], "phone": lot.phones.get(one["body"], "")}


def _publish(lot: LotFacts) -> Found | None:
    ready = lot.is_draft and lot.agreed is not None and lot.agreed.digest is not None
    return Found(rule="" if lot.of.project.is_statutory else "R-MIN-DEADLINE-NOTICE") if ready else None


def _drill_too_few_ready(lot: LotFacts) -> Found | None:
    alarm = lot.alarm("too-few-ready")
    return Found(lot.of.round.deadline, cast(DutyFacts, alarm["facts"])) if alarm else None


def _openings_today(lot: LotFacts) -> Found | None:
    """Until it is over; what is then to be done at the desk has rows of its own."""
    deadline = lot.of.round.deadline
    if deadline is None or shanghai(deadline).date() != shanghai(lot.now).date():
        return None
    over = phase_of(lot.of.round, lot.of.opening, lot.now) in ("closed", "failed")
    return None if over else Found(deadline if lot.now < deadline else None)


def _alarm(lot: LotFacts) -> Found | None:
    """Custodians who are late, and envelopes that stay shut by the platform's cause."""
    alarm = lot.alarm("release-late", "envelope-shut")
    if alarm is None or alarm["facts"].get("cause") == "unknown":
        return None
    until = alarm["facts"].get("until")
    facts = cast(DutyFacts, {**alarm["facts"], "alarm": alarm["kind"]})
    return Found(parse_timestamp(until or alarm["since"]), facts, alarm["rule"])


def _answer_objection(lot: LotFacts) -> Found | None:
    """On the spot: before the silence of the others could close the record."""
    alarm = lot.alarm("objection-open")
    return Found(lot.until_confirmed(), cast(DutyFacts, alarm["facts"])) if alarm else None


def _rule_cause(lot: LotFacts) -> Found | None:
    raised = alarms_of(lot.of.round, lot.of.opening, lot.rows, lot.now)
    alarm = next((one for one in raised if one["facts"].get("cause") == "unknown"), None)
    if alarm is None or lot.of.opening is None:
        return None
    due = lot.of.opening.frozen_at + lot.rules.duration("R-DECRYPT-WINDOW")
    return Found(due, {"envelopes": alarm["facts"]["envelopes"]})


def _close_opening(lot: LotFacts) -> Found | None:
    """When every bidder has confirmed or had the time to, and no objection is left open."""
    opening, until = lot.of.opening, lot.until_confirmed()
    if opening is None or opening.phase != "read_out" or until is None or lot.rows.unanswered:
        return None
    return Found() if lot.now >= until or lot.confirmed >= opening.frozen else None


TABLE: Final = (
    DutyRow("add-documents", TENDERING, MACHINE.step("DRAFT", "amend").rule, _add_documents),
    DutyRow("settle-documents", TENDERING, MACHINE.step("DRAFT", "amend").rule, _settle_documents),
    DutyRow("propose-custodians", TENDERING, MACHINE.step("DRAFT", "rekey").rule, _propose_custodians),
    DutyRow("statements-missing", TENDERING, MACHINE.step("DRAFT", "rekey").rule, _statements_missing),
    DutyRow("publish", TENDERING, MACHINE.step("DRAFT", "publish").rule, _publish),
    DutyRow("settle-version", TENDERING, MACHINE.step("BIDDING", "amend").rule, _settle_version),
    DutyRow("drill-too-few-ready", HOSTING, "R-DRILL-SPARE", _drill_too_few_ready),
    DutyRow("openings-today", CENTRE, "法34", _openings_today),
    DutyRow("alarm", HOSTING, "R-RELEASE-LATE", _alarm),
    DutyRow("rule-cause", HOSTING, "Order 20 Art. 31", _rule_cause),
    DutyRow("answer-objection", HOSTING, "R-OBJ-OPEN", _answer_objection),
    DutyRow("close-opening", HOSTING, MACHINE.step("READ_OUT", "close").rule, _close_opening),
)
"""Every duty that follows from a lot round, in the order of its life."""


def duties_of_lot(role: str, lot: LotFacts) -> Iterator[DutyShown]:
    """What somebody of this role has to do about a round."""
    for row in TABLE:
        found = row.follows(lot) if role in row.roles else None
        if found is not None:
            yield {
                "kind": row.kind,
                "lot": str(lot.of.lot.id),
                "round": lot.of.round.number,
                "lot_name": lot.of.lot.name,
                "project": str(lot.of.project.id),
                "project_name": lot.of.project.name,
                "buyer": lot.of.buyer,
                "basis": basis_of(found.rule or row.rule, lot.rules),
                "due": timestamp(found.due) if found.due else None,
                "late": found.due is not None and found.due <= lot.now,
                "facts": found.facts,
            }


def duties_after_report(of: Scheduled, steps: Iterable[StepShown]) -> Iterator[DutyShown]:
    """What buyer and agency have to do now of the seven that follow a report."""
    for one in steps:
        if one["state"] in ("open", "late"):
            yield {
                "kind": one["step"],
                "lot": str(of.lot.id),
                "round": of.round.number,
                "lot_name": of.lot.name,
                "project": str(of.project.id),
                "project_name": of.project.name,
                "buyer": of.buyer,
                "basis": basis_of(one["rule"], rulebook(of.round.rulebook)),
                "due": one["due"],
                "late": one["state"] == "late",
                "facts": {},
            }


def no_lot(project: Project, buyer: str) -> DutyShown:
    """A project without a lot; which rulebook will hold is chosen at publication."""
    return {
        "kind": "draft-lot",
        "lot": None,
        "round": None,
        "lot_name": None,
        "project": str(project.id),
        "project_name": project.name,
        "buyer": buyer,
        "basis": basis_of("S-COMBINED", rulebook(LAW_2026)),
        "due": None,
        "late": False,
        "facts": {},
    }


def companies_waiting(companies: int) -> Iterator[DutyShown]:
    """Requests for a company key to be bound, however many, are one duty of every centre."""
    if companies:
        yield {
            "kind": "bind-company",
            "lot": None,
            "round": None,
            "lot_name": None,
            "project": None,
            "project_name": None,
            "buyer": None,
            "basis": CLAUSES["Order 20 Art. 24"],
            "due": None,
            "late": False,
            "facts": {"companies": companies},
        }


def basis_of(rule: str, rules: Rulebook) -> Basis:
    """The law's name and article, as the rulebook's row or the clause gives it."""
    try:
        row = rules.row(rule)
    except RulebookError:
        return CLAUSES[rule]
    return {"rule": rule, "zh": row.basis_zh, "en": row.basis_en}


def in_order(duties: Iterable[DutyShown]) -> list[DutyShown]:
    """By what is due first, hence late ones before all; then those without a clock."""
    return sorted(duties, key=lambda one: (one["due"] is None, one["due"] or ""))
