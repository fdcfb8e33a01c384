"""The demonstration's clock: it goes through the past in leaps, and from T on as real clocks go."""

import asyncio
from collections.abc import Coroutine
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from foundation.actors import CLOCK
from foundation.calendar import add_year, year_table
from foundation.clock import wall_clock
from foundation.database import make_clock_movable, move_clock
from foundation.ledger.actions import make_tick
from foundation.work import House

Answer = TypeVar("Answer")
PATIENCE = 60.0
HOLIDAYS_2027 = (
    ("元旦", "2027-01-01", "2027-01-01"),
    ("春节", "2027-02-05", "2027-02-08"),
    ("清明节", "2027-04-05", "2027-04-05"),
    ("劳动节", "2027-05-01", "2027-05-02"),
    ("端午节", "2027-06-09", "2027-06-09"),
    ("中秋节", "2027-09-15", "2027-09-15"),
    ("国庆节", "2027-10-01", "2027-10-03"),
)


class DemoClock:
    """Moves the database's clock; used from the thread that plays the past, while the server runs in its own."""

    def __init__(self, house: House, loop: asyncio.AbstractEventLoop, ahead: timedelta) -> None:
        self._house, self._loop = house, loop
        self.ahead = ahead

    def now(self) -> datetime:
        """The moment by this clock."""
        return wall_clock() + self.ahead

    def stand_at(self, at: datetime) -> None:
        """Leap to a moment. What happened before is put into the log first: a receipt promises it within a minute."""
        self._wait(_tick(self._house))
        self.ahead = at - wall_clock()
        self._wait(move_clock(self._house.engine, self.ahead.total_seconds()))

    def leap_to(self, at: datetime) -> None:
        """Leap unless the moment is over already: this clock never goes back."""
        if at > self.now():
            self.stand_at(at)

    def _wait(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)


async def _tick(house: House) -> None:
    async with house.work(CLOCK) as work:
        await make_tick(work)


def load_next_year() -> None:
    """The life of what is judged at T reaches into 2027, whose notice is not loaded: the legal holidays alone."""
    rest = [(name, date.fromisoformat(first), date.fromisoformat(last)) for name, first, last in HOLIDAYS_2027]
    add_year(year_table(2027, rest, (), notice="演示用：仅法定节假日，不含调休"))


async def begin_at(house: House, at: datetime) -> timedelta:
    """Give a fresh demonstration its movable clock, standing at a moment; answers how far it is ahead."""
    await make_clock_movable(house.engine)
    ahead = at - wall_clock()
    await move_clock(house.engine, ahead.total_seconds())
    return ahead
