"""Rows of venues 评标场所, their rooms and workstations 工位, what is booked there, and requests to sub venues 副场."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Identity, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base

ONE_AT_A_TIME = "ex_bookings_one_at_a_time"
"""The constraint of the database that refuses a second booking of a workstation for an overlapping time."""


class Venue(Base):
    """A place in one physical city, run by one centre. What counts as remote goes by `physical_city` alone."""

    __tablename__ = "venues"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str]
    physical_city: Mapped[str] = mapped_column(index=True)
    """Division code of the city the house stands in (420100 for the provincial centre, whose own code is 420000)."""
    address: Mapped[str]
    phone: Mapped[str]
    hours: Mapped[list[Any]]
    """[{"weekday": 1, "opens": "08:30", "closes": "18:00"}], Monday is 1, clocks of China; see hours.py."""
    meals: Mapped[str]
    lodging: Mapped[str]
    fees: Mapped[str]
    shared: Mapped[bool]
    """Whether its seats stand in the public directory (807号 item 3) and other places may ask for them."""
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Room(Base):
    """A room of a venue; `note` says where it is."""

    __tablename__ = "rooms"
    __table_args__ = (UniqueConstraint("venue_id", "name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    venue_id: Mapped[UUID] = mapped_column(ForeignKey("venues.id"))
    name: Mapped[str]
    note: Mapped[str]
    created_at: Mapped[datetime]


class Workstation(Base):
    """One seat. `spare` ones wait for faults and are never handed out beforehand; broken ones are not booked at all."""

    __tablename__ = "workstations"
    __table_args__ = (
        UniqueConstraint("room_id", "name"),
        UniqueConstraint("id", "number", name="uq_workstations_pair"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), unique=True)
    """A whole number that stands for the seat in the constraint: GiST knows ranges of them, and no UUIDs."""
    room_id: Mapped[UUID] = mapped_column(ForeignKey("rooms.id"))
    name: Mapped[str]
    spare: Mapped[bool]
    broken_at: Mapped[datetime | None]
    note: Mapped[str]
    created_at: Mapped[datetime]


class VenueRequest(Base):
    """A sub venue is asked for seats. `state` is written only through `rules.REQUEST`; the seats are held meanwhile."""

    __tablename__ = "venue_requests"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    venue_id: Mapped[UUID] = mapped_column(ForeignKey("venues.id"), index=True)
    session_id: Mapped[UUID] = mapped_column(index=True)
    """The evaluation session: a later stage, so no row of its table is named here."""
    state: Mapped[str]
    seats: Mapped[int]
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    rulebook: Mapped[int]
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID | None]
    """The organisation that asked; null when the platform's own clock did."""
    answer_by: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    reason: Mapped[str]


class Booking(Base):
    """A workstation is taken for a time: by a session, or by the centre itself (`session_id` is null, `note` says why).

    `number` is the workstation's; the foreign key holds the two together.
    """

    __tablename__ = "bookings"
    __table_args__ = (
        ForeignKeyConstraint(["workstation_id", "number"], ["workstations.id", "workstations.number"]),
        ExcludeConstraint(
            (text("int8range(number, number, '[]')"), "&&"),
            ("during", "&&"),
            where=text("released_at IS NULL"),
            using="gist",
            name=ONE_AT_A_TIME,
        ),
        Index("ix_bookings_standing", "venue_id", postgresql_where="released_at IS NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    venue_id: Mapped[UUID] = mapped_column(ForeignKey("venues.id"))
    workstation_id: Mapped[UUID]
    number: Mapped[int] = mapped_column(BigInteger)
    session_id: Mapped[UUID | None] = mapped_column(index=True)
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("venue_requests.id"), index=True)
    """The request that these seats are held for; null at the main venue and for the centre's own."""
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    note: Mapped[str]
    booked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    """Null while a sub venue has not answered."""
    released_at: Mapped[datetime | None]
