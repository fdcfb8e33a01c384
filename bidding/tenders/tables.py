"""Rows of lot rounds: what is bought, until when, in which state."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class LotRound(Base):
    """One round of a lot. `state` is written only through `rules.MACHINE`; sealers lock this row FOR SHARE."""

    __tablename__ = "lot_rounds"
    __table_args__ = (
        UniqueConstraint("lot_id", "number"),
        Index("ix_lot_rounds_register", "rehearsal", "published_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lots.id"), index=True)
    number: Mapped[int]
    state: Mapped[str]
    rulebook: Mapped[int]
    rehearsal: Mapped[bool]
    document_version: Mapped[int] = mapped_column(default=0)
    documents: Mapped[bytes | None]
    """Digest of version 1's tianping/documents/1 record, once settled: what custodians sign."""
    key_set_id: Mapped[UUID | None]
    """The key set new bids are sealed under; envelopes under an earlier one of this round stay valid."""
    key_set: Mapped[bytes | None]
    """Digest of that set's tianping/key-set/1 record."""
    tender: Mapped[bytes | None]
    """Digest of the tianping/tender/1 record."""
    published_at: Mapped[datetime | None]
    deadline: Mapped[datetime | None] = mapped_column(index=True)
    frozen_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class DeadlineRow(Base):
    """Every deadline a round ever had; a sealed envelope's floor is one of them."""

    __tablename__ = "deadlines"
    __table_args__ = (UniqueConstraint("round_id", "deadline"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    round_id: Mapped[UUID] = mapped_column(ForeignKey("lot_rounds.id"), index=True)
    deadline: Mapped[datetime]
    set_at: Mapped[datetime]
    reason: Mapped[str]
