"""Rows of the reports 评标报告: one a lot and ranking, who signed, who dissents, which checks were asked for."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class Report(Base):
    """A report as the head had it made. One whose committee changed afterwards is `void`: another follows."""

    __tablename__ = "reports"
    __table_args__ = (
        Index("ix_reports_standing", "session_id", "lot_id", unique=True, postgresql_where="NOT void"),
        Index("ix_reports_lot", "lot_id"),
    )

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    """Of its record."""
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sittings.session_id"))
    lot_id: Mapped[UUID]
    scores: Mapped[bytes]
    """Digest of the scores record that it tells."""
    failed: Mapped[str | None]
    """`rejected` where no bid is left, as the scores say."""
    made_at: Mapped[datetime]
    due: Mapped[datetime]
    """Who has said nothing until then counts as agreeing (条例53)."""
    closing: Mapped[bytes | None]
    """Digest of the record that tells who signed, was silent, dissents."""
    void: Mapped[bool] = mapped_column(default=False)


class ReportSignature(Base):
    """A member's Ed25519 signature over a report, by the key of his pledge; it also stands in the report's record."""

    __tablename__ = "report_signatures"

    report: Mapped[bytes] = mapped_column(ForeignKey("reports.digest"), primary_key=True)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"), primary_key=True)
    value: Mapped[bytes]
    at: Mapped[datetime]


class Dissent(Base):
    """A member's different opinion with its reasons (条例53), signed by him."""

    __tablename__ = "report_dissents"

    report: Mapped[bytes] = mapped_column(ForeignKey("reports.digest"), primary_key=True)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"), primary_key=True)
    text: Mapped[str]
    value: Mapped[bytes]
    at: Mapped[datetime]


class ReportReview(Base):
    """A check of a report 复核 that the buyer or the supervisor asked for, and its outcome."""

    __tablename__ = "report_reviews"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    report: Mapped[bytes] = mapped_column(ForeignKey("reports.digest"), index=True)
    ground: Mapped[str]
    text: Mapped[str]
    asked_by: Mapped[str]
    """The role."""
    asked_at: Mapped[datetime]
    record: Mapped[bytes]
    outcome: Mapped[str | None]
    """`accept`: the report stands; `void`: another committee judges."""
    answer: Mapped[str | None]
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]
