"""A whole tender through the pages alone, on a server process that is killed in its midst.

An agency enters a project and publishes it, anybody downloads the documents, three companies bid (one of 300 MB, one
replaces, one withdraws and comes back), the hour comes, three of five custodians consent, the prices are read out, the
record is signed, a stranger checks everything.
"""

import hashlib
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from playwright.async_api import expect
from pypdf import PdfReader

from crypto.encoding import parse_timestamp
from crypto.signatures import KeyPair
from foundation.database import EmbeddedPostgres, open_engine
from foundation.entropy import counted_entropy
from foundation.ledger.signer import PlatformSigner
from foundation.settings import Settings
from foundation.uscc import complete_uscc
from foundation.web import cookie_name
from foundation.work import House
from storage.choose import open_store
from tests.browser.agency import Agency
from tests.browser.bidder import Bidder, Kept
from tests.browser.bidder import key_file as company_key_file
from tests.browser.ceremony import make_key, register_body, save
from tests.browser.custodian import HOUR, PASSPHRASE, Custodian
from tests.browser.custodian import key_file as custodian_key_file
from tests.browser.platform import Platform, open_platform
from tests.browser.town import bare, own_database
from tests.browser.visitors import Place, Visitors
from tests.browser.watch import Open, Watch
from tests.conftest import VAULT, Clock, People
from tests.market import PDF, Firm, Market, answer

PROJECT, BUYER, CENTRE = "云顶坪小学教学综合楼施工", "云顶坪小学", "恩施州公共资源交易中心"
CEREMONY = "云顶坪小学保管小组"
BIG = 300 * 1024 * 1024
"""Bytes of the largest technical bid."""
PIECES = 10
"""Pieces of 8 MiB after which the server is killed."""
CUT = ("ERR_CONNECTION", "ERR_EMPTY_RESPONSE", "ERR_NETWORK", "ERR_SOCKET", "WebSocket connection to")
"""What a browser says of a server that is killed."""
TOO_LATE = "409 POST /api/custodians/lots"
"""A desk that asks for its lots in the moment in which this story moves the clock, signed by the time before."""


class Stage:
    """A server process, its movable clock, its staff, and windows for everybody who plays."""

    def __init__(self, platform: Platform, house: House, client: httpx.AsyncClient, visitors: Visitors, watched: Open):
        self.platform, self.visitors, self.watched = platform, visitors, watched
        self.url = platform.url
        self.clock = Clock(house)
        self.market = Market(client, People(house), self.clock)
        self.place = Place(self.url, cookie_name(house.settings), {})

    async def window(self, role: str = "", size: str = "desktop") -> Watch:
        """A window of somebody with that role; a killed server is no fault of its pages."""
        watch = await self.watched(await self.visitors.fresh(self.place, role, size=size), self.url)
        watch.expect(*CUT)
        return watch

    async def hire(self) -> None:
        """Agency, buyer and centre have accounts; four custodian bodies are registered."""
        market = self.market
        market.agency = await market.as_("agency", "楚正招标代理")
        market.buyer = await market.as_("buyer", BUYER)
        market.centre = await market.as_("centre_staff", CENTRE)
        staff = {"agency": market.agency, "buyer": market.buyer, "centre_staff": market.centre}
        self.place.tokens.update(bare({role: one.headers["Authorization"] for role, one in staff.items()}))
        for number, (prefecture, seat) in enumerate(FOUR, 2):
            await market._add_keeper(f"保管单位{number}", prefecture, seat)


FOUR = (("422800", "local_centre"), ("420500", "other"), ("420600", "other"), ("421000", "other"))


@pytest.fixture
async def stage(
    postgres: EmbeddedPostgres, template: str, tmp_path: Path, visitors: Visitors, watched: Open
) -> AsyncIterator[Stage]:
    """A server process with staff; the process ends with the test."""
    async with own_database(postgres, template, "journey") as url, open_platform(url, tmp_path / "server") as platform:
        settings = Settings(data_dir=tmp_path, database_url=url, port=platform.port)
        signer = PlatformSigner(b"\x07" * 32)
        house = House(open_engine(url), open_store("memory:"), signer, counted_entropy(b"journey"), settings, VAULT)
        async with httpx.AsyncClient(base_url=platform.url, timeout=60) as client:
            stage = Stage(platform, house, client, visitors, watched)
            await stage.hire()
            yield stage
        await house.engine.dispose()


