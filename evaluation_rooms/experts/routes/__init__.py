"""Doors of the expert pool, one file a subject."""

from litestar.types import ControllerRouterHandler

from evaluation_rooms.experts.routes import lists, pool, standards

ROUTES: list[ControllerRouterHandler] = [*pool.ROUTES, *lists.ROUTES, *standards.ROUTES]
