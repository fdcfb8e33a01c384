"""Openings as journeys through the doors: what is opened, in which order, and what stays shut for ever."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import app as table_of_contents
from bidding.bids.tables import EnvelopeRow
from bidding.opening.actions.open import openers
from bidding.opening.workshop import WorkerGone, Workshop
from crypto.audit import audit
from crypto.signatures import sign_document
from foundation.schedule import Runner
from foundation.work import House
from storage.names import object_name
from tests.market import Market, SealedBid, answer

RunDue = Callable[[], Awaitable[int]]


async def outcomes(market: Market) -> dict[str, str]:
    """Outcome of each bid by its digest, as read out."""
    told = answer(await market.client.get(f"/api/lots/{market.lot}/opening/read-out"))
    return {row["bid"]: row["outcome"] for row in told["body"]["bids"]}


async def test_a_whole_opening_ends_in_a_record_that_a_stranger_can_check(market: Market, run_due: RunDue) -> None:
    await market.open_for_bids()
    bids = [await market.bid(f"{26_000_000 + number}.00") for number in range(4)]
    newer = market.seal(bids[0].firm, "25000000.00")
    await market.submit(newer, bids[0])
    gone = await market.bid("1.00")
    path = f"/api/lots/{market.lot}/withdrawals"
    accepted = answer(await market.client.post(path, json={"signed": gone.withdrawal()}), 200)
    assert answer(await market.client.post(path, json={"signed": gone.withdrawal()}), 200) == accepted
    await market.clock.forward(minutes=11)
    hall = await market.pass_steps(run_due)
    assert (hall["phase"], hall["opened"], hall["of"]) == ("read_out", 4, 4)
    assert (await outcomes(market))[newer.digest] == "VALID"
    record = await market.close(run_due)
    assert record["body"]["valid_bidders"] == 4
    checks = audit(await market.package(), [newer.receipt, gone.receipt, bids[1].receipt], [])
    assert [check for check in checks if not check.ok and not check.needs_receipt] == []


async def test_fewer_than_three_sealed_bids_and_nothing_is_opened(market: Market, run_due: RunDue) -> None:
    await market.open_for_bids()
    for _ in range(2):
        await market.bid()
    await market.clock.forward(minutes=11)
    await run_due()
    hall = await market.hall()
    assert (hall["phase"], hall["state"]) == ("closed", "FAILED_FEW")
    request = market.release(await market.frozen(), market.keepers[0], "identities")
    refused = await market.client.post(f"/api/lots/{market.lot}/opening/releases", json=request)
    assert refused.json()["type"].endswith("not-your-turn")


async def test_three_bids_of_two_companies_and_no_offer_is_opened(market: Market, run_due: RunDue) -> None:
    await market.open_for_bids()
    first = await market.bid()
    await market.submit(market.seal(first.firm, "25000000.00"))
    await market.bid()
    await market.clock.forward(minutes=11)
    hall = await market.pass_steps(run_due)
    assert hall["state"] == "FAILED_FEW"
    record = answer(await market.client.get(f"/api/lots/{market.lot}/opening/record"))
    assert record["body"]["valid_bidders"] == 2
    assert {row["outcome"] for row in record["body"]["bids"]} == {"UNOPENED"}
    assert {row["values"] for row in record["body"]["bids"]} == {None}


async def test_a_declared_replacement_counts_and_the_earlier_bids_are_shown_as_replaced(
    market: Market, run_due: RunDue
) -> None:
    await market.open_for_bids()
    lost_key = await market.bid("27000000.00")
    for _ in range(2):
        await market.bid()
    await market.clock.forward(seconds=1)
    newer = market.seal(lost_key.firm, "26500000.00", replaces=True)
    await market.submit(newer)
    await market.clock.forward(minutes=11)
    await market.pass_steps(run_due)
    told = await outcomes(market)
    assert (told[lost_key.digest], told[newer.digest]) == ("REPLACED", "VALID")


async def test_an_unattributed_bid_changes_no_other_bids_fate(market: Market, run_due: RunDue) -> None:
    await market.open_for_bids()
    good = [await market.bid() for _ in range(3)]
    stranger = await market.firm()
    forged = market.seal(good[0].firm, "1.00", replaces=True, identity_key=stranger.key)
    await market.submit(forged)
    await market.clock.forward(minutes=11)
    await market.pass_steps(run_due)
    told = await outcomes(market)
    assert told[forged.digest] == "UNATTRIBUTED"
    assert {told[bid.digest] for bid in good} == {"VALID"}


async def test_too_few_custodians_and_the_opening_waits_for_days_and_then_goes_on(
    market: Market, run_due: RunDue
) -> None:
    await market.open_for_bids()
    for _ in range(3):
        await market.bid()
    await market.clock.forward(minutes=11)
    await run_due()
    await market.release_by("identities", 1, 2)
    await market.clock.forward(days=4)
    await run_due()
    assert (await market.hall())["phase"] == "await_identities"
    events = answer(await market.client.get(f"/api/lots/{market.lot}/opening/events?after=0"))
    assert "alarm" in [event["kind"] for event in events]
    await market.release_by("identities", 4)
    await run_due()
    hall = await market.pass_steps(run_due, 1, 4, 5)
    assert (hall["phase"], hall["opened"]) == ("read_out", 3)


async def test_an_object_lost_by_the_platform_is_deemed_withdrawn_and_the_others_go_on(
    market: Market, run_due: RunDue
) -> None:
    await market.open_for_bids()
    bids = [await market.bid() for _ in range(4)]
    await lose(market, bids[0], "documents")
    await market.clock.forward(minutes=11)
    hall = await market.pass_steps(run_due)
    assert hall["phase"] == "open_contents"
    await market.clock.forward(hours=2)
    await run_due()
    told = await outcomes(market)
    assert told[bids[0].digest] == "DEEMED_WITHDRAWN"
    assert {told[bid.digest] for bid in bids[1:]} == {"VALID"}


async def test_the_same_bytes_again_are_a_remedy_for_an_object_we_lost(market: Market, run_due: RunDue) -> None:
    await market.open_for_bids()
    bids = [await market.bid() for _ in range(3)]
    lost = await lose(market, bids[0], "identity")
    await market.clock.forward(minutes=11)
    await run_due()
    await market.release_by("identities", 1, 2, 3)
    await run_due()
    assert (await market.hall())["phase"] == "open_identities"
    path = f"/api/lots/{market.lot}/opening/remedies/{lost}"
    for body, expected in ((bids[1].bodies["identity"], 422), (bids[0].bodies["identity"], 200)):
        opened = answer(await market.client.post(path), 201)
        sent = await market.client.patch(opened["location"], content=body, headers={"Upload-Offset": "0"})
        assert sent.status_code == 204
        answer(await market.client.put(path, json={"upload": opened["upload"]}), expected)
    await run_due()
    hall = await market.pass_steps(run_due)
    assert hall["phase"] == "read_out"
    assert set((await outcomes(market)).values()) == {"VALID"}


async def test_nobody_else_can_begin_a_remedy(market: Market, run_due: RunDue) -> None:
    await market.open_for_bids()
    bids = [await market.bid() for _ in range(3)]
    await market.clock.forward(minutes=11)
    await market.pass_steps(run_due)
    envelope = bids[0].statement["body"]["envelopes"][0]["digest"]
    refused = await market.client.post(f"/api/lots/{market.lot}/opening/remedies/{envelope}")
    assert refused.json()["type"].endswith("not-the-same-bytes")


async def test_where_no_cause_is_found_the_host_rules_with_reasons(
    market: Market, house: House, workshop: Workshop, run_due: RunDue
) -> None:
    await market.open_for_bids()
    bids = [await market.bid() for _ in range(4)]
    await market.clock.forward(minutes=11)
    await run_due()
    await market.release_by("identities", 1, 2, 3)
    victim = bids[0].statement["body"]["envelopes"][0]["digest"]
    house_workshop = Silent(workshop, {bids[0].headers["identity"]})
    runner = Runner(house, table_of_contents.TIMERS | openers(house_workshop))
    for _ in range(4):
        await runner.run_due()
        await market.clock.forward(seconds=10)
    assert (await market.hall())["phase"] == "open_identities"
    path = f"/api/lots/{market.lot}/opening/causes/{victim}"
    ruling = {"cause": "platform", "reason": "解密服务器断电"}
    answer(await market.client.post(path, json=ruling), 401)
    answer(await market.client.post(path, json=ruling, headers=market.agency.headers), 200)
    await market.clock.forward(minutes=5)
    hall = await market.pass_steps(run_due)
    assert hall["phase"] == "read_out"
    assert (await outcomes(market))[bids[0].digest] == "DEEMED_WITHDRAWN"


class Silent(Workshop):
    """A workshop whose workers end without an answer for some headers."""

    def __init__(self, real: Workshop, headers: set[bytes]) -> None:
        self.real = real
        self.headers = headers

    async def open(self, header: bytes, secret: bytes, files: list[str], body: AsyncIterator[bytes]) -> dict[str, Any]:
        if header in self.headers:
            raise WorkerGone
        return await self.real.open(header, secret, files, body)


async def test_what_was_never_opened_is_destroyed_after_the_last_remedy(market: Market, run_due: RunDue) -> None:
    await market.open_for_bids()
    for _ in range(3):
        await market.bid()
    gone = await market.bid()
    path = f"/api/lots/{market.lot}/withdrawals"
    answer(await market.client.post(path, json={"signed": gone.withdrawal()}), 200)
    await market.clock.forward(minutes=11)
    await market.pass_steps(run_due)
    await market.close(run_due)
    names = {one["digest"]: await object_of(market, one["digest"]) for one in gone.statement["body"]["envelopes"]}
    store = market.clock.house.store
    kept = [name async for name in store.names("")]
    assert set(names.values()) <= set(kept)
    await market.clock.forward(hours=1)
    await run_due()
    left = [name async for name in store.names("")]
    assert set(kept) - set(left) == set(names.values())


async def object_of(market: Market, digest: str) -> str:
    """Name of the object that holds an envelope's body."""
    async with market.clock.house.sessions() as session:
        row = await session.get(EnvelopeRow, bytes.fromhex(digest))
    assert row is not None
    return row.object_name


