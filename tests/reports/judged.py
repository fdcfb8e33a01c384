"""A committee that judged its lot through the doors, up to the ranking; then its report, to be made and signed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx
from sqlalchemy import select

from bidding.tenders.tables import LotRound
from crypto.signatures import signed_bytes
from evaluation_rooms.reports.bodies import dissent_body
from foundation.records import RecordRow, records_of
from tests.market import answer
from tests.rooms.sitting import SEATS, Room, RunDue, key_of

Marks = Callable[[str, str, str], str]
"""A mark by seat, bid and criterion."""


def steady(_seat: str, _bid: str, criterion: str) -> str:
    """Everybody gives the same."""
    return {"施工组织设计": "30.00", "业绩": "8.00", "信用": "5.00"}[criterion]


@dataclass
class Judged:
    """The room, ranked; requests of seats below the lot's door."""

    room: Room
    run_due: RunDue

    @property
    def lot(self) -> UUID:
        """The lot."""
        return self.room.lot

    async def compose(self, seat: str = "E01", matters: str = "") -> httpx.Response:
        """The head has the report made."""
        told = {"lots": [{"lot": str(self.lot), "matters": matters}] if matters else []}
        return await self.room.ask("POST", "/api/seat/report", seat, json=told)

    async def report(self, seat: str = "E01") -> Any:
        """The report as a seat sees it."""
        return (await self.room.get("/api/seat/report", seat))["reports"][0]

    async def sign(self, seat: str, **instead: str) -> httpx.Response:
        """The seat signs what it reads."""
        told = await self.report(seat)
        signature = key_of(seat).sign(signed_bytes(told["body"])).hex()
        form = {"report": told["report"], "signature": signature, **instead}
        return await self.room.ask("POST", f"/api/seat/lots/{self.lot}/report/signature", seat, json=form)

    async def sign_all(self, *but: str) -> None:
        """Everybody else signs."""
        for seat in SEATS:
            if seat not in but:
                answer(await self.sign(seat))

    async def dissent(self, seat: str, text: str) -> httpx.Response:
        """The seat's different opinion."""
        report = (await self.report(seat))["report"]
        value = key_of(seat).sign(signed_bytes(dissent_body(report, seat, text))).hex()
        form = {"report": report, "text": text, "signature": value}
        return await self.room.ask("POST", f"/api/seat/lots/{self.lot}/report/dissent", seat, json=form)

    async def records(self, type_: str) -> list[RecordRow]:
        """Records of the round, whether or not they are public."""
        async with self.room.market.clock.house.sessions() as rows:
            return await records_of(rows, self.lot, 1, type_)

    async def state(self) -> str:
        """Of the lot round."""
        async with self.room.market.clock.house.sessions() as rows:
            return str(await rows.scalar(select(LotRound.state).where(LotRound.lot_id == self.lot)))


Fails = Callable[[str], bool]


async def judge(
    room: Room, run_due: RunDue, marks: Marks = steady, fails: Fails | None = None
) -> Judged:
    """Everybody votes, marks and answers what is asked again. `fails`: bids that nobody lets pass."""
    for seat in SEATS:
        await _review(room, seat, fails)
    while (phase := (await room.sitting()).phase) in ("BLIND", "OPEN_PART"):
        for seat in SEATS:
            await _mark(room, seat, marks)
        for seat in SEATS:
            await _answer_alerts(room, seat)
        if (await room.sitting()).phase == phase:
            break
    for seat in SEATS:
        await _answer_alerts(room, seat)
    return Judged(room, run_due)


async def _review(room: Room, seat: str, fails: Fails | None) -> None:
    sheet = await room.get(f"/api/seat/lots/{room.lot}/sheet", seat)
    votes: list[dict[str, Any]] = [
        {"bid": bid["bid"], "item": item["code"], "pass": True, "base": 0}
        for bid in sheet["bids"]
        for item in sheet["items"]
    ]
    for vote in votes:
        if fails and fails(vote["bid"]):
            vote |= {"pass": False, "page": 3, "reason": "未按招标文件要求签字盖章"}
    await _save(room, seat, "votes", votes)


async def _mark(room: Room, seat: str, marks: Marks) -> None:
    sheet = await room.get(f"/api/seat/lots/{room.lot}/sheet", seat)
    given = [
        {"bid": bid["bid"], "criterion": one["name"], "value": marks(seat, bid["bid"], one["name"]), "base": 0}
        for bid in sheet["bids"]
        for one in sheet["criteria"]
    ]
    await _save(room, seat, "marks", given)


async def _save(room: Room, seat: str, kind: str, entries: list[dict[str, Any]]) -> None:
    lot = f"/api/seat/lots/{room.lot}"
    taken = answer(await room.ask("POST", f"{lot}/{kind}", seat, json={"id": str(uuid4()), kind: entries}))
    answer(await room.ask("POST", f"{lot}/hand-in", seat, json={"version": taken["version"]}))


async def _answer_alerts(room: Room, seat: str) -> None:
    sheet = await room.get(f"/api/seat/lots/{room.lot}/sheet", seat)
    for alert in sheet["alerts"]:
        if alert["answer"] is None:
            told = {"answer": "confirmed", "reason": "方案确有差距"}
            answer(await room.ask("POST", f"/api/seat/alerts/{alert['id']}", seat, json=told))
