"""What the doors of the expert pool answer. Days are `2026-01-31`, moments end in Z, money has fen."""

from typing import TypedDict


class AbsenceShown(TypedDict):
    """A time in which an expert cannot sit."""

    id: str
    since: str
    until: str
    reason: str


class FormerShown(TypedDict):
    """An employer that was left, with the last day."""

    uscc: str
    until: str


class ExpertShown(TypedDict):
    """An expert without his name. `standing` is as of now; `reachable`: there is a telephone number or mail address."""

    id: str
    city: str
    employer: str
    employer_uscc: str
    specialities: list[str]
    former: list[FormerShown]
    relatives: list[str]
    shareholdings: list[str]
    authority: str | None
    standing: str
    standing_reason: str | None
    suspended_until: str | None
    reachable: bool
    absences: list[AbsenceShown]
    since: str
    changed_at: str


class ExpertList(TypedDict):
    """A portion of the pool; `total` counts what the filters leave, `next` is where the following portion begins."""

    experts: list[ExpertShown]
    names: dict[str, str]
    total: int
    next: str | None


class ExpertPerson(TypedDict):
    """Who an expert is. The read is in the journal."""

    id: str
    name: str
    phone: str
    mail: str
    id_number: str


class SpecialityShown(TypedDict):
    """A row of the code table; level 1 to 4, `parent` is "" at level 1, `path` says where it stands."""

    code: str
    name: str
    name_en: str
    level: int
    parent: str
    path: str
    can_be_held: bool


class SpecialityList(TypedDict):
    """Rows found; `is_subset`: the table in use is the one shipped with the program, which is not the official one."""

    specialities: list[SpecialityShown]
    is_subset: bool
    total: int


class FeeShown(TypedDict):
    """A fee standard: `base` yuan for the first `base_hours`, `per_hour` for each further one."""

    id: str
    region: str
    name: str
    since: str
    until: str | None
    base: str
    base_hours: int
    per_hour: str
    document: str


class FeeList(TypedDict):
    """Every standard, by region, the youngest first."""

    fees: list[FeeShown]


class RowErrorShown(TypedDict):
    """What was wrong with a cell; `column` is "" when it is the whole row."""

    row: int
    column: str
    column_zh: str
    code: str
    what: str
    what_zh: str
    do: str
    do_zh: str


class ImportShown(TypedDict):
    """A list on its way in. `state`: WAITING, DONE or REFUSED; `done` of `total` rows; `refused` counts bad rows."""

    id: str
    name: str
    sha256: str
    strict: bool
    state: str
    total: int
    done: int
    added: int
    updated: int
    unchanged: int
    refused: int
    created_at: str
    ended_at: str | None
    errors: list[RowErrorShown]


class ImportList(TypedDict):
    """The newest imports, without their errors."""

    imports: list[ImportShown]
