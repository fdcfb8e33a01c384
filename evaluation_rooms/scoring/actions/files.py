"""Files of the bids for the seats: blind ones only while names are hidden, under pseudonyms; the others at other times.

Every reading is journalled where the bytes are handed out (`bidding.handover.bid_file`).
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from bidding.handover import BidFile, bid_file, judged_lot
from evaluation_rooms.rooms.actions import seated
from evaluation_rooms.scoring.actions.lots import facts_of, scored_lot
from evaluation_rooms.scoring.answers import BidFiles, FilesShown, JudgedFile
from evaluation_rooms.scoring.facts import LotFacts
from evaluation_rooms.scoring.ranges import Range, within
from evaluation_rooms.scoring.rules import RANKED
from foundation.errors import NoSuchThing
from foundation.work import Work

READING = ("PRELIMINARY", "BLIND", "OPEN_PART", "PRICE_OPENING", "CONFIRM", *RANKED)
FILE = "file of a bid 投标文件"


@dataclass(frozen=True)
class OpenFile:
    """A file that is being read: what it is, and its bytes from `start` to `stop`."""

    shown: JudgedFile
    start: int
    stop: int
    partial: bool
    chunks: AsyncIterator[bytes]


async def list_files(work: Work, lot_id: UUID) -> FilesShown:
    """What the asking seat may read now, by bid."""
    facts, phase, files = await _files(work, lot_id)
    hidden = phase == "BLIND"
    bids: list[BidFiles] = [
        {
            "bid": facts.shown(bid, hidden=hidden),
            "files": [_shown(number, one, hidden=hidden) for number, one in listed if _may_read(one, phase)],
        }
        for bid, listed in files.items()
    ]
    order = {one.pseudonym: int(one.pseudonym[1:]) for one in facts.bids}
    return {"bids": sorted(bids, key=lambda one: (order.get(one["bid"], 0), one["bid"]))}


async def _files(work: Work, lot_id: UUID) -> tuple[LotFacts, str, dict[str, list[tuple[int, BidFile]]]]:
    """The lot, the phase, and the numbered files of each bid."""
    seat = await seated(work, *READING, held_ok=True)
    facts = facts_of(await scored_lot(work, seat.session.id, lot_id))
    judged = await judged_lot(work, lot_id)
    return facts, seat.sitting.phase, {one.bid: list(enumerate(one.files, 1)) for one in judged.bids}


def _may_read(file: BidFile, phase: str) -> bool:
    """Blind files in the blind part and after it; the others whenever names are known."""
    if phase == "BLIND":
        return file.part == "blind"
    return file.part == "open" or phase != "PRELIMINARY"


def _shown(number: int, file: BidFile, *, hidden: bool) -> JudgedFile:
    """A name or a hash may tell whose file it is."""
    suffix = file.name.rpartition(".")[2][:8] if "." in file.name else ""
    return {
        "number": number,
        "name": f"暗标-{number}.{suffix}".rstrip(".") if hidden else file.name,
        "kind": file.kind,
        "media_type": file.media_type,
        "length": file.length,
        "sha256": None if hidden else file.sha256,
        "blind": file.part == "blind",
    }


async def open_file(work: Work, lot_id: UUID, bid: str, number: int, wanted: Range | None = None) -> OpenFile:
    """One file, or a part of it; what a seat may not read now is not there."""
    facts, phase, files = await _files(work, lot_id)
    hidden = phase == "BLIND"
    digest = facts.named(bid, hidden=hidden).bid
    file = next((one for place, one in files[digest] if place == number and _may_read(one, phase)), None)
    if file is None:
        raise NoSuchThing(what=FILE)
    start, stop, partial = within(wanted, file.length)
    chunks = await bid_file(work, digest, file.kind, file.name, start, stop)
    return OpenFile(_shown(number, file, hidden=hidden), start, stop, partial, chunks)
