"""Routes of the house itself: whether it stands, what time it is, which rulebooks there are."""

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from crypto.encoding import timestamp
from foundation.errors import NoSuchThing
from foundation.rulebook import RulebookError, rulebook
from foundation.work import Work


@get("/health", sync_to_thread=False)
def show_health() -> dict[str, str]:
    """Constant: it says that the process answers, and nothing of what it is doing or for whom."""
    return {"status": "ok"}


@get("/api/clock")
async def show_clock(public_work: NamedDependency[Work]) -> dict[str, str]:
    """The server's moment, by which deadlines are judged."""
    return {"now": timestamp(await public_work.now())}


@get("/api/rulebooks/{number:int}", sync_to_thread=False)
def show_rulebook(number: FromPath[int]) -> Response[dict[str, Any]]:
    """A rulebook with the basis of every row."""
    try:
        book = rulebook(number)
    except RulebookError:
        raise NoSuchThing(what="rulebook") from None
    rows = [
        {
            "id": row.rule_id,
            "value": str(row.value),
            "unit": row.unit,
            "tag": row.tag,
            "what": {"zh": row.what_zh, "en": row.what_en},
            "basis": {"zh": row.basis_zh, "en": row.basis_en},
            "effective_from": row.effective_from.isoformat(),
            "effective_to": row.effective_to.isoformat() if row.effective_to else None,
        }
        for row in book.rows
    ]
    body = {"number": book.number, "name": {"zh": book.name_zh, "en": book.name}, "rows": rows}
    return Response(body, headers={"cache-control": "public, max-age=3600"})


ROUTES = [show_health, show_clock, show_rulebook]
