"""Rows of organisations, persons, the roles they hold, and their sessions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class Organisation(Base):
    """A legal body that takes part: buyer, agency, trading centre, supervisor, platform operator."""

    __tablename__ = "organisations"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    name: Mapped[str]
    uscc: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    region_code: Mapped[str]
    created_at: Mapped[datetime]


class Person(Base):
    """Somebody who can sign in."""

    __tablename__ = "persons"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    name: Mapped[str]
    login: Mapped[str] = mapped_column(unique=True)
    password: Mapped[str]
    """Argon2id hash string; see passwords.py."""
    created_at: Mapped[datetime]
    suspended_at: Mapped[datetime | None]
    """Since when nobody signs in as this person; null while it is allowed."""


class LoginAttempts(Base):
    """Attempts at one login within a window, whether anybody has that login or not: the two cannot be told apart."""

    __tablename__ = "login_attempts"

    login_hash: Mapped[bytes] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(index=True)
    count: Mapped[int]


class RoleRow(Base):
    """A role a person holds for an organisation."""

    __tablename__ = "roles"
    __table_args__ = (
        UniqueConstraint("person_id", "organisation_id", "role"),
        Index(
            "ix_roles_one_administrator",
            "person_id",
            unique=True,
            postgresql_where="role IN ('system_admin', 'security_admin', 'audit_admin')",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    role: Mapped[str]


class SessionRow(Base):
    """A signed-in session in one role; only the hash of its token is kept."""

    __tablename__ = "sessions"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    role_id: Mapped[UUID] = mapped_column(ForeignKey("roles.id"))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class SetupLink(Base):
    """The one-time link by which the first administrator is made; only its hash is kept."""

    __tablename__ = "setup_links"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
