"""Events for watchers: rows with a gap-free sequence per topic, told after the commit, fetched by number.

NOTIFY carries only topic and number; whoever was away asks for what came after the last number he saw. One listener a
process wakes its watchers and, when its connection was lost, wakes all of them, so that nobody is silently deaf.
"""

import asyncio
import contextlib
import logging
from collections import defaultdict
from datetime import datetime
from typing import Any

import asyncpg
from sqlalchemy import BigInteger, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base, connect

CHANNEL = "tianping_events"
log = logging.getLogger("tianping.realtime")


class TopicRow(Base):
    """The last number given out in a topic; its row lock orders the writers of one topic."""

    __tablename__ = "topics"

    topic: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(BigInteger)


class EventRow(Base):
    """One thing that happened, as its watchers are told."""

    __tablename__ = "events"

    topic: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str]
    data: Mapped[dict[str, Any]]

    def told(self) -> dict[str, Any]:
        """The event as sent to a watcher."""
        return {"seq": self.seq, "at": self.at.isoformat(), "kind": self.kind, "data": self.data}


async def append_event(session: AsyncSession, topic: str, at: datetime, kind: str, data: dict[str, Any]) -> int:
    """Write the next event of a topic and have it told at the commit; returns its number."""
    seq = await session.scalar(
        text(
            "INSERT INTO topics (topic, last) VALUES (:topic, 1) "
            "ON CONFLICT (topic) DO UPDATE SET last = topics.last + 1 RETURNING last"
        ),
        {"topic": topic},
    )
    assert isinstance(seq, int)  # INSERT .. RETURNING always answers
    session.add(EventRow(topic=topic, seq=seq, at=at, kind=kind, data=data))
    await session.flush()
    await session.execute(text("SELECT pg_notify(:channel, :body)"), {"channel": CHANNEL, "body": f"{topic} {seq}"})
    return seq


async def events_after(session: AsyncSession, topic: str, after: int, limit: int = 500) -> list[EventRow]:
    """The events of a topic with a number greater than `after`, oldest first, at most `limit`."""
    query = select(EventRow).where(EventRow.topic == topic, EventRow.seq > after).order_by(EventRow.seq).limit(limit)
    return list(await session.scalars(query))


class Hub:
    """Wakes the watchers of a topic in this process; it holds no events, watchers fetch by number."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None
        self.wakes = 0
        """Counts the wakings: a fetch begun before the latest of them may lack its news."""

    async def start(self) -> None:
        """Begin to listen; harmless when it listens already."""
        if self._task is None:
            self._task = asyncio.create_task(self._listen())

    async def stop(self) -> None:
        """Stop listening; harmless when it does not listen."""
        task, self._task = self._task, None
        if task:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    @contextlib.contextmanager
    def watch(self, topic: str) -> Any:
        """An asyncio.Event that is set whenever the topic may have news; the watcher clears it himself."""
        event = asyncio.Event()
        self._waiting[topic].add(event)
        try:
            yield event
        finally:
            self._waiting[topic].discard(event)
            if not self._waiting[topic]:
                del self._waiting[topic]

    def wake(self, topic: str | None) -> None:
        """Set the events of one topic, or of all topics when the listener cannot know what it missed."""
        self.wakes += 1
        for name in [topic] if topic else list(self._waiting):
            for event in self._waiting.get(name, ()):
                event.set()

    async def _listen(self) -> None:
        while True:
            try:
                await self._listen_once()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as fault:
                log.warning("event listener lost its connection: %s", type(fault).__name__)
            self.wake(None)
            await asyncio.sleep(0.5)

    async def _listen_once(self) -> None:
        connection = await connect(self._url)
        gone = asyncio.Event()
        try:
            connection.add_termination_listener(lambda _: gone.set())
            await connection.add_listener(CHANNEL, lambda *told: self.wake(str(told[3]).rsplit(" ", 1)[0]))
            self.wake(None)
            while not gone.is_set():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(gone.wait(), 20)
                if not gone.is_set():
                    await connection.execute("SELECT 1")
        finally:
            connection.terminate()
