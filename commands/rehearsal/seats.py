"""A committee's members at their workstations: in by a slip, a key of their own, signs of life, votes and marks."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any
from uuid import UUID

import httpx

from commands.refusals import PlatformRefused
from commands.rehearsal.stage_hands import Staff
from commands.wire import Wire, told
from crypto.encoding import Body
from crypto.signatures import KeyPair, signed_bytes
from evaluation_rooms.rooms.pledges import pledge_body
from foundation.entropy import system_entropy

BEAT = 3.0
"""Seconds between signs of life."""
Marks = Callable[[str, Mapping[str, Any], Mapping[str, Any]], str]
"""A mark by seat, bid and criterion, as the sheet shows them."""


@dataclass
class Seat:
    """One member and his browser. `staff` is at the gate of his venue."""

    wire: Wire
    session: str
    name: str
    staff: Staff
    key: KeyPair = field(default_factory=lambda: KeyPair.from_seed(system_entropy(32)))
    token: str = field(default="", repr=False)

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """A request of this seat."""
        return told(self.wire.ask(method, path, headers=self.headers, **options))

    @property
    def headers(self) -> dict[str, str]:
        """How the platform knows the seat."""
        return {"Authorization": f"Bearer {self.token}"}

    def get(self, path: str) -> Any:
        """What the seat reads below its door."""
        return self.ask("GET", f"/api/seat{path}").json()

    def post(self, path: str, body: Any) -> Any:
        """What the seat does below its door."""
        answer = self.ask("POST", f"/api/seat{path}", json=body)
        return answer.json() if answer.content else None

    def sit_down(self) -> None:
        """A slip at the gate, signed in, pledged, the bidders read, nothing hinders him."""
        slip = self.staff.post(f"/api/rooms/{self.session}/slips", {"seat": self.name})
        self.token = self.wire.post("/api/seat/login", {"code": slip["code"]})["token"]
        body = pledge_body(self.session, self.name, self.key.public.hex())
        self.post("/pledge", {"sign_key": self.key.public.hex(), "signature": self.sign(body)})
        self.get("/bidders")
        self.post("/recusal", {"hindered": False})

    def sign(self, body: Body) -> str:
        """The member's signature, in hex."""
        return self.key.sign(signed_bytes(body)).hex()

    def sheet(self, lot: str) -> Any:
        """What is to be judged now."""
        return self.get(f"/lots/{lot}/sheet")

    def votes(self, lot: str) -> dict[str, Any]:
        """A batch in which every bid passes every item."""
        sheet = self.sheet(lot)
        votes = [
            {"bid": bid["bid"], "item": item["code"], "pass": True, "base": 0}
            for bid in sheet["bids"]
            for item in sheet["items"]
        ]
        return {"id": _fresh_id(), "votes": votes}

    def marks(self, lot: str, mark: Marks) -> dict[str, Any]:
        """A batch of marks for everything that this phase asks for."""
        sheet = self.sheet(lot)
        given = [
            {"bid": bid["bid"], "criterion": one["name"], "value": mark(self.name, bid, one), "base": 0}
            for bid in sheet["bids"]
            for one in sheet["criteria"]
        ]
        return {"id": _fresh_id(), "marks": given}

    def save(self, lot: str, batch: dict[str, Any]) -> dict[str, Any]:
        """Send a batch of votes or marks."""
        kind = "votes" if "votes" in batch else "marks"
        taken: dict[str, Any] = self.post(f"/lots/{lot}/{kind}", batch)
        return taken

    def hand_in(self, lot: str) -> None:
        """Hand the sheet in as it is."""
        sheet = self.sheet(lot)
        self.post(f"/lots/{lot}/hand-in", {"part": sheet["part"], "version": sheet["version"]})

    def explain_prices(self, lot: str) -> None:
        """Whatever low price is asked about is explained."""
        sheet = self.sheet(lot)
        asked = {one["bid"] for one in sheet["bids"] if one["low_price"]} - {one["bid"] for one in sheet["price_votes"]}
        for bid in sorted(asked):
            form = {"bid": bid, "explained": True, "reason": "报价构成说明可信"}
            self.post(f"/lots/{lot}/price-votes", form)

    def answer_alerts(self, lot: str) -> tuple[int, int]:
        """Look at every mark that is asked about again: the first is changed, the others stay. (Asked, changed.)"""
        waiting = [one for one in self.sheet(lot)["alerts"] if one["answer"] is None]
        for number, alert in enumerate(waiting):
            form: dict[str, Any] = {"answer": "confirmed", "reason": "方案与评审标准对照后维持"}
            if number == 0:
                form = {"answer": "changed", "reason": "复核后调整", "value": _nearer(alert)}
            self.post(f"/alerts/{alert['id']}", form)
        return len(waiting), min(1, len(waiting))


def _fresh_id() -> str:
    return str(UUID(bytes=system_entropy(16), version=4))


def _nearer(alert: Mapping[str, Any]) -> str:
    """Two marks back from where it stood."""
    mark = float(alert["mark"])
    return f"{mark - 2 if alert['direction'] == 'high' else mark + 2:.2f}"


@contextmanager
def signs_of_life(seats: Callable[[], list[Seat]], url: str) -> Iterator[None]:
    """As long as the block lasts every one of these seats is seen; who is left out is away."""
    over, wire = Event(), Wire(url)

    def beat() -> None:
        while not over.wait(BEAT):
            for seat in seats():
                _beat(wire, seat)

    thread = Thread(target=beat, name="presence", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        wire.close()


def _beat(wire: Wire, seat: Seat) -> None:
    try:
        told(wire.ask("POST", "/api/seat/presence", headers=seat.headers, json={"round_trip_ms": 30}))
    except PlatformRefused as refusal:
        if refusal.http_status not in (401, 403):  # who was replaced is signed out
            raise
