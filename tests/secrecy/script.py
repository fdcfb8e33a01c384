"""What happens between publication and deadline: in the crowded world bidders come, in the empty one nobody does.

Both run the same minutes and the same ticks. Nothing else differs: the firms are registered in both.
"""

from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from uuid import UUID

from bidding.bids.actions.seal import SentEnvelope, seal_bid
from foundation.actors import PUBLIC
from tests.market import PDF, SealedBid, answer
from tests.secrecy.world import FIRMS, World

BIDDERS = FIRMS - 1
"""The last firm is the observer, who bids in both worlds."""

PAUSE = 31
"""Seconds between two bidders."""

PRICES = [f"2345{number:04d}.01" for number in range(1, FIRMS + 1)]


async def live_through(world: World, *, crowded: bool, half_way: Callable[[], Awaitable[None]]) -> list[SealedBid]:
    """Twenty turns; answers the bids that were sealed (the 3rd is withdrawn, the 6th replaced by the last).

    Half way the world is looked at while, in the crowded one, a bid has been judged and is not yet committed.
    """
    crowd = Crowd(world)
    for turn in range(BIDDERS):
        await world.clock.forward(seconds=PAUSE)
        await world.run_timers()
        if turn != BIDDERS // 2:
            await (crowd.take_turn(turn) if crowded else _nothing())
        elif crowded:
            async with crowd.in_the_middle_of_sealing(turn):
                await half_way()
        else:
            await half_way()
    await world.clock.forward(seconds=PAUSE)
    await world.run_timers()
    return crowd.bids


async def _nothing() -> None:
    """Nobody comes."""


class Crowd:
    """Twenty bidders with what bidders do: sealing, withdrawing, replacing, giving up, and getting it wrong."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.market = world.market
        self.bids: list[SealedBid] = []

    async def take_turn(self, turn: int) -> None:
        """The bidder of this number submits, and what else happens at that time happens."""
        bid = self.market.seal(self.world.firms[turn], PRICES[turn])
        await self.market.submit(bid)
        self.bids.append(bid)
        aside = self.asides().get(turn)
        if aside:
            await aside()

    def asides(self) -> dict[int, Callable[[], Awaitable[None]]]:
        """What else bidders do, by the turn after which they do it; some need the bids up to the sixth."""
        return {
            3: self._begin_and_leave,
            5: self._upload_and_never_seal,
            7: self._send_a_plain_document,
            9: self._withdraw,
            11: self._replace,
            13: self._give_up,
            15: self._send_nonsense,
            17: self._look_at_the_receipt,
        }

    @asynccontextmanager
    async def in_the_middle_of_sealing(self, turn: int) -> AsyncIterator[None]:
        """This bidder's bid is judged under the lot's lock and written, but its transaction goes on."""
        bid = self.market.seal(self.world.firms[turn], PRICES[turn])
        told = await self.market.request(bid)
        sent = [SentEnvelope(one["kind"], one["upload"], b64decode(one["header"])) for one in told["envelopes"]]
        async with self.world.house.work(PUBLIC) as work:
            bid.receipt = await seal_bid(work, UUID(self.world.lot), told["statement"], sent)
            yield
        self.bids.append(bid)

    async def _begin_and_leave(self) -> None:
        await self._create(4 * 1024**3)

    async def _upload_and_never_seal(self) -> None:
        await self.market.request(self.market.seal(self.world.firms[4], "1.00"))

    async def _send_a_plain_document(self) -> None:
        place = await self._create(len(PDF))
        headers = {"Upload-Offset": "0", "content-type": "application/offset+octet-stream"}
        answer(await self.world.client.patch(place, content=PDF, headers=headers), 422)

    async def _withdraw(self) -> None:
        path = f"/api/lots/{self.world.lot}/withdrawals"
        answer(await self.world.client.post(path, json={"signed": self.bids[2].withdrawal()}), 200)

    async def _replace(self) -> None:
        newer = self.market.seal(self.world.firms[5], PRICES[BIDDERS])
        await self.market.submit(newer, self.bids[5])
        self.bids.append(newer)

    async def _give_up(self) -> None:
        answer(await self.world.client.delete(await self._create(70_000)), 204)

    async def _send_nonsense(self) -> None:
        request = await self.market.request(
            self.market.seal(self.world.firms[1], "2.00", floor="2026-01-01T00:00:00.000Z")
        )
        answer(await self.world.client.post(f"/api/lots/{self.world.lot}/bids", json=request), 422)

    async def _look_at_the_receipt(self) -> None:
        answer(await self.world.client.get(f"/api/receipts/{self.bids[0].receipt['body']['number']}"), 200)

    async def _create(self, length: int) -> str:
        told = f"lot {b64encode(self.world.lot.encode()).decode()},kind {b64encode(b'documents').decode()}"
        made = await self.world.client.post(
            "/api/uploads", headers={"Upload-Length": str(length), "Upload-Metadata": told}
        )
        answer(made, 201)
        return str(made.headers["location"])
