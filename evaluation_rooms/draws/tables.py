"""Rows of evaluation sessions 评标场次, their draws, and the places of the committees that were drawn.

Whatever would tell who was drawn is kept sealed by the house's vault, and leaves it only through a journalled read.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from evaluation_rooms.draws.ceremony import RoundNamed
from foundation.database import Base


class EvaluationSession(Base):
    """One committee for 1..n lots of one project. `state` is written only through `rules.SESSION`."""

    __tablename__ = "evaluation_sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    project_id: Mapped[UUID] = mapped_column(index=True)
    state: Mapped[str]
    rulebook: Mapped[int]
    plan: Mapped[dict[str, Any]]
    """What was asked for (`plans.Plan`): specialities, buyer's representatives, venues and their seats, widening."""
    starts_at: Mapped[datetime]
    hours: Mapped[int]
    local_reason: Mapped[str | None]
    """Why the session is held at one place after all, once every widening had failed; null while it is remote."""
    failure: Mapped[dict[str, Any] | None]
    """What was tried last in vain, and the constraint to blame (`attempts.Failure`); counts and codes, no names."""
    sat: Mapped[dict[str, Any] | None]
    """Who sat where when the committee first sat, and the seats of those who came after (`seats.Sat`)."""
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None]
    published_at: Mapped[datetime | None]
    """When the draw record came out: not before the result is fixed."""


class SessionLot(Base):
    """A lot round that a session judges. It can be in one session only, unless the evaluation there was void."""

    __tablename__ = "session_lots"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation_sessions.id"), primary_key=True)
    lot_id: Mapped[UUID] = mapped_column(primary_key=True)
    round_no: Mapped[int]
    void: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        Index("ix_session_lots_one_session", "lot_id", "round_no", unique=True, postgresql_where="NOT void"),
    )

    def named(self) -> RoundNamed:
        """As records and answers name it."""
        return {"lot": str(self.lot_id), "round": self.round_no}


class Draw(Base):
    """One draw of a session: number 1 fills the committee, later ones a place that no reserve could fill.

    `state` is written only through `rules.DRAW`. Digests are of the records of that name (docs/formats/draw.md).
    """

    __tablename__ = "draws"
    __table_args__ = (UniqueConstraint("session_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    session_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation_sessions.id"), index=True)
    number: Mapped[int]
    state: Mapped[str]
    source: Mapped[str]
    """`platform`, or `external`: another pool's own system drew, and nobody can repeat it."""
    reference: Mapped[str | None]
    """Number of an external draw's record in the system that drew."""
    inputs: Mapped[bytes | None] = mapped_column(unique=True)
    sealed: Mapped[bytes | None]
    """The sealed inputs (pool, openings, exclusions, table, certificate), encrypted by the vault."""
    key_set: Mapped[bytes | None]
    """Digest of the tianping/key-set/1 record whose custodians hold the ceremony."""
    cutoff_at: Mapped[datetime | None]
    cutoff: Mapped[bytes | None] = mapped_column(unique=True)
    result: Mapped[bytes | None]
    sealed_result: Mapped[bytes | None]
    """Seed, committee, order of the reserves and seats, encrypted by the vault."""
    created_at: Mapped[datetime]
    drawn_at: Mapped[datetime | None]


class DrawDealing(Base):
    """A custodian's dealing of a fresh secret for one draw, by the digest of its signed record."""

    __tablename__ = "draw_dealings"

    draw_id: Mapped[UUID] = mapped_column(ForeignKey("draws.id"), primary_key=True)
    index: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[bytes]
    at: Mapped[datetime]


class DrawRelease(Base):
    """A custodian's shares of all dealings of the cut-off, by the digest of its signed record."""

    __tablename__ = "draw_releases"

    draw_id: Mapped[UUID] = mapped_column(ForeignKey("draws.id"), primary_key=True)
    index: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[bytes]
    at: Mapped[datetime]


class Occupancy(Base):
    """Somebody who was called to a place of the committee, whatever became of it; marks will belong to occupancies.

    `place` counts from 1 within the session. `state` is written only through `rules.OCCUPANCY`.
    """

    __tablename__ = "occupancies"
    __table_args__ = (
        Index(
            "ix_occupancies_one_holder",
            "session_id",
            "place",
            unique=True,
            postgresql_where="state NOT IN ('DECLINED', 'LAPSED', 'ABSENT', 'REPLACED')",
        ),
        UniqueConstraint("session_id", "ref"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    session_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation_sessions.id"), index=True)
    draw_id: Mapped[UUID] = mapped_column(ForeignKey("draws.id"))
    place: Mapped[int]
    ref: Mapped[str]
    """What stands for the person in the draw."""
    expert_id: Mapped[UUID] = mapped_column(index=True)
    speciality: Mapped[str]
    city: Mapped[str]
    state: Mapped[str]
    reserve_no: Mapped[int | None]
    """The number in the order of the reserves; null for who was drawn at once."""
    reason: Mapped[str | None]
    """Why the place became free again: a code of `rules.REASONS`."""
    invited_at: Mapped[datetime]
    answer_by: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    grace_until: Mapped[datetime | None]
    """Set once, by "on the way": until then an absent member is waited for."""
    venue_id: Mapped[UUID | None]
    workstation_id: Mapped[UUID | None]
    name: Mapped[str | None]
    """The seat name, E01, E02, ..: drawn from the same seed."""


class Invitation(Base):
    """One message to one expert, over one channel; its words never name project or buyer."""

    __tablename__ = "invitations"
    __table_args__ = (Index("ix_invitations_waiting", "id", postgresql_where="state = 'WAITING'"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    occupancy_id: Mapped[UUID] = mapped_column(ForeignKey("occupancies.id"), index=True)
    channel: Mapped[str]
    """`mail`, `sms` or `voice`."""
    code: Mapped[str] = mapped_column(unique=True)
    """What an answer refers to: 8 random characters, of no use without the carrier's signature."""
    text: Mapped[str]
    state: Mapped[str]
    """WAITING, CARRIED or FAILED."""
    tries: Mapped[int] = mapped_column(default=0)
    written_at: Mapped[datetime]
    carried_at: Mapped[datetime | None]


class Reply(Base):
    """An answer that came in over a channel, as it came; a repeated one is stored once."""

    __tablename__ = "replies"

    id: Mapped[str] = mapped_column(primary_key=True)
    """The carrier's own id of the message."""
    invitation_id: Mapped[UUID | None] = mapped_column(ForeignKey("invitations.id"))
    text: Mapped[str]
    at: Mapped[datetime]
    outcome: Mapped[str]
    """accepted, declined, on_the_way, late, unknown."""
