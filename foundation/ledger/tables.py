"""Rows of the ledger: pending leaves, ticks with their heads, and the audit journal."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class PendingLeaf(Base):
    """A leaf value (32 bytes) waiting for its tick; there is no hot row, writers only append."""

    __tablename__ = "pending_leaves"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    value: Mapped[bytes]


class TickRow(Base):
    """One leaf of the public log: entry and signed head, the real leaves among the fillers, the tree's frontier."""

    __tablename__ = "ticks"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[datetime]
    entry: Mapped[bytes]
    leaf_hash: Mapped[bytes]
    leaves: Mapped[bytes]
    filler_key: Mapped[bytes]
    fillers_public: Mapped[bool] = mapped_column(default=False)
    frontier: Mapped[bytes]
    head: Mapped[dict[str, Any]]


class JournalRow(Base):
    """One act for the audit: who did what to which thing under which rule. Its digest is a leaf of the same log.

    Fields follow Order 20 Art. 49 as far as the application knows them; network addresses are kept elsewhere.
    A row under a `veil` (a lot round) is invisible until that round is frozen.
    """

    __tablename__ = "journal"
    __table_args__ = (Index("ix_journal_subject", "subject", "subject_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    at: Mapped[datetime]
    role: Mapped[str]
    person: Mapped[UUID | None]
    organisation: Mapped[UUID | None]
    verb: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[str]
    rule: Mapped[str]
    detail: Mapped[dict[str, Any]]
    salt: Mapped[bytes]
    veil: Mapped[UUID | None] = mapped_column(index=True)
