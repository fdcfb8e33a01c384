"""A tender by the commands that people type: keys, seal, submit, a killed client, custodians, a stranger's check."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crypto.encoding import parse_timestamp
from tests.commands.people import Said, say, secret_file, start, tianping
from tests.conftest import Clock
from tests.market import Market, answer

RunDue = Callable[[], Awaitable[int]]


class Stage:
    """A live platform, five custodian bodies and some bidders, each with a folder and programs of its own."""

    def __init__(self, market: Market, url: str, folder: Path, clock: Clock, run_due: RunDue) -> None:
        self.market, self.url, self.folder, self.clock, self.run_due = market, url, folder, clock, run_due
        self.secret = secret_file(folder)

    async def set_up(self) -> None:
        """Yesterday by the platform's clock, so that today's clients find the deadline passed when it is moved on."""
        await self.clock.to(datetime.now(UTC) - timedelta(days=1))
        self.market.keepers.clear()
        await self.market.set_up()
        await self.run_due()
        await self._register_bodies()
        await self.market.draft_lot()
        told = {"bodies": self.bodies, "threshold": 3}
        path = f"/api/lots/{self.lot}/key-set"
        answer(await self.market.client.put(path, json=told, headers=self.market.agency.headers))

    @property
    def lot(self) -> str:
        return self.market.lot

    async def _register_bodies(self) -> None:
        """Bodies whose keys were made by the program."""
        self.bodies: list[str] = []
        seats = [("buyer_side", "422800"), ("local_centre", "422800"), ("other", "420500"), ("other", "420600")]
        for number, (seat, prefecture) in enumerate([*seats, ("other", "421000")], 1):
            said = await self.custodian(number, "keygen", "--name", f"保管{number}", "--out", self.home(number))
            (public,) = said.json
            told = {"name": f"保管{number}", "prefecture": prefecture, "seat": seat, "persons": 2}
            document = (self.home(number) / "custodian.pub.json").read_text()
            told |= {name: value for name, value in _json(document).items() if name not in ("type", "name")}
            assert told["share_key"] == public["share_key"]
            headers = self.market.centre.headers
            made = answer(await self.market.client.post("/api/custodian-bodies", json=told, headers=headers))
            self.bodies.append(made["id"])

    def home(self, number: int) -> Path:
        return self.folder / f"custodian-{number}"

    async def custodian(self, number: int, word: str, *more: object) -> Said:
        where = [] if word == "keygen" else self._where(number)
        return await tianping("custodian", word, *where, "--passphrase-file", self.secret, "--json", *more)

    def _where(self, number: int) -> list[object]:
        return ["--url", self.url, "--lot", self.lot, "--key", self.home(number) / "custodian.key", "--yes"]

    async def company(self, number: int) -> Path:
        """A company whose key the program made and the centre bound."""
        from foundation.uscc import complete_uscc

        path = self.folder / f"company-{number}.json"
        code = complete_uscc("91420000", f"{number + 500:08d}")
        await tianping("company-key", "new", "--name", f"演示单位{number}", "--uscc", code, "--out", path, "--unlocked")
        request = path.with_suffix(".request")
        said = await tianping("company-key", "request", "--company", path, "--url", self.url, "--out", request)
        headers = self.market.centre.headers
        answer(await self.market.client.post(f"/api/companies/{said.json[0]['id']}/binding", headers=headers))
        return path

    async def seal(self, company: Path, name: str, price: str, *more: object, size: int = 1000) -> Path:
        paper = self.folder / f"{name}.pdf"
        paper.write_bytes(b"%PDF-1.7\n" + bytes(size))
        out = self.folder / name
        tender = ["--tender", f"{self.url}/api/lots/{self.lot}", "--company", company, "--out", out]
        values = ["--price", price, "--value", "period=360", "--documents", paper, "--pricing", paper]
        await tianping("seal", *tender, *values, "--keys", self.folder / f"{name}-keys", "--yes", *more)
        return out

    async def submit(self, bid: Path, *more: object) -> Said:
        keys = bid.with_name(bid.name + "-keys")
        return await tianping("submit", bid, "--url", self.url, "--keys", keys, "--json", *more)

    async def tick(self) -> None:
        """The log ticks."""
        await self.clock.forward(seconds=11)
        await self.run_due()

    async def to_today(self) -> None:
        """The platform's clock meets that of its clients; the deadline has passed."""
        await self.clock.to(datetime.now(UTC))
        await self.run_due()


