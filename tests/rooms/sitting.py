"""A room whose committee sits: an opened lot with real bids and a scheme, and four experts with a buyer's member.

The lot went through the doors, the committee is made of rows; time moves only by hand and nobody is ever away unless
a test says so.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import delete, select, update

from bidding.methods.scheme import Scheme, scheme_json
from bidding.projects.tables import Lot
from bidding.tenders.tables import LotRound
from crypto.signatures import KeyPair
from evaluation_rooms.draws.actions.sealed import SealedResult, keep_result
from evaluation_rooms.draws.plans import Plan, VenueShare
from evaluation_rooms.draws.tables import Draw, EvaluationSession, Occupancy, SessionLot
from evaluation_rooms.rooms.tables import Member, Presence, SeatLogin, Sitting
from evaluation_rooms.venues.tables import Room as HouseRoom
from evaluation_rooms.venues.tables import Venue, Workstation
from foundation.accounts.sessions import hash_token
from foundation.actors import CLOCK, PUBLIC
from foundation.realtime import events_after
from foundation.work import Work
from tests.conftest import Staff
from tests.market import Market, SealedBid, answer
from tests.rules.methods.schemes import COMPREHENSIVE

RunDue = Callable[[], Awaitable[int]]
EXPERTS = ("E01", "E02", "E03", "E04")
SEATS = (*EXPERTS, "B01")
MORE_SEATS = (*SEATS, "E05", "E06")
CITIES = {seat: "420500" if seat in ("E03", "E04", "E05", "E06") else "422800" for seat in MORE_SEATS}
"""Enshi, where the tender is, and Yichang."""
PRICES = ("26888000.00", "26500000.00", "27100000.00")


def key_of(seat: str) -> KeyPair:
    """The key with which a seat signs."""
    return KeyPair.from_seed(seat.encode().ljust(32, b"."))


@dataclass
class Room:
    """The session, its people and its lot; `bids` in the order in which they were handed in."""

    market: Market
    session: UUID
    staff: dict[str, Staff]
    """Centre staff by city."""
    bids: list[SealedBid] = field(default_factory=list)
    tag: str = ""
    """Sets the seats of one room apart from those of another."""

    @property
    def client(self) -> httpx.AsyncClient:
        """The public's client; headers make it somebody's."""
        return self.market.client

    @property
    def lot(self) -> UUID:
        """The first lot."""
        return UUID(self.market.lot)

    def as_seat(self, seat: str) -> dict[str, str]:
        """Headers of a seat's program."""
        return {"Authorization": f"Bearer token of {self.tag}{seat}"}

    async def get(self, path: str, seat: str) -> Any:
        """What a seat reads."""
        return answer(await self.client.get(path, headers=self.as_seat(seat)))

    async def ask(self, method: str, path: str, seat: str, **more: Any) -> httpx.Response:
        """What a seat does."""
        return await self.client.request(method, path, headers=self.as_seat(seat), **more)

    async def member(self, seat: str) -> Member:
        """Who sits there now."""
        async with self.market.clock.house.sessions() as rows:
            query = select(Member).where(Member.session_id == self.session, Member.name == seat)
            return (await rows.scalars(query.where(Member.state != "GONE"))).one()

    async def sitting(self) -> Sitting:
        """The room's row."""
        async with self.market.clock.house.sessions() as rows:
            return await rows.get_one(Sitting, self.session)

    async def to_phase(self, phase: str, **more: Any) -> None:
        """The room is in that phase, as if everything before had happened. `more`: columns of the sitting."""
        async with self.market.clock.house.work(CLOCK) as work:
            change = update(Sitting).where(Sitting.session_id == self.session)
            await work.session.execute(change.values(phase=phase, **more))

    async def away(self, seat: str) -> None:
        """The seat was last seen long ago."""
        long_ago = await self.market.clock.now() - timedelta(days=1)
        await self._seen(seat, long_ago)

    async def back(self, seat: str) -> None:
        """The seat is there again, for good."""
        await self._seen(seat, await self.market.clock.now() + timedelta(days=3650))

    async def _seen(self, seat: str, at: Any) -> None:
        member = await self.member(seat)
        async with self.market.clock.house.work(CLOCK) as work:
            await work.session.execute(update(Presence).where(Presence.member_id == member.id).values(seen_at=at))

    async def sign_out(self, seat: str) -> None:
        """The seat's login ends, as a later slip would end it."""
        member = await self.member(seat)
        async with self.market.clock.house.work(CLOCK) as work:
            ended = update(SeatLogin).where(SeatLogin.member_id == member.id)
            await work.session.execute(ended.values(ended_at=await work.now()))

    async def succeed(self, seat: str) -> None:
        """Whoever sat there is gone for good; another one sits there, and the room is in the review again (条例48)."""
        former = await self.member(seat)
        async with self.market.clock.house.work(CLOCK) as work:
            session, now = await work.session.get_one(EvaluationSession, self.session), await work.now()
            gone = update(Member).where(Member.id == former.id)
            await work.session.execute(gone.values(state="GONE", gone_reason="ill", gone_at=now))
            await work.session.execute(delete(SeatLogin).where(SeatLogin.member_id == former.id))
            draw = (await work.session.scalars(select(Draw).where(Draw.session_id == self.session))).one()
            await _member(work, session, draw, former.venue_id, 20, self.tag, seat)
            room = update(Sitting).where(Sitting.session_id == self.session)
            await work.session.execute(room.values(phase="PRELIMINARY", restarted_at=now))

    async def events(self) -> list[str]:
        """Kinds of what the room was told."""
        async with self.market.clock.house.sessions() as rows:
            return [one.kind for one in await events_after(rows, f"room:{self.session}", 0)]


