"""Rows of the expert pool 评标专家库. What tells who somebody is lies sealed; what a draw needs stands beside it.

What a draw needs is kept in versions that are only ever added, so that the pool as of any moment can be read again.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class Expert(Base):
    """One person. The indexes are keyed hashes: equal numbers find each other, and nobody reads them."""

    __tablename__ = "experts"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    sealed: Mapped[bytes]
    """`people.Person` as JSON, under the vault's purpose `expert <id>`."""
    id_index: Mapped[bytes] = mapped_column(unique=True)
    phone_index: Mapped[bytes | None] = mapped_column(unique=True)
    name_index: Mapped[bytes] = mapped_column(index=True)
    reachable: Mapped[bool]
    """Whether there is a telephone or a mail address to invite him by."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime] = mapped_column(index=True)


class ExpertVersion(Base):
    """What held of an expert from `at` until his next version. Rows are never changed."""

    __tablename__ = "expert_versions"
    __table_args__ = (Index("ix_expert_versions_expert_at", "expert_id", "at", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    expert_id: Mapped[UUID] = mapped_column(ForeignKey("experts.id"))
    at: Mapped[datetime]
    by: Mapped[UUID | None]
    """The person who wrote it; null for an import's timer, whose row names its importer."""
    city: Mapped[str]
    employer: Mapped[str]
    employer_uscc: Mapped[str]
    specialities: Mapped[list[Any]]
    """Codes, ascending."""
    former: Mapped[list[Any]]
    """`[uscc, "2025-06-30"]` each: employers left, with the last day."""
    relatives: Mapped[list[Any]]
    """USCCs where relatives work."""
    shareholdings: Mapped[list[Any]]
    authority: Mapped[str | None]
    """Division code of the administrative authority or supervisor he works for; null for most."""
    standing: Mapped[str]
    standing_reason: Mapped[str | None]
    suspended_until: Mapped[date | None]
    """The last day of a suspension; null with standing `suspended`: until further notice."""


class ExpertAbsence(Base):
    """A time in which an expert cannot sit, declared in advance. Withdrawn ones stay as rows."""

    __tablename__ = "expert_absences"
    __table_args__ = (CheckConstraint("since < until", name="forward"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    expert_id: Mapped[UUID] = mapped_column(ForeignKey("experts.id"), index=True)
    since: Mapped[datetime]
    until: Mapped[datetime]
    reason: Mapped[str]
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class ExpertFee(Base):
    """The labour fee standard 劳务报酬标准 of a pool region from a day on; the youngest that has begun counts."""

    __tablename__ = "expert_fees"
    __table_args__ = (UniqueConstraint("region", "since"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    region: Mapped[str]
    """A city's division code or a province's (420000)."""
    since: Mapped[date]
    until: Mapped[date | None]
    """The last day; null: until a younger one begins."""
    base: Mapped[Decimal]
    """Yuan for the first `base_hours` begun or not."""
    base_hours: Mapped[int]
    per_hour: Mapped[Decimal]
    """Yuan for every further hour begun."""
    document: Mapped[str]
    """The paper that sets it."""
    created_at: Mapped[datetime]


class SpecialityTable(Base):
    """A code table of specialities that was loaded; the newest counts, before the first the shipped subset does."""

    __tablename__ = "speciality_tables"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    csv: Mapped[str]
    sha256: Mapped[bytes]
    loaded_at: Mapped[datetime]
    loaded_by: Mapped[UUID | None]


class ExpertImport(Base):
    """A list of experts that somebody handed in. `state` is written only through `imports.IMPORT`."""

    __tablename__ = "expert_imports"
    __table_args__ = (
        Index("ix_expert_imports_running", "sha256", "strict", unique=True, postgresql_where="ended_at IS NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    name: Mapped[str]
    sha256: Mapped[bytes]
    strict: Mapped[bool]
    """All rows or none."""
    state: Mapped[str]
    total: Mapped[int]
    checked: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]


class ExpertImportChunk(Base):
    """Rows of an import that wait, sealed by the vault; removed once the import has ended."""

    __tablename__ = "expert_import_chunks"

    import_id: Mapped[UUID] = mapped_column(ForeignKey("expert_imports.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    sealed: Mapped[bytes]


class ExpertImportError(Base):
    """What was wrong with one cell; the words are made when it is read (`errors.py`)."""

    __tablename__ = "expert_import_errors"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    import_id: Mapped[UUID] = mapped_column(ForeignKey("expert_imports.id"), index=True)
    row: Mapped[int]
    """As the spreadsheet counts: the headings are row 1."""
    column: Mapped[str]
    code: Mapped[str]
    facts: Mapped[dict[str, Any]]
    """Never a name, a telephone number or an identity number."""
