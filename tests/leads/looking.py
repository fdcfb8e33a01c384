"""A room that is ranked and whose search for leads is over; what seats and those who oversee are told."""

from dataclasses import dataclass
from typing import Any

import httpx

from tests.conftest import Staff
from tests.market import answer
from tests.rooms.sitting import SEATS, Room, RunDue
from tests.scoring.playing import Marks, door, play

GIVEN = {"施工组织设计": ("24.00", "35.00"), "业绩": ("6.00", "10.00"), "信用": ("5.00", "5.00")}


def favour(seat: str, bid: str) -> Marks:
    """Marks by which this seat, and only it, gives this bid everything; in the blind part under any name."""

    def marks(at: str, told: str, criterion: str) -> str:
        usual, most = GIVEN[criterion]
        return most if at.startswith(seat) and told in (bid, "T1") else usual

    return marks


@dataclass
class Looked:
    """The room, ranked."""

    room: Room
    run_due: RunDue

    async def leads(self, seat: str = "E01") -> list[Any]:
        """The leads as a seat sees them."""
        told = await self.room.get(door(self.room, "/leads"), seat)
        assert told["searched"]
        return list(told["leads"])

    async def vote(self, seat: str, lead: str, opinion: str = "collusion", reason: str = "报价等差") -> httpx.Response:
        """The seat's word."""
        form = {"opinion": opinion, "reason": reason}
        return await self.room.ask("POST", door(self.room, f"/leads/{lead}/vote"), seat, json=form)

    async def vote_all(self, opinion: str = "collusion", but: tuple[str, ...] = ()) -> None:
        """Everybody else says so of every lead."""
        for seat in SEATS:
            for lead in await self.leads(seat) if seat not in but else ():
                answer(await self.vote(seat, lead["id"], opinion))

    async def told(self, who: Staff, after: int = 0) -> list[Any]:
        """What somebody who oversees is told."""
        path = f"/api/leads?after={after}"
        return list(answer(await self.room.client.get(path, headers=who.headers))["leads"])

    async def dispose(self, who: Staff, lead: str, verb: str, reason: str = "核查") -> httpx.Response:
        """What he does with one."""
        form = {"verb": verb, "reason": reason}
        return await self.room.client.post(f"/api/leads/{lead}/disposition", json=form, headers=who.headers)


async def look(room: Room, run_due: RunDue, marks: Marks | None = None) -> Looked:
    """Everybody judges; then the search runs."""
    await play(room, marks=marks or favour("E03", ""))
    assert (await room.sitting()).phase == "RANKED"
    await run_due()
    return Looked(room, run_due)
