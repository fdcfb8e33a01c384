"""A tender with two envelopes 双信封 from four bids to the award, over HTTP; its package is checked by a stranger."""

from collections.abc import Awaitable, Callable
from typing import Any

from commands.evaluation_checks import check_evaluation
from crypto.audit import audit, failures
from tests.awards.lot import CHANNEL, TOLD
from tests.market import Market, answer
from tests.reports.judged import Judged
from tests.rooms.sitting import Room, seat_committee
from tests.scoring.playing import phase_of
from tests.scoring.test_two_envelopes import PRICES, TWO, open_the_prices, to_second_opening

RunDue = Callable[[], Awaitable[int]]


async def award(room: Room, bids: list[str]) -> None:
    """The publicity passes, and the first candidate wins."""
    base, headers = f"/api/lots/{room.lot}", room.market.agency.headers
    told: dict[str, Any] = {"channel": CHANNEL, "summary": "推荐三名中标候选人"}
    told["candidates"] = [{"bid": bid, **TOLD} for bid in bids]
    answer(await room.client.post(f"{base}/candidates", json=told, headers=headers), 201)
    await room.market.clock.forward(seconds=11)
    answer(await room.client.post(f"{base}/award", json={"bid": bids[0]}, headers=headers), 201)


async def test_a_tender_of_two_envelopes_ends_in_a_package_that_a_stranger_can_check(
    market: Market, run_due: RunDue
) -> None:
    # Four bid; at the hour their names are read out, and no price.
    room = await seat_committee(market, run_due, scheme=TWO, prices=PRICES)
    first = answer(await room.client.get(f"/api/lots/{room.lot}/opening/record"))["body"]
    assert {row["values"] and row["values"]["price"] for row in first["bids"]} == {None}
    paper = await room.client.get(f"/api/lots/{room.lot}/opening/record.pdf")
    assert paper.content.startswith(b"%PDF")

    # One fails the review; marks are locked; prices of the three are opened at a second opening, and ranked.
    failed = await to_second_opening(room)
    assert await phase_of(room) == "PRICE_OPENING"
    await open_the_prices(room, run_due)
    assert await phase_of(room) == "RANKED"
    judged = Judged(room, run_due)
    answer(await judged.compose())
    await judged.sign_all()
    (row,) = await judged.records("tianping/evaluation-report/1")
    report = row.record()["body"]
    candidates = [one["bid"] for one in report["candidates"]]
    assert failed not in candidates
    assert {one["price"] for one in report["candidates"]} == set(PRICES[:3])

    # The award; and everything is in the package but what stayed shut.
    await award(room, candidates)
    for _ in range(2):
        await market.clock.forward(seconds=30)
        await run_due()
    answer(await room.client.get(f"/api/ocds/records/{room.lot}"), 200)
    files = await market.package()
    assert failures(audit(files, [bid.receipt for bid in room.bids])) == []
    made = check_evaluation(files)
    assert [(check.name, check.detail) for check in made if check.failed] == []
    assert {"scores-named", "ranking-recomputed", "report-as-scored"} <= {check.name for check in made if check.ok}
    (shut,) = [bid for bid in room.bids if bid.digest == failed]
    digests = {one["digest"] for one in shut.statement["body"]["envelopes"] if one["kind"] in ("offer", "pricing")}
    assert not [path for path in files if path.endswith(".body") and path[len("envelopes/") : -5] in digests]
    assert PRICES[3].encode() not in b"".join(files.values())
