"""What earlier releases of a process told: who takes part, what became of each bid, which awards stand."""

from typing import Any, NamedTuple

from evaluation_rooms.publication.ocds.parts import Parties
from evaluation_rooms.publication.ocds.process import Body, Process


class Made(NamedTuple):
    """What one record gives: the tags of its release, and the sections that it adds or replaces."""

    tags: tuple[str, ...]
    sections: dict[str, Any]


class Story:
    """Grows from release to release."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.parties = Parties()
        self.last: str | None = None
        self.bids: dict[str, Body] = {}
        """Rows of the opening record by bid, once there is one."""
        self.awards: dict[str, str] = {}
        """Status by the bid that it is for."""
        self._buyer: Body = {}

    def release(self, made: Made, date: str, identity: str) -> dict[str, Any]:
        """The release of these sections; every organisation that it refers to is among its parties."""
        tender = self.process.tender
        self._buyer = self._buyer or self.parties.add(tender["buyer"], "buyer")
        self.last = identity
        return {
            "ocid": self.process.ocid,
            "id": identity,
            "date": date,
            "tag": list(made.tags),
            "initiationType": "tender",
            "language": "zh",
            "parties": self.parties.told(),
            "buyer": self._buyer,
            **made.sections,
        }

    @property
    def tender_id(self) -> str:
        """The id of the tender section, which every release of it repeats."""
        return f"{self.process.lot}-{self.process.number}"

    def tender(self, **members: Any) -> Body:
        """A tender section with these members."""
        return {"id": self.tender_id, **members}

    def award_id(self, bid: str) -> str:
        """The id of the award to a bid."""
        return f"{self.process.ocid}-award-{bid[:16]}"

    def amendment(self, found: str, date: str, why: str, kind: str) -> Body:
        """What changed in a tender, beside the release that it changed."""
        told = {"id": found, "date": date, "description": why, "releaseID": self.process.release_id(kind, found)}
        return told if self.last is None else {**told, "amendsReleaseID": self.last}
