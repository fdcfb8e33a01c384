"""Reports by rows: projects, lots, sessions and committees as they stand when a report is complete; no ceremony."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from bidding.projects.tables import Lot, Project
from bidding.tenders.tables import LotRound
from crypto.encoding import timestamp
from evaluation_rooms.draws.plans import Plan, VenueShare
from evaluation_rooms.draws.tables import Draw, EvaluationSession, Occupancy, SessionLot
from evaluation_rooms.rooms.tables import Member
from evaluation_rooms.statistics.actions.count import REPORT, REPORT_CLOSING, count_report
from evaluation_rooms.statistics.tables import ShareCell, ShareCount, ShareFact, ShareProject
from evaluation_rooms.venues.tables import Room, Venue, Workstation
from foundation.actors import CLOCK
from foundation.work import House, Work
from tests.conftest import Clock, People

_numbers = count(1)


@dataclass
class Judged:
    """A project with its lots, each of one round."""

    id: UUID
    lots: list[UUID] = field(default_factory=list)


@dataclass
class Count:
    """Hands of a test: projects, sessions, reports, and what was counted of them."""

    house: House
    clock: Clock
    as_: People

    async def project(
        self,
        region: str = "422800",
        *,
        lots: int = 1,
        statutory: bool = True,
        in_scope: bool = True,
        project_class: str = "works",
        estimate: str = "28600000.00",
        state: str = "EVALUATING",
        rehearsal: bool = False,
        deadline: datetime | None = None,
    ) -> Judged:
        """Published, its lots in that state."""
        buyer = await self.as_.organisation("buyer")
        number = next(_numbers)
        async with self.house.work(CLOCK) as work:
            now = await work.now()
            row = Project(code=f"E{number:016d}", name=f"项目{number}", project_class=project_class, created_at=now)
            row.region_code, row.buyer_id, row.funds, row.trace = region, buyer.id, [], {}
            row.investment, row.is_statutory, row.is_in_remote_scope = Decimal(1), statutory, in_scope
            work.session.add(row)
            await work.session.flush()
            found = Judged(row.id)
            for each in range(1, lots + 1):
                lot = Lot(project_id=row.id, number=each, name=f"{each}标段", estimate=Decimal(estimate))
                lot.offer_form, lot.coefficients = [], []
                work.session.add(lot)
                await work.session.flush()
                round_ = LotRound(lot_id=lot.id, number=1, state=state, rulebook=1, rehearsal=rehearsal, created_at=now)
                round_.tender, round_.published_at, round_.deadline = b"\x01" * 32, now, deadline or now
                work.session.add(round_)
                found.lots.append(lot.id)
        return found

    async def session(
        self, project: Judged, main: str, *experts: str, lots: Sequence[UUID] = (), round_no: int = 1
    ) -> UUID:
        """A committee with experts in these cities, the buyer's member at the main venue."""
        async with self.house.work(CLOCK) as work:
            return await _session(work, project, main, experts, lots or project.lots, round_no)

    async def report(
        self, session: UUID, lot: UUID, *, silent: Sequence[str] = (), state: str = "REPORTED", round_no: int = 1
    ) -> None:
        """The report is complete, and the timer has run."""
        async with self.house.work(CLOCK) as work:
            await write_report(work, session, lot, silent, round_no)
            await work.session.execute(update(LotRound).where(LotRound.lot_id == lot).values(state=state))
        await self.look(session, lot)

    async def look(self, session: UUID, lot: UUID) -> datetime | None:
        """The timer runs (again)."""
        async with self.house.work(CLOCK) as work:
            return await count_report(work, session, lot)

    async def judge(self, main: str, *experts: str, **project: Any) -> Judged:
        """A project judged by one session there, reported and counted."""
        found = await self.project(**{"region": main, **project})
        session = await self.session(found, main, *experts)
        for lot in found.lots:
            await self.report(session, lot)
        return found

    async def void(self, session: UUID, lot: UUID) -> None:
        """The evaluation was void, and the timer has looked."""
        async with self.house.work(CLOCK) as work:
            gone = update(SessionLot).where(SessionLot.session_id == session, SessionLot.lot_id == lot)
            await work.session.execute(gone.values(void=True))
            await work.session.execute(update(LotRound).where(LotRound.lot_id == lot).values(state="VOID_EVAL"))
        await self.look(session, lot)

    async def rows(self, table: type[Any]) -> list[Any]:
        """Every row of a table of the count."""
        async with self.house.sessions() as rows:
            return list(await rows.scalars(select(table)))

    async def facts(self, unit: str = "project") -> list[ShareFact]:
        """What is counted now."""
        return [one for one in await self.rows(ShareFact) if one.unit == unit]

    async def counts(self) -> list[ShareCount]:
        """What was reported, by time."""
        return sorted(await self.rows(ShareCount), key=lambda one: one.id)

    async def cells(self) -> list[ShareCell]:
        """The cells as kept."""
        return await self.rows(ShareCell)

    async def kept(self, project: Judged) -> ShareProject:
        """The project's own row."""
        return next(one for one in await self.rows(ShareProject) if one.project_id == project.id)


