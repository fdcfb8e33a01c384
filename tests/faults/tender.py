"""A tender played to its end against a server that may die at any moment, and judged.

Undisturbed it has five seals, twenty bodies, a withdrawal, six releases, three identities and nine contents opened,
and one each of freeze, count, read-out and record.
"""

import asyncio
from typing import Any

from crypto.audit import audit
from crypto.encoding import digest
from foundation.database import plain_connection
from tests.faults.census import opened_envelopes, told_events, told_progress
from tests.faults.stage import Stage, send_bids
from tests.market import answer

PASSINGS = {
    "upload.created": 20, "piece.stored": 20, "piece.recorded": 20,
    "seal.finished": 5, "seal.judged": 5, "seal.written": 5, "seal.committed": 5,
    "withdraw.written": 1, "tick.signed": 4, "freeze.written": 1, "release.written": 6,
    "open.decrypted": 12, "open.written": 12, "count.written": 1, "readout.written": 1, "record.written": 1,
}  # fmt: skip
"""How often one undisturbed tender passes each failpoint (ticks: at least)."""

EVENTS = {"frozen": 1, "released": 6, "counted": 1, "opened": 3, "read_out": 1, "closed": 1}
"""What the hall is told, each exactly so often, however often the server died."""


async def play(stage: Stage) -> dict[str, Any]:
    """The tender from where it was prepared; the opening record at the end."""
    if not stage.kept.receipts:
        await send_bids(stage.market, stage.bids)
    await stage.market.clock.forward(days=2, minutes=1)
    hall = await stage.market.pass_steps(lambda: settled(stage))
    assert (hall["phase"], hall["opened"], hall["of"]) == ("read_out", 3, 3), hall
    return await stage.market.close(lambda: ticked(stage))


LONGEST = 90.0
"""Seconds after which a server that does nothing any more is a failure and not a slow machine."""


async def settled(stage: Stage) -> None:
    """Until the opening waits for people: the server's own timers do the work, also after a restart."""
    path = f"/api/lots/{stage.market.lot}/opening/events"
    async with asyncio.timeout(LONGEST):
        hall = await stage.market.hall()
        while hall["phase"] in ("closing", "open_identities", "open_contents"):
            await stage.market.client.get(path, params={"after": hall["seq"], "wait": 1})
            hall = await stage.market.hall()


async def ticked(stage: Stage) -> None:
    """Until the log has grown."""
    before = await _log_size(stage)
    async with asyncio.timeout(LONGEST):
        while await _log_size(stage) == before:
            await asyncio.sleep(0.05)


async def _log_size(stage: Stage) -> int:
    return int(answer(await stage.market.client.get("/api/log/head"))["body"]["size"])


async def judge(stage: Stage, record: dict[str, Any]) -> None:
    """Everything acknowledged is there, nothing twice, and a stranger finds nothing wrong."""
    market, (first, second, third, gone, newer) = stage.market, stage.bids
    frozen = (await market.frozen())["freeze"]["body"]
    assert {one["bid"] for one in frozen["bids"]} == {bid.digest for bid in (second, third, newer)}
    assert {one["bid"] for one in frozen["withdrawn"]} == {first.digest, gone.digest}
    assert set(record["body"]["releases"]) == {digest(one["body"]).hex() for one in stage.kept.releases}
    assert {row["outcome"] for row in record["body"]["bids"]} == {"VALID"}
    await _repeats_answer_the_same(stage, record)
    async with plain_connection(stage.url) as connection:
        assert await told_events(connection, stage.topic) == EVENTS
        assert await told_progress(connection, stage.topic) == [1, 2, 3]
        assert {one["state"] for one in await opened_envelopes(connection)} == {"OPEN"}
    checks = audit(await market.package(), [bid.receipt for bid in stage.bids], [])
    assert [check for check in checks if check.failed] == []


async def _repeats_answer_the_same(stage: Stage, record: dict[str, Any]) -> None:
    market, gone = stage.market, stage.bids[3]
    for bid in stage.bids:
        shown = answer(await market.client.get(f"/api/receipts/{bid.receipt['body']['number']}"))
        assert shown["record"] == bid.receipt
    path = f"/api/lots/{market.lot}/withdrawals"
    again = answer(await market.client.post(path, json={"signed": gone.withdrawal()}))
    assert again == stage.kept.withdrawals[0]
    path = f"/api/lots/{market.lot}/opening/close"
    assert answer(await market.client.post(path, headers=market.agency.headers)) == record
