"""Doors of the open data: releases and records of the Open Contracting Data Standard, for anybody and any program."""

import hashlib
from collections.abc import AsyncIterator
from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Stream

from bidding.handover import Wanted
from evaluation_rooms.publication.actions import open_data
from evaluation_rooms.publication.ocds.extension import FILES
from foundation.actors import PUBLIC
from foundation.errors import NoSuchThing
from foundation.web import not_modified, plain_bytes
from foundation.work import House, Work

ASK_AGAIN: Final = "public, no-cache"
"""Anybody may keep it, and asks by its tag whether it still holds."""
LINES: Final = "application/jsonl"
_OPEN: Final = {"cache-control": ASK_AGAIN, "access-control-allow-origin": "*"}


@get("/api/ocds/releases/{lot:uuid}")
async def show_releases(
    lot: FromPath[UUID], request: Request[Any, Any, Any], public_work: NamedDependency[Work]
) -> Response[Any]:
    """The release package of a published lot: every release of every round."""
    return _told(request, await open_data.releases_of_lot(public_work, lot), "application/json")


@get("/api/ocds/records/{lot:uuid}")
async def show_records(
    lot: FromPath[UUID], request: Request[Any, Any, Any], public_work: NamedDependency[Work]
) -> Response[Any]:
    """The record package of a published lot: for each round its releases and the compiled release."""
    return _told(request, await open_data.records_of_lot(public_work, lot), "application/json")


@get("/api/ocds/releases.jsonl", media_type=LINES)
async def download_releases(
    request: Request[Any, Any, Any], house: NamedDependency[House], rehearsal: FromQuery[bool] = False
) -> Response[Any]:
    """Every release, a line of JSON each, in the order in which lots were published; rehearsals only if asked for."""
    async with house.work(PUBLIC) as work:
        headers = {**_OPEN, "etag": f'"{await open_data.bulk_tag(work, rehearsal=rehearsal)}"'}
    if (unchanged := not_modified(request, headers)) is not None:
        return unchanged
    chunks = aiter(open_data.all_releases(house, Wanted(rehearsal=rehearsal, limit=open_data.PAGE)))
    first = await anext(chunks, b"")  # awaited here: a database that is away is told as such, not by a torn 200
    return Stream(_joined(first, chunks), media_type=LINES, headers=headers)


async def _joined(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for chunk in rest:
        yield chunk


@get("/api/ocds/evaluation-panels/{path:path}")
async def show_extension(path: FromPath[str], request: Request[Any, Any, Any]) -> Response[Any]:
    """A file of our extension of the standard: extension.json names the others."""
    name = path.strip("/")
    if name not in FILES:
        raise NoSuchThing(what="file")
    media = "application/json" if name.endswith(".json") else "text/csv"
    return _told(request, FILES[name], media)


def _told(request: Request[Any, Any, Any], data: bytes, media: str) -> Response[bytes]:
    headers = {**_OPEN, "etag": f'"{hashlib.sha256(data).hexdigest()}"'}
    return not_modified(request, headers) or plain_bytes(data, media, headers)


ROUTES = [show_releases, show_records, download_releases, show_extension]
