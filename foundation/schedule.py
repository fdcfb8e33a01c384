"""Timers: rows that are due, claimed with FOR UPDATE SKIP LOCKED, their effect in the same transaction.

Any number of processes may run them; each runs once. Nothing depends on the runner being alive: what a deadline closes
is also derived from the clock on every read.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Index, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.orm import Mapped, mapped_column

from foundation.actors import CLOCK
from foundation.clock import sql_now
from foundation.database import Base
from foundation.web_log import log_fault
from foundation.work import House, Work

log = logging.getLogger("tianping.schedule")

Handler = Callable[[Work, dict[str, Any]], Awaitable[datetime | None]]
"""Does what is due; answers when to run again, or None when done for good."""


class TimerRow(Base):
    """Something that is due; `name` chooses the handler, `key` makes a repeated arming harmless."""

    __tablename__ = "timers"
    __table_args__ = (Index("ix_timers_due", "due", postgresql_where="done_at IS NULL"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.uuidv7())
    name: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    due: Mapped[datetime]
    payload: Mapped[dict[str, Any]]
    done_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]


async def arm(work: Work, name: str, key: str, due: datetime, **payload: Any) -> None:
    """Set or move the timer of that key; two who arm it at once end with one timer."""
    fresh = insert(TimerRow).values(name=name, key=key, due=due, payload=payload, attempts=0)
    moved = {"due": fresh.excluded.due, "payload": fresh.excluded.payload, "done_at": None}
    await work.session.execute(fresh.on_conflict_do_update(index_elements=[TimerRow.key], set_=moved))


async def arm_once(work: Work, name: str, key: str, due: datetime, **payload: Any) -> None:
    """Set the timer of that key unless there is one already."""
    fresh = insert(TimerRow).values(name=name, key=key, due=due, payload=payload, attempts=0)
    await work.session.execute(fresh.on_conflict_do_nothing(index_elements=[TimerRow.key]))


async def arm_all(work: Work, name: str, payloads: dict[str, dict[str, Any]]) -> None:
    """Arm many timers of one name that are due now, in one statement: key -> payload. Known keys stay as they are."""
    due = await work.now()
    rows = [
        {"name": name, "key": key, "due": due, "payload": payload, "attempts": 0} for key, payload in payloads.items()
    ]
    if rows:
        await work.session.execute(insert(TimerRow).on_conflict_do_nothing(index_elements=[TimerRow.key]), rows)


class Runner:
    """Runs due timers of this database until stopped."""

    def __init__(self, house: House, handlers: dict[str, Handler]) -> None:
        self.house = house
        self.handlers = handlers
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin."""
        self._stopping.clear()
        self._task = asyncio.create_task(self._run())

    async def stop(self, patience: float = 20.0) -> None:
        """Stop after the deed in hand; one that takes longer than `patience` seconds is rolled back."""
        self._stopping.set()
        task, self._task = self._task, None
        if task:
            await asyncio.wait([task], timeout=patience)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def run_due(self, limit: int = 1000) -> int:
        """Run everything that is due now and answer how many deeds were done."""
        done = 0
        while done < limit and not self._stopping.is_set() and await self._run_one():
            done += 1
        return done

    async def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                await self.run_due()
                wait = await self._seconds_to_next()
            except (DBAPIError, InterfaceError, OSError, TimeoutError) as fault:
                log.warning("timers wait for the database: %s", type(fault).__name__)
                wait = 1.0
            except Exception as fault:  # whatever it was, the next deadline must still be kept
                log_fault("timers", fault)
                wait = 1.0
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), wait)

    async def _run_one(self) -> bool:
        failed: UUID | None = None
        try:
            async with self.house.work(CLOCK) as work:
                row = await self._claim(work)
                if row is None:
                    return False
                failed = row.id
                again = await self.handlers[row.name](work, row.payload)
                row.attempts = 0
                row.done_at, row.due = (await work.now(), row.due) if again is None else (None, again)
                await work.session.flush()
        except Exception as fault:  # a fault in one handler must not stop the others
            if failed is None:
                raise
            log_fault(f"timer {failed}", fault)
            await self._postpone(failed, fault)
        return True

    async def _claim(self, work: Work) -> TimerRow | None:
        query = select(TimerRow).where(TimerRow.done_at.is_(None), TimerRow.due <= sql_now())
        query = query.where(TimerRow.name.in_(self.handlers)).order_by(TimerRow.due).limit(1)
        return await work.session.scalar(query.with_for_update(skip_locked=True))

    async def _postpone(self, timer: UUID, fault: Exception) -> None:
        async with self.house.work(CLOCK) as work:
            row = await work.session.get(TimerRow, timer)
            if row:
                row.attempts += 1
                row.last_error = type(fault).__name__
                row.due = await work.now() + timedelta(seconds=min(60, 2**row.attempts))

    async def _seconds_to_next(self) -> float:
        async with self.house.sessions() as session:
            query = select(func.extract("epoch", func.min(TimerRow.due) - sql_now()))
            wait = await session.scalar(query.where(TimerRow.done_at.is_(None), TimerRow.name.in_(self.handlers)))
        return 0.5 if wait is None else min(0.5, max(0.005, float(wait)))


async def reopen(work: Work, key: str) -> None:
    """Let a timer run again although it was done."""
    await work.session.execute(update(TimerRow).where(TimerRow.key == key).values(done_at=None))
