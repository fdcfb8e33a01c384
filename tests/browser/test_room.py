"""Five members in five browsers, two cities: from the slips to a signed report, over a cut line and a reload."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from playwright.async_api import expect
from sqlalchemy import delete, select, update

from bidding.tenders.tables import LotRound
from evaluation_rooms.reports.tables import Report
from evaluation_rooms.rooms.codes import code_hash
from evaluation_rooms.rooms.tables import Member as MemberRow
from evaluation_rooms.rooms.tables import Presence, SeatLogin, Sitting, Slip
from evaluation_rooms.scoring.tables import Mark
from foundation.actors import CLOCK
from foundation.database import EmbeddedPostgres
from tests.browser.member import Member
from tests.browser.town import Town, open_town, own_database
from tests.browser.visitors import Visitors
from tests.browser.watch import Open
from tests.rooms.sitting import SEATS, Room, seat_committee

CUT = ("ERR_INTERNET_DISCONNECTED", "WebSocket connection to")
"""What a browser says of a line that was cut on purpose."""
CODES = {seat: f"{seat}2-ABCD-EFGH".replace("0", "Z").replace("1", "Y") for seat in SEATS}
HEAD, AWAY, FAR, AGAIN = "E01", "E03", "E02", "E04"


@pytest.fixture(scope="module")
async def room(
    postgres: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Town, Room]]:
    """A room before anybody has come, with three bids to judge; slips lie at the gate."""
    folder, behind = tmp_path_factory.mktemp("room"), timedelta(hours=2)
    async with own_database(postgres, template, "room") as url, open_town(url, folder, behind) as town:
        room = await seat_committee(town.market, town.run_due)
        await _at_the_gate(town, room)
        yield town, room


async def _at_the_gate(town: Town, room: Room) -> None:
    """As it is when staff has opened the room and printed the slips."""
    async with town.house.work(CLOCK) as work:
        now = await work.now()
        rows, mine = work.session, MemberRow.session_id == room.session
        fresh = {"state": "EXPECTED", "sign_key": None, "pledged_at": None, "seated_at": None, "ready_at": None}
        members = list(await rows.scalars(select(MemberRow).where(mine)))
        people = [one.id for one in members]
        await rows.execute(delete(SeatLogin).where(SeatLogin.member_id.in_(people)))
        await rows.execute(delete(Presence).where(Presence.member_id.in_(people)))
        before = {"phase": "GATHERING", "head_id": None, "running_since": None, "began_at": None}
        await rows.execute(update(Sitting).where(Sitting.session_id == room.session).values(**before))
        await rows.execute(update(MemberRow).where(mine).values(**fresh))
        for one in members:
            slip = Slip(member_id=one.id, workstation_id=one.workstation_id, code_hash=code_hash(CODES[one.name]))
            slip.valid_from, slip.valid_until = now - timedelta(hours=1), now + timedelta(hours=9)
            slip.printed_at = now
            rows.add(slip)


async def test_five_members_judge_in_their_browsers_and_sign(
    room: tuple[Town, Room], visitors: Visitors, watched: Open
) -> None:
    town, hall = room
    members: dict[str, Member] = {}
    for seat in SEATS:
        watch = await watched(await visitors.fresh(town.place), town.url)
        watch.expect(*(CUT if seat == AWAY else ()))
        members[seat] = Member(seat, watch.page)
        await members[seat].sit_down(town.url, CODES[seat])
    experts = [one for seat, one in members.items() if seat.startswith("E")]
    for one in experts:
        await one.vote_for(HEAD)
    for one in members.values():
        await one.is_at("PRELIMINARY")
        await one.pass_all()
        await one.hand_in()

    await _blind(members)
    for seat, one in members.items():
        await one.is_at("OPEN_PART")
        await one.mark("业绩", *(("6", "8") if seat == FAR else ("8",)))
        await one.mark("信用", "5")
        await one.hand_in()

    await members[FAR].is_at("CONFIRM")
    await members[FAR].confirm_alert("业绩不符合评审标准")
    for one in members.values():
        await one.is_at("RANKED")
    await members[HEAD].page.get_by_role("button", name="生成评标报告").click()
    for one in members.values():
        await one.is_at("SIGNING")
        await one.sign()
    await members[HEAD].is_at("CLOSED")
    await _all_is_there(town, hall)


async def _blind(members: dict[str, Member]) -> None:
    """One member's line is cut while he marks, another reloads: nothing is lost, and the room waits for both."""
    away = members[AWAY]
    for one in members.values():
        await one.is_at("BLIND")
    await away.page.context.set_offline(True)
    await away.mark("施工组织设计", "30", "28", "26")
    await expect(away.page.get_by_text("已保存在本机").first).to_be_visible()
    for seat, one in members.items():
        if seat != AWAY:
            await one.mark("施工组织设计", "30", "28", "26")
        if seat == AGAIN:
            await one.page.reload()
            await one.has_marks("施工组织设计", "30", "28", "26")
        if seat != AWAY:
            await one.hand_in()
    await members[HEAD].is_at("BLIND")
    await away.page.context.set_offline(False)
    await away.hand_in()


async def _all_is_there(town: Town, hall: Room) -> None:
    """Every mark of every member, once; the report signed by all."""
    async with town.house.sessions() as rows:
        marks = list(await rows.scalars(select(Mark).where(Mark.lot_id == hall.lot)))
        report = (await rows.scalars(select(Report).where(Report.lot_id == hall.lot))).one()
        state = await rows.scalar(select(LotRound.state).where(LotRound.lot_id == hall.lot))
    assert len(marks) == len({(one.member_id, one.bid, one.criterion) for one in marks}) == len(SEATS) * 3 * 3
    assert report.closing is not None
    assert state == "REPORTED"
