"""Doors of tender documents: drafts for their staff, publication, and the open download for everybody.

The open download asks nobody who he is, sets no cookie, and leaves no line in any log (Order 20 Art. 20, 21).
"""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, post, put, route
from litestar.di import NamedDependency
from litestar.enums import HttpMethod
from litestar.exceptions import ClientException
from litestar.params import FromPath, JSONBody
from litestar.response import Stream

from bidding.documents import actions
from bidding.documents.answers import DocumentVersions, FileDrafted, VersionOpened, VersionSettled
from bidding.documents.downloads import Named, answer
from bidding.documents.files import StoredFile, read_length, read_media_type
from bidding.documents.publishing import Terms
from bidding.documents.refusals import FileCutOff
from bidding.tenders.answers import SignedTender
from crypto.encoding import unhex
from crypto.errors import CryptoError
from foundation.errors import NoSuchThing, Refusal
from foundation.web import provide_work
from foundation.work import House, Work
from storage.interface import Store
from storage.names import object_name

AnyRequest = Request[Any, Any, Any]


class PublicationGiven(msgspec.Struct, forbid_unknown_fields=True):
    """The deadline, the rulebook that will hold, and whether it is practice."""

    deadline: datetime
    rulebook: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 1
    rehearsal: bool = False


def _work_of(request: AnyRequest, house: House) -> AbstractAsyncContextManager[Work]:
    """A transaction of the signed-in actor, shorter than the request: none is open while bytes stream in."""
    return asynccontextmanager(provide_work)(request, house)


@put("/api/lots/{lot:uuid}/documents/{name:str}", request_max_body_size=None)
async def put_document(
    lot: FromPath[UUID], name: FromPath[str], request: AnyRequest, house: NamedDependency[House]
) -> FileDrafted:
    """Add a file to the draft, or replace it: the body is the file, with Content-Type and Content-Length."""
    length = read_length(request.headers.get("content-length"))
    async with _work_of(request, house) as work:
        await actions.check_draft(work, lot, name)
    try:
        stored = await actions.keep_bytes(house.store, house.entropy, length, request.stream())
    except ClientException:
        raise FileCutOff() from None
    async with _work_of(request, house) as work:
        return await _put(work, lot, name, read_media_type(request.headers.get("content-type")), stored)


async def _put(work: Work, lot: UUID, name: str, media_type: str, stored: StoredFile) -> FileDrafted:
    try:
        return await actions.put_document(work, lot, name, media_type, stored)
    except Refusal:
        await work.store.delete(object_name(stored.object_name))
        raise


@get("/api/lots/{lot:uuid}/documents")
async def list_documents(lot: FromPath[UUID], work: NamedDependency[Work]) -> DocumentVersions:
    """Every version of the newest round with its files, for the lot's own staff."""
    return {"versions": await actions.list_documents(work, lot)}


@get("/api/lots/{lot:uuid}/documents/{name:str}")
async def show_own_file(
    lot: FromPath[UUID], name: FromPath[str], request: AnyRequest, work: NamedDependency[Work]
) -> Response[Any]:
    """A file of the newest version, draft or not, for the lot's own staff."""
    file, stored_as = await actions.find_own_file(work, lot, name)
    return await _send(request, work.store, file, stored_as, {"cache-control": "private, no-store"})


@delete("/api/lots/{lot:uuid}/documents/{name:str}", status_code=204)
async def remove_document(lot: FromPath[UUID], name: FromPath[str], work: NamedDependency[Work]) -> None:
    """Take a file out of the draft."""
    await actions.remove_document(work, lot, name)


@post("/api/lots/{lot:uuid}/documents/settle", status_code=200)
async def settle(lot: FromPath[UUID], work: NamedDependency[Work]) -> VersionSettled:
    """Close the draft and record it; of a published tender, publish it as the next version. Safe to repeat."""
    return await actions.settle_documents(work, lot)


@post("/api/lots/{lot:uuid}/documents/reopen", status_code=204)
async def reopen(lot: FromPath[UUID], work: NamedDependency[Work]) -> None:
    """Undo the settling before publication; custodians sign again."""
    await actions.reopen_documents(work, lot)


@post("/api/lots/{lot:uuid}/versions")
async def open_version(lot: FromPath[UUID], work: NamedDependency[Work]) -> VersionOpened:
    """Begin the next version of a published tender's documents. Safe to repeat."""
    return await actions.open_version(work, lot)


@post("/api/lots/{lot:uuid}/publication")
async def publish(lot: FromPath[UUID], data: JSONBody[PublicationGiven], work: NamedDependency[Work]) -> SignedTender:
    """Publish the tender; answers the tender record. Safe to repeat."""
    return await actions.publish_tender(work, lot, Terms(data.deadline, data.rulebook, data.rehearsal))


@route("/files/{sha256:str}/{name:str}", http_method=[HttpMethod.GET, HttpMethod.HEAD], status_code=200)
async def download(
    sha256: FromPath[str], name: FromPath[str], request: AnyRequest, public_work: NamedDependency[Work]
) -> Response[Any]:
    """The open download: plain, resumable, for everybody."""
    try:
        digest = unhex(sha256, 32)
    except CryptoError:
        raise NoSuchThing(what=actions.FILE) from None
    found = await actions.find_public_file(public_work.session, digest, name)
    if found is None:
        raise NoSuchThing(what=actions.FILE)
    return await _send(request, public_work.store, *found, {})


async def _send(request: AnyRequest, store: Store, file: Named, stored_as: str, more: dict[str, str]) -> Response[Any]:
    """The answer, streamed from the store; the first chunk is awaited, so that a store that is away is told so."""
    is_head = request.method == HttpMethod.HEAD
    given = answer(file, {key.lower(): value for key, value in request.headers.items()}, is_head=is_head)
    headers = given.headers | more
    media_type = headers.pop("content-type", file.media_type)
    if is_head or given.start >= given.stop:
        return Response(b"", status_code=given.status, headers=headers, media_type=media_type)
    chunks = aiter(store.read(object_name(stored_as), given.start, given.stop))
    first = await anext(chunks)
    return Stream(_joined(first, chunks), status_code=given.status, headers=headers, media_type=media_type)


async def _joined(first: bytes, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for chunk in chunks:
        yield chunk


ROUTES = [
    put_document,
    list_documents,
    show_own_file,
    remove_document,
    settle,
    reopen,
    open_version,
    publish,
    download,
]
