"""What the door of the duties answers."""

from typing import Literal, TypedDict

from bidding.opening.answers import AlarmFacts, AlarmKind

DutyKind = Literal[
    "draft-lot",
    "add-documents",
    "settle-documents",
    "propose-custodians",
    "statements-missing",
    "publish",
    "settle-version",
    "drill-too-few-ready",
    "openings-today",
    "alarm",
    "answer-objection",
    "rule-cause",
    "close-opening",
    "bind-company",
    "publish-candidates",
    "answer-result-objection",
    "award",
    "contract",
    "bonds-back",
    "written-report",
    "archive",
]


class Basis(TypedDict):
    """Why: the id of a rulebook's row, or a clause; and the law's name and article in words."""

    rule: str
    zh: str
    en: str


class BodyMissing(TypedDict):
    """A custodian body that has not signed its statement."""

    index: int
    name: str
    phone: str


class DutyFacts(AlarmFacts, total=False):
    """What a duty is made of, by its kind; see `DutyShown`."""

    bodies: list[BodyMissing]
    alarm: AlarmKind
    version: int
    companies: int


class DutyShown(TypedDict):
    """One thing to do. `project` and `lot` are ids, null where it is about none; `due` null: no clock runs.

    Kind -> members of `facts`: statements-missing: bodies; settle-version: version; bind-company: companies;
    drill-too-few-ready: ready, needed; answer-objection: objections; rule-cause: envelopes; alarm: alarm, and those
    of that alarm. Others have none.
    """

    kind: DutyKind
    lot: str | None
    round: int | None
    lot_name: str | None
    project: str | None
    project_name: str | None
    buyer: str | None
    basis: Basis
    due: str | None
    late: bool
    facts: DutyFacts


class Duties(TypedDict):
    """By `due`, so that late ones come first; then those without a clock."""

    now: str
    duties: list[DutyShown]
