"""A lot whose committee has reported: opened through the doors with real bids, its records made by hand.

Of the bids, the last one was rejected; the others are candidates by price. Rehearsal clocks, unless a test says so.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import update

from bidding.awards.actions.receive import receive_report
from bidding.handover import accept_report
from bidding.tenders.tables import LotRound
from crypto.encoding import digest, timestamp
from crypto.signatures import KeyPair, sign_document
from foundation.actors import CLOCK
from foundation.calendar import shanghai
from foundation.records import find_record
from foundation.work import Work
from tests.conftest import Staff
from tests.market import Firm, Market, SealedBid, answer

RunDue = Callable[[], Awaitable[int]]
PRICES = ("26500000.00", "26888000.00", "27100000.00", "27900000.00")
SCORES = ("95.10", "93.40", "91.00")
TOLD = {"quality": "合格", "period": "360日历天", "manager": "张某", "certificate": "鄂142", "qualifications": "满足"}
CHANNEL = {"contact": "李某", "phone": "0718-1234567", "address": "恩施市", "supervisor": "恩施州住建局"}


@dataclass
class Reported:
    """The lot, its bids by rank with the rejected one last, and who decides."""

    market: Market
    bids: list[SealedBid] = field(default_factory=list)
    report: str = ""
    scores: str = ""

    @property
    def client(self) -> httpx.AsyncClient:
        """The public's client; headers make it somebody's."""
        return self.market.client

    @property
    def lot(self) -> UUID:
        """Its id."""
        return UUID(self.market.lot)

    def path(self, rest: str) -> str:
        """A door of the lot."""
        return f"/api/lots/{self.market.lot}/{rest}"

    async def ask(self, method: str, rest: str, by: Staff | None = None, **more: Any) -> httpx.Response:
        """A request to a door of the lot, by the agency unless told."""
        headers = (by or self.market.agency).headers
        return await self.client.request(method, self.path(rest), headers=headers, **more)

    async def publish(self, **more: Any) -> Any:
        """The candidates as the agency publishes them."""
        return answer(await self.ask("POST", "candidates", json=self.publicity(**more)), 201)

    def publicity(self, **more: Any) -> dict[str, Any]:
        """What the agency sends."""
        described = [{"bid": bid.digest, **TOLD} for bid in self.bids[:3]]
        return {"candidates": described, "channel": CHANNEL, "summary": "推荐三名中标候选人", **more}

    async def shown(self) -> Any:
        """What everybody sees."""
        return answer(await self.client.get(self.path("award")))

    async def today(self) -> str:
        """The date in China."""
        return str(shanghai(await self.market.clock.now()).date())

    async def desk(self) -> Any:
        """What the agency sees."""
        return answer(await self.ask("GET", "award/desk"))

    async def over(self) -> None:
        """The publicity passes without an objection."""
        await self.publish()
        await self.market.clock.forward(seconds=11)

    async def award(self, rank: int = 1, **more: Any) -> httpx.Response:
        """The agency awards to the candidate of that rank."""
        return await self.ask("POST", "award", json={"bid": self.bids[rank - 1].digest, **more})

    async def awarded(self) -> Any:
        """The first candidate has won."""
        await self.over()
        return answer(await self.award(), 201)

    def passed(self, rank: int, ground: str = "gave_up") -> dict[str, str]:
        """A candidate that cannot win."""
        return {"bid": self.bids[rank - 1].digest, "ground": ground, "reason": "书面放弃"}

    async def objection(self, signer: SealedBid | None = None, **more: Any) -> dict[str, Any]:
        """A signed objection by a bidder."""
        bid = signer or self.bids[1]
        body = {**await self._objection(), "bid": bid.digest, **more}
        return {"signed": sign_document(body, bid.key.seed, "bid")}

    async def objection_of(self, firm: Firm, **more: Any) -> dict[str, Any]:
        """A signed objection by somebody else who has an interest."""
        company = {"name": firm.name, "uscc": firm.uscc}
        body = {**await self._objection(), "company": company, "interest": "第一候选人的分包单位", **more}
        return {"signed": sign_document(body, firm.key.seed, "company")}

    async def _objection(self) -> dict[str, Any]:
        candidates = (await self.shown())["candidates"]
        return {
            "type": "tianping/result-objection/1",
            "lot": self.market.lot,
            "round": 1,
            "candidates": digest(candidates["body"]).hex(),
            "bid": None,
            "company": None,
            "interest": "",
            "text": "第一候选人的业绩不实。",
            "at": timestamp(await self.market.clock.now()),
        }

    async def object(self, signed: dict[str, Any]) -> httpx.Response:
        """It is handed in."""
        return await self.client.post(self.path("result-objections"), json=signed)

    async def own_result(self, bid: SealedBid, key: KeyPair | None = None) -> httpx.Response:
        """A bidder asks under its bid key."""
        at = timestamp(await self.market.clock.now())
        body = {"type": "tianping/result-request/1", "lot": self.market.lot, "round": 1, "bid": bid.digest, "at": at}
        signed = sign_document(body, (key or bid.key).seed, "bid")
        return await self.client.post(self.path("result"), json={"signed": signed})


async def report(market: Market, run_due: RunDue) -> Reported:
    """The lot in REPORTED."""
    await market.open_for_bids()
    lot = Reported(market, [await market.bid(price) for price in PRICES])
    await market.clock.forward(minutes=11)
    await market.pass_steps(run_due)
    await market.close(run_due)
    async with market.clock.house.work(CLOCK) as work:
        await work.session.execute(update(LotRound).where(LotRound.lot_id == lot.lot).values(state="EVALUATING"))
    await hand_in(lot)
    return lot


async def hand_in(lot: Reported, **more: Any) -> None:
    """The committee's report comes in, as its own stage would hand it over."""
    async with lot.market.clock.house.work(CLOCK) as work:
        at = timestamp(await work.now())
        scores = await work.publish({**_scores(lot, at), **more}, lot=lot.lot, round_no=1, public=False)
        lot.scores = scores.digest.hex()
        kept = await work.publish(_report(lot, at), lot=lot.lot, round_no=1, public=False)
        lot.report = kept.digest.hex()
        await accept_report(work, kept)


