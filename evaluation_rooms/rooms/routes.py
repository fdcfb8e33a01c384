"""Doors of this stage."""

from litestar.types import ControllerRouterHandler

ROUTES: list[ControllerRouterHandler] = []
