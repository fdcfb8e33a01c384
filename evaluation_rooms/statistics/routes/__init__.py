"""Doors of this stage: the board for everybody, the desk of those who keep the count."""

from litestar import Router
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from evaluation_rooms.statistics.routes import board, desk
from evaluation_rooms.statistics.routes.board import provide_asked

ROUTES: list[ControllerRouterHandler] = [
    Router("/", route_handlers=board.ROUTES, dependencies={"asked": Provide(provide_asked)}),
    *desk.ROUTES,
]
