"""The record that shows where a session really sat, `tianping/share-count/1`: made here, checked by anybody. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from crypto.encoding import Body, timestamp
from evaluation_rooms.statistics.kinds import Kind, Seat, classify

TYPE: Final = "tianping/share-count/1"


@dataclass(frozen=True)
class Counted:
    """One report of one lot with its evidence; digests are of the records of that name."""

    lot: UUID
    round: int
    session: UUID
    project: UUID
    report: bytes
    closing: bytes
    draw: bytes | None
    main: str
    seats: tuple[Seat, ...]
    least: int
    rulebook: int
    at: datetime

    @property
    def kind(self) -> Kind:
        """What it counts as."""
        return classify(self.main, self.seats, self.least)

    def body(self) -> Body:
        """The record: seats by name, no person, no venue's name; enough to classify the session again."""
        return {
            "type": TYPE,
            "lot": str(self.lot),
            "round": self.round,
            "session": str(self.session),
            "project": str(self.project),
            "report": self.report.hex(),
            "closing": self.closing.hex(),
            "draw": self.draw.hex() if self.draw else None,
            "main_city": self.main,
            "seats": [seat_body(seat) for seat in self.seats],
            "least": self.least,
            "rulebook": self.rulebook,
            "at": timestamp(self.at),
            "kind": self.kind,
        }


def seat_body(seat: Seat) -> Body:
    """A seat as recorded."""
    kind = "expert" if seat.is_expert else "buyer"
    return {"seat": seat.name, "kind": kind, "city": seat.city, "signed": seat.signed}


def read_seats(rows: Sequence[Mapping[str, Any]]) -> list[Seat]:
    """The seats of a record."""
    return [Seat(row["seat"], row["kind"] == "expert", row["city"], row["signed"]) for row in rows]


def kind_of_record(body: Mapping[str, Any]) -> Kind:
    """The kind that a record's own seats come to: what `verify` compares with the kind it tells."""
    return classify(body["main_city"], read_seats(body["seats"]), body["least"])


def signed_seats(closing: Mapping[str, Any]) -> set[str]:
    """The seats that signed the report, by a tianping/report-closing/1 body; silent ones are not among them."""
    return {one if isinstance(one, str) else one["seat"] for one in closing["signed"]}
