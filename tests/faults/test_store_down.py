"""The object store is away or full in the middle: a clear refusal, nothing lost, and everything goes on afterwards."""

from base64 import b64encode
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any

import httpx
import pytest

from crypto.encoding import digest, timestamp
from crypto.signatures import sign_document
from foundation.database import open_engine
from foundation.entropy import counted_entropy
from foundation.ledger.signer import PlatformSigner
from foundation.settings import Settings
from foundation.work import House
from storage.choose import open_store
from storage.errors import StoreFull, StoreUnavailable
from tests.conftest import PLATFORM_SEED, VAULT
from tests.faults.journeys import frozen_with_three_bids, published_and_whole
from tests.faults.locks import RunDue
from tests.faults.moody import MoodyStore
from tests.market import PDF, Market, answer

AWAY, FULL = (StoreUnavailable("away, says the test"), 503), (StoreFull("full, says the test"), 507)
MOODS = pytest.mark.parametrize(("mood", "status"), [AWAY, FULL], ids=["away", "full"])


@pytest.fixture
def moody() -> MoodyStore:
    """A store in memory, in a good mood."""
    return MoodyStore(open_store("memory:"))


@pytest.fixture
async def house(settings: Settings, moody: MoodyStore) -> AsyncIterator[House]:
    """A house on the moody store."""
    engine = open_engine(settings.database_url, pool=8)
    yield House(engine, moody, PlatformSigner(PLATFORM_SEED), counted_entropy(b"house"), settings, VAULT)
    await engine.dispose()


def refused(response: httpx.Response, status: int) -> None:
    """It is a refusal in words, says when to come again, and names nothing of the store."""
    assert response.status_code == status, response.text[:500]
    assert response.headers["content-type"] == "application/problem+json"
    told = response.json()
    assert (told["rule"], "says the test" in response.text) == ("D-STORE", False)
    assert status != 503 or response.headers["retry-after"]


@MOODS
async def test_an_upload_is_refused_in_words_and_goes_on_where_it_was(
    market: Market, moody: MoodyStore, mood: Exception, status: int
) -> None:
    await market.open_for_bids()
    bid = market.seal(await market.firm())
    body = bid.bodies["offer"]
    moody.mood = mood
    named = ",".join(f"{name} {b64encode(v.encode()).decode()}" for name, v in (("lot", market.lot), ("kind", "offer")))
    metadata = {"Upload-Length": str(len(body)), "Upload-Metadata": named}
    refused(await market.client.post("/api/uploads", headers=metadata), status)
    moody.mood = None
    place = (await market.client.post("/api/uploads", headers=metadata)).headers["location"]
    moody.mood = mood
    refused(await market.client.patch(place, content=body, headers={"Upload-Offset": "0"}), status)
    moody.mood = None
    assert (await market.client.head(place)).headers["upload-offset"] == "0"
    sent = await market.client.patch(place, content=body, headers={"Upload-Offset": "0"})
    assert (sent.status_code, sent.headers["upload-offset"]) == (204, str(len(body)))
    await market.submit(bid)


@MOODS
async def test_a_seal_without_its_store_is_no_seal_and_the_same_request_succeeds_later(
    market: Market, moody: MoodyStore, run_due: RunDue, mood: Exception, status: int
) -> None:
    await market.open_for_bids()
    bids = [await market.bid() for _ in range(2)]
    last = market.seal(await market.firm())
    request = await market.request(last)
    path = f"/api/lots/{market.lot}/bids"
    moody.mood = mood
    refused(await market.client.post(path, json=request), status)
    moody.mood = None
    last.receipt = answer(await market.client.post(path, json=request), 201)
    await market.clock.forward(minutes=11)
    assert (await market.pass_steps(run_due))["phase"] == "read_out"
    frozen = (await market.frozen())["freeze"]["body"]["bids"]
    assert {one["bid"] for one in frozen} == {bid.digest for bid in [*bids, last]}


async def test_a_download_without_its_store_is_refused_in_words(market: Market, moody: MoodyStore) -> None:
    await market.open_for_bids()
    path = f"/files/{sha256(PDF).hexdigest()}/招标文件.pdf"
    assert (await market.client.get(path)).content == PDF
    moody.mood = AWAY[0]
    refused(await market.client.get(path), 503)
    moody.mood = None
    assert (await market.client.get(path)).content == PDF


@MOODS
async def test_a_document_that_cannot_be_kept_is_refused_and_can_be_sent_again(
    market: Market, moody: MoodyStore, mood: Exception, status: int
) -> None:
    await market.set_up()
    moody.mood = mood
    with pytest.raises(AssertionError, match=str(status)):
        await market.draft_lot()
    moody.mood = None
    await market.draft_lot()


async def test_an_opening_waits_for_its_store_and_blames_nobody(
    market: Market, moody: MoodyStore, run_due: RunDue
) -> None:
    bids = await frozen_with_three_bids(market, run_due)
    moody.mood = AWAY[0]
    await market.release_by("identities", 1, 3, 5)
    await run_due()
    hall = await market.hall()
    assert (hall["phase"], hall["opened"]) == ("open_identities", 0)
    moody.mood = None
    await market.clock.forward(minutes=2)
    await run_due()
    moody.mood = AWAY[0]
    await market.release_by("contents", 1, 3, 5)
    await run_due()
    assert (await market.hall())["phase"] == "open_contents"
    moody.mood = None
    await market.clock.forward(minutes=2)
    await run_due()
    await published_and_whole(market, run_due, bids)


async def test_identities_without_their_store_are_refused_in_words(
    market: Market, moody: MoodyStore, run_due: RunDue
) -> None:
    await frozen_with_three_bids(market, run_due)
    await market.release_by("identities", 1, 3, 5)
    await run_due()
    request = await identities_request(market)
    path = f"/api/lots/{market.lot}/opening/identities"
    moody.mood = AWAY[0]
    refused(await market.client.post(path, json=request), 503)
    moody.mood = None
    assert len(answer(await market.client.post(path, json=request))["bodies"]) == 3


async def test_a_published_body_without_its_store_is_refused_and_not_cut_short(
    market: Market, moody: MoodyStore, run_due: RunDue
) -> None:
    bids = await frozen_with_three_bids(market, run_due)
    await market.pass_steps(run_due)
    await market.close(run_due)
    body = bids[0].statement["body"]["envelopes"][0]["digest"]
    path = f"/api/lots/{market.lot}/rounds/1/package/envelopes/{body}.body"
    moody.mood = AWAY[0]
    refused(await market.client.get(path), 503)
    moody.mood = None
    assert (await market.client.get(path)).content == bids[0].bodies["identity"]


async def identities_request(market: Market) -> dict[str, Any]:
    """A custodian's request for the identities."""
    freeze = (await market.frozen())["freeze"]["body"]
    told = {"type": "tianping/identities-request/1", "lot": market.lot, "round": 1, "freeze": digest(freeze).hex()}
    told |= {"index": 1, "at": timestamp(await market.clock.now())}
    return {"signed": sign_document(told, market.keepers[0].sign.seed, "custodian")}
