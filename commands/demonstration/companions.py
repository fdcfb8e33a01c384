"""The other members of a committee that one person plays: they do their part once the person has done his.

Until somebody takes a seat the room rests as it is. The bidder who was asked answers two minutes after that.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from commands.demonstration.sitting import HEAD, LOW_REPLY, MATTERS, answer_letters
from commands.demonstration.state import LiveSeat
from commands.refusals import PlatformRefused
from commands.rehearsal.seats import Seat
from commands.rehearsal.stage_hands import Staff
from commands.wire import Wire
from crypto.signatures import KeyPair
from foundation.clock import stopwatch

REPLY_AFTER = 120.0
SHARE = 0.82


@dataclass
class Companions:
    """Those seats of one room that are the demonstration's own; `bids`: folders of those who may be asked."""

    wire: Wire
    host: Staff
    session: str
    lot: str
    bids: Sequence[Path]
    now: Callable[[], datetime]
    _begun: float | None = field(default=None, repr=False)
    _replied: bool = field(default=False, repr=False)

    def turn(self, kept: Sequence[LiveSeat], taken: Sequence[str]) -> None:
        """Whatever the room waits for from the demonstration's seats."""
        if not taken:
            return
        self._begun = stopwatch() if self._begun is None else self._begun
        if not self._replied and stopwatch() >= self._begun + REPLY_AFTER:
            for bid in self.bids:
                answer_letters(self.wire, self.lot, bid, self.now, LOW_REPLY)
            self._replied = True
        phase = self.host.get(f"/api/rooms/{self.session}")["phase"]
        for one in kept:
            with suppress(PlatformRefused):  # somebody is away, or the room is held: the next turn tries again
                self._act(self._seat(one), phase, taken)

    def _seat(self, one: LiveSeat) -> Seat:
        key = KeyPair.from_seed(bytes.fromhex(one.key))
        return Seat(self.wire, self.session, one.seat, self.host, key, one.token)

    def _act(self, seat: Seat, phase: str, taken: Sequence[str]) -> None:
        if phase == "OPEN_PART":
            self._mark(seat, taken)
        elif phase == "CONFIRM":
            seat.explain_prices(self.lot)
            seat.answer_alerts(self.lot)
        elif phase in ("RANKED", "SIGNING"):
            self._sign(seat, phase)

    def _mark(self, seat: Seat, taken: Sequence[str]) -> None:
        """After the first of the persons has handed in: what is still open is marked, and handed in."""
        sheet = seat.sheet(self.lot)
        if sheet["state"] != "OPEN" or not set(taken) & set(sheet["handed_in"]):
            return
        given = {(one["bid"], one["criterion"]) for one in sheet["marks"]}
        batch = seat.marks(self.lot, _mark)
        batch["marks"] = [one for one in batch["marks"] if (one["bid"], one["criterion"]) not in given]
        if batch["marks"]:
            seat.save(self.lot, batch)
        seat.hand_in(self.lot)

    def _sign(self, seat: Seat, phase: str) -> None:
        if phase == "RANKED" and seat.name == HEAD:
            seat.post("/report", {"lots": [{"lot": self.lot, "matters": MATTERS}]})
        if phase == "SIGNING":
            for made in seat.get("/report")["reports"]:
                form = {"report": made["report"], "signature": seat.sign(made["body"])}
                seat.post(f"/lots/{made['lot']}/report/signature", form)


def _mark(seat: str, _: Mapping[str, Any], criterion: Mapping[str, Any]) -> str:
    share = SHARE + (ord(seat[-1]) - ord("3")) * 0.006
    return f"{round(float(criterion['weight']) * share * 2) / 2:.2f}"
