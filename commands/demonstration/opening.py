"""An opening of the demonstration, from its freeze to its record, with bidders who confirm and a host who closes."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from commands.demonstration.custodians import DemoCustodians
from commands.rehearsal.stage_bids import sign_by_bid
from commands.rehearsal.stage_hands import Staff
from commands.wire import Wire

OPENING_PATIENCE = timedelta(minutes=10)
LOOK_EVERY = 0.1


class DemoDiffers(Exception):
    """The platform decided otherwise than the demonstration's data expect."""


def finish_opening(
    wire: Wire,
    custodians: DemoCustodians,
    host: Staff,
    lot: str,
    bids: Sequence[Path],
    now: Callable[[], datetime],
) -> None:
    """Take one opening from its freeze to its record."""
    ends = now() + OPENING_PATIENCE
    while now() < ends:
        hall = wire.get(f"/api/lots/{lot}/opening")
        if hall["phase"] == "closed":
            return
        if hall["phase"] in ("await_identities", "await_contents"):
            custodians.advance(lot)
        if hall["phase"] == "read_out":
            confirm_and_close(wire, host, lot, bids, hall["read_out"], now())
        wire.pause(LOOK_EVERY)
    raise DemoDiffers(f"the opening of {lot} stands still")


def confirm_and_close(wire: Wire, host: Staff, lot: str, bids: Sequence[Path], read_out: str, at: datetime) -> None:
    """These bidders confirm what was read out, and the host closes. Raises PlatformRefused while it is too early."""
    for bid in bids:
        signed = sign_by_bid(bid, "confirmation", at, readout=read_out)
        wire.post(f"/api/lots/{lot}/opening/confirmations", {"signed": signed})
    host.post(f"/api/lots/{lot}/opening/close")
