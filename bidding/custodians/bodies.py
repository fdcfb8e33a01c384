"""A custodian body as it is registered, and the seat it takes on a project's roster."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast, get_args
from uuid import UUID

from bidding.custodians.answers import BodyShown
from bidding.custodians.refusals import KeysNotDistinct, RosterRefused
from bidding.custodians.roster import RosterFault, Seat, SeatKind
from bidding.custodians.statements import BODY_CONTEXT
from bidding.custodians.tables import CustodianBody
from bidding.projects.tables import Project
from bidding.projects.words import check_words
from bidding.tenders.answers import CustodianNamed
from crypto.group import checked_point
from crypto.secret_sharing import check_possession
from foundation.errors import FieldRefused
from foundation.regions import city_key
from foundation.rulebook import rulebook

SEATS: tuple[SeatKind, ...] = get_args(SeatKind)


@dataclass(frozen=True)
class NewBody:
    """What is registered: `prefecture` is the division code of where the body sits."""

    name: str
    prefecture: str
    seat: str
    persons: int
    share_key: bytes
    sign_key: bytes
    possession: dict[str, Any]
    phone: str
    organisation: UUID | None


def check_body(new: NewBody) -> None:
    """Refuse words, persons and keys that cannot be; the share key's possession must be proven."""
    check_words("name", new.name, 2, 120)
    check_words("phone", new.phone, 0, 40)
    city_key(new.prefecture)
    if new.seat not in SEATS:
        raise FieldRefused(field="seat", why="one of " + ", ".join(SEATS), why_zh="应为" + "、".join(SEATS))
    least = rulebook(1).count("R-PERSONS-MIN")
    if new.persons < least:
        zh, en = f"经办人{new.persons}名，不得少于{least}名", f"{new.persons} persons, at least {least}"
        raise RosterRefused([RosterFault("R-PERSONS-MIN", zh, en)])
    if new.share_key == new.sign_key:
        raise KeysNotDistinct()
    checked_point(new.sign_key, "the signing key")
    check_possession(new.share_key, BODY_CONTEXT, new.possession)


def seat_of(body: CustodianBody, project: Project) -> SeatKind:
    """The seat it takes here: the buyer's, agency's or centre's own body cannot sit as somebody else."""
    if body.organisation_id is not None and body.organisation_id in {project.buyer_id, project.agency_id}:
        return "buyer_side"
    if body.organisation_id is not None and body.organisation_id == project.centre_id:
        return "local_centre"
    return next(kind for kind in SEATS if kind == body.seat)


def seats_of(bodies: Sequence[CustodianBody], project: Project) -> list[Seat]:
    """The bodies as a roster of this project."""
    return [
        Seat(
            body=body.id,
            name=body.name,
            prefecture=body.prefecture,
            kind=seat_of(body, project),
            persons=body.persons,
            share_key=body.share_key,
            sign_key=body.sign_key,
        )
        for body in bodies
    ]


def member_json(index: int, body: CustodianBody, project: Project) -> CustodianNamed:
    """A custodian's entry in a key set."""
    return {
        "index": index,
        "body": str(body.id),
        "name": body.name,
        "prefecture": body.prefecture,
        "seat": seat_of(body, project),
        "share_key": body.share_key.hex(),
        "sign_key": body.sign_key.hex(),
    }


def body_json(body: CustodianBody) -> BodyShown:
    """A body as staff see it, with the deputies' phone."""
    return {
        "id": str(body.id),
        "name": body.name,
        "prefecture": body.prefecture,
        "seat": cast(SeatKind, body.seat),
        "persons": body.persons,
        "share_key": body.share_key.hex(),
        "sign_key": body.sign_key.hex(),
        "phone": body.phone,
        "organisation": None if body.organisation_id is None else str(body.organisation_id),
        "retired": body.retired_at is not None,
    }
