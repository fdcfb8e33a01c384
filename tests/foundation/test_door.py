"""The door: what every request gets and every answer carries."""

from datetime import datetime, timedelta

import httpx
from sqlalchemy import select

from foundation.clock import sql_now


async def test_the_health_page_is_constant(client: httpx.AsyncClient) -> None:
    answer = await client.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_the_clock_is_the_databases_own_and_not_the_transactions(client: httpx.AsyncClient, clock, house):
    before = datetime.fromisoformat((await client.get("/api/clock")).json()["now"])
    await clock.forward(days=1)
    assert datetime.fromisoformat((await client.get("/api/clock")).json()["now"]) - before >= timedelta(days=1)
    async with house.sessions() as session:
        assert await session.scalar(select(sql_now())) < await session.scalar(select(sql_now()))


async def test_an_unknown_address_is_a_problem_in_both_languages(client: httpx.AsyncClient) -> None:
    answer = await client.get("/nowhere")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"] == "urn:tianping:problem:no-such-thing"
    assert problem["title"]
    assert problem["title_zh"]
