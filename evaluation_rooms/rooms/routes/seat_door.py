"""How a seat is known at a door: a token of its own kind, as a cookie or for programs as a bearer's.

A route of a seat says `dependencies=SEAT` and asks for `seat_work`: work whose actor is the seat.
"""

from collections.abc import AsyncIterator
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency, Provide

from evaluation_rooms.rooms.actions.logins import seat_of_token, touch_seat
from evaluation_rooms.rooms.refusals import NoSeat
from foundation.actors import PUBLIC
from foundation.settings import Settings
from foundation.web import OWN_HEADER, SAFE_METHODS, CrossSite
from foundation.work import House, Work


def seat_cookie(settings: Settings) -> str:
    """The cookie's name; `__Host-` wants a secure address (see foundation.web.cookie_name)."""
    return "__Host-seat" if settings.address.startswith("https:") else "seat"


def presented_seat(request: ASGIConnection[Any, Any, Any, Any], settings: Settings) -> str:
    """The seat's token of this request, or "". A cookie on a write counts only with the header of our own pages."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and token.strip():
        return token.strip()
    token = request.cookies.get(seat_cookie(settings), "")
    if token and request.scope.get("method", "GET") not in SAFE_METHODS and request.headers.get(OWN_HEADER) != "1":
        raise CrossSite(needed=OWN_HEADER)
    return token


async def provide_seat_work(request: Request[Any, Any, Any], house: NamedDependency[House]) -> AsyncIterator[Work]:
    """Work of the seat that asks; NoSeat for everybody else."""
    token = presented_seat(request, house.settings)
    async with house.work(PUBLIC) as work:
        holder = await seat_of_token(work, token) if token else None
        if holder is None:
            raise NoSeat()
        work.actor = holder.actor
        if holder.is_stale:
            await _touch(house, token)
        yield work


async def _touch(house: House, token: str) -> None:
    """In a transaction of its own, so that the deed's does not hold the login's row."""
    async with house.work(PUBLIC) as aside:
        await touch_seat(aside, token)


SEAT = {"seat_work": Provide(provide_seat_work)}