async def write_report(work: Work, session: UUID, lot: UUID, silent: Sequence[str] = (), round_no: int = 1) -> None:
    """The two records behind a count."""
    names = await work.session.scalars(select(Member.name).where(Member.session_id == session, Member.state != "GONE"))
    signed = sorted(set(names) - set(silent))
    at = timestamp(await work.now())
    body: dict[str, Any] = {"type": REPORT, "session": str(session), "lot": str(lot), "round": round_no, "at": at}
    report = await work.publish(body, lot=lot, round_no=round_no, public=False)
    told = {"type": REPORT_CLOSING, "report": report.digest.hex(), "signed": signed, "silent": sorted(silent)}
    await work.publish({**told, "dissent": []}, lot=lot, round_no=round_no, public=False)


async def venue_in(work: Work, city: str) -> tuple[UUID, UUID]:
    """A venue whose house stands in that city, and one of its workstations."""
    now, number = await work.now(), next(_numbers)
    body = await work.session.scalar(select(Project.buyer_id).limit(1))
    venue = Venue(
        organisation_id=body, name=f"评标区{number}", physical_city=city, hours=[], shared=True, created_at=now
    )
    venue.address, venue.phone, venue.meals, venue.lodging, venue.fees = "路1号", "", "", "", ""
    work.session.add(venue)
    await work.session.flush()
    room = Room(venue_id=venue.id, name="1室", note="", created_at=now)
    work.session.add(room)
    await work.session.flush()
    seat = Workstation(room_id=room.id, name="甲", spare=False, note="", created_at=now)
    work.session.add(seat)
    await work.session.flush()
    return venue.id, seat.id


async def _session(
    work: Work, project: Judged, main: str, experts: Sequence[str], lots: Sequence[UUID], round_no: int
) -> UUID:
    now, places = await work.now(), {city: await venue_in(work, city) for city in sorted({main, *experts})}
    home = VenueShare(places[main][0], 0, 9)
    plan = Plan((("A08", len(experts)),), 1, home, (), 0)
    row = EvaluationSession(project_id=project.id, state="JUDGING", rulebook=1, starts_at=now, hours=4, created_at=now)
    row.plan = plan.as_json()
    work.session.add(row)
    await work.session.flush()
    work.session.add_all([SessionLot(session_id=row.id, lot_id=lot, round_no=round_no) for lot in lots])
    draw = Draw(session_id=row.id, number=1, state="PUBLISHED", source="platform", created_at=now, result=b"\x03" * 32)
    work.session.add(draw)
    await work.session.flush()
    for number, city in enumerate(experts, 1):
        await _member(work, row.id, draw.id, number, city, places[city])
    work.session.add(_sitting(row.id, "B01", "buyer", places[main], now))
    return row.id


async def _member(work: Work, session: UUID, draw: UUID, number: int, city: str, place: tuple[UUID, UUID]) -> None:
    now = await work.now()
    called = Occupancy(
        session_id=session, draw_id=draw, place=number, ref=f"{number:032d}", speciality="A08", city=city
    )
    called.expert_id, called.state, called.invited_at, called.answer_by = UUID(int=number), "ACCEPTED", now, now
    work.session.add(called)
    await work.session.flush()
    member = _sitting(session, f"E{number:02d}", "expert", place, now)
    member.occupancy_id = called.id
    work.session.add(member)


def _sitting(session: UUID, name: str, kind: str, place: tuple[UUID, UUID], now: datetime) -> Member:
    member = Member(session_id=session, committee=1, kind=kind, name=name, state="READY", sign_key=b"\x01" * 32)
    member.venue_id, member.workstation_id = place
    member.added_at = now
    return member
