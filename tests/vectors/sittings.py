"""Vectors of a draw whose committee sat: what holds, and what somebody could have moved."""

from collections.abc import Callable
from functools import cache
from typing import Any

from crypto.encoding import Body
from tests.crypto.verifiable_draw.sitting import Sitting
from tests.crypto.verifiable_draw.story import resigned, uuid
from tests.vectors.draws import changes, package

SEATS = ["draw-seats"]


@cache
def sat_package() -> Body:
    """The honest package."""
    return Sitting().tell()


def sat() -> list[Body]:
    """draw_sat.json."""
    cases: dict[str, Callable[[Body], object]] = {
        "a newcomer under another name": lambda body: _last(body).update(name="E09"),
        "a newcomer at another workstation": lambda body: _last(body).update(workstation=uuid("elsewhere")),
        "a newcomer who was not called": lambda body: _last(body).update(ref=body["sat"]["seats"][0]["ref"]),
        "a newcomer from the same city draws a workstation": _draw_at_home,
        "a newcomer from another city sits where he was put": _put_abroad,
        "a seat of the beginning changed": lambda body: body["sat"]["seats"][0].update(workstation=uuid("elsewhere")),
        "a member who stays moved": _move_staying,
        "they sat before they were called": lambda body: body["sat"].update(at="2026-12-17T01:30:00.000Z"),
        "a newcomer is left out": lambda body: body["sat"]["moves"].pop(),
        "they never sat": lambda body: body.pop("sat"),
    }
    told = [(name, resigned(sat_package(), change), SEATS) for name, change in cases.items()]
    whole: list[tuple[str, Body, list[str]]] = [("as it was", sat_package(), []), *told]
    return [{"name": name, "changes": list(changes(package(), new, [])), "checks": found} for name, new, found in whole]


def _last(body: Body) -> Body:
    move: Body = body["sat"]["moves"][-1]
    return move


def _draw_at_home(body: Body) -> None:
    move = next(one for one in body["sat"]["moves"] if not one["free"])
    move["free"] = [uuid("elsewhere")]
    move["workstation"] = uuid("elsewhere")


def _put_abroad(body: Body) -> None:
    move = next(one for one in body["sat"]["moves"] if one["free"])
    move["workstation"] = next(one for one in move["free"] if one != move["workstation"])


def _move_staying(body: Body) -> None:
    came = {one["place"] for one in body["sat"]["moves"]}
    seat = next(one for one in body["seats"] if one["place"] not in came)
    seat["workstation"] = uuid("elsewhere")


FILES: dict[str, Callable[[], Any]] = {"draw_sat.json": sat}
