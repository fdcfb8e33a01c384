"""What a demonstration remembers between two starts: accounts, lots, where the bids lie, how far its clock is ahead."""

from dataclasses import asdict, dataclass, field
from pathlib import Path

from commands.files import read_document, write_document

STATE_FILE = "demo.json"
STATE = "tianping/demo-state/3"
PASSWORD = "the scales are level"  # noqa: S105 - shown on the demonstration's own page; it opens nothing else
"""Of every account and every key file of the demonstration."""


@dataclass(frozen=True)
class Account:
    """Somebody who can sign in to the demonstration."""

    login: str
    role: str
    name: str
    organisation: str


@dataclass(frozen=True)
class LiveSeat:
    """A seat of the room that is in the middle of its work: the code of its slip, and what the demonstration holds.

    `token` keeps the seat alive until somebody signs in by the slip; `key` is the seed it pledged with, in hex.
    """

    seat: str
    venue: str
    workstation: str
    code: str
    token: str = field(repr=False)
    key: str = field(repr=False)


@dataclass
class DemoState:
    """See the module."""

    folder: Path
    ahead: float = 0.0
    accounts: list[Account] = field(default_factory=list)
    lots: dict[str, str] = field(default_factory=dict)
    bids: dict[str, list[str]] = field(default_factory=dict)
    room: str = ""
    seats: list[LiveSeat] = field(default_factory=list)

    @property
    def is_loaded(self) -> bool:
        """Whether an earlier start of this program played the past to its end."""
        file = self.folder / STATE_FILE
        return file.exists() and read_document(file).get("type") == STATE

    def save(self) -> None:
        """Written last: a past that was played only in part is played anew."""
        told = {"type": STATE, "ahead_ms": round(self.ahead * 1000), "lots": self.lots, "bids": self.bids}
        told |= {"accounts": [asdict(one) for one in self.accounts], "room": self.room}
        told |= {"seats": [asdict(one) for one in self.seats]}
        write_document(self.folder / STATE_FILE, told, private=True, replace=True)

    def read(self) -> None:
        """What an earlier start left."""
        kept = read_document(self.folder / STATE_FILE)
        self.ahead = kept["ahead_ms"] / 1000
        self.lots, self.bids = kept["lots"], kept["bids"]
        self.accounts = [Account(**one) for one in kept["accounts"]]
        self.room, self.seats = kept["room"], [LiveSeat(**one) for one in kept["seats"]]
