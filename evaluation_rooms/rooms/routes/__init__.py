"""Doors of the rooms: of the staff, and of the seats."""

from litestar.types import ControllerRouterHandler

ROUTES: list[ControllerRouterHandler] = []
