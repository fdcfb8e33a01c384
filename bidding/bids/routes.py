"""The door for bids: tus 1.0 (creation, expiration, checksum, termination) in pieces, then one idempotent seal.

No account, no cookie, no log line. Firewalls that drop PATCH are met by POST with X-HTTP-Method-Override.
"""

import re
from base64 import b64decode
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, head, patch, post, route
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import ClientException
from litestar.params import FromPath, JSONBody

from bidding.bids import refusals
from bidding.bids.actions import seal as sealing
from bidding.bids.actions import uploads
from bidding.bids.actions.withdraw import withdraw_bid
from bidding.bids.pieces import Pieces
from bidding.bids.receipts import ReceiptShown, SignedReceipt, SignedWithdrawalAccepted
from foundation.actors import PUBLIC
from foundation.errors import FieldRefused, NoSuchThing, RequestRefused
from foundation.failpoints import hit
from foundation.work import House, Work
from storage.errors import PieceRefused
from storage.names import object_name

TUS = {"Tus-Resumable": "1.0.0", "Cache-Control": "no-store"}
TUS_OFFER = {
    "Tus-Version": "1.0.0",
    "Tus-Extension": "creation,expiration,checksum,termination",
    "Tus-Checksum-Algorithm": "sha256",
}
"""What OPTIONS tells of the protocol."""


class EnvelopeSent(msgspec.Struct, forbid_unknown_fields=True):
    """One envelope of a bid: the upload that holds its body, and its header in base64."""

    kind: str
    upload: str
    header: str


class SealRequest(msgspec.Struct, forbid_unknown_fields=True):
    """A signed bid statement with its four envelopes; `replaces` withdraws an earlier bid in the same moment."""

    statement: dict[str, Any]
    envelopes: list[EnvelopeSent]
    replaces: dict[str, Any] | None = None


class WithdrawalRequest(msgspec.Struct, forbid_unknown_fields=True):
    """A withdrawal signed by the bid key."""

    signed: dict[str, Any]


