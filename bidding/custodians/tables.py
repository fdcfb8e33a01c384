"""Rows of custodian bodies 开标密钥保管单位 and of the key sets under which lots are sealed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class CustodianBody(Base):
    """A body that keeps opening keys. `seat` is one of buyer_side, local_centre, supervisor, other (roster.py)."""

    __tablename__ = "custodian_bodies"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    name: Mapped[str]
    prefecture: Mapped[str]
    seat: Mapped[str]
    persons: Mapped[int]
    share_key: Mapped[bytes] = mapped_column(unique=True)
    sign_key: Mapped[bytes] = mapped_column(unique=True)
    possession: Mapped[dict[str, Any]]
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    phone: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class KeySet(Base):
    """The custodians of one lot round, in order, with the threshold; complete when every statement is signed."""

    __tablename__ = "key_sets"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    round_id: Mapped[UUID] = mapped_column(ForeignKey("lot_rounds.id"), index=True)
    threshold: Mapped[int]
    document_digest: Mapped[bytes]
    members: Mapped[list[Any]]
    """[{"index","body","name","prefecture","seat","share_key","sign_key"}], hex keys, index from 1."""
    digest: Mapped[bytes | None] = mapped_column(unique=True)
    """Digest of the published tianping/key-set/1 record; null until complete."""
    created_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]


class KeyStatement(Base):
    """One custodian's signed statement with proof of possession, for one key set; `digest` names its record."""

    __tablename__ = "key_statements"
    __table_args__ = (UniqueConstraint("key_set_id", "index"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    key_set_id: Mapped[UUID] = mapped_column(ForeignKey("key_sets.id"), index=True)
    index: Mapped[int]
    digest: Mapped[bytes]
    at: Mapped[datetime]


class Drill(Base):
    """A dummy dealing to one key set, opened some time before an opening; its secret was never kept.

    `deadline` is the one it was opened for: after an extension the drill is held again.
    """

    __tablename__ = "drills"
    __table_args__ = (UniqueConstraint("round_id", "name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    round_id: Mapped[UUID] = mapped_column(ForeignKey("lot_rounds.id"), index=True)
    key_set_id: Mapped[UUID] = mapped_column(ForeignKey("key_sets.id"))
    name: Mapped[str]
    sharing: Mapped[dict[str, Any]]
    deadline: Mapped[datetime]
    at: Mapped[datetime]


class Readiness(Base):
    """A custodian's right answer to a drill: a released share of the dummy dealing."""

    __tablename__ = "readiness"
    __table_args__ = (UniqueConstraint("round_id", "body_id", "drill"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    round_id: Mapped[UUID] = mapped_column(ForeignKey("lot_rounds.id"), index=True)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("custodian_bodies.id"))
    drill: Mapped[str]
    at: Mapped[datetime]
