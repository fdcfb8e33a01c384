"""Routes of the public log. What never changes says so, with an ETag; asking for whole ticks tells nothing."""

from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any, cast
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, QueryParameter

from crypto.encoding import timestamp
from crypto.transparency_log import fill_tick, split_hashes
from foundation.errors import NoSuchThing
from foundation.ledger import actions
from foundation.ledger.answers import (
    ConsistencyProof,
    FillersShown,
    InclusionProof,
    JournalEntry,
    JournalPage,
    SignedHead,
    SignedPlatformKey,
    TickEntry,
)
from foundation.ledger.proofs import as_hex, consistency, inclusion
from foundation.ledger.refusals import TooManyLeaves
from foundation.ledger.sequencer import last_tick
from foundation.ledger.tables import JournalRow
from foundation.web import FOREVER, not_modified, plain_bytes
from foundation.work import Work

LEAVES_AT_ONCE = 65_536
ENTRY = ResponseSpec(TickEntry, generate_examples=False, description="The canonical bytes of the entry")
Size = Annotated[int, QueryParameter(ge=0, lt=2**62)]


@get("/api/log/head")
async def show_head(public_work: NamedDependency[Work]) -> SignedHead:
    """The newest signed head."""
    tick = await last_tick(public_work.session)
    if tick is None:
        raise NoSuchThing(what="head")
    return cast(SignedHead, tick.head)


@get("/api/platform-keys")
async def show_keys(public_work: NamedDependency[Work]) -> list[SignedPlatformKey]:
    """The records of the platform's signing keys, oldest first; the last one signs now."""
    return [cast(SignedPlatformKey, record) for record in await actions.platform_keys(public_work)]


@get("/api/log/heads/{size:int}")
async def show_older_head(size: FromPath[int], public_work: NamedDependency[Work]) -> Response[SignedHead]:
    """The signed head of that size."""
    tick = await actions.find_tick(public_work, size - 1)
    return Response(cast(SignedHead, tick.head), headers={"cache-control": FOREVER, "etag": f'"head-{size}"'})


@get("/api/log/leaves", media_type="application/octet-stream")
async def show_leaves(
    request: Request[Any, Any, Any], start: Size, end: Size, public_work: NamedDependency[Work]
) -> Response[bytes]:
    """Outer leaf hashes of ticks start..end-1, 32 bytes each; fewer when the log is shorter."""
    if not 0 <= end - start <= LEAVES_AT_ONCE:
        raise TooManyLeaves(limit=LEAVES_AT_ONCE)
    leaves = await actions.leaf_hashes(public_work, start, end)
    if len(leaves) < end - start:
        return plain_bytes(b"".join(leaves), "application/octet-stream")
    return _immutable(request, f"leaves-{start}-{end}", b"".join(leaves))


@get("/api/log/ticks/{number:int}", responses={200: ENTRY})
async def show_tick(
    request: Request[Any, Any, Any], number: FromPath[int], public_work: NamedDependency[Work]
) -> Response[bytes]:
    """The entry of a tick: the very bytes whose hash is the leaf."""
    tick = await actions.find_tick(public_work, number)
    return _immutable(request, f"tick-{number}", tick.entry, "application/json")


@get("/api/log/ticks/{number:int}/leaves", media_type="application/octet-stream")
async def show_tick_leaves(
    request: Request[Any, Any, Any], number: FromPath[int], public_work: NamedDependency[Work]
) -> Response[bytes]:
    """All 1,024 values of a tick, ascending, 32,768 bytes: real leaves among fillers."""
    tick = await actions.find_tick(public_work, number)
    return _immutable(request, f"tick-leaves-{number}", _tick_values(tick.leaves, tick.filler_key, number))


@lru_cache(maxsize=128)
def _tick_values(leaves: bytes, filler_key: bytes, number: int) -> bytes:
    return b"".join(fill_tick(split_hashes(leaves), filler_key, number))


def _immutable(
    request: Request[Any, Any, Any], name: str, data: bytes, media_type: str = "application/octet-stream"
) -> Response[bytes]:
    headers = {"cache-control": FOREVER, "etag": f'"{name}"'}
    return not_modified(request, headers) or plain_bytes(data, media_type, headers)


@get("/api/log/inclusion")
async def show_inclusion(tick: Size, size: Size, public_work: NamedDependency[Work]) -> Response[InclusionProof]:
    """Proof that a tick is in the head of that size."""
    proof = await actions.build_proof(public_work, inclusion(tick, size), size)
    told: InclusionProof = {"tick": tick, "size": size, "proof": as_hex(proof)}
    return Response(told, headers={"cache-control": FOREVER})


@get("/api/log/consistency")
async def show_consistency(first: Size, second: Size, public_work: NamedDependency[Work]) -> Response[ConsistencyProof]:
    """Proof that one head is a prefix of another; from size 0 it is refused."""
    proof = await actions.build_proof(public_work, consistency(first, second), second)
    told: ConsistencyProof = {"first": first, "second": second, "proof": as_hex(proof)}
    return Response(told, headers={"cache-control": FOREVER})


@get("/api/log/fillers/{number:int}")
async def show_fillers(number: FromPath[int], public_work: NamedDependency[Work]) -> Response[FillersShown]:
    """The filler key of a tick, once it is public."""
    return Response(await actions.show_fillers(public_work, number), headers={"cache-control": FOREVER})


@get("/api/journal")
async def search_journal(
    work: NamedDependency[Work],
    verb: FromQuery[str | None] = None,
    subject: FromQuery[str | None] = None,
    subject_id: FromQuery[str | None] = None,
    person: FromQuery[UUID | None] = None,
    since: FromQuery[datetime | None] = None,
    until: FromQuery[datetime | None] = None,
    after: FromQuery[UUID | None] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=500)] = 100,
    newest: FromQuery[bool] = False,
) -> JournalPage:
    """The journal for the audit administrator; what lies under a veil is not there."""
    question = actions.JournalQuestion(verb, subject, subject_id, person, since, until, after, limit, newest)
    rows = await actions.search_journal(work, question)
    await work.record("search", "journal", verb or subject or "all", "Order 20 Art. 49", found=len(rows))
    return {"rows": [_journal_row(row) for row in rows]}


def _journal_row(row: JournalRow) -> JournalEntry:
    return {
        "id": str(row.id),
        "at": timestamp(row.at),
        "role": row.role,
        "person": str(row.person) if row.person else None,
        "organisation": str(row.organisation) if row.organisation else None,
        "verb": row.verb,
        "subject": row.subject,
        "subject_id": row.subject_id,
        "rule": row.rule,
        "detail": row.detail,
    }


ROUTES = [
    show_head,
    show_keys,
    show_older_head,
    show_leaves,
    show_tick,
    show_tick_leaves,
    show_inclusion,
    show_consistency,
    show_fillers,
    search_journal,
]
