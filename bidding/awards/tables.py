"""Rows of what follows a report: the publicity, objections to the result, the award, bonds, the contract's facts."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class Award(Base):
    """What became of one lot round after its report. The round's own row says the state and is locked first."""

    __tablename__ = "awards"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("lot_rounds.id"), primary_key=True)
    report: Mapped[bytes]
    """Digest of the tianping/evaluation-report/1 record that counts; a later one of the round replaces it."""
    scores: Mapped[bytes]
    received_at: Mapped[datetime]
    candidates: Mapped[list[Any]]
    """The report's: [{"rank","bid","name","uscc","price"}], by rank."""
    publicity: Mapped[bytes | None]
    """Digest of the tianping/candidates/1 record."""
    published_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    """When the publicity is over; while `stopped_at` is set the period stands still and this is not yet true."""
    stopped_at: Mapped[datetime | None]
    award: Mapped[bytes | None]
    """Digest of the newest tianping/award/1 record."""
    awarded_at: Mapped[datetime | None]
    """When the winner was fixed for the first time: what the written report's days count from."""
    noticed_at: Mapped[datetime | None]
    """When the newest award notice went out: what the contract's days count from."""
    winner: Mapped[bytes | None]
    contract: Mapped[bytes | None]
    """Digest of the tianping/contract/1 record."""
    signed_on: Mapped[date | None]
    contract_at: Mapped[datetime | None]
    written_report: Mapped[bytes | None]
    """Digest of the tianping/written-report/1 record that was filed."""
    filed_at: Mapped[datetime | None]
    archive: Mapped[bytes | None]
    """Digest of the tianping/archive/1 record."""


class ResultObjection(Base):
    """An objection to the result 对评标结果的异议, signed by a bid key or by a registered company (条例54)."""

    __tablename__ = "result_objections"

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("lot_rounds.id"), index=True)
    bid: Mapped[bytes | None]
    """Of a bidder; null for another interested party."""
    name: Mapped[str]
    uscc: Mapped[str]
    interest: Mapped[str]
    """What interest another party has in the result; empty for a bidder."""
    text: Mapped[str]
    at: Mapped[datetime]
    due: Mapped[datetime]
    """When the answer is due (R-OBJ-ANS)."""
    answer: Mapped[str | None]
    answered: Mapped[bytes | None]
    """Digest of the tianping/result-answer/1 record."""
    answered_at: Mapped[datetime | None]


class BondBack(Base):
    """A bid bond as a dated fact: when it went back with its interest, or why it was kept (条例57, 35)."""

    __tablename__ = "bonds_back"

    bid: Mapped[bytes] = mapped_column(ForeignKey("bids.digest"), primary_key=True)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("lot_rounds.id"), index=True)
    became: Mapped[str]
    """returned, kept, none (the document asked for no bond)."""
    on_day: Mapped[date]
    amount: Mapped[Decimal | None]
    interest: Mapped[Decimal | None]
    note: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None]
