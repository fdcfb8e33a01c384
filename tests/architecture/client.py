"""`make client`: writes web/src/api/openapi.json, from which the browser's types are made; a test keeps it true."""

import json
from pathlib import Path

from litestar import Litestar

import app
from foundation import web
from foundation.web_openapi import described

ROOT = Path(__file__).parents[2]
FILE = ROOT / "web" / "src" / "api" / "openapi.json"


def description() -> str:
    """The description of every door, as /schema/openapi.json tells it, with its names in order."""
    doors = Litestar(
        route_handlers=app.DOORS,
        dependencies=web.DEPENDENCIES,
        request_class=web.DoorRequest,
        openapi_config=app.OPENAPI,
        logging_config=None,  # it would take over the root logger of whole test runs
    )
    told = described(doors.openapi_schema.to_schema())
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    FILE.write_text(description(), "utf-8")