async def test_a_tender_from_notice_to_record(stage: Stage, tmp_path: Path) -> None:
    custodians = await make_custodians(stage, tmp_path)
    agency = Agency(await stage.window("agency"), stage.url)
    lot = await publish(stage, agency, custodians, tmp_path)
    await download_documents(stage, lot, tmp_path)
    hall = await watch_hall(stage, lot)
    firms = [await register_company(stage, tmp_path), await stage.market.firm(), await stage.market.firm()]
    await bid_with_a_big_file(stage, lot, tmp_path / "big", firms[0])
    await bid_and_replace(stage, lot, tmp_path / "second", firms[1])
    kept = await bid_withdraw_and_bid_again(stage, lot, tmp_path / "third", firms[2])
    await the_hour(stage, custodians)
    await expect(hall.page.get_by_test_id("read-out")).to_be_visible(timeout=HOUR)
    shown = await hall.page.get_by_test_id("read-out").inner_text()
    assert all(price in shown for price in ("26,888,000.00", "26,100,000.00", "25,900,000.00"))
    await confirm(stage, kept)
    await sign_the_record(stage, agency, lot, firms)
    await a_stranger_checks(stage, lot)


async def make_custodians(stage: Stage, folder: Path) -> list[Custodian]:
    """One body makes its key on the screen and is registered there; two more open theirs."""
    maker = await stage.window()
    key, public = await make_key(maker.page, stage.url, CEREMONY, folder)
    centre = await stage.window("centre_staff")
    await register_body(centre.page, stage.url, public, "招标人一方")
    entropy = stage.market.entropy
    keys = [key, *(custodian_key_file(keeper, folder, entropy) for keeper in stage.market.keepers[1:3])]
    custodians = [Custodian(await stage.window(size="phone"), stage.url) for _ in keys]
    for custodian, each in zip(custodians, keys, strict=True):
        custodian.watch.expect(TOO_LATE)
        await custodian.open_key(each)
    return custodians


async def publish(stage: Stage, agency: Agency, custodians: list[Custodian], folder: Path) -> str:
    """Project, lot, documents, five custodians who sign, the notice: bids are due within the hour."""
    document = folder / "招标文件.pdf"
    document.write_bytes(PDF + b"what is asked for")
    await agency.enter_project("E4228000001000001", PROJECT, BUYER, CENTRE, "28600000")
    lot = stage.market.lot = await agency.add_lot("一标段", "28600000", "27950000")
    await agency.settle_documents(document)
    await agency.propose(CEREMONY, *(keeper.name for keeper in stage.market.keepers))
    for custodian in custodians:
        await custodian.follow(lot)
        await custodian.sign(lot)
    shown = answer(await stage.market.client.get(f"/api/lots/{lot}/key-set"))
    for keeper in (stage.market.keepers[0], stage.market.keepers[3]):
        statement = stage.market._statement(shown, keeper)
        answer(await stage.market.client.post(f"/api/lots/{lot}/key-statements", json=statement))
    await agency.publish(await stage.clock.now() + timedelta(minutes=61))
    return lot


async def download_documents(stage: Stage, lot: str, folder: Path) -> None:
    """Anybody downloads the tender documents from the tender's page, byte for byte."""
    visitor = await stage.window()
    await visitor.page.goto(f"{stage.url}/tenders/{lot}")
    async with visitor.page.expect_download() as coming:
        await visitor.page.get_by_role("link", name="招标文件.pdf").first.click()
    path = await (await coming.value).path()
    assert path.read_bytes() == (folder / "招标文件.pdf").read_bytes()


async def watch_hall(stage: Stage, lot: str) -> Watch:
    """Somebody sits in the hall from before the hour, whatever happens to the server."""
    hall = await stage.window()
    await hall.page.goto(f"{stage.url}/hall/{lot}")
    await expect(hall.page.get_by_test_id("hall-status")).to_contain_text("都看不到有几家投标")
    return hall


async def register_company(stage: Stage, folder: Path) -> Firm:
    """A company makes its key on the screen and asks to be registered; the centre binds it there."""
    firm = Firm("清江建设集团有限公司", complete_uscc("91422800", "00000099"), KeyPair.new(stage.market.entropy))
    page = (await stage.window()).page
    await page.goto(f"{stage.url}/company-key")
    await page.get_by_label("单位名称（与营业执照一致）").fill(firm.name)
    await page.get_by_label("统一社会信用代码").fill(firm.uscc)
    await page.get_by_label("密钥口令").fill(PASSPHRASE)
    await page.get_by_label("再输入一遍口令").fill(PASSPHRASE)
    await save(page, "生成并保存密钥文件", folder)
    await page.get_by_role("button", name="申请登记").click()
    await expect(page.get_by_text("✓ 登记申请已提交")).to_be_visible()
    centre = (await stage.window("centre_staff")).page
    await centre.goto(f"{stage.url}/companies")
    await centre.get_by_role("row", name=firm.name).get_by_role("button", name="核对无误，予以登记").click()
    await centre.get_by_role("dialog").get_by_role("button", name="核对无误，予以登记").click()
    await expect(centre.get_by_text("没有待核对的申请")).to_be_visible()
    return firm


