"""A package grows when a record comes out: what is in it stays, what a stranger downloads always fits together."""

import json
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select, update

from bidding.projects.tables import Lot
from bidding.tenders.tables import LotRound
from crypto.audit import audit, failures
from crypto.verifiable_draw.verify import verify_draw
from foundation.actors import CLOCK
from tests.awards.lot import Reported, RunDue
from tests.conftest import People
from tests.draws.seated import seat
from tests.draws.town import Town, settle
from tests.market import Market, answer

GROWING = ("package.json", "log/head.json", "log/leaves.bin")


def shorts(files: dict[str, bytes]) -> set[str]:
    """Types of the records of a package."""
    return {path.split("/")[1].rpartition("-")[0] for path in files if path.startswith("records/")}


async def ask(lot: Reported, name: str, held: str = "") -> httpx.Response:
    headers = {"if-none-match": held} if held else {}
    return await lot.client.get(lot.path(f"rounds/1/package/{name}"), headers=headers)


async def logged(lot: Reported, run_due: RunDue) -> None:
    """What was made is in the log."""
    for _ in range(2):
        await lot.market.clock.forward(seconds=30)
        await run_due()


async def test_a_package_grows_to_the_award_and_every_check_holds(lot: Reported, run_due: RunDue) -> None:
    early = await lot.market.package()
    await lot.awarded()
    await logged(lot, run_due)
    late = await lot.market.package()
    assert shorts(late) - shorts(early) == {"candidates", "scores", "evaluation-report", "award"}
    assert {path: data for path, data in early.items() if path not in GROWING}.items() <= late.items()
    receipts = [bid.receipt for bid in lot.bids]
    assert failures(audit(late, receipts, [json.loads(early["log/head.json"])])) == []


async def test_what_is_not_in_the_log_yet_does_not_take_the_package_away(lot: Reported, run_due: RunDue) -> None:
    early = await lot.market.package()
    await lot.publish()
    assert await lot.market.package() == early
    await logged(lot, run_due)
    assert "candidates" in shorts(await lot.market.package())


async def test_the_report_is_not_in_the_package_before_the_award(lot: Reported, run_due: RunDue) -> None:
    await lot.over()
    await logged(lot, run_due)
    assert not {"scores", "evaluation-report"} & shorts(await lot.market.package())


@pytest.mark.parametrize("name", GROWING)
async def test_a_growing_file_is_asked_for_again_by_its_tag(lot: Reported, run_due: RunDue, name: str) -> None:
    told = await ask(lot, name)
    assert told.headers["cache-control"] == "public, no-cache"
    assert (await ask(lot, name, told.headers["etag"])).status_code == 304
    await lot.publish()
    await logged(lot, run_due)
    assert (await ask(lot, name, told.headers["etag"])).status_code == 200


async def test_what_a_digest_names_is_kept_for_ever(lot: Reported) -> None:
    for path in answer(await ask(lot, "package.json"))["files"]:
        told = await ask(lot, path)
        assert ("immutable" in told.headers["cache-control"]) == (path not in GROWING)


async def test_a_draw_joins_the_package_with_all_that_repeats_it(market: Market, as_: People, run_due: RunDue) -> None:
    town = await settle(market, as_)
    await opened(town, run_due)
    await seat(town, run_due)
    async with market.clock.house.work(CLOCK) as work:
        await work.session.execute(update(LotRound).where(LotRound.lot_id == UUID(market.lot)).values(state="AWARDED"))
    await market.clock.forward(minutes=11)
    await run_due()
    await logged(Reported(market), run_due)
    package = await market.package()
    assert "draw-record" in shorts(package)
    (draw,) = [path for path in package if path.startswith("draws/")]
    assert failures(audit(package)) == failures(verify_draw(json.loads(package[draw]))) == []


async def opened(town: Town, run_due: RunDue) -> None:
    """The town's lot, opened with four bids, and venues for its committee."""
    await town.market.open_for_bids()
    await town.people(60)
    for price in ("26500000.00", "26888000.00", "27100000.00", "27900000.00"):
        await town.market.bid(price)
    await town.market.clock.forward(minutes=11)
    await town.market.pass_steps(run_due)
    await town.market.close(run_due)
    async with town.market.clock.house.sessions() as rows:
        town.project = str(await rows.scalar(select(Lot.project_id).where(Lot.id == UUID(town.market.lot))))
    await town.open_venues()
