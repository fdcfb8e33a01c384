"""Work: one request, one transaction, one moment. Actions get it first and never commit."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from crypto.encoding import H, canonical, digest
from crypto.signatures import leaf_value
from foundation.actors import Actor
from foundation.clock import sql_now
from foundation.database import Base
from foundation.entropy import Entropy
from foundation.errors import NoSuchThing
from foundation.ledger.signer import PlatformSigner
from foundation.ledger.tables import JournalRow, PendingLeaf
from foundation.realtime import append_event
from foundation.records import RecordRow
from foundation.settings import Settings
from foundation.vault import Vault
from storage.interface import Store

Row = TypeVar("Row", bound=Base)


@dataclass
class House:
    """What a process has: database, object store, signer, entropy, settings, vault. Built once, in `app.py`."""

    engine: AsyncEngine
    store: Store
    signer: PlatformSigner
    entropy: Entropy
    settings: Settings
    vault: Vault

    def __post_init__(self) -> None:
        self.sessions = async_sessionmaker(self.engine, expire_on_commit=False, autoflush=False)

    @asynccontextmanager
    async def work(self, actor: Actor) -> AsyncIterator["Work"]:
        """A unit of work: committed when the block ends well, rolled back when it does not."""
        async with self.sessions() as session:
            try:
                yield Work(session, self.store, actor, self.entropy, self.signer, self.settings, self.vault)
                await session.commit()
            except BaseException:
                await session.rollback()
                raise


@dataclass
class Work:
    """The one transaction of a deed, its actor and its moment."""

    session: AsyncSession
    store: Store
    actor: Actor
    entropy: Entropy
    signer: PlatformSigner
    settings: Settings
    vault: Vault
    _moment: datetime | None = field(default=None, init=False)

    async def now(self) -> datetime:
        """The moment of this deed, read on first use; after `lock` it is the moment after the lock."""
        if self._moment is None:
            self._moment = await self._read_clock()
        return self._moment

    async def lock(self, table: type[Row], key: UUID, *, share: bool = False, what: str = "") -> Row:
        """Lock one row, then read the clock: what a deadline judges must be later than any wait for the lock.

        `share=True` (FOR SHARE) is for those who only need the row to stand still; else FOR UPDATE.
        Raises NoSuchThing when there is no such row.
        """
        query = select(table).where(table.__mapper__.primary_key[0] == key)
        query = query.with_for_update(read=share).execution_options(populate_existing=True)
        row = await self.session.scalar(query)
        if row is None:
            raise NoSuchThing(what=what or table.__tablename__)
        self._moment = await self._read_clock()
        return row

    async def _read_clock(self) -> datetime:
        moment = await self.session.scalar(select(sql_now()))
        assert isinstance(moment, datetime)  # now_() always answers
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    async def record(
        self, verb: str, subject: str, subject_id: object, rule: str, veil: UUID | None = None, **detail: Any
    ) -> None:
        """Write the journal row of this deed and its leaf."""
        at, salt = await self.now(), self.entropy(16)
        detail = json.loads(json.dumps(detail, default=str))
        row = JournalRow(
            at=at,
            role=self.actor.role,
            person=self.actor.person,
            organisation=self.actor.organisation,
            verb=verb,
            subject=subject,
            subject_id=str(subject_id),
            rule=rule,
            detail=detail,
            salt=salt,
            veil=veil,
        )
        self.session.add(row)
        body = {"verb": verb, "subject": subject, "subject_id": str(subject_id), "rule": rule, "at": at.isoformat()}
        body |= {"role": row.role, "person": str(row.person), "organisation": str(row.organisation)}
        text = json.dumps(detail, sort_keys=True, ensure_ascii=False)
        self.add_leaf(H("leaf", salt, b"journal", H("journal", canonical(body), text.encode())))

    def add_leaf(self, value: bytes) -> None:
        """Queue a 32-byte leaf value for the next tick, in this transaction."""
        self.session.add(PendingLeaf(value=value))

    async def publish(
        self,
        body: dict[str, Any],
        *,
        lot: UUID | None = None,
        round_no: int | None = None,
        public: bool = True,
        veil: UUID | None = None,
    ) -> RecordRow:
        """Sign a body as the platform and keep it as a record."""
        return await self.keep(self.signer.sign(body), lot=lot, round_no=round_no, public=public, veil=veil)

    async def keep(
        self,
        signed: dict[str, Any],
        *,
        lot: UUID | None = None,
        round_no: int | None = None,
        public: bool = True,
        veil: UUID | None = None,
    ) -> RecordRow:
        """Keep a signed document as a record with a fresh salt, and queue its leaf."""
        body, salt = signed["body"], self.entropy(16)
        row = RecordRow(
            digest=digest(body),
            type=body["type"],
            lot=lot,
            round=round_no,
            body=canonical(body),
            signatures=signed["signatures"],
            salt=salt,
            at=await self.now(),
            public=public,
            veil=veil,
        )
        self.session.add(row)
        await self.session.flush()
        self.add_leaf(leaf_value({**signed, "salt": salt.hex()}))
        return row

    async def announce(self, topic: str, kind: str, **data: Any) -> int:
        """Tell the watchers of a topic, after the commit; returns the event's number."""
        return await append_event(self.session, topic, await self.now(), kind, data)
