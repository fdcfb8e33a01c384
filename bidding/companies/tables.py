"""Rows of registered companies: a key bound to a USCC. They say nothing of any tender."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class Company(Base):
    """A company's signing key, asked for by the company, bound by staff after a check of the legal person."""

    __tablename__ = "companies"
    __table_args__ = (Index("ix_companies_key", "company_key", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    name: Mapped[str]
    uscc: Mapped[str] = mapped_column(index=True)
    company_key: Mapped[bytes]
    asked_at: Mapped[datetime]
    bound_at: Mapped[datetime | None]
    bound_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    record: Mapped[bytes | None]
    """Digest of the tianping/company/1 record; null until bound."""