async def seat_committee(
    market: Market,
    run_due: RunDue,
    *,
    scheme: Scheme = COMPREHENSIVE,
    prices: Sequence[str] = PRICES,
    seats: Sequence[str] = SEATS,
) -> Room:
    """A room in PRELIMINARY with E01 as head over one opened lot with these bids."""
    market.scheme = scheme_json(scheme)
    await market.open_for_bids()
    bids = [await market.bid(price) for price in prices]
    await market.clock.forward(minutes=11)
    await market.pass_steps(run_due)
    await market.close(run_due)
    return await seat_around(market, bids, seats)


async def seat_around(market: Market, bids: list[SealedBid], seats: Sequence[str], tag: str = "") -> Room:
    """The room alone: rows around the market's lot, whatever became of it."""
    staff = {city: await _staff(market, city) for city in sorted(set(CITIES.values()))}
    async with market.clock.house.work(PUBLIC) as work:
        session = await _session(work, market, staff, seats, tag)
    return Room(market, session, staff, bids, tag)


async def _staff(market: Market, city: str) -> Staff:
    await market.as_.organisation(f"中心{city}", kind="centre_staff", region=city)
    staff: Staff = await market.as_("centre_staff", f"中心{city}")
    return staff


async def _session(work: Work, market: Market, staff: dict[str, Staff], seats: Sequence[str], tag: str) -> UUID:
    now = await work.now()
    venues = {city: await _venue(work, city, one, tag) for city, one in staff.items()}
    main, sub = (VenueShare(venues[city], 1, 2) for city in ("422800", "420500"))
    lot = await work.session.get_one(Lot, UUID(market.lot))
    session = EvaluationSession(project_id=lot.project_id, state="JUDGING", rulebook=2, starts_at=now, hours=4)
    session.plan = Plan((("A08", 4),), 1, main, (sub,), 2).as_json()
    session.created_at = now
    work.session.add(session)
    await work.session.flush()
    work.session.add(SessionLot(session_id=session.id, lot_id=lot.id, round_no=1))
    await work.session.execute(update(LotRound).where(LotRound.lot_id == lot.id).values(state="EVALUATING"))
    draw = await _draw(work, session)
    for number, seat in enumerate(seats, 1):
        await _member(work, session, draw, venues[CITIES[seat]], number, tag, seat)
    head = await work.session.scalar(select(Member.id).where(Member.session_id == session.id, Member.name == "E01"))
    room = Sitting(session_id=session.id, committee=1, phase="PRELIMINARY", running_since=now, head_id=head)
    room.opened_at = room.began_at = now
    work.session.add(room)
    return session.id


async def _venue(work: Work, city: str, staff: Staff, tag: str) -> UUID:
    venue = Venue(
        organisation_id=staff.organisation, name=f"评标区{tag}{city}", physical_city=city, shared=True, hours=[]
    )
    venue.address, venue.phone, venue.meals, venue.lodging, venue.fees = "施州大道1号", "", "", "", ""
    venue.created_at = await work.now()
    work.session.add(venue)
    await work.session.flush()
    return venue.id


async def _draw(work: Work, session: EvaluationSession) -> Draw:
    """Drawn, with a seed and nobody in it."""
    draw = Draw(session_id=session.id, number=1, state="PUBLISHED", source="platform", created_at=session.created_at)
    draw.drawn_at, draw.result = session.created_at, b"\x03" * 32
    work.session.add(draw)
    await work.session.flush()
    keep_result(work, draw, SealedResult(b"\x04" * 32, b"\x05" * 16, (), ()))
    return draw


async def _member(
    work: Work, session: EvaluationSession, draw: Draw, venue: UUID, number: int, tag: str, seat: str
) -> None:
    now = await work.now()
    member = Member(session_id=session.id, committee=1, kind="buyer" if seat[0] == "B" else "expert", name=seat)
    member.venue_id, member.workstation_id = venue, await _workstation(work, venue, number)
    member.state, member.sign_key = "READY", key_of(seat).public
    member.added_at = member.seated_at = member.pledged_at = member.ready_at = now
    if member.kind == "expert":
        member.occupancy_id = await _occupancy(work, session, draw, member, number)
    work.session.add(member)
    await work.session.flush()
    await _sign_in(work, member, tag)


async def _workstation(work: Work, venue: UUID, number: int) -> UUID:
    room = HouseRoom(venue_id=venue, name=f"{number}室", note="", created_at=await work.now())
    work.session.add(room)
    await work.session.flush()
    seat = Workstation(room_id=room.id, name="甲", spare=False, note="", created_at=await work.now())
    work.session.add(seat)
    await work.session.flush()
    return seat.id


async def _occupancy(work: Work, session: EvaluationSession, draw: Draw, member: Member, place: int) -> UUID:
    now = await work.now()
    row = Occupancy(session_id=session.id, draw_id=draw.id, place=place, ref=f"{place:032d}", speciality="A0801")
    row.expert_id, row.city, row.state = UUID(int=place), CITIES[member.name], "ACCEPTED"
    row.invited_at = row.answer_by = row.answered_at = now
    row.venue_id, row.workstation_id, row.name = member.venue_id, member.workstation_id, member.name
    work.session.add(row)
    await work.session.flush()
    return row.id


async def _sign_in(work: Work, member: Member, tag: str) -> None:
    assert member.workstation_id is not None
    now = await work.now()
    ends = now + timedelta(days=3650)
    login = SeatLogin(token_hash=hash_token(f"token of {tag}{member.name}"), member_id=member.id, opened_at=now)
    login.workstation_id, login.seen_at, login.ends_at = member.workstation_id, ends, ends
    work.session.add_all([login, Presence(member_id=member.id, seen_at=ends, link="good")])
