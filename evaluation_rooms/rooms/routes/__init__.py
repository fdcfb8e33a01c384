"""Doors of the rooms: of the staff, and of the seats."""

from litestar.types import ControllerRouterHandler

from evaluation_rooms.rooms.routes import seat_live, seat_routes, staff_routes

ROUTES: list[ControllerRouterHandler] = [*staff_routes.ROUTES, *seat_routes.ROUTES, *seat_live.ROUTES]