async def bid_with_a_big_file(stage: Stage, lot: str, folder: Path, firm: Firm) -> None:
    """300 MB; the server is killed while they are on their way, started again, and the upload goes on."""
    folder.mkdir()
    document = folder / "技术标.pdf"
    write_big_file(document)
    watch = await stage.window()
    bidder = Bidder(watch, stage.url, folder)
    key = folder.parent / f"company-key-{firm.uscc}.json"
    kept = await bidder.seal(lot, key, document, "26888000", passphrase=PASSPHRASE)
    await bidder.begin_sending()
    await watch.has_asked("PATCH", PIECES)
    await stage.platform.kill()
    await expect(bidder.page.get_by_text("连接中断")).to_be_visible()
    before = watch.asked("PATCH")
    await stage.platform.start()
    await bidder.receive(kept)
    assert watch.asked("PATCH") - before < BIG / (8 * 1024 * 1024) - PIECES / 2


def write_big_file(path: Path) -> None:
    """A PDF by its beginning, then bytes that no compression makes smaller."""
    with path.open("wb") as file:
        file.write(PDF)
        for number in range(BIG // (1024 * 1024)):
            file.write(hashlib.shake_128(number.to_bytes(4, "big")).digest(1024 * 1024))


async def small_bidder(stage: Stage, folder: Path, firm: Firm) -> tuple[Bidder, Path, Path]:
    """A bidder's window, key file and document."""
    folder.mkdir()
    document = folder / "技术标.pdf"
    document.write_bytes(PDF + firm.name.encode())
    return (
        Bidder(await stage.window(), stage.url, folder),
        company_key_file(firm, folder, stage.market.entropy),
        document,
    )


async def bid_and_replace(stage: Stage, lot: str, folder: Path, firm: Firm) -> None:
    """The second company lowers its price before the hour."""
    bidder, key, document = await small_bidder(stage, folder, firm)
    first = await bidder.submit(lot, key, document, "27000000")
    await bidder.submit(lot, key, document, "26100000", replaces=first)


async def bid_withdraw_and_bid_again(stage: Stage, lot: str, folder: Path, firm: Firm) -> tuple[Bidder, Kept]:
    """The third company takes its bid back and comes again."""
    bidder, key, document = await small_bidder(stage, folder, firm)
    first = await bidder.submit(lot, key, document, "25000000")
    await bidder.withdraw(first)
    return bidder, await bidder.submit(lot, key, document, "25900000")


async def the_hour(stage: Stage, custodians: list[Custodian]) -> None:
    """The deadline comes; each of three custodians goes by the rehearsal's clock and consents once."""
    deadline = parse_timestamp((await stage.market.look())["deadline"])
    for custodian in custodians:
        await custodian.button("刷新").click()
    await stage.clock.to(deadline + timedelta(seconds=1))
    for custodian in custodians:
        await custodian.watch.look_at_the_clock()
        await custodian.practise()
    for custodian in custodians:
        await custodian.consent()


async def confirm(stage: Stage, kept: tuple[Bidder, Kept]) -> None:
    """A bidder confirms what was read out of its own bid."""
    bidder, bid = kept
    await bidder.mine(bid)
    await expect(bidder.button("确认开标记录")).to_be_visible()
    await bidder.page.get_by_label("拖入或选择撤回凭证").last.set_input_files(bid.bid_key)
    await bidder.button("确认开标记录").click()
    await expect(bidder.page.get_by_text("✓ 已确认")).to_be_visible()


async def sign_the_record(stage: Stage, agency: Agency, lot: str, firms: list[Firm]) -> None:
    """When the time to object has run, the agency signs; the printed record names every bidder."""
    await stage.clock.forward(minutes=11)
    await agency.close_opening(lot)
    told = await agency.page.context.request.get(f"{stage.url}/api/lots/{lot}/opening/record.pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(await told.body())).pages)
    assert [firm.name for firm in firms if firm.name not in text] == []


async def a_stranger_checks(stage: Stage, lot: str) -> None:
    """Whoever comes later checks everything in the browser, from what is published alone."""
    for _ in range(2):
        await stage.clock.forward(minutes=1)
    stranger = await stage.window()
    await stranger.page.goto(f"{stage.url}/check/record")
    await stranger.page.get_by_label("标段编号或网址").fill(lot)
    await stranger.page.get_by_role("button", name="下载并核验").click()
    await expect(stranger.page.get_by_text("核验通过")).to_be_visible(timeout=HOUR)
