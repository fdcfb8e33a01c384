"""Rows of projects and their lots."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class Project(Base):
    """A project 项目 of one buyer, perhaps run by an agency; `trace` is the stored decision of both scope tests."""

    __tablename__ = "projects"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    project_class: Mapped[str]
    region_code: Mapped[str]
    buyer_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    centre_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    funds: Mapped[list[Any]]
    investment: Mapped[Decimal]
    is_statutory: Mapped[bool]
    is_in_remote_scope: Mapped[bool]
    trace: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class Lot(Base):
    """A lot 标段 of a project; its rounds live in `tenders`."""

    __tablename__ = "lots"
    __table_args__ = (UniqueConstraint("project_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"), index=True)
    number: Mapped[int]
    name: Mapped[str]
    estimate: Mapped[Decimal]
    ceiling: Mapped[Decimal | None]
    offer_form: Mapped[list[Any]]
    """[{"name","title":{"zh","en"},"kind":"money|integer|text","unit"}], see bidding/methods/offer_form.py."""
    coefficients: Mapped[list[Any]]
    """[{"name","values":[strings]}], drawn at the opening from the sealed offers' own secrets."""
    scheme: Mapped[dict[str, Any] | None]
    """How a committee judges it, see bidding/methods/scheme.py; a lot that is only opened has none."""
