"""The door: what every request gets (work, house, hub), what every answer carries, how a refusal is told.

A route asks for `work` (the signed-in actor's, else the public's) or `public_work` (which never looks at a cookie or
token). Both commit when the handler ended well, before the answer leaves; a failed commit is a refusal, never a false
success.
"""

from collections.abc import AsyncIterator
from copy import copy
from typing import Any

from litestar import Request, Response, Router
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.middleware import ASGIMiddleware
from litestar.openapi import OpenAPIConfig
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from foundation.accounts.sessions import holder_of_token, touch_session
from foundation.actors import PUBLIC
from foundation.clock import stopwatch
from foundation.errors import NoSuchThing, NotAllowed, NotSignedIn, Refusal, RequestRefused
from foundation.realtime import Hub
from foundation.settings import Settings
from foundation.site_policy import OTHER_POLICY
from foundation.web_log import log_access, log_fault
from foundation.web_problems import Fault, refusal_of
from foundation.work import House, Work

BODY_LIMIT = 1024 * 1024
"""Bytes of a request body everywhere but on the piece and document routes, which lift it and count themselves."""

FOREVER = "public, max-age=31536000, immutable"
"""Cache-Control of what never changes under its address."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_HEADER = "x-tianping"

SECURITY_HEADERS = (
    (b"content-security-policy", OTHER_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)
STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=31536000")


class CrossSite(NotAllowed):
    """A cookie came with a write, but without the header that only our own pages send."""

    en = "The request did not come from a page of this platform."
    zh = "该请求并非来自本平台页面。"
    do_en = "Reload the page and try again; programs send a bearer token instead of a cookie."
    do_zh = "请刷新页面后重试；程序请使用令牌而不是 Cookie。"


def cookie_name(settings: Settings) -> str:
    """`__Host-` wants a secure address; over plain http (a demonstration) the name is bare."""
    return "__Host-session" if settings.address.startswith("https:") else "session"


def presented_token(request: ASGIConnection[Any, Any, Any, Any], settings: Settings) -> tuple[str, bool]:
    """The token of this request and whether it came as a cookie; ("", False) when there is none.

    A cookie on a write counts only with the header `X-Tianping: 1`, which no foreign page can send (CSRF).
    """
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and token.strip():
        return token.strip(), False
    token = request.cookies.get(cookie_name(settings), "")
    if token and request.scope.get("method", "GET") not in SAFE_METHODS and request.headers.get(OWN_HEADER) != "1":
        raise CrossSite(needed=OWN_HEADER)
    return token, bool(token)


def origin_allowed(origin: str | None, settings: Settings) -> bool:
    """Whether a websocket may come from there: our own address or a listed one; programs send no origin."""
    return origin is None or origin.rstrip("/") in {settings.address, *settings.allowed_origins}


async def provide_work(request: Request[Any, Any, Any], house: NamedDependency[House]) -> AsyncIterator[Work]:
    """Work of whoever is signed in; the public's when nobody is. A bearer token that does not hold is refused."""
    token, is_cookie = presented_token(request, house.settings)
    async with house.work(PUBLIC) as work:
        holder = await holder_of_token(work.session, token, house.settings) if token else None
        if token and holder is None and not is_cookie:
            raise NotSignedIn()
        if holder:
            work.actor = holder.actor
        if holder and holder.is_stale:
            await _touch(house, token)
        yield work


async def _touch(house: House, token: str) -> None:
    """In a transaction of its own, so that the deed's does not hold the session's row."""
    async with house.work(PUBLIC) as aside:
        await touch_session(aside.session, token)


async def provide_public_work(house: NamedDependency[House]) -> AsyncIterator[Work]:
    """Work of the public, whoever asks."""
    async with house.work(PUBLIC) as work:
        yield work


async def provide_house(state: State) -> House:
    """The house, for routes that need more than one transaction, or none."""
    house: House = state.house
    return house


async def provide_hub(state: State) -> Hub:
    """The hub that wakes watchers."""
    hub: Hub = state.hub
    return hub


DEPENDENCIES = {
    "house": Provide(provide_house),
    "hub": Provide(provide_hub),
    "work": Provide(provide_work),
    "public_work": Provide(provide_public_work),
}


class DoorRequest(Request[Any, Any, Any]):
    """A request whose body is refused when it is no JSON at all: the framework's reader knows only some of the ways."""

    async def json(self) -> Any:
        """The body as JSON; RequestRefused when its bytes are no UTF-8 or it is nested too deep to be read."""
        try:
            return await super().json()
        except UnicodeDecodeError:
            raise RequestRefused(why="the body is not UTF-8") from None
        except RecursionError:
            raise RequestRefused(why="the body is nested too deep") from None


def tell_refusal(request: Request[Any, Any, Any], fault: Exception) -> Response[dict[str, Any]]:
    """problem+json (RFC 9457) of a refusal, or of a fault of ours under a number."""
    refusal = refusal_of(fault)
    if refusal is None:
        refusal = Fault(id=request.app.state.house.entropy(8).hex())
        log_fault(refusal.facts["id"], fault)
    return Response(
        refusal.problem(),
        status_code=refusal.status,
        media_type="application/problem+json",
        headers={"cache-control": "no-store", **refusal.headers, **_kept_headers(fault)},
    )


def _kept_headers(fault: Exception) -> dict[str, str]:
    """What the framework's own exceptions say in headers (Allow)."""
    headers = {} if isinstance(fault, Refusal) else getattr(fault, "headers", None)
    return dict(headers or {})


def refusing_unknown(described: OpenAPIConfig) -> OpenAPIConfig:
    """The description's doors for one application: an unknown name there is refused in our words, as anywhere."""

    def refuse(answer: Response[Any]) -> Response[Any]:
        if answer.status_code == NoSuchThing.status:
            raise NoSuchThing(what="address")
        return answer

    mine = copy(described)
    mine.openapi_router = Router("/schema", route_handlers=[], include_in_schema=False, after_request=refuse)
    return mine


def plain_bytes(data: bytes, media_type: str, headers: dict[str, str] | None = None) -> Response[bytes]:
    """Bytes as they are."""
    return Response(data, media_type=media_type, headers=headers or {})


def not_modified(request: Request[Any, Any, Any], headers: dict[str, str]) -> Response[bytes] | None:
    """304 when the asker holds what `headers["etag"]` names, else None (RFC 9110, 13.1.2)."""
    held = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    if headers["etag"] not in held and "*" not in held:
        return None
    return Response(b"", status_code=304, headers=headers)


class Stopwatch(ASGIMiddleware):
    """Notes when a request began, for the access log."""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """See the class."""
        scope["state"]["started"] = stopwatch()
        await next_app(scope, receive, send)


async def finish_answer(message: Message, scope: Scope) -> None:
    """The last hand on every answer that begins: security headers, no caching unless asked for, one access line."""
    if message["type"] != "http.response.start":
        return
    headers = list(message["headers"])
    present = {name.lower() for name, _ in headers}
    headers += [(name, value) for name, value in SECURITY_HEADERS if name not in present]
    if scope["app"].state.house.settings.address.startswith("https:"):
        headers.append(STRICT_TRANSPORT)
    if b"cache-control" not in present:
        headers.append((b"cache-control", b"no-store"))
    message["headers"] = headers
    log_access(scope, message["status"])
