"""The second opening of a lot with two envelopes 双信封: prices of listed bids, at their hour, all at once."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from bidding.bids.tables import EnvelopeRow
from bidding.handover import bid_file, judged_lot, open_prices
from bidding.methods.scheme import scheme_json
from bidding.opening.actions.open import open_envelope
from bidding.opening.tables import OpenedEnvelope, ShareRow
from crypto.audit import audit, failures
from crypto.encoding import digest
from crypto.signatures import sign_document
from foundation.actors import CLOCK
from foundation.errors import NoSuchThing
from storage.errors import ObjectMissing
from storage.names import object_name
from tests.market import Market, SealedBid, answer
from tests.opening.test_judged import to_state
from tests.rules.methods.schemes import COMPREHENSIVE

RunDue = Callable[[], Awaitable[int]]
TWO = replace(COMPREHENSIVE, envelopes=2)
PRICES = ("26888000.00", "27000000.00", "27111111.00", "25999999.00")


@pytest.fixture
async def bids(market: Market, run_due: RunDue) -> list[SealedBid]:
    """Four bids whose documents were opened at the hour; prices are shut."""
    market.scheme = scheme_json(TWO)
    await market.open_for_bids()
    made = [await market.bid(price) for price in PRICES]
    await market.clock.forward(minutes=11)
    await market.pass_steps(run_due)
    await market.close(run_due)
    await to_state(market, "EVALUATING")
    return made


async def appoint(market: Market, run_due: RunDue, passed: list[SealedBid]) -> dict[str, Any]:
    """The list of passed bids is published and logged; its hall."""
    async with market.clock.house.work(CLOCK) as work:
        await open_prices(work, UUID(market.lot), [bid.digest for bid in passed], b"\x05" * 32)
    await market.clock.forward(seconds=1)
    await run_due()
    return await hall(market)


async def hall(market: Market) -> dict[str, Any]:
    """The second opening as anybody sees it."""
    return dict(answer(await market.client.get(f"/api/lots/{market.lot}/price-opening")))


async def read_out(market: Market, run_due: RunDue, passed: list[SealedBid]) -> dict[str, Any]:
    """From the list to the prices."""
    await appoint(market, run_due, passed)
    await market.clock.forward(seconds=6)
    await market.release_prices(1, 3, 5)
    await run_due()
    return dict(answer(await market.client.get(f"/api/lots/{market.lot}/price-opening/read-out")))


async def test_the_hour_opens_names_and_no_price(market: Market, bids: list[SealedBid]) -> None:
    told = answer(await market.client.get(f"/api/lots/{market.lot}/opening/record"))["body"]
    assert [row["values"] for row in told["bids"]] == [None] * 4
    assert {row["outcome"] for row in told["bids"]} == {"VALID"}
    assert (told["seed"], told["coefficients"]) == (None, [])
    async with market.clock.house.work(CLOCK) as work:
        lot = await judged_lot(work, UUID(market.lot))
        shut = await work.session.scalars(select(OpenedEnvelope.state).where(OpenedEnvelope.step == "prices"))
        assert set(shut) == {"WAITING"}
    assert {(bid.price, *bid.values) for bid in lot.bids} == {(None,)}
    assert {file.kind for bid in lot.bids for file in bid.files} == {"documents"}


async def test_prices_of_listed_bids_are_read_out_and_the_package_holds(
    market: Market, run_due: RunDue, bids: list[SealedBid]
) -> None:
    passed = bids[:3]
    told = await read_out(market, run_due, passed)
    rows = {row["bid"]: row["values"]["price"] for row in told["body"]["bids"]}
    assert rows == {bid.digest: price for bid, price in zip(passed, PRICES, strict=False)}
    await market.clock.forward(seconds=6)
    path = f"/api/lots/{market.lot}/price-opening/close"
    record = answer(await market.client.post(path, headers=market.agency.headers))
    assert answer(await market.client.post(path, headers=market.agency.headers)) == record
    for _ in range(2):
        await market.clock.forward(seconds=30)
        await run_due()
    files = await market.package()
    checks = audit(files, [bid.receipt for bid in bids])
    assert failures(checks) == []
    assert "price-record-consistent" in {check.name for check in checks}
    failed = {one["digest"] for one in bids[3].statement["body"]["envelopes"] if one["kind"] in ("offer", "pricing")}
    assert not [path for path in files if path.endswith(".body") and path.split("/")[1][:-5] in failed]
    async with market.clock.house.work(CLOCK) as work:
        lot = await judged_lot(work, UUID(market.lot))
    assert lot.price_record == digest(record["body"]).hex()
    assert {bid.bid: bid.price is None for bid in lot.bids} == {bid.digest: bid is bids[3] for bid in bids}


async def test_nobody_releases_before_the_hour_or_before_the_list_is_logged(
    market: Market, run_due: RunDue, bids: list[SealedBid]
) -> None:
    async with market.clock.house.work(CLOCK) as work:
        await open_prices(work, UUID(market.lot), [bid.digest for bid in bids[:3]], b"\x05" * 32)
    frozen, keeper = await market.frozen(), market.keepers[0]
    shown = answer(await market.client.get(f"/api/lots/{market.lot}/price-opening/list"))["list"]["body"]
    request = market.release(frozen, keeper, "prices", list=digest(shown).hex(), listed=shown["bids"])
    path = f"/api/lots/{market.lot}/opening/releases"
    await market.clock.forward(seconds=6)
    refused = await market.client.post(path, json=request)
    assert refused.json()["type"].endswith("not-your-turn")
    await run_due()
    answer(await market.client.post(path, json=request))


async def test_a_share_of_an_unlisted_offer_is_refused_and_no_worker_is_given_it(
    market: Market, run_due: RunDue, bids: list[SealedBid]
) -> None:
    await appoint(market, run_due, bids[:3])
    await market.clock.forward(seconds=6)
    frozen = await market.frozen()
    shown = answer(await market.client.get(f"/api/lots/{market.lot}/price-opening/list"))["list"]["body"]
    request = market.release(frozen, market.keepers[0], "prices", list=digest(shown).hex())
    refused = await market.client.post(f"/api/lots/{market.lot}/opening/releases", json=request)
    assert refused.json()["type"].endswith("release-refused")
    await market.release_prices(1, 3, 5)
    await run_due()
    async with market.clock.house.work(CLOCK) as work:
        query = select(OpenedEnvelope).where(OpenedEnvelope.step == "prices", OpenedEnvelope.state == "WAITING")
        shut = list(await work.session.scalars(query))
        assert {row.bid.hex() for row in shut} == {bids[3].digest}
        shares = select(ShareRow.envelope).where(ShareRow.envelope.in_([row.envelope for row in shut]))
        assert list(await work.session.scalars(shares)) == []
        shut[0].state = "DUE"
        await work.session.flush()
        await open_envelope(None, work, {"envelope": shut[0].envelope.hex()})  # type: ignore[arg-type]
        assert (shut[0].state, shut[0].form) == ("DUE", None)


async def test_a_late_custodian_is_awaited_and_nothing_is_told_meanwhile(
    market: Market, run_due: RunDue, bids: list[SealedBid]
) -> None:
    await appoint(market, run_due, bids[:3])
    await market.clock.forward(minutes=5)
    await run_due()
    await market.release_prices(1, 2)
    await run_due()
    waiting = await hall(market)
    assert (waiting["phase"], waiting["opened"], waiting["read_out"]) == ("await_prices", 0, None)
    refused = await market.client.get(f"/api/lots/{market.lot}/price-opening/read-out")
    assert refused.json()["type"].endswith("not-your-turn")
    await market.release_prices(4)
    await run_due()
    assert (await hall(market))["phase"] == "read_out"


async def test_an_envelope_that_we_lost_waits_for_its_remedy_and_is_then_deemed_withdrawn(
    market: Market, run_due: RunDue, bids: list[SealedBid]
) -> None:
    await appoint(market, run_due, bids)
    async with market.clock.house.work(CLOCK) as work:
        lost = EnvelopeRow.bid == bytes.fromhex(bids[0].digest), EnvelopeRow.kind == "pricing"
        name = await work.session.scalar(select(EnvelopeRow.object_name).where(*lost))
        await work.store.delete(object_name(name or ""))
    await market.clock.forward(seconds=6)
    await market.release_prices(1, 3, 5)
    await run_due()
    assert (await hall(market))["phase"] == "open_prices"
    await market.clock.forward(minutes=3)
    await run_due()
    told = answer(await market.client.get(f"/api/lots/{market.lot}/price-opening/read-out"))
    rows = {row["bid"]: (row["outcome"], row["values"]) for row in told["body"]["bids"]}
    assert rows.pop(bids[0].digest) == ("DEEMED_WITHDRAWN", None)
    assert {outcome for outcome, _ in rows.values()} == {"VALID"}


async def test_voices_of_the_second_opening_stand_in_its_record(
    market: Market, run_due: RunDue, bids: list[SealedBid]
) -> None:
    told = await read_out(market, run_due, bids[:3])
    base = f"/api/lots/{market.lot}/price-opening"
    body = {"type": "tianping/objection/1", "lot": market.lot, "round": 1, "bid": bids[0].digest, "text": "请核对"}
    body["at"] = told["body"]["at"]
    signed = {"signed": sign_document(body, bids[0].key.seed, "bid")}
    objection = answer(await market.client.post(f"{base}/objections", json=signed))["objection"]
    said = {"type": "tianping/confirmation/1", "lot": market.lot, "round": 1, "at": told["body"]["at"]}
    said["readout"] = digest(told["body"]).hex()
    for bid in bids[:3]:
        one = sign_document({**said, "bid": bid.digest}, bid.key.seed, "bid")
        answer(await market.client.post(f"{base}/confirmations", json={"signed": one}))
    refused = await market.client.post(f"{base}/close", headers=market.agency.headers)
    assert refused.json()["type"].endswith("objection-unanswered")
    path = f"{base}/objections/{objection}/answer"
    answer(await market.client.post(path, json={"text": "已核对"}, headers=market.agency.headers))
    record = answer(await market.client.post(f"{base}/close", headers=market.agency.headers))["body"]
    assert [one["text"] for one in record["objections"]] == ["请核对"]
    assert len(record["confirmations"]) == 3
    failed = sign_document({**said, "bid": bids[3].digest}, bids[3].key.seed, "bid")
    gone = await market.client.post(f"{base}/confirmations", json={"signed": failed})
    assert gone.json()["type"].endswith("objections-closed")


async def test_pricing_is_read_by_nobody_before_the_record(
    market: Market, run_due: RunDue, bids: list[SealedBid]
) -> None:
    await read_out(market, run_due, bids[:3])
    async with market.clock.house.work(CLOCK) as work:
        with pytest.raises(NoSuchThing):
            await bid_file(work, bids[0].digest, "pricing", "清单.csv")


async def test_prices_that_stayed_shut_are_destroyed_once_the_result_is_fixed(
    market: Market, run_due: RunDue, bids: list[SealedBid]
) -> None:
    await read_out(market, run_due, bids[:3])
    async with market.clock.house.work(CLOCK) as work:
        shut = EnvelopeRow.bid == bytes.fromhex(bids[3].digest), EnvelopeRow.kind.in_(("offer", "pricing"))
        names = list(await work.session.scalars(select(EnvelopeRow.object_name).where(*shut)))
    store = market.clock.house.store

    async def kept() -> int:
        found = 0
        for name in names:
            with suppress(ObjectMissing):
                found += bool([part async for part in store.read(object_name(name))])
        return found

    for _ in range(3):
        await market.clock.forward(minutes=31)
        await run_due()
    assert await kept() == 2
    await to_state(market, "AWARDED")
    await market.clock.forward(minutes=31)
    await run_due()
    assert await kept() == 0