async def lose(market: Market, bid: SealedBid, kind: str) -> str:
    """The platform loses an envelope's object; its digest."""
    digest = next(one["digest"] for one in bid.statement["body"]["envelopes"] if one["kind"] == kind)
    await market.clock.house.store.delete(object_name(await object_of(market, digest)))
    return str(digest)


async def test_a_body_spoiled_by_its_sealer_is_deemed_revoked(market: Market, run_due: RunDue) -> None:
    await market.open_for_bids()
    bids = [await market.bid() for _ in range(3)]
    spoiled = market.seal(await market.firm())
    other = market.seal(await market.firm())
    # The bidder seals, then uploads another body of the same length and signs a statement over it.
    market.swap_body(spoiled, "documents", other.bodies["documents"])
    await market.submit(spoiled)
    await market.clock.forward(minutes=11)
    await market.pass_steps(run_due)
    told = await outcomes(market)
    assert told[spoiled.digest] == "DEEMED_REVOKED"
    assert {told[bid.digest] for bid in bids} == {"VALID"}


async def test_a_wrong_share_is_refused_and_names_its_custodian(market: Market, run_due: RunDue) -> None:
    await market.open_for_bids()
    for _ in range(3):
        await market.bid()
    await market.clock.forward(minutes=11)
    await run_due()
    frozen = await market.frozen()
    shares = market.release(frozen, market.keepers[1], "identities")["release"]["body"]["shares"]
    request = market.release(frozen, market.keepers[0], "identities", shares=shares)
    refused = (await market.client.post(f"/api/lots/{market.lot}/opening/releases", json=request)).json()
    assert refused["type"].endswith("wrong-share")
    assert refused["facts"]["custodian"] == market.keepers[0].name
    assert (await market.hall())["custodians"][0]["released"] == []


