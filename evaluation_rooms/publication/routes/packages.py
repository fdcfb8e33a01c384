"""The package of a closed opening, file by file, for anybody.

What is named by a digest or by the number of a tick is immutable, so cached for ever. package.json and the log's end
are asked for again: they grow when a record comes out.
"""

import hashlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from crypto.encoding import canonical
from evaluation_rooms.publication.actions import packages as actions
from evaluation_rooms.publication.package import split_path
from foundation.actors import PUBLIC
from foundation.errors import NoSuchThing
from foundation.web import FOREVER, not_modified, plain_bytes
from foundation.work import House, Work

ASK_AGAIN: Final = "public, no-cache"
KEPT = 64
_listings: OrderedDict[tuple[str, UUID, int, int], actions.Package] = OrderedDict()
"""Listings of this process's databases, by the number of records that they have to show."""


async def _package(work: Work, lot: UUID, number: int) -> actions.Package:
    stamp = await actions.package_stamp(work, lot, number)
    key = (str(work.session.get_bind().engine.url), lot, number, stamp)
    if key in _listings:
        return _listings[key]
    package = await actions.build_package(work, lot, number)
    if not package.waits:
        _listings[key] = package
        while len(_listings) > KEPT:
            _listings.popitem(last=False)
    return package


@get("/api/lots/{lot:uuid}/rounds/{number:int}/package/{path:path}")
async def show_package_file(
    lot: FromPath[UUID],
    number: FromPath[int],
    path: FromPath[str],
    request: Request[Any, Any, Any],
    house: NamedDependency[House],
) -> Response[Any]:
    """One file of the package; `package.json` names them all."""
    name = path.strip("/")
    async with house.work(PUBLIC) as work:
        package = await _package(work, lot, number)
        headers = _headers(package, name)
        if "etag" in headers and (unchanged := not_modified(request, headers)) is not None:
            return unchanged
        small = await _small_file(work, package, name)
    if small is not None:
        media = "application/json" if name.endswith(".json") else "application/octet-stream"
        return plain_bytes(small, media, headers)
    chunks = aiter(_streamed(house, package, name))
    first = await anext(chunks, b"")  # awaited here, so that a store that is away is told as such, not by a torn 200
    return Stream(_joined(first, chunks), media_type="application/octet-stream", headers=headers)


def _headers(package: actions.Package, name: str) -> dict[str, str]:
    """How long the file may be kept: the growing ones until their tag is another."""
    tags: dict[str, Callable[[], str]] = {
        "package.json": lambda: hashlib.sha256(package.index()).hexdigest(),
        "log/head.json": lambda: f"head-{package.size}",
        "log/leaves.bin": lambda: f"leaves-{package.size}",
    }
    if name not in tags:
        return {"cache-control": FOREVER, "access-control-allow-origin": "*"}
    return {"cache-control": ASK_AGAIN, "access-control-allow-origin": "*", "etag": f'"{tags[name]()}"'}


async def _small_file(work: Work, package: actions.Package, name: str) -> bytes | None:
    """Everything but bodies and the long list of leaves; None for those."""
    if name == "package.json":
        return package.index()
    if name in package.records:
        return package.records[name]
    if name in package.draws:
        return await actions.draw_package(work, package.draws[name])
    if name == "log/head.json":
        return canonical((await actions.read_tick(work, package.size - 1)).head)
    if name == "log/leaves.bin":
        return None
    parts = split_path(name)
    if not parts:
        raise NoSuchThing(what="file")
    folder, stem, ending = parts
    if folder == "log/ticks" and stem in map(str, package.ticks):
        row = await actions.read_tick(work, int(stem))
        return {"json": lambda: row.entry, "bin": lambda: actions.tick_values(row)}.get(ending, _missing)()
    envelope = package.envelopes.get(stem) if folder in ("envelopes", "shares") else None
    if envelope is None:
        raise NoSuchThing(what="file")
    if folder == "shares":
        return actions.withheld_shares(envelope) if ending == "json" else _missing()
    if ending == "body":
        actions.body_chunks(work, package, stem)
        return None
    parts_of: dict[str, Callable[[], bytes]] = {
        "header": lambda: envelope.header,
        "root": lambda: envelope.root.hex().encode(),
    }
    return parts_of.get(ending, _missing)()


def _missing() -> bytes:
    raise NoSuchThing(what="file")


async def _streamed(house: House, package: actions.Package, name: str) -> AsyncIterator[bytes]:
    async with house.work(PUBLIC) as work:
        if name == "log/leaves.bin":
            source = actions.leaf_hashes(work, package.size)
        else:
            source = actions.body_chunks(work, package, split_path(name)[1])
        async for chunk in source:
            yield chunk


async def _joined(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for chunk in rest:
        yield chunk


ROUTES = [show_package_file]
