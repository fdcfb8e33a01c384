"""A walk through the doors beside the model: any deed in any order, repeated, wrong or late; then both are compared."""

import random
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from sqlalchemy import func, select, text

from bidding.opening.tables import OpenedEnvelope, Release
from crypto.encoding import timestamp
from crypto.signatures import KeyPair, sign_document
from foundation.work import House
from tests.faults.locks import RunDue
from tests.faults.model import PHASES, Model
from tests.market import Firm, Market, SealedBid

Deed = Callable[[], Awaitable[None]]


class Walk:
    """One lot, one pair of dice, and the row of deeds so far."""

    def __init__(self, market: Market, house: House, run_due: RunDue, seed: int) -> None:
        self.market, self.house, self.run_due = market, house, run_due
        self.dice = random.Random(seed)
        self.model = Model()
        self.bids: list[SealedBid] = []
        self.late: dict[str, Any] = {}
        self.firms: list[Firm] = []
        self.frozen: dict[str, Any] | None = None
        self.record: dict[str, Any] | None = None
        self.trail: list[str] = []
        self.hour = self.dice.randrange(4, 13)
        """How many deeds there are before the deadline."""

    async def begin(self) -> None:
        """A published lot, four companies, and a bid that is uploaded and will come late."""
        await self.market.open_for_bids()
        self.firms = [await self.market.firm() for _ in range(4)]
        self.late = await self.market.request(self.market.seal(self.firms[0]))

    async def step(self) -> None:
        """One deed, then the comparison."""
        deeds = self._before() if self.model.phase == "before" else self._after()
        deed = self.dice.choice(deeds)
        self.trail.append(deed.__name__)
        await deed()
        await self.compare()

    def _before(self) -> list[Deed]:
        if len(self.trail) >= self.hour:
            return [self.pass_deadline]
        usual: list[Deed] = [self.bid] * 6 + [self.withdraw, self.replace, self.bid_again, self.bid_of_nobody]
        return [*usual, self.withdraw_anothers, self.release, self.close, self.wait]

    def _after(self) -> list[Deed]:
        """Every other deed is one that the opening waits for; the others come as they like."""
        talk: list[Deed] = [self.object, self.answer, self.answer, self.confirm, self.close, self.stranger_closes]
        if self.dice.random() < 0.5:
            return talk if self.model.phase == "read_out" else [self.release, self.run_timers]
        usual: list[Deed] = [self.wrong_share, self.wrong_list, self.stranger_releases, self.bid_late]
        return [*usual, self.withdraw_late, self.release, self.run_timers, self.wait, self.look, *talk]

    # deeds of bidders

    async def bid(self) -> None:
        new = [firm for firm in self.firms if firm.uscc not in self.model.sealed.values()]
        firms = new if new and self.dice.random() < 0.7 else self.firms
        sealed = self.market.seal(self.dice.choice(firms))
        await self._submit(sealed, sealed.firm.uscc)

    async def bid_of_nobody(self) -> None:
        forged = self.market.seal(self.firms[0], identity_key=KeyPair.new(self.market.entropy))
        await self._submit(forged, "")

    async def _submit(self, bid: SealedBid, company: str) -> None:
        await self.market.submit(bid)
        self.bids.append(bid)
        self.model.sealed[bid.digest] = company

    async def bid_again(self) -> None:
        if self.bids:
            bid = self.dice.choice(self.bids)
            told = {"statement": bid.statement, "envelopes": []}
            response = await self._post("/bids", told)
            assert response.json() == bid.receipt

    async def withdraw(self) -> None:
        if self.bids:
            bid = self.dice.choice(self.bids)
            withdrawn = bid.digest in self.model.withdrawn
            response = await self._post("/withdrawals", {"signed": bid.withdrawal()})
            assert response.status_code == 200 or withdrawn
            if response.status_code == 200:
                self._gone(bid)

    def _gone(self, bid: SealedBid) -> None:
        self.model.sealed.pop(bid.digest, None)
        self.model.withdrawn.add(bid.digest)

    async def replace(self) -> None:
        standing = [bid for bid in self.bids if bid.digest in self.model.sealed]
        if standing:
            earlier = self.dice.choice(standing)
            newer = self.market.seal(earlier.firm)
            await self.market.submit(newer, earlier)
            self.bids.append(newer)
            self.model.sealed[newer.digest] = newer.firm.uscc
            self._gone(earlier)

    async def withdraw_anothers(self) -> None:
        if len(self.bids) > 1:
            mine, theirs = self.dice.sample(self.bids, 2)
            body = theirs.withdrawal()["body"]
            await self._refused("/withdrawals", {"signed": sign_document(body, mine.key.seed, "bid")})

    async def bid_late(self) -> None:
        await self._refused("/bids", self.late)

    async def withdraw_late(self) -> None:
        standing = [bid for bid in self.bids if bid.digest in self.model.sealed]
        if standing:
            await self._refused("/withdrawals", {"signed": self.dice.choice(standing).withdrawal()})

    # deeds of custodians

    async def release(self) -> None:
        if self.model.phase == "before":
            await self._refused("/opening/releases", {"release": {}, "withheld": []})
            return
        step, number = self._whose_turn() if self.dice.random() < 0.6 else self._anybody()
        request = self.market.release(await self.look(), self.market.keepers[number], step)
        response = await self._post("/opening/releases", request)
        if number in self.model.releases[step]:
            assert response.json()["repeated"] is True
        elif self.model.may_release(step):
            assert response.json()["repeated"] is False, response.text
            self.model.release(step, number)
        else:
            assert response.status_code == 409

    def _anybody(self) -> tuple[str, int]:
        return self.dice.choice(["identities", "contents"]), self.dice.randrange(5)

    def _whose_turn(self) -> tuple[str, int]:
        step = next((step for step in ("identities", "contents") if self.model.may_release(step)), "contents")
        idle = [number for number in range(5) if number not in self.model.releases[step]]
        return step, self.dice.choice(idle or [0])

    async def wrong_share(self) -> None:
        frozen, (one, other) = await self.look(), self.dice.sample(self.market.keepers, 2)
        shares = self.market.release(frozen, other, "identities")["release"]["body"]["shares"]
        request = self.market.release(frozen, one, "identities", shares=shares)
        if self.market.keepers.index(one) not in self.model.releases["identities"] and shares:
            await self._refused("/opening/releases", request)

    async def wrong_list(self) -> None:
        keeper = self.dice.choice(self.market.keepers)
        await self._refused(
            "/opening/releases", self.market.release(await self.look(), keeper, "contents", freeze="ab" * 32)
        )

    async def stranger_releases(self) -> None:
        request = self.market.release(await self.look(), self.market.keepers[0], "identities")
        stranger = KeyPair.new(self.market.entropy)
        request["release"] = sign_document(request["release"]["body"], stranger.seed, "custodian")
        await self._refused("/opening/releases", request)

    # deeds after the read-out

    async def object(self) -> None:
        standing = [bid for bid in self.bids if bid.digest in self.model.sealed]
        if standing:
            bid = self.dice.choice(standing)
            told = {"type": "tianping/objection/1", "bid": bid.digest, "text": f"异议{len(self.model.objections)}"}
            response = await self._signed("/opening/objections", bid, told)
            if self.model.phase == "read_out":
                self.model.objections.add(response.json()["objection"])
                self.model.unanswered.add(response.json()["objection"])
            else:
                assert response.status_code == 409

    async def answer(self) -> None:
        if self.model.objections:
            objection = self.dice.choice(sorted(self.model.objections))
            path, headers = f"/opening/objections/{objection}/answer", self.market.agency.headers
            response = await self._post(path, {"text": "答复"}, headers)
            assert response.is_success == (self.model.phase != "closed")
            if response.is_success:
                self.model.unanswered.discard(objection)

    async def confirm(self) -> None:
        if self.model.phase == "read_out" and self.model.sealed:
            bid = next(bid for bid in self.bids if bid.digest in self.model.sealed)
            hall = await self.market.hall()
            told = {"type": "tianping/confirmation/1", "bid": bid.digest, "readout": hall["read_out"]}
            assert (await self._signed("/opening/confirmations", bid, told)).status_code == 201
            self.model.confirmed.add(bid.digest)

    async def close(self) -> None:
        hall = await self.market.hall()
        response = await self._post("/opening/close", None, self.market.agency.headers)
        if self.model.phase == "read_out":
            may = hall["now"] >= hall["confirm_until"] or len(self.model.confirmed) == len(self.model.sealed)
            assert response.is_success == (may and not self.model.unanswered), response.text
            self.model.phase = "closed" if response.is_success else "read_out"
        elif self.model.phase != "closed":
            assert response.status_code == 409

    async def stranger_closes(self) -> None:
        response = await self._post("/opening/close", None)
        assert response.status_code in (401, 403)

    # the clock and the timers

    async def wait(self) -> None:
        await self.market.clock.forward(seconds=self.dice.choice([1, 6]))

    async def pass_deadline(self) -> None:
        await self.market.clock.forward(minutes=11)
        self.model.pass_deadline()

    async def run_timers(self) -> None:
        await self.run_due()
        self.model.run_timers()

    async def look(self) -> dict[str, Any]:
        frozen = await self.market.frozen()
        self.model.freeze()
        return frozen

    # what is sent

    async def _post(self, path: str, told: Any, headers: dict[str, str] | None = None) -> httpx.Response:
        response = await self.market.client.post(f"/api/lots/{self.market.lot}{path}", json=told, headers=headers)
        assert response.status_code < 500, f"{self.trail} {response.text}"
        return response

    async def _refused(self, path: str, told: Any) -> None:
        response = await self._post(path, told)
        assert 400 <= response.status_code < 500, f"{self.trail} {response.text}"
        assert response.headers["content-type"] == "application/problem+json"

    async def _signed(self, path: str, bid: SealedBid, told: dict[str, Any]) -> httpx.Response:
        told |= {"lot": self.market.lot, "round": 1, "at": timestamp(await self.market.clock.now())}
        return await self._post(path, {"signed": sign_document(told, bid.key.seed, "bid")})

    # the comparison

    async def compare(self) -> None:
        """What is shown and kept is what the model says."""
        hall = await self.market.hall()
        assert hall["phase"] == self.model.phase, f"{self.trail}: {hall['phase']}, not {self.model.phase}"
        if PHASES.index(self.model.phase) < PHASES.index("await_identities"):
            assert "opened" not in hall, self.trail
            return
        await self._compare_list()
        await self._compare_rows()
        if self.model.phase == "closed":
            record = (await self.market.client.get(f"/api/lots/{self.market.lot}/opening/record")).json()
            self.record = self.record or record
            assert record == self.record, f"{self.trail}: the record changed after the close"

    async def _compare_list(self) -> None:
        frozen = (await self.market.frozen())["freeze"]
        self.frozen = self.frozen or frozen
        assert frozen == self.frozen, f"{self.trail}: the list changed"
        assert {one["bid"] for one in frozen["body"]["bids"]} == set(self.model.sealed), self.trail
        assert {one["bid"] for one in frozen["body"]["withdrawn"]} == self.model.withdrawn, self.trail

    async def _compare_rows(self) -> None:
        async with self.house.sessions() as session:
            opened = select(func.count()).where(OpenedEnvelope.state.in_(["DUE", "OPEN", "SHUT"]))
            contents = await session.scalar(opened.where(OpenedEnvelope.step == "contents"))
            assert not contents or self.model.may_open_contents, f"{self.trail}: an offer was opened"
            identities = await session.scalar(opened.where(OpenedEnvelope.step == "identities"))
            assert not identities or len(self.model.sealed) >= 3, f"{self.trail}: an identity was opened"
            query = select(Release.step, func.count().label("n")).group_by(Release.step)
            kept = {row.step: row.n for row in await session.execute(query)}
            assert kept == {step: len(who) for step, who in self.model.releases.items() if who}, self.trail
            records = await session.scalar(text("SELECT count(*) FROM records WHERE type = 'tianping/release/1'"))
            assert records == sum(kept.values()), self.trail

    async def finish(self) -> None:
        """Everybody does what he ought to: the opening ends as the model says."""
        if self.model.phase == "before":
            await self.pass_deadline()
        for step in ("identities", "contents"):
            await self.run_timers()
            if self.model.may_release(step):
                await self._release_all(step)
        await self.run_timers()
        for _ in range(len(self.model.objections) * 4):
            await self.answer()
        for objection in sorted(self.model.unanswered):
            path = f"/opening/objections/{objection}/answer"
            await self._post(path, {"text": "答复"}, self.market.agency.headers)
        self.model.unanswered.clear()
        await self.market.clock.forward(minutes=1)
        await self.close()
        await self.compare()
        body = (self.record or {})["body"]
        assert body["result"] == ("FAILED_FEW" if self.model.failed else "OPENED")
        assert set(body["releases"]) == await self._release_digests()

    async def _release_all(self, step: str) -> None:
        frozen = await self.look()
        for number, keeper in enumerate(self.market.keepers[:3]):
            request = self.market.release(frozen, keeper, step)
            response = await self._post("/opening/releases", request)
            assert response.is_success, response.text
            self.model.release(step, number)

    async def _release_digests(self) -> set[str]:
        async with self.house.sessions() as session:
            return {one.hex() for one in await session.scalars(select(Release.digest))}
