"""Rows of the press: numbered, dated, never altered."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class NoticeRow(Base):
    """One printed notice. The press does not know what it prints: `kind` and `subject` are words to it.

    `number` is given under a lock so that the feed has no gap and loses no late commit; a rehearsal counts apart, so
    that practice leaves no gap in the public numbers.
    """

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("rehearsal", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    number: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str]
    subject: Mapped[UUID] = mapped_column(index=True)
    region_code: Mapped[str] = mapped_column(index=True)
    title: Mapped[dict[str, Any]]
    body: Mapped[dict[str, Any]]
    record: Mapped[bytes | None]
    at: Mapped[datetime]
    rehearsal: Mapped[bool]
