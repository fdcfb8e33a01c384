"""The ledger: ticks that fold leaves into a public log, proofs that a stranger checks, heads that never shrink."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from crypto.encoding import parse_canonical
from crypto.signatures import check_document
from crypto.transparency_log import (
    TICK_SIZE,
    check_consistency,
    check_fillers,
    check_inclusion,
    check_tick,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    split_hashes,
    split_values,
)
from foundation.actors import CLOCK, PUBLIC
from foundation.ledger import actions, proofs
from foundation.ledger.signer import PlatformSigner, SmallerHeadError
from foundation.work import House


async def leave(house: House, *values: bytes) -> None:
    async with house.work(PUBLIC) as work:
        for value in values:
            work.add_leaf(value)


async def tick(house: House, times: int = 1) -> None:
    for _ in range(times):
        async with house.work(CLOCK) as work:
            await actions.make_tick(work)


async def test_a_leaf_is_in_the_next_tick_and_a_stranger_can_tell(house, client: httpx.AsyncClient, platform_key):
    await tick(house, 2)
    await leave(house, b"\x01" * 32)
    await tick(house, 2)
    head = (await client.get("/api/log/head")).json()
    body = check_document(head, type="tianping/head/1", role="platform", key=platform_key)
    entry = (await client.get("/api/log/ticks/2")).content
    values = split_values((await client.get("/api/log/ticks/2/leaves")).content)
    proof = (await client.get("/api/log/inclusion", params={"tick": 2, "size": 4})).json()["proof"]
    assert b"\x01" * 32 in values
    check_tick(parse_canonical(entry), values, leaf_hash(entry))
    check_inclusion(leaf_hash(entry), 2, 4, [bytes.fromhex(each) for each in proof], bytes.fromhex(body["root"]))


async def test_every_tick_has_the_same_size_whatever_happened(house, client: httpx.AsyncClient):
    await tick(house)
    await leave(house, *(bytes([n]) * 32 for n in range(1, 40)))
    await tick(house)
    sizes = {len((await client.get(f"/api/log/ticks/{n}/leaves")).content) for n in (0, 1)}
    assert sizes == {TICK_SIZE * 32}


async def test_a_busy_tick_leaves_the_rest_to_the_next_and_does_not_hasten_it(house, run_due, clock, client):
    await leave(house, *(n.to_bytes(32, "big") for n in range(1, TICK_SIZE + 6)))
    async with house.work(PUBLIC) as work:
        await actions.start_ticking(work)
    assert await run_due() == 1
    await clock.forward(seconds=9)
    assert await run_due() == 0
    await clock.forward(seconds=2)
    assert await run_due() == 1
    values = [split_values((await client.get(f"/api/log/ticks/{n}/leaves")).content) for n in (0, 1, 2)]
    taken = [{n for n in range(1, TICK_SIZE + 6) if n.to_bytes(32, "big") in each} for each in values]
    assert [len(each) for each in taken] == [TICK_SIZE, 5, 0]


async def test_the_tick_comes_every_ten_seconds_and_once_more_at_a_deadline(house, run_due, clock):
    async with house.work(PUBLIC) as work:
        await actions.start_ticking(work)
        await actions.start_ticking(work)
        await actions.arm_extra_tick(work, await work.now() + timedelta(seconds=4))
    assert [await run_due(), await run_due()] == [1, 0]
    await clock.forward(seconds=5)
    assert [await run_due(), await run_due()] == [1, 0]
    await clock.forward(seconds=6)
    assert await run_due() == 1


async def test_proofs_from_few_rows_equal_proofs_from_all(house):
    await tick(house, 23)
    async with house.work(PUBLIC) as work:
        leaves = await actions.leaf_hashes(work, 0, 23)
        for size in (1, 2, 7, 16, 22, 23):
            for number in range(size):
                made = await actions.build_proof(work, proofs.inclusion(number, size), size)
                assert made == inclusion_proof(leaves[:size], number)
                made = await actions.build_proof(work, proofs.consistency(number + 1, size), size)
                assert made == consistency_proof(leaves[:size], number + 1)


def test_a_proof_in_a_log_of_millions_reads_few_rows():
    assert len(proofs.ticks_needed(proofs.inclusion(1_234_567, 31_536_001))) < 300
    assert len(proofs.ticks_needed(proofs.consistency(1_234_567, 31_536_001))) < 300


async def test_two_heads_are_consistent_and_size_nothing_is_refused(house, client: httpx.AsyncClient):
    await tick(house, 5)
    small = (await client.get("/api/log/heads/3")).json()["body"]
    large = (await client.get("/api/log/head")).json()["body"]
    answer = await client.get("/api/log/consistency", params={"first": 3, "second": 5})
    proof = [bytes.fromhex(each) for each in answer.json()["proof"]]
    check_consistency(3, bytes.fromhex(small["root"]), 5, bytes.fromhex(large["root"]), proof)
    assert (await client.get("/api/log/consistency", params={"first": 0, "second": 5})).status_code == 422


async def test_what_never_changes_is_cached_for_ever(house, client: httpx.AsyncClient):
    await tick(house, 2)
    answer = await client.get("/api/log/ticks/1")
    assert "immutable" in answer.headers["cache-control"]
    again = await client.get("/api/log/ticks/1", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "immutable" in (await client.get("/api/log/leaves?start=0&end=2")).headers["cache-control"]
    short = await client.get("/api/log/leaves?start=0&end=9")
    assert (len(short.content), short.headers["cache-control"]) == (64, "no-store")


@pytest.mark.parametrize("path", ["ticks/99", "ticks/99999999999999999999", "head", "fillers/0", "heads/1"])
async def test_what_is_not_there_is_not_found(client: httpx.AsyncClient, path: str):
    assert (await client.get(f"/api/log/{path}")).status_code == 404


@pytest.mark.parametrize("query", ["start=5&end=1", "start=0&end=999999", "start=-1&end=1", "start=0&end=9e99"])
async def test_a_range_without_measure_is_refused(client: httpx.AsyncClient, query: str):
    assert (await client.get(f"/api/log/leaves?{query}")).status_code == 400


async def test_fillers_come_out_later_and_account_for_every_leaf(house, client: httpx.AsyncClient, clock):
    await leave(house, b"\x05" * 32)
    await tick(house)
    assert (await client.get("/api/log/fillers/0")).status_code == 404
    await clock.forward(minutes=1)
    async with house.work(CLOCK) as work:
        assert await actions.reveal_fillers(work, await work.now()) == 1
    key = bytes.fromhex((await client.get("/api/log/fillers/0")).json()["filler_key"])
    entry = (await client.get("/api/log/ticks/0")).json()
    values = split_hashes((await client.get("/api/log/ticks/0/leaves")).content)
    check_fillers(values, [b"\x05" * 32], key, entry)


async def test_a_tick_that_was_rolled_back_is_made_again(house, settings, tmp_path: Path):
    house.signer = PlatformSigner(b"\x09" * 32, tmp_path / "platform.head")
    await tick(house)
    with suppress(ZeroDivisionError):
        async with house.work(CLOCK) as work:
            await actions.make_tick(work)
            raise ZeroDivisionError
    await tick(house)
    async with house.work(PUBLIC) as work:
        assert await actions.log_size(work) == 2


async def test_a_database_that_was_set_back_gets_no_smaller_head(house, tmp_path: Path):
    house.signer = PlatformSigner(b"\x09" * 32, tmp_path / "platform.head")
    await tick(house, 3)
    async with house.work(PUBLIC) as work:
        for number in (1, 2):
            await work.session.delete(await actions.find_tick(work, number))
    with pytest.raises(SmallerHeadError):
        await tick(house)


async def test_the_audit_reads_the_journal_and_nothing_under_a_veil(house, client: httpx.AsyncClient, as_):
    veil = (await as_.organisation("any id will do")).id
    async with house.work(PUBLIC) as work:
        await work.record("open", "lot", "L1", "R-X")
        await work.record("seal", "bid", "B1", "R-X", veil=veil)
    auditor = await as_("audit_admin")
    rows = (await client.get("/api/journal", headers=auditor.headers)).json()["rows"]
    assert [(row["verb"], row["subject_id"]) for row in rows] == [("open", "L1")]
    async with house.work(CLOCK) as work:
        await actions.lift_journal_veil(work, veil)
    answer = await client.get("/api/journal", params={"verb": "seal"}, headers=auditor.headers)
    assert [row["subject_id"] for row in answer.json()["rows"]] == ["B1"]


async def test_the_journal_turns_its_pages_from_either_end(house, client: httpx.AsyncClient, as_):
    async with house.work(PUBLIC) as work:
        for lot in ("L1", "L2", "L3"):
            await work.record("open", "lot", lot, "R-X")
    auditor = await as_("audit_admin")

    async def page(**asked: str) -> list[dict[str, str]]:
        params = {"verb": "open", "subject": "lot", "limit": "2", **asked}
        return (await client.get("/api/journal", params=params, headers=auditor.headers)).json()["rows"]

    newest = await page(newest="true")
    assert [row["subject_id"] for row in newest] == ["L3", "L2"]
    assert [row["subject_id"] for row in await page(newest="true", after=newest[-1]["id"])] == ["L1"]
    oldest = await page()
    assert [row["subject_id"] for row in oldest] == ["L1", "L2"]
    assert [row["subject_id"] for row in await page(after=oldest[-1]["id"])] == ["L3"]


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "buyer", "centre_staff"])
async def test_nobody_else_reads_the_journal(client: httpx.AsyncClient, as_, role: str):
    assert (await client.get("/api/journal", headers=(await as_(role)).headers)).status_code == 403
    assert (await client.get("/api/journal")).status_code == 401
