"""The door: what every request gets and every answer carries."""

import httpx
from litestar import Litestar


async def test_the_health_page_is_constant(client: httpx.AsyncClient) -> None:
    answer = await client.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_the_clock_is_the_databases(client: httpx.AsyncClient, clock) -> None:
    before = (await client.get("/api/clock")).json()["now"]
    await clock.forward(days=1)
    assert (await client.get("/api/clock")).json()["now"] > before


async def test_an_unknown_address_is_a_problem_in_both_languages(client: httpx.AsyncClient) -> None:
    answer = await client.get("/nowhere")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"] == "urn:tianping:problem:no-such-thing"
    assert problem["title"]
    assert problem["title_zh"]
