"""Records: signed canonical documents, kept by digest, each with a salted leaf in the log.

Every stage hands the next one a record, not a callback: bytes that can be signed, logged, replayed and checked by a
stranger (`docs/formats/documents.md`).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, TypedDict
from uuid import UUID

from sqlalchemy import Index, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class Signature(TypedDict):
    """One signature of a document: Ed25519 over its canonical body, key and value in hex."""

    key: str
    role: Literal["platform", "custodian", "bid", "company", "staff", "member"]
    value: str


class Signed(TypedDict):
    """What a record has beside its body: signatures, and the salt of its leaf in hex."""

    signatures: list[Signature]
    salt: str


class SignedDocument(Signed):
    """A record as published (`docs/formats/documents.md`); which members the body has, its `type` says."""

    body: dict[str, Any]


class RecordRow(Base):
    """One record. `veil` names the lot round whose freeze makes it visible; null = visible."""

    __tablename__ = "records"
    __table_args__ = (Index("ix_records_subject", "lot", "round", "type"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    digest: Mapped[bytes] = mapped_column(unique=True)
    type: Mapped[str]
    lot: Mapped[UUID | None]
    round: Mapped[int | None]
    body: Mapped[bytes]
    signatures: Mapped[list[Any]]
    salt: Mapped[bytes]
    at: Mapped[datetime]
    public: Mapped[bool]
    veil: Mapped[UUID | None] = mapped_column(index=True)

    def record(self) -> SignedDocument:
        """The record as published: body, signatures, salt."""
        import json

        return {"body": json.loads(self.body), "signatures": self.signatures, "salt": self.salt.hex()}

    @property
    def short(self) -> str:
        """`tianping/freeze/1` -> `freeze`."""
        return self.type.split("/")[1]


async def find_record(session: AsyncSession, digest: bytes) -> RecordRow | None:
    """One record by its digest."""
    return await session.scalar(select(RecordRow).where(RecordRow.digest == digest))


async def records_named(session: AsyncSession, digests: Sequence[bytes]) -> list[RecordRow]:
    """The records of these digests, each of which some row of ours names, in this order; one query."""
    found = await session.scalars(select(RecordRow).where(RecordRow.digest.in_(digests)))
    by_digest = {row.digest: row for row in found}
    return [by_digest[each] for each in digests]


async def records_of(
    session: AsyncSession, lot: UUID, round_no: int, *types: str, public_only: bool = False
) -> list[RecordRow]:
    """The records of a lot round in the order in which they were made; veiled ones are never among them."""
    query = select(RecordRow).where(RecordRow.lot == lot, RecordRow.round == round_no, RecordRow.veil.is_(None))
    if types:
        query = query.where(RecordRow.type.in_(types))
    if public_only:
        query = query.where(RecordRow.public)
    return list(await session.scalars(query.order_by(RecordRow.id)))


async def lift_veil(session: AsyncSession, veil: UUID) -> None:
    """Make everything visible that waited for this round's freeze."""
    await session.execute(update(RecordRow).where(RecordRow.veil == veil).values(veil=None))
