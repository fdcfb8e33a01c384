"""What a committee is given of an opened lot; and files of bids, read in chunks from what stays sealed in the store."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any, cast
from uuid import UUID

import pytest
from sqlalchemy import select, update

from bidding.handover import accept_report, begin_evaluating, bid_file, judged_lot
from bidding.methods.scheme import scheme_json
from bidding.opening.bid_files import part_of
from bidding.tenders.tables import LotRound
from foundation.actors import CLOCK
from foundation.errors import NoSuchThing, WrongState
from foundation.ledger.tables import JournalRow
from storage.interface import Store
from tests.market import Market, SealedBid
from tests.rules.methods.schemes import COMPREHENSIVE

RunDue = Callable[[], Awaitable[int]]
LARGE = Random(5).randbytes(5 * 1024 * 1024 + 77)
"""Six chunks of a body, none of them like another."""


@pytest.fixture
async def bids(market: Market, run_due: RunDue) -> list[SealedBid]:
    """Three bids of an opened lot with a scheme; the first is large."""
    market.scheme = scheme_json(COMPREHENSIVE)
    await market.open_for_bids()
    made = [await market.bid("26888000.00", technical=LARGE)]
    made += [await market.bid(f"{27_000_000 + number}.00") for number in range(2)]
    await market.clock.forward(minutes=11)
    await market.pass_steps(run_due)
    await market.close(run_due)
    return made


async def to_state(market: Market, state: str) -> None:
    """The lot's round in a later state, whatever led there."""
    async with market.clock.house.work(CLOCK) as work:
        query = update(LotRound).where(LotRound.lot_id == UUID(market.lot))
        await work.session.execute(query.values(state=state))


async def read(market: Market, bid: str, kind: str, name: str, *places: int) -> list[bytes]:
    """The chunks of a file as a committee's seat asks for it; they are read after the transaction."""
    async with market.clock.house.work(CLOCK) as work:
        chunks = await bid_file(work, bid, kind, name, *places)
    return [chunk async for chunk in chunks]


async def test_a_committee_is_given_scheme_prices_and_files(market: Market, bids: list[SealedBid]) -> None:
    async with market.clock.house.work(CLOCK) as work:
        lot = await judged_lot(work, UUID(market.lot))
    assert (lot.scheme, lot.round, lot.number, lot.works) == (COMPREHENSIVE, 1, 1, True)
    assert lot.ceiling == Decimal(27950000)
    assert [one.bid for one in lot.bids] == sorted(bid.digest for bid in bids)
    by_bid = {one.bid: one for one in lot.bids}
    first = by_bid[bids[0].digest]
    assert (first.name, first.uscc, first.price) == (bids[0].firm.name, bids[0].firm.uscc, Decimal(26888000))
    assert [(one.kind, one.name, one.part) for one in first.files] == [
        ("documents", "技术标.pdf", "open"),
        ("pricing", "清单.xlsx", "open"),
    ]
    assert first.files[0].length == len(LARGE)
    assert lot.coefficients["下浮率"] in {Decimal(f"0.0{one}") for one in ("050", "075", "100", "125")}


async def test_a_file_comes_back_as_it_was_sealed_in_chunks(market: Market, bids: list[SealedBid]) -> None:
    await to_state(market, "EVALUATING")
    chunks = await read(market, bids[0].digest, "documents", "技术标.pdf")
    assert b"".join(chunks) == LARGE
    assert max(map(len, chunks)) <= 1024 * 1024
    assert await read(market, bids[1].digest, "pricing", "清单.xlsx") == [b"bill of quantities"]


