"""A committee of three that was drawn and called, and the hands of those who answer: carrier, staff, clock."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import select, update

from bidding.projects.tables import Lot
from bidding.tenders.tables import LotRound
from evaluation_rooms.draws.actions.places import Committee, committee_of
from evaluation_rooms.draws.carriers import HEADER, signature
from evaluation_rooms.draws.tables import EvaluationSession, Invitation, Occupancy
from evaluation_rooms.venues.tables import Venue
from foundation.actors import CLOCK
from foundation.rulebook import rulebook
from tests.draws.ceremonies import Ceremony, begin
from tests.market import Market, answer

SECRET = "what the carrier and we know"
REHEARSAL = rulebook(2)


@dataclass
class Called:
    """The session with its doors."""

    ceremony: Ceremony
    market: Market
    project: UUID
    staff: Any
    operator: Any

    @property
    def session(self) -> UUID:
        """Its id."""
        return self.ceremony.session

    def path(self, what: str) -> str:
        """A door of the session."""
        return f"/api/sessions/{self.session}/{what}"

    async def row(self) -> EvaluationSession:
        """The session's row."""
        async with self.market.clock.house.sessions() as session:
            found = await session.get(EvaluationSession, self.session)
        assert found is not None
        return found

    async def committee(self) -> Committee:
        """As the deeds see it."""
        async with self.market.clock.house.work(CLOCK) as work:
            session = await work.session.get_one(EvaluationSession, self.session)
            return await committee_of(work, session)

    async def calls(self, place: int) -> list[Occupancy]:
        """Everybody who was called to a place."""
        return [row for row in (await self.committee()).rows if row.place == place]

    async def states(self) -> list[tuple[int, str]]:
        """Places and states, in the order of the calls."""
        return [(row.place, row.state) for row in (await self.committee()).rows]

    async def code(self, place: int) -> str:
        """What an answer of the place's last called expert refers to."""
        query = select(Invitation.code).where(Invitation.occupancy_id == (await self.calls(place))[-1].id)
        async with self.market.clock.house.sessions() as session:
            found = await session.scalar(query.order_by(Invitation.id))
        assert found is not None
        return found

    async def post_reply(self, body: Any, secret: str = SECRET) -> httpx.Response:
        """What the carrier posts."""
        raw = json.dumps(body).encode()
        headers = {HEADER: signature(secret, raw)}
        return await self.market.client.post("/api/replies", content=raw, headers=headers)

    async def reply(self, place: int, text: str, reply_id: str = "") -> Any:
        """The expert who was called last to a place answers."""
        code = await self.code(place)
        return answer(await self.post_reply({"id": reply_id or f"{code} {text}", "code": code, "text": text}))

    async def accept_all(self) -> None:
        """Everybody who holds a place accepts."""
        for place in sorted((await self.committee()).holders):
            await self.reply(place, "1")

    async def past(self, rule: str) -> None:
        """A period of the rulebook passes."""
        await self.market.clock.forward(seconds=REHEARSAL.duration(rule).total_seconds())

    async def post(self, who: Any, what: str, **body: Any) -> httpx.Response:
        """Somebody does something at a place."""
        return await self.market.client.post(self.path(f"places/{what}"), json=body, headers=who.headers)

    async def places(self) -> Any:
        """As the draw's operator sees them."""
        shown = answer(await self.market.client.get(self.path("places"), headers=self.operator.headers))
        return shown["places"]


async def call(market: Market, run_due: Any) -> Called:
    """A drawn session of the market's lot at venues of one centre."""
    ceremony = await begin(market)
    async with market.clock.house.sessions() as rows:
        project = (await rows.get_one(Lot, UUID(market.lot))).project_id
    staff, operator = await market.as_("centre_staff", "Rooms"), await market.as_("draw_operator")
    async with market.clock.house.work(CLOCK) as work:
        await work.session.execute(update(Venue).values(organisation_id=staff.organisation))
        session = await work.session.get_one(EvaluationSession, ceremony.session)
        session.project_id = project
        await work.session.execute(update(LotRound).where(LotRound.lot_id == UUID(market.lot)).values(state="DRAWING"))
    await ceremony.deal(1, 2, 3, 4, 5)
    await ceremony.release_by(1, 2, 3)
    await run_due()
    return Called(ceremony, market, project, staff, operator)
