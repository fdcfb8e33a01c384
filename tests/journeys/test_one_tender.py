"""One tender told from its first document to the record that a stranger checks, with everything that may go wrong."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from bidding.bids.tables import EnvelopeRow
from crypto.audit import audit
from crypto.encoding import digest, timestamp
from crypto.signatures import sign_document
from storage.names import object_name
from tests.market import PDF, Market, SealedBid, answer

RunDue = Callable[[], Awaitable[int]]


async def test_a_tender_in_which_much_goes_wrong_still_ends_in_a_record_that_a_stranger_can_check(
    market: Market, run_due: RunDue
) -> None:
    await market.open_for_bids(minutes=10)

    # Two bid at once, under version 1 of the documents and the first deadline.
    early, lost_key = await market.bid("26888000.00"), await market.bid("27300000.00")
    # The agency moves the deadline and issues version 2; what is sealed stays sealed.
    await extend(market, minutes=30)
    await issue_next_version(market)
    # Others come: one that withdraws, one that replaces a bid whose key is lost, one whose name another signed.
    others = [await market.bid(f"26{number}00000.00", document_version=2) for number in (4, 7)]
    gone = await market.bid("1.00", document_version=2)
    answer(await market.client.post(path(market, "withdrawals"), json={"signed": gone.withdrawal()}), 200)
    newer = market.seal(lost_key.firm, "27105600.00", replaces=True, document_version=2)
    await market.submit(newer)
    forged = market.seal(early.firm, "2.00", identity_key=(await market.firm()).key, document_version=2)
    await market.submit(forged)
    # One spoils its own envelope; of another the platform loses the bytes.
    spoiled = await spoil(market)
    missing = await market.bid("26999999.99", document_version=2)
    await lose(market, missing, "documents")

    # The first deadline passes and nothing happens; at the second the list is frozen, and latecomers are too late.
    await market.clock.forward(minutes=11)
    await run_due()
    assert (await market.hall())["phase"] == "before"
    late = market.seal(await market.firm(), document_version=2)
    request = await market.request(late)
    await market.clock.forward(minutes=30)
    await run_due()
    refused = await market.client.post(path(market, "bids"), json=request)
    assert refused.json()["type"].endswith("deadline-passed")

    # Two custodians come, a third is needed; days later another one comes, and nothing was lost.
    await market.release_by("identities", 1, 2)
    await market.clock.forward(days=3)
    await run_due()
    assert (await market.hall())["phase"] == "await_identities"
    await market.release_by("identities", 4)
    await run_due()
    hall = await market.pass_steps(run_due, 2, 4, 5)
    assert (hall["phase"], hall["opened"], hall["of"]) == ("open_contents", 8, 8)
    await market.clock.forward(hours=2)  # the window in which the lost bytes might still be found
    await run_due()

    # One read-out of all.
    read_out = answer(await market.client.get(path(market, "opening/read-out")))
    assert {row["bid"]: row["outcome"] for row in read_out["body"]["bids"]} == {
        early.digest: "VALID",
        others[0].digest: "VALID",
        others[1].digest: "VALID",
        newer.digest: "VALID",
        lost_key.digest: "REPLACED",
        forged.digest: "UNATTRIBUTED",
        spoiled.digest: "DEEMED_REVOKED",
        missing.digest: "DEEMED_WITHDRAWN",
    }
    versions = {row["bid"]: row["document_version"] for row in read_out["body"]["bids"]}
    assert (versions[early.digest], versions[newer.digest]) == (1, 2)

    # An objection is answered on the spot, bidders confirm, the record is closed; whoever holds a receipt can check it.
    await object_and_answer(market, others[0])
    await confirm(market, early, read_out)
    record = await market.close(run_due)
    assert (record["body"]["result"], record["body"]["valid_bidders"]) == ("OPENED", 4)
    assert [one["bid"] for one in record["body"]["confirmations"]] == [early.digest]
    assert record["body"]["objections"][0]["answer"] == "见招标文件第一章。"
    held = [bid.receipt for bid in (early, lost_key, newer, *others, gone, forged, spoiled, missing)]
    assert failures(await market.package(), held) == []


async def test_a_lot_that_failed_unopened_leaves_a_package_that_a_stranger_can_check(
    market: Market, run_due: RunDue
) -> None:
    await market.open_for_bids()
    two = [await market.bid() for _ in range(2)]
    await market.clock.forward(minutes=11)
    for _ in range(2):
        await run_due()
        await market.clock.forward(seconds=30)
    assert (await market.hall())["state"] == "FAILED_FEW"
    package = await market.package()
    assert not [name for name in package if name.endswith(".body")]
    assert failures(package, [bid.receipt for bid in two]) == []


async def test_a_lot_that_failed_for_want_of_distinct_bidders_publishes_identities_and_no_offer(
    market: Market, run_due: RunDue
) -> None:
    await market.open_for_bids()
    first, second = await market.bid(), await market.bid()
    again = market.seal(first.firm, "25000000.00")
    await market.submit(again)
    await market.clock.forward(minutes=11)
    assert (await market.pass_steps(run_due))["state"] == "FAILED_FEW"
    await market.clock.forward(seconds=30)
    await run_due()
    package = await market.package()
    assert len([name for name in package if name.endswith(".body")]) == 3
    assert failures(package, [first.receipt, second.receipt, again.receipt]) == []


def path(market: Market, rest: str) -> str:
    """Of this lot."""
    return f"/api/lots/{market.lot}/{rest}"


def failures(package: dict[str, bytes], receipts: list[dict[str, Any]]) -> list[str]:
    """Names of the checks that fail, with what they say."""
    return [f"{one.name}: {one.detail}" for one in audit(package, receipts, []) if not one.ok and not one.needs_receipt]


async def extend(market: Market, **span: float) -> None:
    """The agency moves the deadline to so long from now."""
    told = {"deadline": timestamp(await market.clock.now() + timedelta(**span)), "reason": "澄清"}
    answer(await market.client.post(path(market, "extensions"), json=told, headers=market.agency.headers))


async def issue_next_version(market: Market) -> None:
    """The agency issues the next version of the documents."""
    answer(await market.client.post(path(market, "versions"), headers=market.agency.headers))
    headers = {**market.agency.headers, "content-type": "application/pdf"}
    place = path(market, "documents/" + quote("招标文件.pdf"))
    answer(await market.client.put(place, content=PDF + b"version 2", headers=headers))
    answer(await market.client.post(path(market, "documents/settle"), headers=market.agency.headers))
    page = await market.look()
    assert page["document_version"] == 2


async def spoil(market: Market) -> SealedBid:
    """A bidder uploads another body than it sealed, and signs for it."""
    spoiled, other = market.seal(await market.firm(), document_version=2), market.seal(await market.firm())
    market.swap_body(spoiled, "documents", other.bodies["documents"])
    await market.submit(spoiled)
    return spoiled


async def lose(market: Market, bid: SealedBid, kind: str) -> None:
    """The platform's store loses an envelope."""
    named = next(one["digest"] for one in bid.statement["body"]["envelopes"] if one["kind"] == kind)
    async with market.clock.house.sessions() as session:
        row = await session.get(EnvelopeRow, bytes.fromhex(named))
    assert row is not None
    await market.clock.house.store.delete(object_name(row.object_name))