@pytest.mark.parametrize(
    ("start", "stop"),
    [(0, 1), (1024 * 1024 - 1, 1024 * 1024 + 1), (3_000_000, 5_000_000), (5_242_900, None), (len(LARGE), None), (9, 9)],
)
async def test_any_part_of_a_file_is_read_from_its_own_chunks(
    market: Market, bids: list[SealedBid], start: int, stop: int | None
) -> None:
    await to_state(market, "EVALUATING")
    counted = Counted(market.clock.house.store)
    async with replace(market.clock.house, store=cast(Store, counted)).work(CLOCK) as work:
        chunks = await bid_file(work, bids[0].digest, "documents", "技术标.pdf", start, stop)
    assert b"".join([chunk async for chunk in chunks]) == LARGE[start:stop]
    assert counted.read_bytes <= (len(LARGE[start:stop]) // (1024 * 1024) + 2) * (1024 * 1024 + 16)


class Counted:
    """A store that counts what is read."""

    def __init__(self, store: Store) -> None:
        self._store, self.read_bytes = store, 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    async def read(self, name: object, start: int = 0, stop: int | None = None) -> AsyncIterator[bytes]:
        """As the store reads."""
        async for part in self._store.read(name, start, stop):  # type: ignore[arg-type]
            self.read_bytes += len(part)
            yield part


@pytest.mark.parametrize("state", ["OPENED", "DRAWING", "ASSEMBLING", "INTERRUPTED", "VOID_EVAL"])
async def test_nobody_reads_bids_unless_the_committee_sits(market: Market, bids: list[SealedBid], state: str) -> None:
    await to_state(market, state)
    with pytest.raises(NoSuchThing):
        await read(market, bids[0].digest, "documents", "技术标.pdf")


@pytest.mark.parametrize(
    ("kind", "name"), [("documents", "other.pdf"), ("offer", "offer.json"), ("identity", "identity.json"), ("x", "y")]
)
async def test_only_files_of_documents_and_pricing_are_read(
    market: Market, bids: list[SealedBid], kind: str, name: str
) -> None:
    await to_state(market, "EVALUATING")
    with pytest.raises(NoSuchThing):
        await read(market, bids[0].digest, kind, name)
    with pytest.raises(NoSuchThing):
        await read(market, "no digest", "documents", "技术标.pdf")


async def test_every_reading_is_journalled(market: Market, bids: list[SealedBid]) -> None:
    await to_state(market, "EVALUATING")
    await read(market, bids[1].digest, "documents", "技术标.pdf")
    async with market.clock.house.sessions() as rows:
        kept = (await rows.scalars(select(JournalRow).where(JournalRow.verb == "read_bid_file"))).one()
    assert (kept.subject_id, kept.detail["name"]) == (bids[1].digest, "技术标.pdf")


async def test_a_lot_that_is_not_opened_has_nothing_to_judge(market: Market) -> None:
    await market.open_for_bids()
    async with market.clock.house.work(CLOCK) as work:
        with pytest.raises(NoSuchThing):
            await judged_lot(work, UUID(market.lot))


async def test_a_lot_is_evaluated_only_by_a_committee_that_has_assembled(market: Market, bids: list[SealedBid]) -> None:
    with pytest.raises(WrongState):
        async with market.clock.house.work(CLOCK) as work:
            await begin_evaluating(work, [UUID(market.lot)])


async def test_a_report_ends_the_evaluation_and_begins_the_buyer_s_clocks(
    market: Market, bids: list[SealedBid]
) -> None:
    await to_state(market, "EVALUATING")
    candidate = {"rank": 1, "bid": bids[0].digest, "name": bids[0].firm.name, "uscc": bids[0].firm.uscc}
    body: dict[str, Any] = {"type": "tianping/evaluation-report/1", "lot": market.lot, "scores": "ab" * 32}
    body["candidates"] = [candidate | {"price": "26888000.00"}]
    async with market.clock.house.work(CLOCK) as work:
        report = await work.publish(body, lot=UUID(market.lot), round_no=1, public=False)
        await accept_report(work, report)
    async with market.clock.house.sessions() as rows:
        assert await rows.scalar(select(LotRound.state)) == "REPORTED"


@pytest.mark.parametrize(
    ("kind", "name", "part"),
    [
        ("documents", "暗标-施工组织设计.pdf", "blind"),
        ("documents", "Blind part.pdf", "blind"),
        ("documents", "技术标(暗标).pdf", "open"),
        ("documents", "技术标.pdf", "open"),
        ("pricing", "暗标.xlsx", "open"),
    ],
)
def test_a_blind_file_is_known_by_how_its_name_begins(kind: str, name: str, part: str) -> None:
    assert part_of(kind, name) == part
