"""Rows of scoring 评审打分: what is judged as it was frozen, each member's sheets, votes and marks, questions, alerts.

Everything that a member gave hangs on the member and not on his seat: when he goes, none of it is read any more, and
who takes his seat begins with nothing (条例48).
"""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Numeric, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base

MARK = Numeric(9, 2)


class ScoredLot(Base):
    """A lot of a room with what it is judged by, frozen when the room first looked, and how far its settlement is."""

    __tablename__ = "scored_lots"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("sittings.session_id"), primary_key=True)
    lot_id: Mapped[UUID] = mapped_column(primary_key=True)
    facts: Mapped[dict[str, Any]]
    """`facts.LotFacts`: scheme, ceiling, coefficients, bids with names, prices and pseudonyms."""
    rejected: Mapped[list[Any] | None]
    """What the preliminary review rejected, once every member has handed it in."""
    must_vote: Mapped[bool] = mapped_column(default=False)
    """Whether so few bids stand that the committee must say whether competition remains (Order 12 Art. 27)."""
    failed: Mapped[str | None]
    """`rejected`: no bid stands, or competition is lacking; nobody judges it further."""
    record: Mapped[bytes | None]
    """Digest of the newest scores record."""
    settled_at: Mapped[datetime | None]


class Sheet(Base):
    """A member's sheet for one part of one lot. `state` is written only through `rules.SHEET`."""

    __tablename__ = "sheets"
    __table_args__ = (UniqueConstraint("member_id", "lot_id", "part"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sittings.session_id"), index=True)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"))
    lot_id: Mapped[UUID]
    part: Mapped[str]
    """`preliminary`, `blind` or `open`."""
    state: Mapped[str] = mapped_column(default="OPEN")
    version: Mapped[int] = mapped_column(default=0)
    """Grows with each batch that changed something."""
    handed_in_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    """When all had handed in and the alerts were made."""
    locked_at: Mapped[datetime | None]


class Mark(Base):
    """What a member gives a bid for a criterion; null when he took it back. `version` counts the writings."""

    __tablename__ = "marks"

    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"), primary_key=True)
    lot_id: Mapped[UUID] = mapped_column(primary_key=True)
    bid: Mapped[bytes] = mapped_column(primary_key=True)
    criterion: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Decimal | None] = mapped_column(MARK)
    version: Mapped[int]
    saved_at: Mapped[datetime]
    batch: Mapped[UUID | None]
    """The batch that wrote it; null where an answered alert did."""


class Vote(Base):
    """A member's pass or fail of an item of the preliminary review 初步评审; null when he took it back."""

    __tablename__ = "item_votes"

    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"), primary_key=True)
    lot_id: Mapped[UUID] = mapped_column(primary_key=True)
    bid: Mapped[bytes] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    passed: Mapped[bool | None]
    page: Mapped[int | None]
    reason: Mapped[str]
    version: Mapped[int]
    saved_at: Mapped[datetime]
    batch: Mapped[UUID | None]


class Batch(Base):
    """A batch that a seat's program sent: kept as given, with what was answered, for it may be sent again."""

    __tablename__ = "score_batches"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Made by the client."""
    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"), index=True)
    lot_id: Mapped[UUID]
    part: Mapped[str]
    given: Mapped[list[Any]]
    answer: Mapped[dict[str, Any]]
    entered_at: Mapped[datetime | None]
    """By the client's own clock; of no weight."""
    at: Mapped[datetime]


class Question(Base):
    """A question of the committee to a bidder 澄清, answered under the key of his bid."""

    __tablename__ = "questions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Made by the client."""
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sittings.session_id"), index=True)
    lot_id: Mapped[UUID]
    round_no: Mapped[int]
    bid: Mapped[bytes] = mapped_column(index=True)
    kind: Mapped[str]
    """`clarify`, or `low_price` (Order 12 Art. 21)."""
    item: Mapped[str | None]
    text: Mapped[str]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("members.id"))
    asked_at: Mapped[datetime]
    due: Mapped[datetime]
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    record: Mapped[bytes | None]
    """Digest of the signed answer."""


class LowPriceVote(Base):
    """Whether a member finds a low price explained; `phase` in which he last said so."""

    __tablename__ = "low_price_votes"

    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"), primary_key=True)
    lot_id: Mapped[UUID] = mapped_column(primary_key=True)
    bid: Mapped[bytes] = mapped_column(primary_key=True)
    explained: Mapped[bool]
    reason: Mapped[str]
    phase: Mapped[str]
    at: Mapped[datetime]


class CompetitionVote(Base):
    """Whether a member finds competition obviously lacking, and his argument (1117号十三)."""

    __tablename__ = "competition_votes"

    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"), primary_key=True)
    lot_id: Mapped[UUID] = mapped_column(primary_key=True)
    lacking: Mapped[bool]
    argument: Mapped[str]
    at: Mapped[datetime]


class Correction(Base):
    """A correction or adjustment of a bid's price entered by the head for the committee; the newest of a name holds."""

    __tablename__ = "price_corrections"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Made by the client; the order of entering is `at`."""
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sittings.session_id"), index=True)
    lot_id: Mapped[UUID]
    bid: Mapped[bytes]
    kind: Mapped[str]
    """`words`, `unit_price`, `sum` (then `after` is the price from now on), or `adjustment` (then an amount)."""
    name: Mapped[str]
    """The adjustment's name, or the place in the bid."""
    before: Mapped[Decimal | None]
    after: Mapped[Decimal]
    reason: Mapped[str]
    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"))
    at: Mapped[datetime]
    void: Mapped[bool] = mapped_column(default=False)


class Alert(Base):
    """A mark that its member is asked to look at again, and his answer. Only he sees it before the ranking."""

    __tablename__ = "mark_alerts"
    __table_args__ = (Index("ix_mark_alerts_open", "member_id", postgresql_where="answered_at IS NULL"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"))
    lot_id: Mapped[UUID]
    bid: Mapped[bytes]
    criterion: Mapped[str]
    part: Mapped[str]
    direction: Mapped[str]
    """`high` or `low` against the others, or `unequal` where all must give the same."""
    band: Mapped[str]
    """`warn` or `strong`."""
    before: Mapped[Decimal] = mapped_column(MARK)
    answer: Mapped[str | None]
    """`confirmed` or `changed`."""
    reason: Mapped[str | None]
    after: Mapped[Decimal | None] = mapped_column(MARK)
    made_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
