"""The share as it is told. Figures are whole numbers over whole numbers; percentages are texts and only for reading."""

from typing import Literal, TypedDict

from evaluation_rooms.statistics.figures import Indicator
from evaluation_rooms.statistics.kinds import Kind
from evaluation_rooms.statistics.words import ExemptReason, Meant, Source
from foundation.answers import BothLanguages

MonthState = Literal["OPEN", "CLOSED"]
ImportState = Literal["WAITING", "SIGNED", "WITHDRAWN"]


class ShareRatio(TypedDict):
    """`passes`: whether the exact fraction reaches the target; null without target or where nothing was counted.

    `percent`: two places, half up.
    """

    numerator: int
    denominator: int
    percent: str | None
    passes: bool | None


class SharePart(TypedDict):
    """The part of a figure that comes from one source."""

    numerator: int
    denominator: int


class ShareFigure(TypedDict):
    """An indicator. `raw`: exempt projects in the denominator; `adjusted`: exempt ones on neither side.

    `target`: an exact fraction such as `1/2`, null for a trend.
    """

    indicator: Indicator
    official: bool
    target: str | None
    raw: ShareRatio
    adjusted: ShareRatio
    proven: SharePart
    declared: SharePart
    definition: BothLanguages


class ShareCut(TypedDict):
    """One part of what was asked for: a city, a sector, a class, a band."""

    key: str
    name: BothLanguages
    figures: list[ShareFigure]


class OfficialBase(TypedDict):
    """Which indicator is official, since when, by which document; null document: nobody has said so, K2-A stands."""

    indicator: Indicator
    document: str | None
    since: str | None


class PeriodShown(TypedDict):
    """`2026-Q4` and its first and last month; `closed`: its months that are closed."""

    name: str
    first: str
    last: str
    closed: list[str]


class ShareAnswer(TypedDict):
    """The board: every indicator of a period, and cut by what was asked for."""

    period: PeriodShown
    unit: Literal["project", "lot"]
    rule: Literal["all", "any"]
    by: Literal["main", "place"]
    official: OfficialBase
    figures: list[ShareFigure]
    cuts: list[ShareCut]
    services: int
    pending: int


class SharePoint(TypedDict):
    """One period of a series."""

    period: PeriodShown
    figures: list[ShareFigure]


class ShareSeries(TypedDict):
    """Periods in their order."""

    points: list[SharePoint]


class LeagueLine(TypedDict):
    """A city; `rank` null: too few were counted (样本不足). `change`: percentage points against the period before.

    `services`: projects of others that its venues lent their seats to.
    """

    city: str
    name: BothLanguages
    rank: int | None
    share: ShareRatio
    before: ShareRatio
    change: str | None
    exempt: int
    services: int


class ShareLeague(TypedDict):
    """The cities beside each other by one indicator."""

    period: PeriodShown
    before: str
    indicator: Indicator
    least: int
    cities: list[LeagueLine]


class ShareSeat(TypedDict):
    """A seat of the committee, or (declared) so many experts in a city."""

    seat: str
    kind: Literal["expert", "buyer"]
    city: str
    signed: bool


class ShareProof(TypedDict):
    """Digests of records. `session`: its draw record is at /api/sessions/{session}/record, public with the result.

    `seats` are told when the result is fixed, null before.
    """

    session: str
    report: str
    draw: str | None
    presence: str
    seats: list[ShareSeat] | None


class ShareDeclaration(TypedDict):
    """The declaration behind a lot: its city, the document and the file's digest."""

    id: str
    city: str
    document: str
    sha256: str


class ShareLot(TypedDict):
    """A counted lot with what proves it, or who declares it."""

    lot: str | None
    name: str
    round: int
    counted_at: str
    kind: Kind
    source: Source
    main_city: str
    sub_cities: list[str]
    proof: ShareProof | None
    declaration: ShareDeclaration | None


class ShareProjectShown(TypedDict):
    """A counted project, or one counted lot of it, with its lots."""

    project: str | None
    code: str
    name: str
    month: str
    kind: Kind
    city: str
    place: str
    sector: str
    project_class: str
    band: str
    source: Source
    statutory: bool
    in_scope: bool
    exempt: ExemptReason | None
    exempt_document: str | None
    pending: bool
    lots: list[ShareLot]


class ShareLots(TypedDict):
    """A page; follow `next` until it is null."""

    items: list[ShareProjectShown]
    next: str | None


class PlannedProject(TypedDict):
    """A published tender whose report is still to come; `plannable`: no committee of it is drawn yet."""

    project: str
    code: str
    name: str
    place: str
    project_class: str
    deadline: str
    in_scope: bool
    meant: Meant | None
    plannable: bool


class CityPlanned(TypedDict):
    """Of a city: how many are planned, meant to be remote, and could still turn."""

    city: str
    name: BothLanguages
    planned: int
    remote: int
    could_turn: int


class ShareForecast(TypedDict):
    """What is needed to reach the target by the end of the period: `need` of `planned`, `turn` beyond those meant.

    `reachable` false: more are needed than are planned.
    """

    period: PeriodShown
    indicator: Indicator
    target: str
    done: SharePart
    planned: int
    remote_planned: int
    need: int
    need_percent: str | None
    turn: int
    reachable: bool
    cities: list[CityPlanned]
    tenders: list[PlannedProject]


class ShareAlert(TypedDict):
    """R01: must be remote, and nobody plans it so; `claimed`: an exemption in the plan that nobody approved."""

    rule: Literal["R01"]
    level: Literal["yellow", "red"]
    project: str
    code: str
    name: str
    place: str
    deadline: str
    fell_back: bool
    reason: str | None
    claimed: str | None


class ShareAlerts(TypedDict):
    """Red ones first."""

    alerts: list[ShareAlert]


class ProjectLabel(TypedDict):
    """What people say of a project for the count."""

    project: str
    sector: str
    meant: Meant | None
    meant_city: str | None
    exempt: ExemptReason | None
    exempt_document: str | None
    exempt_approver: str | None
    exempt_sha256: str | None


class SignOffShown(TypedDict):
    """A city stands for its figures; `record`: digest of tianping/share-sign-off/1."""

    city: str
    record: str
    at: str
    stale: bool


class RestatementShown(TypedDict):
    """A correction of a closed month, by digest of tianping/share-restatement/1."""

    reason: str
    document: str
    record: str
    at: str


class MonthShown(TypedDict):
    """A month of the count; `pending`: projects whose correction waits for a restatement."""

    month: str
    state: MonthState
    closed_at: str | None
    closing: str | None
    sign_offs: list[SignOffShown]
    missing: list[str]
    pending: int
    restatements: list[RestatementShown]


class MonthList(TypedDict):
    """Newest first."""

    months: list[MonthShown]


class ImportOfShare(TypedDict):
    """A city's declaration."""

    id: str
    city: str
    name: str
    document: str
    sha256: str
    state: ImportState
    lots: int
    record: str | None
    created_at: str
    signed_at: str | None


class ImportsOfShare(TypedDict):
    """Newest first."""

    imports: list[ImportOfShare]


class CellsMade(TypedDict):
    """Places in which the kept sums differed from the facts: none, unless something was wrong."""

    wrong: list[str]
