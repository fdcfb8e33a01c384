"""Rows of tender documents: versions and files, found by digest for the open download."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class DocumentVersion(Base):
    """One version of a round's documents; version 1 is drafted, then published; `digest` is of its record's body."""

    __tablename__ = "document_versions"
    __table_args__ = (UniqueConstraint("round_id", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    round_id: Mapped[UUID] = mapped_column(ForeignKey("lot_rounds.id"), index=True)
    version: Mapped[int]
    digest: Mapped[bytes | None]
    settled_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]


class DocumentFile(Base):
    """One file of a version; `sha256` is its address in the open download."""

    __tablename__ = "document_files"
    __table_args__ = (UniqueConstraint("version_id", "name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    version_id: Mapped[UUID] = mapped_column(ForeignKey("document_versions.id"), index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    length: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[bytes] = mapped_column(index=True)
    object_name: Mapped[str]
