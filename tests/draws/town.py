"""Everything a session stands on: an opened lot, three venues in three cities, sixty experts, and who acts.

The lot is published through the doors and opened by hand: no bidder, unless a test bids (`tests/market.py`).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import select

from bidding.opening.tables import Opening
from bidding.projects.tables import Lot
from bidding.tenders.tables import LotRound
from evaluation_rooms.draws.tables import Draw
from evaluation_rooms.experts.actions.keep import take_in
from evaluation_rooms.experts.forms import read_form
from evaluation_rooms.experts.specialities import shipped_table
from foundation.actors import CLOCK
from foundation.realtime import events_after
from foundation.uscc import complete_uscc
from tests.conftest import People, Staff
from tests.experts.conftest import expert as typed
from tests.market import Market, answer
from tests.venues.conftest import open_centre

ENSHI, YICHANG, WUHAN = "422800", "420500", "420100"
CITIES = (ENSHI, YICHANG, WUHAN)
EVERY_DAY = [{"weekday": day, "opens": "08:00", "closes": "20:00"} for day in range(1, 8)]
RunDue = Callable[[], Awaitable[int]]

__all__ = ["CITIES", "ENSHI", "EVERY_DAY", "WUHAN", "YICHANG", "RunDue", "Town", "employer"]


def employer(number: int) -> str:
    """The credit code of made-up employer `number`."""
    return complete_uscc("91420000", f"{50_000_000 + number:08d}")


@dataclass
class Town:
    """See the module. `experts`: ids in the order in which they were taken in."""

    market: Market
    as_: People
    operator: Staff
    keeper: Staff
    venues: dict[str, str] = field(default_factory=dict)
    experts: list[UUID] = field(default_factory=list)
    project: str = ""

    @property
    def client(self) -> httpx.AsyncClient:
        """The public's client; headers make it somebody's."""
        return self.market.client

    async def open_lot(self, experts: int = 60, **more: Any) -> None:
        """A published lot whose deadline passes with this pool, and is opened."""
        await self.market.open_for_bids()
        await self.people(experts, **more)
        async with self.market.clock.house.sessions() as rows:
            self.project = str(await rows.scalar(select(Lot.project_id).where(Lot.id == UUID(self.market.lot))))
        await self.market.clock.forward(minutes=11)
        await self.open_by_hand()

    async def open_by_hand(self) -> None:
        """The current lot's round, as if its opening had been closed."""
        async with self.market.clock.house.work(CLOCK) as work:
            round_ = await work.session.scalar(select(LotRound).where(LotRound.lot_id == UUID(self.market.lot)))
            assert round_ is not None
            round_.state = "OPENED"
            at = await work.now()
            freeze = round_.id.bytes * 2
            work.session.add(Opening(round_id=round_.id, phase="closed", freeze=freeze, frozen=0, frozen_at=at))

    async def people(self, count: int, **more: Any) -> None:
        """So many more experts: three cities by turns, two specialities, two to an employer."""
        for number in range(len(self.experts) + 1, len(self.experts) + count + 1):
            city = CITIES[number % 3]
            code = "A0801" if number % 2 else "A0601"
            told = {"city": city, "specialities": [code], "employer_uscc": employer(number // 2)}
            await self.person(number, **{**told, **more})

    async def person(self, number: int, **more: Any) -> UUID:
        """Expert `number`, as the keeper types him."""
        async with self.market.clock.house.work(self.keeper.actor) as work:
            kept = await take_in(work, read_form(typed(number, **more), shipped_table()))
        self.experts.append(kept.expert.id)
        return kept.expert.id

    async def open_venues(self, seats: int = 8) -> None:
        """One venue with so many seats in each of the three cities."""
        for city in CITIES:
            await self.venue(city, city, seats)

    async def venue(self, name: str, city: str, seats: int = 8) -> str:
        """A venue in that city, by its name in `venues`."""
        await self.as_.organisation(f"中心{name}", kind="centre_staff", region=city)
        staff = await self.as_("centre_staff", f"中心{name}")
        more = {"hours": EVERY_DAY, "physical_city": city, "shared": True}
        centre = await open_centre(self.client, staff, f"评标区{name}", seats, **more)
        self.venues[name] = str(centre.venue)
        return str(centre.venue)

    def share(self, name: str, least: int, most: int) -> dict[str, Any]:
        """A venue with its bounds."""
        return {"venue": self.venues[name], "least": least, "most": most}

    async def tomorrow(self) -> datetime:
        """09:00 in China, tomorrow."""
        now: datetime = await self.market.clock.now()
        return now.astimezone(UTC).replace(hour=1, minute=0, second=0, microsecond=0) + timedelta(days=1)

    async def plan(self, **more: Any) -> dict[str, Any]:
        """Five experts of two specialities at three venues; nothing to widen."""
        told: dict[str, Any] = {
            "project": self.project,
            "lots": [self.market.lot],
            "starts_at": (await self.tomorrow()).isoformat(),
            "hours": 4,
            "specialities": [{"speciality": "A08", "seats": 3}, {"speciality": "A06", "seats": 2}],
            "buyer_members": 0,
            "main": self.share(ENSHI, 1, 3),
            "subs": [self.share(YICHANG, 1, 2), self.share(WUHAN, 1, 2)],
            "remote_least": 2,
        }
        return told | more

    async def ask(self, method: str, path: str, staff: Staff | None = None, **more: Any) -> httpx.Response:
        """One request, as the draw operator unless somebody else is named."""
        return await self.client.request(method, path, headers=(staff or self.operator).headers, **more)

    async def planned(self, **more: Any) -> str:
        """A planned session's id."""
        told = await self.ask("POST", "/api/sessions", json=await self.plan(**more))
        return str(answer(told)["id"])

    async def start(self, session: str) -> Any:
        """Its draw is started."""
        return answer(await self.ask("POST", f"/api/sessions/{session}/draw"))

    async def look(self, session: str, staff: Staff | None = None) -> Any:
        """The session as shown."""
        return answer(await self.ask("GET", f"/api/sessions/{session}", staff))

    async def prepared(self, run_due: RunDue, **more: Any) -> str:
        """A session whose inputs are published, as far as that is possible."""
        session = await self.planned(**more)
        await self.start(session)
        await run_due()
        return session

    async def draws(self, session: str) -> list[Draw]:
        """Its draws by number."""
        async with self.market.clock.house.sessions() as rows:
            query = select(Draw).where(Draw.session_id == UUID(session)).order_by(Draw.number)
            return list(await rows.scalars(query))

    async def inputs(self, session: str, number: int = 1) -> dict[str, Any]:
        """The published inputs of a draw."""
        draw = (await self.draws(session))[number - 1]
        shown = answer(await self.client.get(f"/api/draws/{draw.id}"))
        return dict(shown["inputs"]["body"])

    async def events(self, session: str) -> list[str]:
        """Kinds of what watchers of the session were told."""
        async with self.market.clock.house.sessions() as rows:
            return [one.kind for one in await events_after(rows, f"session:{session}", 0)]


async def settle(market: Market, as_: People) -> Town:
    """A town without people."""
    return Town(market, as_, await as_("draw_operator", "抽取中心"), await as_("pool_keeper", "专家库"))