async def accept_again(lot: Reported, work: Work) -> None:
    """The same report is handed over twice, within one deed."""
    row = await find_record(work.session, bytes.fromhex(lot.report))
    assert row is not None
    await receive_report(work, row)


def _scores(lot: Reported, at: str) -> dict[str, Any]:
    judged = list(zip(lot.bids, SCORES, strict=False))
    return {
        "type": "tianping/scores/1",
        "lot": str(lot.lot),
        "round": 1,
        "at": at,
        "scheme": {"method": {"name": "综合评估法"}},
        "marks": [
            {"bid": bid.digest, "criterion": "施工组织设计", "seat": seat, "mark": "35.0"}
            for bid, _ in judged
            for seat in ("E01", "E02")
        ],
        "rejected": [_rejected(lot)],
        "results": [
            {
                "bid": bid.digest,
                "criteria": [{"name": "施工组织设计", "score": "35.00"}],
                "price_score": "60.00",
                "total": score,
                "rank": rank,
            }
            for rank, (bid, score) in enumerate(judged, 1)
        ],
    }


def _rejected(lot: Reported) -> dict[str, Any]:
    bid = lot.bids[-1].digest
    return {"bid": bid, "item": "Z3", "ground": 3, "reason": "项目经理无证书", "phase": "PRELIMINARY"}


def _report(lot: Reported, at: str) -> dict[str, Any]:
    prices = dict(zip([bid.digest for bid in lot.bids], PRICES, strict=True))
    return {
        "type": "tianping/evaluation-report/1",
        "lot": str(lot.lot),
        "round": 1,
        "at": at,
        "scores": lot.scores,
        "session": str(lot.lot),
        "committee": [{"seat": "E01", "kind": "expert", "head": True, "city": "422800", "remote": False}],
        "failed": None,
        "rejected": [{**_rejected(lot), "name": lot.bids[-1].firm.name, "clause": "2.1.2"}],
        "candidates": [
            {
                "rank": rank,
                "bid": bid.digest,
                "name": bid.firm.name,
                "uscc": bid.firm.uscc,
                "price": prices[bid.digest],
            }
            for rank, bid in enumerate(lot.bids[:3], 1)
        ],
    }