def _json(text: str) -> Any:
    import json

    return json.loads(text)


@pytest.fixture
async def stage(market: Market, live_server: str, tmp_path: Path, clock: Clock, run_due: RunDue) -> Stage:
    """See Stage; the key set is proposed."""
    stage = Stage(market, live_server, tmp_path, clock, run_due)
    await stage.set_up()
    return stage


def begun(state: Path) -> str | None:
    """The upload of the documents, once the client has noted it."""
    return str(_json(state.read_text())["uploads"].get("documents") or "") if state.exists() else None


async def cut_off(process: asyncio.subprocess.Process, stage: Stage, state: Path) -> None:
    """Kill the client (kill -9) as soon as the platform keeps a piece of its documents, and before it has all."""
    kept = 0
    while kept == 0:
        assert process.returncode is None, "the client was done before it could be killed"
        await asyncio.sleep(0)
        upload = begun(state)
        if upload:
            answered = await stage.market.client.head(f"/api/uploads/{upload}")
            kept = int(answered.headers.get("upload-offset", 0))
    process.kill()
    await process.communicate()


async def test_a_tender_by_the_commands_that_people_type(stage: Stage) -> None:
    for number in range(1, 6):
        await stage.custodian(number, "prove")
    await stage.market.publish(hours=2)
    companies = [await stage.company(number) for number in range(1, 5)]
    bids = [await stage.seal(company, f"bid-{n}", f"2{n}000000") for n, company in enumerate(companies[:3], 1)]
    for bid in bids:
        await stage.submit(bid)
    await stage.tick()

    # A fourth bidder's client is killed in the middle of the upload, and goes on where it was.
    large = await stage.seal(companies[3], "bid-4", "24000000.50", size=60_000_000)
    process = await start("submit", large, "--url", stage.url)
    await cut_off(process, stage, large / "upload-state.json")
    assert not (large / "receipt.json").exists()
    (told,) = (await stage.submit(large)).json
    assert (await stage.submit(large)).json == [told]
    await stage.tick()
    for bid in [*bids, large]:
        checked = await tianping("receipt", "check", bid / "receipt.json", "--url", stage.url, "--lang", "en")
        assert "In tick" in checked.out

    # The third replaces his bid, the fourth withdraws and comes again.
    newer = await stage.seal(companies[2], "bid-5", "22500000")
    old = ["--replaces", bids[2] / "receipt.json", "--old-key", stage.folder / "bid-3-keys" / "bid-key.json"]
    await stage.submit(newer, *old)
    key = stage.folder / "bid-4-keys" / "bid-key.json"
    withdrawing = ["withdraw", "--receipt", large / "receipt.json", "--bid-key", key, "--url", stage.url, "--yes"]
    await tianping(*withdrawing)
    await tianping(*withdrawing)
    last = await stage.seal(companies[3], "bid-6", "24100000")
    await stage.submit(last)

    # The hour: nobody releases before it, three of five release by their own programs.
    early = await say("custodian", "release", *stage._where(1), "--passphrase-file", stage.secret, "--json")
    assert (early.code, early.json[0]["check"]) == (1, "clocks")
    await stage.to_today()
    for step in ("identities", "contents"):
        for number in (1, 3, 5):
            (released,) = (await stage.custodian(number, "release", "--step", step)).json
            assert (released["result"], released["step"]) == ("released", step)
        await stage.run_due()
    hall = await stage.market.hall()
    assert (hall["phase"], hall["of"]) == ("read_out", 4)
    over = (await stage.custodian(2, "release")).json
    assert [each["result"] for each in over] == ["over", "over"]

    # A stranger checks it all from the outside, with a receipt that somebody forwarded.
    await stage.market.close(stage.run_due)
    receipts = [part for bid in (newer, large, last) for part in ("--receipt", bid / "receipt.json")]
    verified = await tianping("verify", f"{stage.url}/api/lots/{stage.lot}", *receipts, "--json", "--lang", "en")
    assert verified.json[0]["ok"], verified.json[0]["failed"]
    assert "VERIFIED" in verified.err
    assert parse_timestamp(told["at"]) < parse_timestamp(hall["deadline"])
