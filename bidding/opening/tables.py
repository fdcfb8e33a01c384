"""Rows of an opening: its phase, the shares released, what each envelope gave, objections and confirmations."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class Opening(Base):
    """The opening of one lot round, from the freeze on. Round's state is the law's; `phase` is what is awaited."""

    __tablename__ = "openings"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("lot_rounds.id"), primary_key=True)
    phase: Mapped[str]
    """await_identities, open_identities, await_contents, open_contents, read_out, closed."""
    freeze: Mapped[bytes] = mapped_column(unique=True)
    frozen: Mapped[int]
    frozen_at: Mapped[datetime]
    window_ends: Mapped[datetime | None]
    read_out: Mapped[bytes | None]
    read_out_at: Mapped[datetime | None]
    record: Mapped[bytes | None]
    closed_at: Mapped[datetime | None]


class PriceOpening(Base):
    """The second opening of a round with two envelopes 双信封: prices of the bids on its list, and of no others."""

    __tablename__ = "price_openings"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("openings.round_id"), primary_key=True)
    phase: Mapped[str]
    """await_prices (from the hour on; before it nobody releases), open_prices, read_out, closed."""
    digest: Mapped[bytes] = mapped_column(unique=True)
    """Of the list of passed bids."""
    bids: Mapped[dict[str, Any]]
    """`passed`: digests in hex of the listed bids, ascending."""
    opens_at: Mapped[datetime]
    window_ends: Mapped[datetime | None]
    read_out: Mapped[bytes | None]
    read_out_at: Mapped[datetime | None]
    record: Mapped[bytes | None]
    closed_at: Mapped[datetime | None]

    @property
    def passed(self) -> frozenset[bytes]:
        """Digests of the listed bids."""
        return frozenset(bytes.fromhex(one) for one in self.bids["passed"])


AnyOpening = Opening | PriceOpening
"""What releases and workers move on: the opening at the hour, or that of the prices."""


class PriceConfirmation(Base):
    """A bidder's confirmation of the prices as read out, signed by its bid key."""

    __tablename__ = "price_confirmations"

    bid: Mapped[bytes] = mapped_column(primary_key=True)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("price_openings.round_id"), index=True)
    digest: Mapped[bytes]
    at: Mapped[datetime]


class Release(Base):
    """One custodian's release for one step, as signed; a repeated one answers the same."""

    __tablename__ = "releases"
    __table_args__ = (UniqueConstraint("round_id", "step", "share_key"),)

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("openings.round_id"), index=True)
    step: Mapped[str]
    share_key: Mapped[bytes]
    index: Mapped[int] = mapped_column(Integer)
    client: Mapped[str]
    at: Mapped[datetime]


class ShareRow(Base):
    """One released share of one envelope. Those of documents and pricing leave this table only to a worker, and
    to the package for an envelope that its sealer's fault keeps shut."""

    __tablename__ = "shares"

    envelope: Mapped[bytes] = mapped_column(ForeignKey("envelopes.digest"), primary_key=True)
    index: Mapped[int] = mapped_column(primary_key=True)
    share: Mapped[dict[str, Any]]
    salt: Mapped[bytes | None]
    """Of a withheld share: with it anybody can see that the release's signed hash is this share's."""


class OpenedEnvelope(Base):
    """What became of one frozen envelope: WAITING for shares, DUE for a worker, OPEN, or SHUT with its cause."""

    __tablename__ = "opened_envelopes"
    __table_args__ = (Index("ix_opened_round", "round_id", "step", "state"),)

    envelope: Mapped[bytes] = mapped_column(ForeignKey("envelopes.digest"), primary_key=True)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("openings.round_id"))
    bid: Mapped[bytes] = mapped_column(ForeignKey("bids.digest"))
    kind: Mapped[str]
    step: Mapped[str]
    threshold: Mapped[int]
    state: Mapped[str]
    tries: Mapped[int] = mapped_column(default=0)
    """Workers that ended without an answer."""
    cause: Mapped[str | None]
    """Why it is SHUT: `bidder` (its sealing), `platform` (its storage or network), `unknown` (the host rules)."""
    detail: Mapped[str | None]
    manifest: Mapped[dict[str, Any] | None]
    form: Mapped[str | None]
    opened_at: Mapped[datetime | None]


class Objection(Base):
    """An objection at the opening, signed by a bid key, answered on the spot (条例44)."""

    __tablename__ = "opening_objections"

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("openings.round_id"), index=True)
    bid: Mapped[bytes]
    text: Mapped[str]
    at: Mapped[datetime]
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None]


class Confirmation(Base):
    """A bidder's confirmation of the read-out, signed by its bid key."""

    __tablename__ = "opening_confirmations"

    bid: Mapped[bytes] = mapped_column(primary_key=True)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("openings.round_id"), index=True)
    digest: Mapped[bytes]
    at: Mapped[datetime]
