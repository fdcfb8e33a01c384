"""What the browser's types are made from is what the platform describes.

Seen red: with one member of an answer renamed.
"""

import json

import httpx

from tests.architecture import client as committed


def test_the_browsers_types_are_made_from_the_doors_as_they_are() -> None:
    assert committed.FILE.read_text("utf-8") == committed.description(), "run `make client`"


async def test_what_is_committed_is_what_the_server_tells(client: httpx.AsyncClient) -> None:
    told = (await client.get("/schema/openapi.json")).json()
    assert told == json.loads(committed.description())
