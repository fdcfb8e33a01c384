"""What every later stage of the demonstration stands on: staff, venues, carrier, custodians, who bid with which key."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commands.demonstration.clock import DemoClock
from commands.demonstration.custodians import DemoCustodians
from commands.demonstration.data import BidPlan, TenderPlan
from commands.demonstration.opening import DemoDiffers
from commands.files import read_bytes
from commands.rehearsal.carrier import SIGNATURE, Carrier
from commands.rehearsal.pdfs import Press
from commands.rehearsal.stage_bids import keys_of
from commands.rehearsal.stage_hands import Staff
from commands.sealing import BID_KEY_FILE
from commands.wire import Wire
from crypto.bid import parse_bid_key
from crypto.encoding import canonical
from foundation.clock import stopwatch

PATIENCE = 90.0


@dataclass
class Ground:
    """Shared by draws, rooms and awards. `bids`: by lot, every bid that counts with its folder."""

    wire: Wire
    clock: DemoClock
    custodians: DemoCustodians
    carrier: Carrier
    press: Press
    staff: Mapping[str, Staff]
    venues: dict[str, str] = field(default_factory=dict)
    stations: dict[str, list[str]] = field(default_factory=dict)
    bids: Mapping[str, Sequence[tuple[BidPlan, Path]]] = field(default_factory=dict)

    def wait(self, there: Callable[[], bool], what: str) -> None:
        """Until it is so; DemoDiffers after a minute and a half."""
        ends = stopwatch() + PATIENCE
        while not there():
            if stopwatch() > ends:
                raise DemoDiffers(f"nothing goes on: {what}")
            self.wire.pause(0.1)

    def buyer(self, plan: TenderPlan) -> Staff:
        """The buyer's own person."""
        return self.staff[f"buyer-{plan.buyer.lower()}"]

    def letters(self, lot: str) -> dict[str, str]:
        """The letter of the vectors by the bid's digest."""
        return {bid_name(folder): plan.letter for plan, folder in self.bids[lot]}

    def answer(self, message: Mapping[str, Any], text: str) -> None:
        """What an invited expert texts back."""
        answer_message(self.wire, self.carrier, message, text)


def answer_message(wire: Wire, carrier: Carrier, message: Mapping[str, Any], text: str) -> None:
    """A text message of an expert, as the carrier hands it on."""
    body = canonical({"id": f"reply-{message['id']}", "code": message["code"], "text": text})
    headers = {SIGNATURE: carrier.sign(body), "Content-Type": "application/json"}
    wire.ask("POST", "/api/replies", content=body, headers=headers)


def bid_name(folder: Path) -> str:
    """The digest under which the platform knows a sealed bid."""
    return str(parse_bid_key(read_bytes(keys_of(folder) / BID_KEY_FILE).strip())["bid"])