async def test_a_release_over_another_list_is_refused(market: Market, run_due: RunDue) -> None:
    await market.open_for_bids()
    for _ in range(3):
        await market.bid()
    await market.clock.forward(minutes=11)
    await run_due()
    request = market.release(await market.frozen(), market.keepers[0], "identities", freeze="ab" * 32)
    refused = (await market.client.post(f"/api/lots/{market.lot}/opening/releases", json=request)).json()
    assert refused["type"].endswith("wrong-freeze")


async def test_a_release_in_another_order_is_refused(market: Market, run_due: RunDue) -> None:
    await market.open_for_bids()
    for _ in range(3):
        await market.bid()
    await market.clock.forward(minutes=11)
    await run_due()
    frozen = await market.frozen()
    shares = market.release(frozen, market.keepers[0], "identities")["release"]["body"]["shares"]
    request = market.release(frozen, market.keepers[0], "identities", shares=shares[::-1])
    refused = (await market.client.post(f"/api/lots/{market.lot}/opening/releases", json=request)).json()
    assert "in its order" in refused["facts"]["why"]


async def test_a_custodian_signs_under_its_own_number(market: Market, run_due: RunDue) -> None:
    await market.open_for_bids()
    for _ in range(3):
        await market.bid()
    await market.clock.forward(minutes=11)
    await run_due()
    request = market.release(await market.frozen(), market.keepers[0], "identities")
    body = {**request["release"]["body"], "index": 5}
    request["release"] = sign_document(body, market.keepers[0].sign.seed, "custodian")
    refused = (await market.client.post(f"/api/lots/{market.lot}/opening/releases", json=request)).json()
    assert refused["type"].endswith("no-custodian-of-this-lot")


async def test_the_list_shows_envelopes_in_its_own_order(market: Market, run_due: RunDue) -> None:
    await market.open_for_bids()
    for _ in range(3):
        await market.bid()
    await market.clock.forward(minutes=11)
    await run_due()
    frozen = await market.frozen()
    listed = [one["digest"] for bid in frozen["freeze"]["body"]["bids"] for one in bid["envelopes"]]
    assert [one["digest"] for one in frozen["envelopes"]] == listed