async def object_and_answer(market: Market, bid: SealedBid) -> None:
    """A bidder objects by its bid key; the record cannot be closed before the host answered."""
    signed = await signed_by(market, bid, "objection", text="工期从何日起算？")
    told = answer(await market.client.post(path(market, "opening/objections"), json={"signed": signed}))
    early = await market.client.post(path(market, "opening/close"), headers=market.agency.headers)
    assert early.json()["type"].endswith("objection-unanswered")
    place = path(market, f"opening/objections/{told['objection']}/answer")
    answer(await market.client.post(place, json={"text": "见招标文件第一章。"}, headers=market.agency.headers))


async def confirm(market: Market, bid: SealedBid, read_out: dict[str, Any]) -> None:
    """A bidder confirms the read-out by its bid key."""
    signed = await signed_by(market, bid, "confirmation", readout=digest(read_out["body"]).hex())
    answer(await market.client.post(path(market, "opening/confirmations"), json={"signed": signed}))


async def signed_by(market: Market, bid: SealedBid, kind: str, **members: str) -> dict[str, Any]:
    """A document of a bidder, signed by its bid key."""
    body = {"type": f"tianping/{kind}/1", "lot": market.lot, "round": 1, "bid": bid.digest}
    return sign_document({**body, "at": timestamp(await market.clock.now()), **members}, bid.key.seed, "bid")
