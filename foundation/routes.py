"""Routes of the house itself: whether it stands, what time it is, which rulebooks there are, and its pages."""

from typing import Any

from litestar import Request, Response, get, route
from litestar.di import NamedDependency
from litestar.enums import HttpMethod
from litestar.params import FromPath

from crypto.encoding import timestamp
from foundation.answers import BothLanguages, ClockShown, HealthShown, RulebookShown, RuleShown
from foundation.errors import NoSuchThing
from foundation.rulebook import RulebookError, rulebook
from foundation.settings import Settings
from foundation.site import ACTIVE, NOT_BUILT, Site, SiteFile, is_page
from foundation.site_policy import page_policy
from foundation.site_release import ClientRelease, show_release
from foundation.web import not_modified, plain_bytes
from foundation.work import Work


@get("/health", sync_to_thread=False)
def show_health() -> HealthShown:
    """Constant: it says that the process answers, and nothing of what it is doing or for whom."""
    return {"status": "ok"}


@get("/api/clock")
async def show_clock(public_work: NamedDependency[Work]) -> ClockShown:
    """The server's moment, by which deadlines are judged, and whether this is a demonstration."""
    return {"now": timestamp(await public_work.now()), "demonstration": public_work.settings.demonstration}


@get("/api/rulebooks/{number:int}", sync_to_thread=False)
def show_rulebook(number: FromPath[int]) -> Response[RulebookShown]:
    """A rulebook with the basis of every row."""
    try:
        book = rulebook(number)
    except RulebookError:
        raise NoSuchThing(what="rulebook") from None
    rows: list[RuleShown] = [
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
    name: BothLanguages = {"zh": book.name_zh, "en": book.name}
    body: RulebookShown = {"number": book.number, "name": name, "rows": rows}
    return Response(body, headers={"cache-control": "public, max-age=3600"})


@get("/api/client-release")
async def show_client_release(public_work: NamedDependency[Work]) -> ClientRelease:
    """The signed list of the pages' files that this platform serves, and the tick of the log that holds it."""
    return await show_release(public_work)


@route(
    ["/", "/{path:path}"],
    http_method=[HttpMethod.GET, HttpMethod.HEAD],
    status_code=200,
    include_in_schema=False,
    sync_to_thread=False,
)
def show_page(request: Request[Any, Any, Any], path: FromPath[str] = "/") -> Response[bytes]:
    """A file of the pages, or the index for every address that only the pages know; it looks at nothing but memory."""
    site: Site = request.app.state.site
    file = site.find(path)
    if file is None:
        return _not_built(path, site)
    return _send(request, file, request.app.state.house.settings)


def _send(request: Request[Any, Any, Any], file: SiteFile, settings: Settings) -> Response[bytes]:
    copy = file.copy_for(request.headers.get("accept-encoding", ""))
    headers = copy.headers
    if file.media_type in ACTIVE:
        policy = page_policy(settings, request.headers.get("user-agent", ""))
        headers = {**headers, "content-security-policy": policy}
    known = not_modified(request, headers)
    if known is not None:
        return known
    if request.method == HttpMethod.HEAD:
        return plain_bytes(b"", file.media_type, {**headers, "content-length": str(len(copy.data))})
    return plain_bytes(copy.data, file.media_type, headers)


def _not_built(path: str, site: Site) -> Response[bytes]:
    """NoSuchThing for what is no page; where there are no pages at all, what to do about that."""
    if site.files or not is_page(path):
        raise NoSuchThing(what="address")
    return Response(NOT_BUILT.encode(), status_code=503, media_type="text/html")


ROUTES = [show_health, show_clock, show_rulebook, show_client_release, show_page]
