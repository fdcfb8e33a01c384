"""Doors of answers, places and records."""

from litestar.types import ControllerRouterHandler

ROUTES: list[ControllerRouterHandler] = []
