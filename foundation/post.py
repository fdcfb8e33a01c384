"""The outbox: letters are rows of the deed's own transaction, so that none is sent of a deed that was rolled back.

A carrier (SMTP, SMS gateway) takes what is `waiting` and marks it carried; which one is the operator's choice
(`docs/operations.md`). Letters never hold a secret: no receipt number, no key, no link that signs in.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, func, select
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base
from foundation.work import Work


class LetterRow(Base):
    """One letter; `carried_at` is null while it waits."""

    __tablename__ = "letters"
    __table_args__ = (Index("ix_letters_waiting", "id", postgresql_where="carried_at IS NULL"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    recipient: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    written_at: Mapped[datetime]
    carried_at: Mapped[datetime | None]


async def write_letter(work: Work, recipient: str, subject: str, text: str) -> LetterRow:
    """Put a letter in the outbox; it waits there once this deed is committed."""
    row = LetterRow(recipient=recipient, subject=subject, text=text, written_at=await work.now())
    work.session.add(row)
    return row


async def take_letters(work: Work, limit: int = 100) -> Sequence[LetterRow]:
    """The oldest waiting letters, locked for this carrier alone; it sets `carried_at` on those it could hand over."""
    query = select(LetterRow).where(LetterRow.carried_at.is_(None)).order_by(LetterRow.id).limit(limit)
    return (await work.session.scalars(query.with_for_update(skip_locked=True))).all()
