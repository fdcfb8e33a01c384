"""Rows of the leads: a search for each ranking of a lot, what it found, how members voted, what came of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class LeadSearch(Base):
    """A lot of a room was looked through after it was ranked. Another ranking is looked through anew."""

    __tablename__ = "lead_searches"
    __table_args__ = (Index("ix_lead_searches_lot", "session_id", "lot_id"),)

    scores: Mapped[bytes] = mapped_column(primary_key=True)
    """Digest of the scores record that was looked through."""
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sittings.session_id"))
    lot_id: Mapped[UUID]
    project_id: Mapped[UUID] = mapped_column(index=True)
    found_at: Mapped[datetime]
    verdict: Mapped[bytes | None]
    """Digest of the record of what the committee found, once everybody has voted on every lead about bids."""


class LeadRow(Base):
    """One lead, never changed but for what becomes of it. `state` is written only through `rules.DISPOSITION`."""

    __tablename__ = "leads"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    number: Mapped[int] = mapped_column(BigInteger, unique=True)
    """Of the event that told it: no number becomes visible before a smaller one."""
    scores: Mapped[bytes] = mapped_column(ForeignKey("lead_searches.scores"), index=True)
    about: Mapped[str]
    """`bids` or `seats`."""
    rule: Mapped[str]
    strength: Mapped[str]
    bids: Mapped[list[Any]]
    seats: Mapped[list[Any]]
    facts: Mapped[list[Any]]
    measures: Mapped[list[Any]]
    state: Mapped[str] = mapped_column(default="NEW")


class LeadVote(Base):
    """What a member says of a lead about bids; his last word before all have voted counts."""

    __tablename__ = "lead_votes"

    lead_id: Mapped[UUID] = mapped_column(ForeignKey("leads.id"), primary_key=True)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"), primary_key=True)
    opinion: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime]


class LeadStep(Base):
    """What the supervisor did with a lead, and why."""

    __tablename__ = "lead_steps"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    lead_id: Mapped[UUID] = mapped_column(ForeignKey("leads.id"), index=True)
    verb: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str]
    person: Mapped[UUID | None]
    at: Mapped[datetime]
