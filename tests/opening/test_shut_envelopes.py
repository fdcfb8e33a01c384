"""A bid that is revoked for its documents can be seen by anybody not to open; one that is shut wrongly is found out."""

from sqlalchemy import update

import app as table_of_contents
from bidding.opening.actions.open import openers
from bidding.opening.tables import OpenedEnvelope
from bidding.opening.workshop import Workshop
from crypto.audit import audit, failures
from crypto.encoding import Body, parse_object
from foundation.schedule import Runner
from foundation.work import House
from tests.market import Market, SealedBid, answer
from tests.opening.test_opening import RunDue, Silent, outcomes


def envelope(bid: SealedBid, kind: str) -> str:
    """Digest of a bid's envelope."""
    return next(str(one["digest"]) for one in bid.statement["body"]["envelopes"] if one["kind"] == kind)


def detail(files: dict[str, bytes]) -> str:
    """What the check says."""
    return next(check.detail for check in audit(files) if check.name == "shut-envelopes")


async def spoiled_bid(market: Market, kind: str) -> SealedBid:
    """A bid whose bidder uploads another body than it sealed, and signs a statement over it."""
    spoiled, other = market.seal(await market.firm()), market.seal(await market.firm())
    market.swap_body(spoiled, kind, other.bodies[kind])
    await market.submit(spoiled)
    return spoiled


def paths_shown(files: dict[str, bytes]) -> set[str]:
    """Digests of documents and pricing of which anything but header and root is published."""
    kinds = {path: parse_object(data)["kind"] for path, data in files.items() if path.endswith(".header")}
    hidden = {path.split("/")[1].split(".")[0] for path, kind in kinds.items() if kind in ("documents", "pricing")}
    shown = {path.split("/")[1].split(".")[0] for path in files if path.endswith(".body") or path.startswith("shares/")}
    return hidden & shown


async def test_a_bid_revoked_for_its_documents_is_shown_not_to_open(market: Market, run_due: RunDue) -> None:
    await market.open_for_bids()
    for _ in range(3):
        await market.bid()
    spoiled = await spoiled_bid(market, "documents")
    await market.clock.forward(minutes=11)
    await market.pass_steps(run_due, 1, 2, 4)
    assert (await outcomes(market))[spoiled.digest] == "DEEMED_REVOKED"
    await market.close(run_due)
    files = await market.package()
    assert failures(audit(files, [spoiled.receipt])) == []
    assert detail(files) == "1 bids shown not to open"
    assert paths_shown(files) == {envelope(spoiled, "documents")}
    told: Body = parse_object(files[f"shares/{envelope(spoiled, 'documents')}.json"])
    assert [share["i"] for share in told["shares"]] == [1, 2, 4]


async def test_a_good_bid_that_the_operator_shuts_for_its_documents_is_found_out(
    market: Market, house: House, run_due: RunDue
) -> None:
    await market.open_for_bids()
    bids = [await market.bid() for _ in range(4)]
    await market.clock.forward(minutes=11)
    await run_due()
    await market.release_by("identities", 1, 3, 5)
    await run_due()
    await market.release_by("contents", 1, 3, 5)
    await shut(house, envelope(bids[0], "documents"), "bidder")
    await run_due()
    assert (await outcomes(market))[bids[0].digest] == "DEEMED_REVOKED"
    await market.close(run_due)
    files = await market.package()
    assert failures(audit(files)) == ["shut-envelopes"]
    assert "the envelope opens: the bid was shut wrongly" in detail(files)


async def test_a_bid_whose_documents_the_platform_lost_stays_on_its_word(
    market: Market, house: House, run_due: RunDue
) -> None:
    await market.open_for_bids()
    bids = [await market.bid() for _ in range(4)]
    await market.clock.forward(minutes=11)
    await run_due()
    await market.release_by("identities", 1, 3, 5)
    await run_due()
    await market.release_by("contents", 1, 3, 5)
    await shut(house, envelope(bids[0], "documents"), "platform")
    await run_due()
    await market.clock.forward(minutes=60)
    await run_due()
    assert (await outcomes(market))[bids[0].digest] == "DEEMED_WITHDRAWN"
    await market.close(run_due)
    files = await market.package()
    assert failures(audit(files)) == []
    assert f"on the platform's word, which says that the fault is its own: {bids[0].digest[:16]}" in detail(files)
    assert paths_shown(files) == set()


async def shut(house: House, digest: str, cause: str) -> None:
    """The operator writes into the database what no worker found."""
    async with house.sessions() as session, session.begin():
        row = update(OpenedEnvelope).where(OpenedEnvelope.envelope == bytes.fromhex(digest))
        await session.execute(row.values(state="SHUT", cause=cause, detail="padding"))


async def test_what_the_host_ruled_without_proof_is_not_published_and_not_proved(
    market: Market, house: House, workshop: Workshop, run_due: RunDue
) -> None:
    await market.open_for_bids()
    bids = [await market.bid() for _ in range(4)]
    await market.clock.forward(minutes=11)
    await run_due()
    await market.release_by("identities", 1, 2, 3)
    await run_due()
    await market.release_by("contents", 1, 2, 3)
    runner = Runner(house, table_of_contents.TIMERS | openers(Silent(workshop, {bids[0].headers["documents"]})))
    for _ in range(4):
        await runner.run_due()
        await market.clock.forward(seconds=10)
    path = f"/api/lots/{market.lot}/opening/causes/{envelope(bids[0], 'documents')}"
    ruling = {"cause": "bidder", "reason": "文件无法读取"}
    answer(await market.client.post(path, json=ruling, headers=market.agency.headers), 200)
    await market.close(run_due)
    files = await market.package()
    assert paths_shown(files) == set()
    assert failures(audit(files)) == ["shut-envelopes"]
    assert "nothing shows that it does not open" in detail(files)
