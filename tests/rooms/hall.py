"""A real session from the plan to the room: a lot opened with bids, a drawn committee at three venues, and its seats.

Everything went through the doors. `Hall` holds who acts; seats sign in by the slips that staff prints.
"""

from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

import httpx
from sqlalchemy import select

from bidding.projects.tables import Lot
from crypto.signatures import signed_bytes
from evaluation_rooms.draws.tables import EvaluationSession, Occupancy
from evaluation_rooms.rooms.pledges import pledge_body
from evaluation_rooms.rooms.rules import MemberState
from evaluation_rooms.rooms.tables import Member, Sitting
from evaluation_rooms.venues.tables import Booking, Room, Venue, Workstation
from foundation.realtime import events_after
from tests.conftest import Staff
from tests.draws.called import Called
from tests.draws.ceremonies import Ceremony
from tests.draws.town import CITIES, ENSHI, WUHAN, YICHANG, RunDue, Town
from tests.market import PDF, answer
from tests.rooms.sitting import PRICES, key_of

LETTER = b64encode(PDF).decode()
EXPERTS = ("E01", "E02", "E03", "E04")
SEATS = (*EXPERTS, "B01")

__all__ = ["EXPERTS", "LETTER", "SEATS", "Hall", "MemberState", "assemble"]


@dataclass
class Hall:
    """The session and everybody around it; `tokens` by seat, `codes` of the last slips by seat."""

    town: Town
    called: Called
    run_due: RunDue
    staff: dict[str, Staff]
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def client(self) -> httpx.AsyncClient:
        """The public's client."""
        return self.town.client

    @property
    def session(self) -> UUID:
        """Its id."""
        return self.called.session

    @property
    def clock(self) -> Any:
        """The platform's clock."""
        return self.town.market.clock

    async def ask(self, method: str, path: str, who: Staff | str, **more: Any) -> httpx.Response:
        """A request of staff, or of a seat by its name; `path` below the room's or the seat's door."""
        if isinstance(who, str):
            headers = {"Authorization": f"Bearer {self.tokens[who]}"}
            return await self.client.request(method, f"/api/seat{path}", headers=headers, **more)
        path = f"/api/rooms/{self.session}{path}"
        return await self.client.request(method, path, headers=who.headers, **more)

    async def open(self) -> Any:
        """The buyer has named its representative, the hour has come, and the main venue's staff opens the room."""
        told = {"name": "王代表", "letter": LETTER}
        answer(await self.ask("POST", "/representatives", self.town.market.buyer, json=told))
        await self.clock.to((await self.row()).starts_at)
        return answer(await self.ask("POST", "", self.staff[ENSHI]))

    async def row(self) -> EvaluationSession:
        """The session's row."""
        async with self.clock.house.sessions() as rows:
            return await rows.get_one(EvaluationSession, self.session)

    async def sitting(self) -> Sitting:
        """The room's row."""
        async with self.clock.house.sessions() as rows:
            return await rows.get_one(Sitting, self.session)

    async def members(self) -> list[Member]:
        """Everybody who sits or sat, in order of their coming."""
        async with self.clock.house.sessions() as rows:
            return list(await rows.scalars(select(Member).where(Member.session_id == self.session).order_by(Member.id)))

    async def member(self, seat: str) -> Member:
        """Who sits there now."""
        return next(one for one in await self.members() if one.name == seat and one.state != "GONE")

    async def staff_of(self, seat: str) -> Staff:
        """Staff of the seat's venue."""
        async with self.clock.house.sessions() as rows:
            venue = await rows.get_one(Venue, (await self.member(seat)).venue_id)
        return self.staff[venue.physical_city]

    async def slip(self, seat: str) -> Any:
        """A fresh slip of that seat."""
        told = await self.ask("POST", "/slips", await self.staff_of(seat), json={"seat": seat})
        return answer(told)

    async def login(self, seat: str) -> Any:
        """The seat signs in by a fresh slip."""
        code = (await self.slip(seat))["code"]
        opened = answer(await self.client.post("/api/seat/login", json={"code": code}))
        self.tokens[seat] = opened["token"]
        return opened

    async def pledge(self, seat: str) -> None:
        """The pledge, with the seat's key."""
        key = key_of(seat)
        body = pledge_body(str(self.session), seat, key.public.hex())
        told = {"sign_key": key.public.hex(), "signature": key.sign(signed_bytes(body)).hex()}
        answer(await self.ask("POST", "/pledge", seat, json=told))

    async def ready(self, seat: str) -> None:
        """In by a slip, pledged, and nothing hinders him."""
        await self.login(seat)
        await self.pledge(seat)
        answer(await self.ask("POST", "/recusal", seat, json={"hindered": False}))

    async def gather(self) -> None:
        """Everybody is ready."""
        for seat in SEATS:
            await self.ready(seat)

    async def elect(self, seat: str = "E02") -> None:
        """Every expert votes for that seat."""
        for each in EXPERTS:
            answer(await self.ask("POST", "/head-vote", each, json={"for": seat}))

    async def beat_all(self, *but: str) -> None:
        """A sign of life of everybody else."""
        for seat in self.tokens:
            if seat not in but:
                await self.ask("POST", "/presence", seat, json={"round_trip_ms": 20})

    async def look(self, seat: str) -> Any:
        """The room as that seat sees it."""
        return answer(await self.ask("GET", "", seat))

    async def monitor(self, who: Staff) -> Any:
        """The room as somebody outside sees it."""
        return answer(await self.ask("GET", "", who))

    async def say(self, seat: str, text: str, kind: str = "text") -> str:
        """A line under a made-up id."""
        line = str(uuid5(self.session, text))
        answer(await self.ask("POST", f"/{kind}", seat, json={"id": line, "text": text}))
        return line

    async def events(self) -> list[dict[str, Any]]:
        """What the room was told."""
        async with self.clock.house.sessions() as rows:
            return [one.told() for one in await events_after(rows, f"room:{self.session}", 0)]

    async def successor(self, place: int) -> None:
        """Whoever was called to that place accepts, and the room notices."""
        await self.called.reply(place, "1")
        await self.run_due()
        await self.clock.forward(seconds=6)
        await self.run_due()

    async def place_of(self, seat: str) -> int:
        """The place that a seat's member was drawn for."""
        async with self.clock.house.sessions() as rows:
            return (await rows.get_one(Occupancy, (await self.member(seat)).occupancy_id)).place

    async def spare(self, member: Member) -> str:
        """A workstation of the member's venue at which nobody of this session sits."""
        async with self.clock.house.sessions() as rows:
            query = select(Workstation.id).join(Room, Room.id == Workstation.room_id)
            booked = select(Booking.workstation_id).where(Booking.released_at.is_(None))
            query = query.where(Room.venue_id == member.venue_id, Workstation.id.not_in(booked))
            return str(await rows.scalar(query.limit(1)))


