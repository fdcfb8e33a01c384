"""Doors of this stage: sessions, the ceremony, answers and records."""

from litestar.types import ControllerRouterHandler

from evaluation_rooms.draws.routes import answers_routes, ceremony_routes, session_routes

ROUTES: list[ControllerRouterHandler] = [
    *session_routes.ROUTES,
    *ceremony_routes.ROUTES,
    *answers_routes.ROUTES,
]
