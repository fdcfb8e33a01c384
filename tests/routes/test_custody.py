"""A custodian's own list, from the proposal of its keys to its last release."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx

from bidding.custodians.statements import DRILL_CONTEXT
from crypto.encoding import timestamp
from crypto.secret_sharing import release_share
from crypto.signatures import KeyPair, sign_document
from tests.conftest import Clock
from tests.market import Keeper, Market, answer

RunDue = Callable[[], Awaitable[int]]


async def request(market: Market, keeper: Keeper, *, sign: KeyPair | None = None, **apart: float) -> dict[str, Any]:
    """What the keeper's client sends; `sign` is another key than its own, `apart` a wrong clock."""
    sign, at = sign or keeper.sign, await market.clock.now() + timedelta(**apart)
    body = {"type": "tianping/custody-request/1", "share_key": keeper.share.public.hex()}
    body |= {"sign_key": sign.public.hex(), "at": timestamp(at)}
    return {"signed": sign_document(body, sign.seed, "custodian")}


async def custody(market: Market, number: int = 1) -> dict[str, Any]:
    """The list of the keeper of that number."""
    told = await request(market, market.keepers[number - 1])
    return dict(answer(await market.client.post("/api/custodians/lots", json=told), 200))


async def propose(market: Market, *numbers: int) -> None:
    told = {"bodies": [market.keepers[number - 1].id for number in numbers], "threshold": 3}
    path = f"/api/lots/{market.lot}/key-set"
    answer(await market.client.put(path, json=told, headers=market.agency.headers))


async def test_a_draft_stands_on_the_lists_of_its_proposed_custodians_and_of_nobody_else(market: Market) -> None:
    await market.set_up()
    keepers = market.keepers
    await market._add_keeper("保管单位6", "420800", "other")
    await market.draft_lot()
    assert (await custody(market))["lots"] == []
    await propose(market, 1, 2, 3, 4, 5)
    told = await custody(market, 2)
    [line] = told["lots"]
    assert told["body"] == {"id": keepers[1].id, "name": "保管单位2"}
    assert (line["lot"], line["name"], line["buyer"], line["state"]) == (market.lot, "一标段", "云顶坪小学", "DRAFT")
    assert (line["index"], line["t"], line["of"], line["deadline"], line["phase"]) == (2, 3, 5, None, "before")
    assert (line["statement"], line["complete"], line["drill"], line["needed"]) == (False, False, None, "statement")
    assert (await custody(market, 6))["lots"] == []
    await propose(market, 1, 6, 3, 4, 5)
    assert (await custody(market, 2))["lots"] == []
    assert [one["index"] for one in (await custody(market, 6))["lots"]] == [2]


async def test_from_the_statement_to_the_last_release(market: Market, clock: Clock, run_due: RunDue) -> None:
    await market.open_for_bids(minutes=10)
    seen = []

    async def look() -> None:
        [line] = (await custody(market))["lots"]
        drill = line["drill"] and line["drill"]["answered"]
        seen.append((line["phase"], line["needed"], drill, line["released"]))

    await look()
    await clock.forward(minutes=9, seconds=1)
    await run_due()
    await look()
    for _ in range(3):
        await market.bid()
    await clock.forward(minutes=1)
    await run_due()
    await look()
    await market.release_by("identities", 1, 2, 3)
    await run_due()
    await look()
    await market.release_by("contents", 1, 2, 3)
    await run_due()
    await look()
    assert seen == [
        ("before", None, None, []),
        ("before", "drill", False, []),
        ("await_identities", "identities", False, []),
        ("await_contents", "contents", False, ["identities"]),
        ("read_out", None, False, ["identities", "contents"]),
    ]


async def test_an_answered_drill_is_not_asked_for_again(market: Market, clock: Clock, run_due: RunDue) -> None:
    await market.open_for_bids(minutes=10)
    await clock.forward(minutes=9, seconds=1)
    await run_due()
    await answer_drill(market, market.keepers[0])
    first, second = [(await custody(market, number))["lots"][0] for number in (1, 2)]
    assert (first["drill"]["answered"], first["needed"]) == (True, None)
    assert (second["drill"]["answered"], second["needed"]) == (False, "drill")


async def answer_drill(market: Market, keeper: Keeper) -> None:
    path = f"/api/lots/{market.lot}/drills"
    [drill] = answer(await market.client.get(path))["drills"]
    index = drill["share_keys"].index(keeper.share.public.hex()) + 1
    share = release_share(keeper.share.secret, index, drill["sharing"], DRILL_CONTEXT, market.entropy)
    body = {"type": "tianping/drill/1", "lot": market.lot, "round": 1, "index": index}
    body |= {"drill": drill["drill"], "share": share}
    signed = sign_document(body, keeper.sign.seed, "custodian")
    answer(await market.client.post(path, json={"signed": signed}))


async def test_who_was_replaced_keeps_its_key_until_the_opening_but_is_drilled_no_more(
    market: Market, clock: Clock, run_due: RunDue
) -> None:
    await market.open_for_bids(minutes=10)
    await market._add_keeper("保管单位6", "420800", "other")
    await market.agree_on_keys(keepers=[market.keepers[5], *market.keepers[:4]])
    await clock.forward(minutes=9, seconds=1)
    await run_due()
    replaced, first = [(await custody(market, number))["lots"][0] for number in (5, 1)]
    assert (replaced["index"], replaced["complete"], replaced["drill"], replaced["needed"]) == (5, True, None, None)
    assert (first["index"], first["needed"]) == (2, "drill")


async def test_an_unknown_body_keeps_nothing(market: Market, client: httpx.AsyncClient) -> None:
    await market.open_for_bids()
    stranger = KeyPair.from_seed(b"\x08" * 32)
    told = await request(market, market.keepers[0], sign=stranger)
    assert answer(await client.post("/api/custodians/lots", json=told))["body"] is None
    assert answer(await client.post("/api/custodians/lots", json=told))["lots"] == []


async def test_an_old_request_is_refused_with_both_times(market: Market, client: httpx.AsyncClient) -> None:
    await market.set_up()
    told = await request(market, market.keepers[0], minutes=-6)
    refused = await client.post("/api/custodians/lots", json=told)
    assert (refused.status_code, refused.json()["rule"]) == (409, "D-CUSTODIANS")
    assert refused.json()["type"].endswith("request-stale")
    told["signed"]["body"]["at"] = timestamp(await market.clock.now())
    refused = await client.post("/api/custodians/lots", json=told)
    assert (refused.status_code, refused.json()["rule"]) == (422, "D-CHECK")