async def assemble(town: Town, run_due: RunDue) -> Hall:
    """Four experts of three cities and one representative to be named, all seats confirmed: the session assembles."""
    await _open_lot(town, run_due)
    await town.open_venues()
    specialities = [{"speciality": "A08", "seats": 2}, {"speciality": "A06", "seats": 2}]
    shares = {"main": town.share(ENSHI, 1, 2), "subs": [town.share(YICHANG, 1, 2), town.share(WUHAN, 1, 2)]}
    session = await town.prepared(run_due, specialities=specialities, buyer_members=1, **shares)
    ceremony = await _ceremony(town, session)
    staff = await _lend_seats(town)
    await ceremony.deal(1, 2, 3, 4, 5)
    await ceremony.release_by(2, 3, 5)
    await run_due()
    called = Called(ceremony, town.market, UUID(town.project), None, town.operator)
    await called.accept_all()
    await run_due()
    return Hall(town, called, run_due, staff)


async def _open_lot(town: Town, run_due: RunDue) -> None:
    await town.market.open_for_bids()
    await town.people(60)
    async with town.market.clock.house.sessions() as rows:
        town.project = str(await rows.scalar(select(Lot.project_id).where(Lot.id == UUID(town.market.lot))))
    for price in PRICES:
        await town.market.bid(price)
    await town.market.clock.forward(minutes=11)
    await town.market.pass_steps(run_due)
    await town.market.close(run_due)


async def _ceremony(town: Town, session: str) -> Ceremony:
    draw = (await town.draws(session))[-1]
    shown = answer(await town.client.get(f"/api/draws/{draw.id}"))
    key_set = next(one["body"] for one in shown["records"] if one["body"]["type"] == "tianping/key-set/1")
    return Ceremony(town.market, draw.id, UUID(session), shown["inputs"]["body"], key_set)


async def _lend_seats(town: Town) -> dict[str, Staff]:
    """Every sub venue agrees; the staff of each centre by city."""
    staff = {}
    for city in CITIES:
        staff[city] = await town.as_("centre_staff", f"中心{city}")
        for request in answer(await town.ask("GET", "/api/venue-requests", staff[city]))["requests"]:
            body = {"accept": True, "reason": ""}
            answer(await town.ask("POST", f"/api/venue-requests/{request['id']}/answer", staff[city], json=body))
    return staff
