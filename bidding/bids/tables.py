"""Rows of uploads and sealed bids. Nothing here names a bidder, an address or an account: there is none to name."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class Upload(Base):
    """An envelope's body on its way in, under 128 random bits; `done` bytes are durable. Unsealed ones expire."""

    __tablename__ = "uploads"

    id: Mapped[str] = mapped_column(primary_key=True)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("lot_rounds.id"), index=True)
    kind: Mapped[str]
    length: Mapped[int] = mapped_column(BigInteger)
    done: Mapped[int] = mapped_column(BigInteger, default=0)
    object_name: Mapped[str]
    handle: Mapped[str]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    bid: Mapped[bytes | None]


class UploadPiece(Base):
    """One kept piece: where the store put it, and its leaf of the body's tree (SHA-256 of 0x00 and the bytes)."""

    __tablename__ = "upload_pieces"

    upload_id: Mapped[str] = mapped_column(ForeignKey("uploads.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    size: Mapped[int]
    tag: Mapped[str]
    leaf: Mapped[bytes]


class Bid(Base):
    """A sealed bid by the digest of its statement. `state` is SEALED or WITHDRAWN until the opening."""

    __tablename__ = "bids"

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("lot_rounds.id"), index=True)
    bid_key: Mapped[bytes]
    statement: Mapped[dict[str, Any]]
    document_version: Mapped[int]
    state: Mapped[str]
    received_at: Mapped[datetime]
    receipt_number: Mapped[str] = mapped_column(unique=True)
    receipt: Mapped[bytes]
    """Digest of the receipt record."""
    withdrawal: Mapped[bytes | None]
    """Digest of the bidder's signed withdrawal record."""
    accepted: Mapped[bytes | None]
    """Digest of our `tianping/withdrawal-accepted/1` record, the answer to whoever asks again."""


class EnvelopeRow(Base):
    """One envelope of a bid: header as sent, root of its body, and the object that holds the body."""

    __tablename__ = "envelopes"
    __table_args__ = (UniqueConstraint("bid", "kind"),)

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    bid: Mapped[bytes] = mapped_column(ForeignKey("bids.digest"), index=True)
    kind: Mapped[str]
    header: Mapped[bytes]
    root: Mapped[bytes]
    length: Mapped[int] = mapped_column(BigInteger)
    object_name: Mapped[str]
