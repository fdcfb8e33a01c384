"""Doors that only a demonstration has: who can sign in, with what, and the files to try everything with.

No other platform has them: they are added to the house by `commands/demonstration/server.py` alone.
"""

from typing import Any, TypedDict

from litestar import Response, get
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from bidding.documents.downloads import disposition
from commands.demonstration.custodians import DemoCustodians
from commands.demonstration.data import CUSTODIANS, HAND_COMPANIES
from commands.demonstration.handouts import BID_TITLES, TENDER_FILE, HandOuts, bid_file, company_file, custodian_file
from commands.demonstration.state import PASSWORD, DemoState
from foundation.codes import project_code
from foundation.entropy import system_entropy
from foundation.errors import NoSuchThing

PLACE = "/api/demonstration"
REGION = "422800"


class DemoAccount(TypedDict):
    """Somebody who can sign in with the password of all."""

    login: str
    role: str
    name: str
    organisation: str


class DemoTender(TypedDict):
    """A lot of the demonstration; `key` is the tender's name in its data (D1, D4-1), shared by its lots."""

    key: str
    lot: str


class DemoBody(TypedDict):
    """A custodian body. One that does not act by itself is the person's; `file` is its key's name."""

    name: str
    acts: bool
    file: str


class DemoCompany(TypedDict):
    """A company whose key is bound and which bids nowhere yet; `papers` are files to bid with."""

    name: str
    uscc: str
    file: str
    papers: list[str]


class DemoSeat(TypedDict):
    """A seat of the room: `code` is that of a slip nobody used yet, `key` the seed in hex that the member pledged with.

    Both are told by a demonstration only, so that one person can play the whole committee.
    """

    seat: str
    venue: str
    workstation: str
    code: str
    key: str


class DemoRoom(TypedDict):
    """The room in the middle of its work."""

    session: str
    lot: str
    seats: list[DemoSeat]


class DemonstrationShown(TypedDict):
    """Everything that a person needs. Until the past is played (`ready`), nobody can sign in.

    `project_code` is a fresh one, for a project to be entered by hand; files are at `/files/<name>` below this place.
    """

    ready: bool
    password: str
    accounts: list[DemoAccount]
    tenders: list[DemoTender]
    room: DemoRoom | None
    custodians: list[DemoBody]
    companies: list[DemoCompany]
    tender_file: str
    project_code: str


def show(state: DemoState) -> DemonstrationShown:
    """What the page of the demonstration shows."""
    ready = state.is_loaded
    return {
        "ready": ready,
        "password": PASSWORD,
        "accounts": [_account(one) for one in state.accounts] if ready else [],
        "tenders": [{"key": key.partition(".")[0], "lot": lot} for key, lot in sorted(state.lots.items()) if ready],
        "room": _room(state) if ready and state.room else None,
        "custodians": [
            {"name": name, "acts": number <= DemoCustodians.acting, "file": custodian_file(number)}
            for number, (name, _) in enumerate(CUSTODIANS, 1)
        ],
        "companies": [
            {
                "name": name,
                "uscc": uscc,
                "file": company_file(name),
                "papers": [bid_file(name, title) for title in BID_TITLES],
            }
            for name, uscc in HAND_COMPANIES
        ],
        "tender_file": TENDER_FILE,
        "project_code": project_code("E", REGION, int.from_bytes(system_entropy(4), "big")),
    }


def _account(one: Any) -> DemoAccount:
    return {"login": one.login, "role": one.role, "name": one.name, "organisation": one.organisation}


def _room(state: DemoState) -> DemoRoom:
    seats: list[DemoSeat] = [
        {
            "seat": one.seat,
            "venue": one.venue,
            "workstation": one.workstation,
            "code": one.code,
            "key": one.key,
        }
        for one in state.seats
    ]
    return {"session": state.room, "lot": state.lots["D3"], "seats": seats}


def doors_of(state: DemoState, handouts: HandOuts) -> list[ControllerRouterHandler]:
    """The doors of this demonstration."""

    @get(PLACE, sync_to_thread=True)
    def show_demonstration() -> DemonstrationShown:
        """Who can sign in to this demonstration, and what there is to try it with."""
        return show(state)

    @get(PLACE + "/files/{name:str}", sync_to_thread=True)
    def hand_out(name: FromPath[str]) -> Response[bytes]:
        """A key or paper to try the demonstration with; always a download."""
        file = handouts.files.get(name)
        if file is None or not state.is_loaded:
            raise NoSuchThing(what="file")
        media_type = "application/pdf" if name.endswith(".pdf") else "application/json"
        headers = {"content-disposition": disposition(name), "cache-control": "no-store"}
        return Response(file(), media_type=media_type, headers=headers)

    return [show_demonstration, hand_out]
