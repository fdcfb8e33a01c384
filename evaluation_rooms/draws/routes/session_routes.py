"""Doors of evaluation sessions."""

from litestar.types import ControllerRouterHandler

ROUTES: list[ControllerRouterHandler] = []
