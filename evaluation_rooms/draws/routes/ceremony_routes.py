"""Doors of the ceremony."""

from litestar.types import ControllerRouterHandler

ROUTES: list[ControllerRouterHandler] = []
