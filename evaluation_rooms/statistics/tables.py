"""Rows of the count: reports as they came, facts that stand, cells that add them up, months that are closed."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Index, Integer, String, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from evaluation_rooms.statistics.facts import MEASURE_NAMES
from foundation.database import Base


class ShareProject(Base):
    """A project as the count knows it; whoever changes what is counted of it holds this row.

    `key`: the project's id, or `declared:` and the code under which a city declares it.
    """

    __tablename__ = "share_projects"
    __table_args__ = (Index("ix_share_projects_waiting", "key", postgresql_where="pending IS NOT NULL"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[UUID | None] = mapped_column(unique=True)
    code: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    sector: Mapped[str]
    meant: Mapped[str | None]
    """`remote` or `local`, as its people announced before a session was planned."""
    meant_city: Mapped[str | None]
    exempt: Mapped[str | None]
    """A code of `words.EXEMPT_REASONS`."""
    exempt_document: Mapped[str | None]
    exempt_approver: Mapped[str | None]
    exempt_sha256: Mapped[bytes | None]
    """Digest of the paper that permits it."""
    exempt_at: Mapped[datetime | None]
    pending: Mapped[list[date] | None] = mapped_column(ARRAY(Date))
    """Closed months that a correction waits for; null where counted and reported agree."""
    pending_since: Mapped[datetime | None]


class ShareCount(Base):
    """One accepted report of one lot, or one declared lot: what happened, whatever is closed."""

    __tablename__ = "share_counts"
    __table_args__ = (
        UniqueConstraint("lot_key", "round_no", "session_id"),
        Index("ix_share_counts_standing", "project_key", postgresql_where="void_at IS NULL"),
        Index(
            "ix_share_counts_declared_once",
            "lot_key",
            unique=True,
            postgresql_where="void_at IS NULL AND source = 'declared'",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    project_key: Mapped[str] = mapped_column(ForeignKey("share_projects.key"), index=True)
    lot_key: Mapped[str]
    lot_id: Mapped[UUID | None]
    round_no: Mapped[int]
    lot_name: Mapped[str]
    session_id: Mapped[UUID | None] = mapped_column(index=True)
    import_id: Mapped[UUID | None] = mapped_column(ForeignKey("share_imports.id"), index=True)
    source: Mapped[str]
    counted_at: Mapped[datetime]
    kind: Mapped[str]
    main_city: Mapped[str]
    region: Mapped[str]
    project_class: Mapped[str]
    amount: Mapped[Decimal]
    project_amount: Mapped[Decimal]
    statutory: Mapped[bool]
    in_scope: Mapped[bool]
    seats: Mapped[list[Any]]
    """[{"seat", "kind", "city", "signed"}] as they were when the report was complete; of declared ones by city."""
    subs: Mapped[list[str]] = mapped_column(ARRAY(String))
    report: Mapped[bytes | None]
    """Digest of the tianping/evaluation-report/1 record."""
    draw: Mapped[bytes | None]
    """Digest of the record of the draw's result."""
    presence: Mapped[bytes | None]
    """Digest of the tianping/share-count/1 record: who sat where, by seat."""
    void_at: Mapped[datetime | None]
    void_reason: Mapped[str | None]


class ShareFact(Base):
    """What is counted now: a lot or a project. In a closed month it changes by a restatement only."""

    __tablename__ = "share_facts"
    __table_args__ = (
        UniqueConstraint("unit", "key"),
        Index("ix_share_facts_pages", "unit", "month", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    unit: Mapped[str]
    key: Mapped[str]
    project_key: Mapped[str] = mapped_column(ForeignKey("share_projects.key"), index=True)
    month: Mapped[date]
    city: Mapped[str]
    place: Mapped[str]
    sector: Mapped[str]
    project_class: Mapped[str]
    band: Mapped[str]
    source: Mapped[str]
    kind_all: Mapped[str]
    kind_any: Mapped[str]
    statutory: Mapped[bool]
    in_scope: Mapped[bool]
    exempt: Mapped[str | None]
    subs: Mapped[list[str]] = mapped_column(ARRAY(String))
    count_id: Mapped[UUID | None] = mapped_column(ForeignKey("share_counts.id"))


class ShareCell(Base):
    """The facts of one place in the cube, added up; its counts are the columns of `facts.MEASURE_NAMES`.

    It can be made anew from the facts at any time, and comes out the same.
    """

    __tablename__ = "share_cells"

    unit: Mapped[str] = mapped_column(primary_key=True)
    by: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    city: Mapped[str] = mapped_column(primary_key=True)
    sector: Mapped[str] = mapped_column(primary_key=True)
    project_class: Mapped[str] = mapped_column(primary_key=True)
    band: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)


for _name in MEASURE_NAMES.values():
    setattr(ShareCell, _name, mapped_column(_name, Integer, default=0, nullable=False))


class ShareMonth(Base):
    """A month of the count. Who counts locks it FOR SHARE, who closes it FOR UPDATE."""

    __tablename__ = "share_months"

    month: Mapped[date] = mapped_column(primary_key=True)
    state: Mapped[str]
    """OPEN or CLOSED (`closing.MONTH`)."""
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None]
    closing: Mapped[bytes | None]
    """Digest of the tianping/share-closing/1 record."""


class ShareSignOff(Base):
    """A city stands for its figures of a month; `figures`: digest of what it saw, which the closing compares."""

    __tablename__ = "share_sign_offs"

    month: Mapped[date] = mapped_column(ForeignKey("share_months.month"), primary_key=True)
    city: Mapped[str] = mapped_column(primary_key=True)
    organisation: Mapped[UUID]
    person: Mapped[UUID]
    figures: Mapped[bytes]
    record: Mapped[bytes]
    """Digest of the tianping/share-sign-off/1 record."""
    at: Mapped[datetime]


class ShareRestatement(Base):
    """A correction of a closed month: dated, with a reason; the closing stays as it was signed."""

    __tablename__ = "share_restatements"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    month: Mapped[date] = mapped_column(ForeignKey("share_months.month"), index=True)
    reason: Mapped[str]
    document: Mapped[str]
    record: Mapped[bytes]
    """Digest of the tianping/share-restatement/1 record: figures before and after."""
    at: Mapped[datetime]
    by: Mapped[UUID | None]


class ShareImport(Base):
    """Sessions on other platforms that a city declares; they count once the city has signed for them."""

    __tablename__ = "share_imports"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    city: Mapped[str]
    name: Mapped[str]
    document: Mapped[str]
    sha256: Mapped[bytes] = mapped_column(unique=True)
    state: Mapped[str]
    """WAITING, SIGNED or WITHDRAWN (`declared.IMPORT`)."""
    rows: Mapped[list[Any]]
    """The lots as they were read (`declared.Declared`)."""
    record: Mapped[bytes | None]
    """Digest of the tianping/share-import/1 record."""
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None]
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[UUID | None]


class ShareBase(Base):
    """Which indicator is the official one since when, and by which document."""

    __tablename__ = "share_bases"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    indicator: Mapped[str]
    document: Mapped[str]
    since: Mapped[date]
    at: Mapped[datetime]
    by: Mapped[UUID | None]
