"""The door: what every request gets and every answer carries."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

import httpx
import msgspec
import pytest
from litestar import Litestar, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody
from sqlalchemy import select, text

from app import build_app
from crypto.errors import SignatureRefused
from foundation.clock import sql_now
from foundation.database import open_engine
from foundation.errors import WrongState
from foundation.ledger.tables import PendingLeaf
from foundation.settings import Settings
from foundation.web import BODY_LIMIT, origin_allowed
from foundation.work import House, Work
from storage.errors import StoreFull, StoreUnavailable


async def test_the_health_page_is_constant(client: httpx.AsyncClient) -> None:
    answer = await client.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_the_clock_is_the_databases_own_and_not_the_transactions(client: httpx.AsyncClient, clock, house):
    before = datetime.fromisoformat((await client.get("/api/clock")).json()["now"])
    await clock.forward(days=1)
    assert datetime.fromisoformat((await client.get("/api/clock")).json()["now"]) - before >= timedelta(days=1)
    async with house.sessions() as session:
        assert await session.scalar(select(sql_now())) < await session.scalar(select(sql_now()))


async def test_the_clock_says_whether_it_is_a_demonstrations(house: House, client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/clock")).json()["demonstration"] is False
    house.settings = replace(house.settings, demonstration=True)
    assert (await client.get("/api/clock")).json()["demonstration"] is True


async def test_an_unknown_address_is_a_problem_in_both_languages(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/nowhere")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"] == "urn:tianping:problem:no-such-thing"
    assert problem["title"]
    assert problem["title_zh"]


class Line(msgspec.Struct):
    price: int


class Form(msgspec.Struct, forbid_unknown_fields=True):
    amount: int
    lines: list[Line] = []


@get("/t/fault")
async def fault(what: FromQuery[str], public_work: NamedDependency[Work]) -> None:
    faults = {
        "ours": ZeroDivisionError("secret value 4711"),
        "full": StoreFull(),
        "away": StoreUnavailable(),
        "refused": WrongState(what="lot", state="DRAFT"),
        "crypto": SignatureRefused("signature", "the signature does not hold"),
        "gone": ConnectionRefusedError(),
    }
    raise faults[what]


@get("/t/sql")
async def sql(statement: FromQuery[str], public_work: NamedDependency[Work]) -> None:
    for each in statement.split("; "):
        await public_work.session.execute(text(each))


@post("/t/form")
async def form(data: JSONBody[Form], public_work: NamedDependency[Work]) -> int:
    return data.amount


@post("/t/write")
async def write(work: NamedDependency[Work], end: FromQuery[str]) -> str:
    work.session.add(PendingLeaf(value=b"\x01" * 32))
    await work.session.flush()
    if end == "refusal":
        raise WrongState(what="lot", state="DRAFT")
    if end == "broken commit":
        await work.session.execute(text("CREATE TABLE a (b int UNIQUE DEFERRABLE INITIALLY DEFERRED)"))
        await work.session.execute(text("INSERT INTO a VALUES (1), (1)"))
    return work.actor.role


@pytest.fixture
async def trial(app: Litestar, client: httpx.AsyncClient) -> httpx.AsyncClient:
    """A client of the application with a few routes that go wrong on purpose."""
    for route in (fault, sql, form, write):
        app.register(route)
    return client


async def leaves(house: House) -> int:
    async with house.sessions() as session:
        return len((await session.scalars(select(PendingLeaf))).all())


@pytest.mark.parametrize(
    ("what", "status", "kind"),
    [
        ("full", 507, "storage-full"),
        ("away", 503, "store-away"),
        ("gone", 503, "store-away"),
        ("refused", 409, "wrong-state"),
        ("crypto", 422, "check-failed"),
        ("ours", 500, "fault"),
    ],
)
async def test_whatever_goes_wrong_is_told_as_one_problem(trial: httpx.AsyncClient, what: str, status: int, kind: str):
    answer = await trial.get("/t/fault", params={"what": what})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"] == f"urn:tianping:problem:{kind}"
    assert all(problem[name] for name in ("title", "title_zh", "detail", "detail_zh", "rule"))


@pytest.mark.parametrize(
    ("statement", "status"),
    [
        ("SELECT pg_sleep(10)", 503),
        ("DO $$ BEGIN RAISE SQLSTATE '53100';END $$", 507),
        ("DO $$ BEGIN RAISE SQLSTATE '57P03';END $$", 503),
        ("DO $$ BEGIN RAISE SQLSTATE '40P01';END $$", 503),
        ("SELECT 1/0", 400),
        ("SELECT '1'::uuid", 400),
        ("INSERT INTO persons (name, login, password, created_at) VALUES (NULL, '', '', now())", 409),
        ("SELECT nonsense", 500),
    ],
)
async def test_the_databases_refusals_become_ours(trial: httpx.AsyncClient, statement: str, status: int):
    statement = f"SET LOCAL statement_timeout = '50ms'; {statement}" if "sleep" in statement else statement
    assert (await trial.get("/t/sql", params={"statement": statement})).status_code == status


async def test_a_lock_that_is_not_given_up_is_told_as_busy(trial: httpx.AsyncClient, house):
    async with house.sessions() as holder, holder.begin():
        await holder.execute(text("LOCK TABLE topics"))
        waiting = "SET LOCAL lock_timeout = '20ms'; SELECT * FROM topics"
        answer = await trial.get("/t/sql", params={"statement": waiting})
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:tianping:problem:busy")
    assert answer.headers["retry-after"] == "2"


@pytest.mark.parametrize("url", ["postgresql://127.0.0.1:1/x", "postgresql:///x?host=/no/such/socket"])
async def test_a_database_that_is_away_is_told_as_such(house, hub, url: str):
    away = House(open_engine(url), house.store, house.signer, house.entropy, house.settings, house.vault)
    door = httpx.ASGITransport(build_app(away, hub, run_timers=False), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=door, base_url="http://127.0.0.1") as client:
        answer = await client.get("/api/clock")
        assert (answer.status_code, answer.json()["type"]) == (503, "urn:tianping:problem:store-away")
        assert (await client.get("/health")).status_code == 200
    await away.engine.dispose()


async def test_a_fault_tells_a_number_and_logs_no_value(trial: httpx.AsyncClient, caplog):
    with caplog.at_level(logging.INFO):
        problem = (await trial.get("/t/fault", params={"what": "ours"})).json()
    assert problem["facts"]["id"] in caplog.text
    assert "ZeroDivisionError" in caplog.text
    assert "4711" not in caplog.text + str(problem)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"amount": "x"}', "amount"),
        (b"{}", "amount"),
        (b'{"amount": 1, "more": 2}', "more"),
        (b'{"amount": 1, "lines": [{"price": 2}, {"price": []}]}', "lines[1].price"),
        (b"[1]", "body"),
        (b"{", "body"),
        (b"", "body"),
    ],
)
async def test_a_form_that_cannot_be_read_names_the_field(trial: httpx.AsyncClient, body: bytes, field: str):
    answer = await trial.post("/t/form", content=body)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["facts"].get("field", "body") == field


async def test_a_body_beyond_the_limit_is_refused(trial: httpx.AsyncClient):
    answer = await trial.post("/t/form", content=b" " * (BODY_LIMIT + 1))
    assert (answer.status_code, answer.json()["type"]) == (413, "urn:tianping:problem:too-much")


async def test_a_method_that_is_not_taken_is_told_with_those_that_are(client: httpx.AsyncClient):
    answer = await client.post("/health")
    assert (answer.status_code, answer.json()["type"]) == (405, "urn:tianping:problem:method-refused")
    assert "GET" in answer.headers["allow"]


async def test_a_handler_that_ends_well_commits_and_a_refusal_undoes(trial: httpx.AsyncClient, house):
    assert (await trial.post("/t/write?end=refusal")).status_code == 409
    assert await leaves(house) == 0
    assert (await trial.post("/t/write?end=well")).status_code == 201
    assert await leaves(house) == 1


async def test_a_commit_that_fails_is_never_told_as_a_success(trial: httpx.AsyncClient, house):
    assert (await trial.post("/t/write?end=broken+commit")).status_code == 409
    assert await leaves(house) == 0


async def test_a_bearer_token_that_does_not_hold_is_refused_and_work_is_the_signed_in_persons(
    trial: httpx.AsyncClient, as_
):
    buyer = await as_("buyer")
    assert (await trial.post("/t/write?end=well", headers=buyer.headers)).text == "buyer"
    assert (await trial.post("/t/write?end=well")).text == "public"
    wrong = await trial.post("/t/write?end=well", headers={"Authorization": "Bearer wrong"})
    assert (wrong.status_code, wrong.json()["type"]) == (401, "urn:tianping:problem:not-signed-in")


async def test_every_answer_carries_the_security_headers(client: httpx.AsyncClient):
    for path in ("/health", "/api/nowhere", "/api/me"):
        headers = (await client.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"
        assert "set-cookie" not in headers
        assert "server" not in headers


async def test_the_log_has_the_template_and_neither_ids_nor_queries(client: httpx.AsyncClient, caplog):
    with caplog.at_level(logging.INFO, "tianping.access"):
        await client.get("/api/log/ticks/4711?x=secret")
    assert [record.getMessage().split(" ")[:3] for record in caplog.records] == [
        ["GET", "/api/log/ticks/{number}", "404"]
    ]
    assert "4711" not in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    "path",
    [
        "/api/uploads",
        "/api/uploads/0123/any/thing",
        "/api/lots/11111111-1111-1111-1111-111111111111/bids",
        "/api/lots/11111111-1111-1111-1111-111111111111/withdrawals",
        "/api/receipts/0123",
        "/files/00/name.pdf",
    ],
)
async def test_nothing_at_all_is_logged_of_bids_and_documents(client: httpx.AsyncClient, caplog, path: str):
    with caplog.at_level(logging.DEBUG):
        for method in ("GET", "POST", "PATCH", "DELETE"):
            await client.request(method, path)
    server_side = [each for each in caplog.records if not each.name.startswith(("httpx", "httpcore", "asyncio"))]
    assert [each for each in server_side if each.name != "tianping.faults"] == []
    assert all(path not in each.getMessage() for each in server_side)


def test_origins_are_our_own_address_and_the_listed_ones():
    settings = Settings(public_url="https://bids.example/", allowed_origins=("https://hall.example",))
    allowed = [origin_allowed(each, settings) for each in (None, "https://bids.example", "https://hall.example")]
    assert allowed == [True, True, True]
    assert not origin_allowed("https://evil.example", settings)
    assert not origin_allowed("null", settings)


async def test_a_real_server_answers_too(live_server: str):
    async with httpx.AsyncClient(base_url=live_server) as client:
        assert (await client.get("/health")).json() == {"status": "ok"}
        assert (await client.get("/schema/openapi.json")).json()["info"]["title"] == "Tianping 天平"