def _expires(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


def _number(request: Request[Any, Any, State], name: str) -> int:
    text = request.headers.get(name, "")
    if not re.fullmatch(r"[0-9]{1,15}", text):
        raise FieldRefused(field=name, why="a whole number of bytes is needed", why_zh="应为字节数")
    return int(text)


def _metadata(request: Request[Any, Any, State]) -> dict[str, str]:
    """Upload-Metadata of tus: `key base64, key base64`."""
    pairs: dict[str, str] = {}
    for part in filter(None, request.headers.get("upload-metadata", "").split(",")):
        name, _, value = part.strip().partition(" ")
        try:
            pairs[name] = b64decode(value, validate=True).decode()
        except ValueError:
            raise FieldRefused(field="Upload-Metadata", why="not base64", why_zh="不是base64编码") from None
    return pairs


def _checksum(request: Request[Any, Any, State]) -> bytes | None:
    text = request.headers.get("upload-checksum")
    if text is None:
        return None
    algorithm, _, value = text.partition(" ")
    if algorithm != "sha256":
        raise FieldRefused(field="Upload-Checksum", why="only sha256 is taken", why_zh="仅支持sha256")
    try:
        return b64decode(value, validate=True)
    except ValueError:
        raise FieldRefused(field="Upload-Checksum", why="not base64", why_zh="不是base64编码") from None


@route("/api/uploads", http_method=["OPTIONS"], status_code=204, include_in_schema=False)
async def upload_options() -> Response[None]:
    """What this server takes of tus."""
    return Response(None, status_code=204, headers=TUS | TUS_OFFER)


@post("/api/uploads", status_code=201)
async def create_upload(request: Request[Any, Any, State], public_work: NamedDependency[Work]) -> Response[None]:
    """Begin the upload of one envelope body (tus creation). Upload-Metadata names `lot` and `kind`."""
    told = _metadata(request)
    try:
        lot = UUID(told.get("lot", ""))
    except ValueError:
        raise FieldRefused(field="Upload-Metadata lot", why="a lot id is needed", why_zh="应为标段编号") from None
    upload = await uploads.open_upload(public_work, lot, told.get("kind", ""), _number(request, "upload-length"))
    where = {"Location": f"/api/uploads/{upload.id}", "Upload-Expires": _expires(upload.expires_at)}
    return Response(None, status_code=201, headers=TUS | where)


@head("/api/uploads/{upload_id:str}")
async def ask_offset(upload_id: FromPath[str], public_work: NamedDependency[Work]) -> Response[None]:
    """How many bytes are kept (tus core)."""
    upload = await uploads.find_upload(public_work, upload_id)
    told = {"Upload-Offset": str(upload.done), "Upload-Length": str(upload.length)}
    return Response(None, headers=TUS | told | {"Upload-Expires": _expires(upload.expires_at)})


@patch("/api/uploads/{upload_id:str}", status_code=204, request_max_body_size=None)
async def send_pieces(upload_id: FromPath[str], request: Request[Any, Any, State]) -> Response[None]:
    """Send bytes from Upload-Offset on (tus core). What fills a piece of 8 MiB, or the end, is kept."""
    return await _send_pieces(upload_id, request)


@post("/api/uploads/{upload_id:str}", status_code=204, request_max_body_size=None)
async def override_method(upload_id: FromPath[str], request: Request[Any, Any, State]) -> Response[None]:
    """PATCH or DELETE by POST with X-HTTP-Method-Override, where a firewall drops the method itself."""
    method = request.headers.get("x-http-method-override", "").upper()
    if method == "PATCH":
        return await _send_pieces(upload_id, request)
    if method == "DELETE":
        return await _end_upload(upload_id, request.app.state.house)
    raise RequestRefused(why="X-HTTP-Method-Override must be PATCH or DELETE")


@delete("/api/uploads/{upload_id:str}", status_code=204)
async def end_upload(upload_id: FromPath[str], request: Request[Any, Any, State]) -> None:
    """Give up an unsealed upload (tus termination)."""
    await _end_upload(upload_id, request.app.state.house)


async def _end_upload(upload_id: str, house: House) -> Response[None]:
    async with house.work(PUBLIC) as work:
        await uploads.end_upload(work, upload_id)
    return Response(None, status_code=204, headers=TUS)


async def _send_pieces(upload_id: str, request: Request[Any, Any, State]) -> Response[None]:
    house: House = request.app.state.house
    offset, checksum = _number(request, "upload-offset"), _checksum(request)
    announced = (_number(request, "content-length") if "content-length" in request.headers else 0) or None
    pieces = Pieces(request.stream())
    while True:
        async with house.work(PUBLIC) as work:
            place = await uploads.find_place(work, upload_id, offset, announced)
        if place is None:
            return Response(None, status_code=204, headers=TUS | {"Upload-Offset": str(offset)})
        if checksum is not None and announced not in (None, place.size):
            why = "one piece a request, when it has a checksum"
            raise FieldRefused(field="Upload-Checksum", why=why, why_zh="带校验值时每次请求只能发送一个分片")
        offset = await _keep_piece(house, place, uploads.PieceStream(pieces.take(place.size), offset == 0, checksum))
        announced = None if announced is None else announced - place.size
        if announced is None and place.last:
            announced = 0


async def _keep_piece(house: House, place: uploads.PlaceForPiece, stream: uploads.PieceStream) -> int:
    """Stream one piece into the store without a transaction, then write it down in a short one."""
    try:
        tag = await house.store.put_piece(
            object_name(place.name), place.handle, place.number, place.size, aiter(stream)
        )
    except (PieceRefused, ClientException):
        raise refusals.PieceCutOff from None
    hit("piece.stored")
    async with house.work(PUBLIC) as work:
        return await uploads.receive_piece(work, place, tag, stream.leaf.digest())


@post("/api/lots/{lot:uuid}/bids", status_code=201)
async def seal(lot: FromPath[UUID], data: JSONBody[SealRequest], request: Request[Any, Any, State]) -> SignedReceipt:
    """Seal a bid: judged after the lot's lock, answered with the signed receipt. Safe to repeat."""
    sent = [sealing.SentEnvelope(e.kind, e.upload, sealing.decode_header(e.header, e.kind)) for e in data.envelopes]
    house: House = request.app.state.house
    async with house.work(PUBLIC) as work:
        receipt = await sealing.seal_bid(work, lot, data.statement, sent, data.replaces)
    hit("seal.committed")
    return receipt


@post("/api/lots/{lot:uuid}/withdrawals", status_code=200)
async def withdraw(
    lot: FromPath[UUID], data: JSONBody[WithdrawalRequest], public_work: NamedDependency[Work]
) -> SignedWithdrawalAccepted:
    """Withdraw a bid by its bid key's signature. Safe to repeat."""
    return await withdraw_bid(public_work, lot, data.signed)


@get("/api/receipts/{number:str}")
async def show_receipt(number: FromPath[str], public_work: NamedDependency[Work]) -> ReceiptShown:
    """The receipt of that number and the state of its bid: for its holder, who alone knows the number."""
    found = await sealing.find_receipt(public_work.session, number)
    if found is None:
        raise NoSuchThing(what="receipt 回执")
    return found


ROUTES = [
    upload_options,
    create_upload,
    ask_offset,
    send_pieces,
    override_method,
    end_upload,
    seal,
    withdraw,
    show_receipt,
]
