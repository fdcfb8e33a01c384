"""What keeps the committees of a running demonstration company: signs of life, slips, answers of those who are called.

Every seat of the room in the middle of its work is kept alive until somebody signs in by its slip; from then on it is
that person's. A slip that was used is printed anew, so that the page always shows one that opens the seat.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from commands.custody.desk import Custodian
from commands.custody.draws import DrawTurn
from commands.demonstration.attendance import LONG_WAIT
from commands.demonstration.companions import Companions
from commands.demonstration.custodians import CustodianRefused, DemoCustodians
from commands.demonstration.ground import answer_message
from commands.demonstration.state import DemoState, LiveSeat
from commands.refusals import PlatformRefused
from commands.rehearsal.carrier import Carrier
from commands.rehearsal.stage_hands import Staff
from commands.speech import Voice
from commands.wire import Wire, told
from crypto.encoding import timestamp
from crypto.signatures import sign_document
from foundation.clock import stopwatch

BEAT = 5.0
"""Seconds between two looks: whoever is not seen for thirty (R-ROOM-ABSENT) is away."""
PHASES_OVER = ("CLOSED", "VOID")
SIGNED_OUT = (401, 403, 404, 409)


class Company:
    """`turn` is to be called about once a second."""

    def __init__(
        self, wire: Wire, state: DemoState, host: Staff, carrier: Carrier, now: Callable[[], datetime]
    ) -> None:
        self._wire, self._state, self._host, self._carrier = wire, state, host, carrier
        self._due = 0.0
        self._taken: list[str] = []
        self._first = True
        lot = state.lots["D3"]
        bids = [Path(one) for one in state.bids.get(lot, [])]
        self._companions = Companions(wire, host, state.room, lot, bids, now)

    def turn(self) -> None:
        """Everything that is due; whoever is called for a committee accepts."""
        while (message := self._carrier.next(0)) is not None:
            if message["channel"] == "sms":
                answer_message(self._wire, self._carrier, message, "1")
        if self._state.room and stopwatch() >= self._due:
            self._due = stopwatch() + BEAT
            self._look()

    def _look(self) -> None:
        door = f"/api/rooms/{self._state.room}"
        shown = self._host.get(door)
        if shown["phase"] in PHASES_OVER:
            self._state.room = ""  # nobody sits there any more
            return
        seats = {one["seat"]: one for venue in shown["venues"] for one in venue["seats"]}
        for number, seat in enumerate(self._state.seats):
            if seat.seat in seats:  # else its member was replaced, and the next is not there yet
                self._state.seats[number] = self._kept(seat, seats[seat.seat], door)
        if self._first:
            self._state.save()
        self._first = False
        kept = [one for one in self._state.seats if one.seat not in self._taken]
        self._companions.turn(kept, self._taken)

    def _kept(self, seat: LiveSeat, shown: dict[str, Any], door: str) -> LiveSeat:
        """The seat after a sign of life, with a slip that opens it."""
        if seat.seat not in self._taken and not self._beat(seat):
            if self._first and shown["away"]:  # the demonstration was stopped for too long: nobody is there
                code = self._host.post(f"{door}/slips", {"seat": seat.seat})["code"]
                seat = replace(seat, token=self._wire.post("/api/seat/login", {"code": code})["token"])
            else:
                self._taken.append(seat.seat)
        if self._first or shown["slip_used_at"] or not shown["slip_printed_at"]:
            seat = replace(seat, code=self._host.post(f"{door}/slips", {"seat": seat.seat})["code"])
        return seat

    def _beat(self, seat: LiveSeat) -> bool:
        """Whether the seat is still the demonstration's own."""
        headers = {"Authorization": f"Bearer {seat.token}"}
        try:
            told(self._wire.ask("POST", "/api/seat/presence", headers=headers, json={"round_trip_ms": 20}))
        except PlatformRefused as refusal:
            if refusal.http_status not in SIGNED_OUT:
                raise
            return False
        return True


class Draws:
    """The demonstration's custodians in the draws of whoever tries it; the person's two deal when nobody else did."""

    def __init__(self, custodians: DemoCustodians, voice: Voice) -> None:
        self._custodians, self._voice = custodians, voice
        self._turns: dict[tuple[int, str], DrawTurn] = {}
        self._due: dict[tuple[int, str], float] = {}
        self._next = 0.0

    def turn(self) -> None:
        """Whatever is asked of a desk; what it refuses is told once."""
        if stopwatch() < self._next:
            return
        self._next = stopwatch() + BEAT
        for number, desk in enumerate(self._custodians.desks):
            for draw in asking(desk):
                self._take_part((number, draw), desk)

    def _take_part(self, place: tuple[int, str], desk: Custodian) -> None:
        wait = LONG_WAIT if place[0] >= self._custodians.acting else 0.0
        if stopwatch() < self._due.setdefault(place, stopwatch() + wait):
            return
        turn = self._turns.setdefault(place, DrawTurn(desk, place[1]))
        was_refused = turn.refused
        turn.advance()
        if turn.refused and not was_refused:
            self._voice.refuse(CustodianRefused(why=self._custodians.said))


def asking(desk: Custodian) -> list[str]:
    """The draws that ask for something of this body, asked under its signature."""
    keys = {"share_key": desk.locked.share_key, "sign_key": desk.locked.sign_key}
    body = {"type": "tianping/custody-request/1", **keys, "at": timestamp(desk.clock())}
    signed = sign_document(body, desk.keys.sign.seed, "custodian")
    draws = desk.wire.post("/api/custodians/draws", {"signed": signed})["draws"]
    return [str(one["draw"]) for one in draws if one["needed"] is not None]
