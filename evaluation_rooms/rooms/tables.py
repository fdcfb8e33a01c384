"""Rows of the sitting of a committee 评标现场: members at their seats, slips, presence, holds, votes, words.

Who a member is stands in the draw (an occupancy) or, of a buyer's representative, sealed by the vault; here are seats.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class Sitting(Base):
    """The one sitting of a session; after a void evaluation another session with another committee begins its own.

    `phase` is written only through `rules.ROOM`, `held` only together with a row of `Hold`. Whoever acts locks it.
    """

    __tablename__ = "sittings"

    session_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation_sessions.id"), primary_key=True)
    committee: Mapped[int]
    """1: whatever else judges these lots after a void evaluation is another session."""
    phase: Mapped[str]
    held: Mapped[str | None]
    """Why nobody can judge now: `break`, `pause`, `interrupted`, `replacement`; null while the room goes on."""
    held_since: Mapped[datetime | None]
    held_reason: Mapped[str | None]
    judged_seconds: Mapped[int] = mapped_column(default=0)
    """Time that counted up to `running_since`."""
    running_since: Mapped[datetime | None]
    """Since when time counts again; null while the room is held or has not begun."""
    head_id: Mapped[UUID | None] = mapped_column(ForeignKey("members.id"))
    ballot: Mapped[int] = mapped_column(default=1)
    """Number of the election of a head: a head who goes is followed by another one."""
    wait_until: Mapped[datetime | None]
    """Until when the buyer waits for a start that a fault hinders."""
    opened_at: Mapped[datetime]
    began_at: Mapped[datetime | None]
    """When everybody was ready."""
    restarted_at: Mapped[datetime | None]
    """Since when the same people sit: who is ready later than that has everything before him still."""
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Member(Base):
    """Somebody at the table: a drawn expert or a representative of the buyer. `state` goes through `rules.MEMBER`."""

    __tablename__ = "members"
    __table_args__ = (
        Index(
            "ix_members_one_at_a_seat",
            "session_id",
            "committee",
            "name",
            unique=True,
            postgresql_where="state <> 'GONE'",
        ),
        UniqueConstraint("session_id", "occupancy_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    session_id: Mapped[UUID] = mapped_column(ForeignKey("evaluation_sessions.id"), index=True)
    committee: Mapped[int]
    kind: Mapped[str]
    """`expert` or `buyer`."""
    occupancy_id: Mapped[UUID | None] = mapped_column(ForeignKey("occupancies.id"))
    person_sealed: Mapped[bytes | None]
    """Of a buyer's representative: name and letter of authority, sealed by the vault for `member {id}`."""
    letter_sha256: Mapped[bytes | None]
    name: Mapped[str]
    """The seat name, E01 or B01: all that anybody in the room sees of him."""
    venue_id: Mapped[UUID | None] = mapped_column(ForeignKey("venues.id"))
    workstation_id: Mapped[UUID | None] = mapped_column(ForeignKey("workstations.id"))
    state: Mapped[str]
    """EXPECTED, SEATED, READY, GONE."""
    sign_key: Mapped[bytes | None]
    """His Ed25519 key for this session, bound by the pledge; 32 bytes."""
    pledge: Mapped[bytes | None]
    """His signature over the pledge (`pledges.pledge_body`); 64 bytes."""
    recused: Mapped[bool] = mapped_column(default=False)
    on_break: Mapped[bool] = mapped_column(default=False)
    gone_reason: Mapped[str | None]
    gone_at: Mapped[datetime | None]
    seated_at: Mapped[datetime | None]
    pledged_at: Mapped[datetime | None]
    ready_at: Mapped[datetime | None]
    """When he said that nothing hinders him (条例46); from then on he judges."""
    added_at: Mapped[datetime]


class Slip(Base):
    """A one-time code on paper, bound to a member, his workstation and a window; only its hash is kept."""

    __tablename__ = "slips"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"), index=True)
    workstation_id: Mapped[UUID] = mapped_column(ForeignKey("workstations.id"))
    code_hash: Mapped[bytes] = mapped_column(unique=True)
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime]
    printed_at: Mapped[datetime]
    printed_by: Mapped[UUID | None]
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    """When a later slip, or the member's going, made it worthless."""


class SeatLogin(Base):
    """A signed-in seat: a random token there, its hash here; a new slip ends the earlier ones."""

    __tablename__ = "seat_logins"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"), index=True)
    workstation_id: Mapped[UUID] = mapped_column(ForeignKey("workstations.id"))
    opened_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Presence(Base):
    """The last sign of life of a member and how good his line was; `link` is what the room was last told."""

    __tablename__ = "presence"

    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"), primary_key=True)
    seen_at: Mapped[datetime]
    round_trip_ms: Mapped[int | None]
    link: Mapped[str]
    """`good`, `weak` or `lost`."""


class HeadVote(Base):
    """Whom a member wants as head of the committee 负责人; the last vote before the election counts."""

    __tablename__ = "head_votes"

    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"), primary_key=True)
    ballot: Mapped[int] = mapped_column(primary_key=True)
    """From 1; a head who goes is followed by another ballot."""
    for_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"))
    at: Mapped[datetime]


class Hold(Base):
    """A time in which nobody judged, with its cause: the report tells them, and they count for nothing."""

    __tablename__ = "holds"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sittings.session_id"), index=True)
    committee: Mapped[int]
    kind: Mapped[str]
    reason: Mapped[str]
    role: Mapped[str]
    """Who ordered it, as a role."""
    since: Mapped[datetime]
    until: Mapped[datetime | None]


class RoomLine(Base):
    """A line of text or a call for help, under the seat's name; part of the record. `id` is the client's own."""

    __tablename__ = "room_lines"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    """Number of the event that told it: their order, for ids are the clients' own."""
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sittings.session_id"), index=True)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"))
    kind: Mapped[str]
    """`text`, or `help` until staff has answered it."""
    text: Mapped[str]
    at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
