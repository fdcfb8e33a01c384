"""A committee that judged its lot through the doors, up to the ranking; then its report, to be made and signed."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import select

from bidding.tenders.tables import LotRound
from crypto.signatures import signed_bytes
from evaluation_rooms.reports.bodies import dissent_body
from foundation.records import RecordRow, records_of
from tests.market import answer
from tests.rooms.sitting import SEATS, Room, RunDue, key_of
from tests.scoring.playing import Fails, play


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


async def judge(room: Room, run_due: RunDue, fails: Fails | None = None) -> Judged:
    """Everybody votes, marks and answers what is asked again."""
    await play(room, fails=fails)
    return Judged(room, run_due)
