"""A venue in Enshi with two rooms, run by staff who are signed in; a clock on a Monday morning."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from foundation.actors import PUBLIC, Actor
from foundation.work import House
from tests.conftest import Clock, People, Staff

MONDAY = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
"""08:00 in China."""
NINE = MONDAY + timedelta(hours=1)
FIVE = MONDAY + timedelta(hours=9)
SESSION = UUID("019b0000-0000-7000-8000-00000000c0de")
OTHER = UUID("019b0000-0000-7000-8000-00000000beef")

WEEKDAYS = [{"weekday": day, "opens": "08:30", "closes": "18:00"} for day in range(1, 6)]

Deed = Callable[..., Awaitable[Any]]


def answer(told: httpx.Response, status: int = 200) -> Any:
    """The body, once the status is as expected."""
    assert told.status_code == status, told.text
    return told.json() if told.content else None


@dataclass
class Centre:
    """A venue, its staff, and how to ask its doors."""

    client: httpx.AsyncClient
    staff: Staff
    venue: UUID
    room: str
    seats: list[str]

    async def get(self, path: str, staff: Staff | None = None, status: int = 200) -> Any:
        """As the centre's own staff unless somebody else is named."""
        headers = (staff or self.staff).headers
        return answer(await self.client.get(path.format(venue=self.venue), headers=headers), status)

    async def send(self, method: str, path: str, json: Any = None, staff: Staff | None = None) -> httpx.Response:
        """A writing request."""
        headers = (staff or self.staff).headers
        return await self.client.request(method, path.format(venue=self.venue), json=json, headers=headers)

    async def book(self, seat: str, start: datetime = NINE, end: datetime = FIVE, note: str = "检修") -> httpx.Response:
        """The centre's own booking of a seat."""
        told = {"workstation": seat, "start": start.isoformat(), "end": end.isoformat(), "note": note}
        return await self.send("POST", "/api/bookings", told)


async def open_centre(client: httpx.AsyncClient, staff: Staff, name: str, seats: int = 5, **more: Any) -> Centre:
    """A venue of that staff's centre with one room of so many seats, A1, A2, .."""
    told = {"name": name, "address": "施州大道1号", "hours": WEEKDAYS, **more}
    venue = answer(await client.post("/api/venues", json=told, headers=staff.headers), 201)["id"]
    path = f"/api/venues/{venue}/rooms"
    room = answer(await client.post(path, json={"name": "评标一室"}, headers=staff.headers), 201)["id"]
    names = [f"A{number}" for number in range(1, seats + 1)]
    path = f"/api/rooms/{room}/workstations"
    made = answer(await client.post(path, json={"names": names}, headers=staff.headers), 201)["ids"]
    return Centre(client, staff, UUID(venue), room, made)


@pytest.fixture
async def centre(client: httpx.AsyncClient, as_: People, clock: Clock) -> Centre:
    """The venue of Enshi's centre; it is Monday, 08:00."""
    await clock.to(MONDAY)
    await as_.organisation("恩施中心", kind="centre_staff", region="422800")
    return await open_centre(client, await as_("centre_staff", "恩施中心"), "恩施评标区")


@pytest.fixture
async def neighbour(client: httpx.AsyncClient, as_: People, centre: Centre) -> Centre:
    """Another centre's venue, in Yichang."""
    await as_.organisation("宜昌中心", kind="centre_staff", region="420500")
    return await open_centre(client, await as_("centre_staff", "宜昌中心"), "宜昌评标区", 3)


class Hand:
    """`await hand(action, arg, ..., actor=...)`: one deed in one transaction, of the platform's clock by default."""

    def __init__(self, house: House) -> None:
        self.house = house

    async def __call__(self, deed: Deed, *args: Any, actor: Actor = PUBLIC, **named: Any) -> Any:
        """See the class."""
        async with self.house.work(actor) as work:
            return await deed(work, *args, **named)


@pytest.fixture
def hand(house: House) -> Hand:
    """See Hand."""
    return Hand(house)
