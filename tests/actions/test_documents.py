"""Deeds on tender documents: drafts, versions, what is thrown away and what is handed out."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from bidding.documents.actions import (
    check_draft,
    find_own_file,
    find_public_file,
    keep_bytes,
    list_documents,
    open_version,
    put_document,
    remove_document,
    reopen_documents,
    settle_documents,
)
from bidding.documents.files import MOST_FILES, check_file_names, read_length, read_media_type
from bidding.documents.refusals import (
    ClarificationLate,
    FileCutOff,
    FileNameRefused,
    LengthNeeded,
    NoDraft,
    NothingToSettle,
    TooManyFiles,
)
from bidding.tenders.actions import extend_deadline
from bidding.tenders.refusals import DeadlineBehind
from crypto.encoding import digest, parse_timestamp
from crypto.records import check_shape
from crypto.signatures import check_document
from foundation.calendar import show_zh
from foundation.errors import NoSuchThing, NotAllowed, TooMuch
from foundation.realtime import events_after
from foundation.records import find_record
from foundation.work import House
from storage.errors import ObjectMissing
from storage.names import object_name
from tests.actions.conftest import Hand, until_blocked
from tests.conftest import Clock
from tests.market import PDF, Market

RunDue = Callable[[], Awaitable[int]]
NAME = "招标文件.pdf"


async def stream(*chunks: bytes) -> AsyncIterator[bytes]:
    """Chunks as they come from a client."""
    for chunk in chunks:
        yield chunk


async def put(hand: Hand, market: Market, name: str, content: bytes) -> dict[str, Any]:
    """Upload into the draft, as the route does."""
    stored = await keep_bytes(hand.house.store, hand.house.entropy, len(content), stream(content))
    told: dict[str, Any] = await hand(put_document, UUID(market.lot), name, "text/plain", stored)
    return told


async def objects(house: House) -> int:
    """How many documents the store keeps."""
    return len([name async for name in house.store.names("documents/")])


async def test_a_stream_is_hashed_on_its_way_and_must_be_whole(house: House) -> None:
    stored = await keep_bytes(house.store, house.entropy, 6, stream(b"abc", b"", b"def"))
    assert stored.sha256 == hashlib.sha256(b"abcdef").digest() and stored.length == 6
    for chunks in ((b"abc",), (b"abcdefg",)):
        with pytest.raises(FileCutOff) as told:
            await keep_bytes(house.store, house.entropy, 6, stream(*chunks))
        assert told.value.problem()["rule"] == "D-FORM"
    assert await objects(house) == 1


async def test_a_settled_version_is_recorded_but_not_public(
    drafted: Market, hand: Hand, house: House, platform_key: bytes
) -> None:
    settled = await hand(settle_documents, UUID(drafted.lot))
    body = check_shape(
        check_document(settled["record"], type="tianping/documents/1", role="platform", key=platform_key)
    )
    assert body["files"] == [
        {
            "name": NAME,
            "media_type": "application/pdf",
            "length": len(PDF),
            "sha256": hashlib.sha256(PDF).hexdigest(),
        }
    ]
    async with house.sessions() as session:
        row = await find_record(session, digest(body))
        assert row and not row.public
        assert await find_public_file(session, hashlib.sha256(PDF).digest(), NAME) is None
    file, _ = await hand(find_own_file, UUID(drafted.lot), NAME)
    assert file.length == len(PDF)


async def test_a_settled_draft_is_closed_until_it_is_reopened(drafted: Market, hand: Hand) -> None:
    lot = UUID(drafted.lot)
    first = await hand(settle_documents, lot)
    assert await hand(settle_documents, lot) == first
    with pytest.raises(NoDraft) as told:
        await hand(check_draft, lot, NAME)
    assert told.value.problem()["rule"] == "D-STATE"
    with pytest.raises(NoDraft):
        await put(hand, drafted, "图纸.zip", b"x")
    with pytest.raises(NoDraft):
        await hand(remove_document, lot, NAME)
    await hand(reopen_documents, lot)
    await hand(check_draft, lot, NAME)
    await put(hand, drafted, "图纸.zip", b"x")
    assert (await hand(settle_documents, lot))["digest"] != first["digest"]


async def test_replaced_and_removed_bytes_are_thrown_away_after_the_commit(
    drafted: Market, hand: Hand, house: House, run_due: RunDue
) -> None:
    lot = UUID(drafted.lot)
    await hand(reopen_documents, lot)
    await put(hand, drafted, NAME, b"second")
    _, second = await hand(find_own_file, lot, NAME)
    await put(hand, drafted, "清单.xlsx", b"bill")
    assert await objects(house) == 3
    await run_due()
    assert await objects(house) == 2
    await hand(remove_document, lot, NAME)
    await run_due()
    with pytest.raises(ObjectMissing):
        await house.store.size(object_name(second))
    assert [file["name"] for file in (await hand(list_documents, lot))[0]["files"]] == ["清单.xlsx"]
    with pytest.raises(NoSuchThing):
        await hand(remove_document, lot, NAME)


async def test_two_files_of_one_name_at_once_are_one_file(drafted: Market, hand: Hand, house: House) -> None:
    await hand(reopen_documents, UUID(drafted.lot))
    stored = await keep_bytes(house.store, house.entropy, 1, stream(b"1"))
    async with house.work(hand.actor) as work:
        await put_document(work, UUID(drafted.lot), "图纸.zip", "text/plain", stored)
        second = asyncio.create_task(put(hand, drafted, "图纸.zip", b"22"))
        await until_blocked(work)
    await second
    files = (await hand(list_documents, UUID(drafted.lot)))[0]["files"]
    assert [(file["name"], file["length"]) for file in files] == [("图纸.zip", 2), (NAME, len(PDF))]


async def test_an_empty_draft_is_not_settled(drafted: Market, hand: Hand) -> None:
    lot = UUID(drafted.lot)
    await hand(reopen_documents, lot)
    await hand(remove_document, lot, NAME)
    with pytest.raises(NothingToSettle) as told:
        await hand(settle_documents, lot)
    assert told.value.problem()["rule"] == "R-DOC-SALE"


async def test_two_names_that_differ_in_case_are_one(drafted: Market, hand: Hand) -> None:
    await hand(reopen_documents, UUID(drafted.lot))
    await put(hand, drafted, "Plan.dwg", b"x")
    with pytest.raises(FileNameRefused) as told:
        await put(hand, drafted, "plan.DWG", b"x")
    assert told.value.problem()["rule"] == "D-FILE-NAME"


@pytest.mark.parametrize("name", ["a\u202eb.pdf", "e\u0301.pdf", ".x", "x.", "a\\b", "x" * 121, "a\x00b"])
def test_names_are_those_of_every_manifest(name: str) -> None:
    with pytest.raises(FileNameRefused):
        check_file_names([name])


def test_a_version_has_an_end() -> None:
    with pytest.raises(TooManyFiles) as told:
        check_file_names([str(number) for number in range(MOST_FILES + 1)])
    assert told.value.problem()["rule"] == "D-FORM"


@pytest.mark.parametrize("text", [None, "", "-1", "1e3", "１", "9" * 16])
def test_a_length_is_a_plain_number(text: str | None) -> None:
    with pytest.raises(LengthNeeded):
        read_length(text)


def test_a_length_has_a_bound() -> None:
    assert read_length("0") == 0
    with pytest.raises(TooMuch):
        read_length("4294967297")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Application/PDF; version=2", "application/pdf"),
        (None, "application/octet-stream"),
        ("text/html\r\nx: y", "application/octet-stream"),
        ("nonsense", "application/octet-stream"),
    ],
)
def test_media_types_are_plain(text: str | None, kind: str) -> None:
    assert read_media_type(text) == kind


async def test_a_new_version_of_a_running_tender_is_published_with_all_its_files(
    running: Market, hand: Hand, house: House, run_due: RunDue
) -> None:
    lot = UUID(running.lot)
    opened = await hand(open_version, lot)
    assert opened["version"] == 2 and [file["name"] for file in opened["files"]] == [NAME]
    assert await hand(open_version, lot) == opened
    await put(hand, running, "澄清.pdf", b"clarified")
    assert len((await running.look())["files"]) == 1
    async with house.sessions() as session:
        assert await find_public_file(session, hashlib.sha256(b"clarified").digest(), "澄清.pdf") is None
    settled = await hand(settle_documents, lot)
    page = await running.look()
    assert page["document_version"] == 2 and page["documents"] == settled["record"]
    assert [one["body"]["version"] for one in page["versions"]] == [1, 2]
    assert {file["name"] for file in page["files"]} == {NAME, "澄清.pdf"}
    async with house.sessions() as session:
        assert await find_public_file(session, hashlib.sha256(b"clarified").digest(), "澄清.pdf")
        assert (await events_after(session, f"lot:{lot}", 0))[-1].kind == "version"
    notices = (await running.client.get("/api/notices?rehearsal=1")).json()["notices"]
    assert [notice["kind"] for notice in notices] == ["tender", "version"]
    assert notices[1]["record"] == settled["digest"]


async def test_a_file_replaced_in_version_two_stays_in_version_one(
    running: Market, hand: Hand, house: House, run_due: RunDue
) -> None:
    await hand(open_version, UUID(running.lot))
    await put(hand, running, NAME, b"new text")
    await run_due()
    async with house.sessions() as session:
        found = await find_public_file(session, hashlib.sha256(PDF).digest(), NAME)
    assert found
    assert b"".join([chunk async for chunk in house.store.read(object_name(found[1]))]) == PDF


async def test_a_late_version_demands_an_extension_first(running: Market, hand: Hand, clock: Clock) -> None:
    lot, deadline = UUID(running.lot), parse_timestamp(running.tender["deadline"])
    await hand(open_version, lot)
    await put(hand, running, "澄清.pdf", b"clarified")
    await clock.to(deadline - timedelta(seconds=4))
    with pytest.raises(ClarificationLate) as told:
        await hand(settle_documents, lot)
    problem = told.value.problem()
    assert problem["rule"] == "R-CLARIFY" and "Extend the deadline first" in problem["detail"]
    assert show_zh(deadline) in problem["title_zh"]
    await hand(extend_deadline, lot, deadline + timedelta(minutes=1), "澄清")
    assert (await hand(settle_documents, lot))["version"] == 2


async def test_after_the_deadline_documents_stand_still(running: Market, hand: Hand, clock: Clock) -> None:
    lot = UUID(running.lot)
    await hand(open_version, lot)
    await clock.forward(minutes=11)
    with pytest.raises(DeadlineBehind):
        await hand(settle_documents, lot)
    with pytest.raises(DeadlineBehind) as told:
        await hand(open_version, lot)
    assert told.value.problem()["rule"] == "R-DEADLINE"


async def test_a_published_tender_is_not_reopened(running: Market, hand: Hand) -> None:
    with pytest.raises(NoDraft):
        await hand(reopen_documents, UUID(running.lot))
    with pytest.raises(NoDraft):
        await put(hand, running, "x.pdf", b"x")


async def test_a_draft_lot_opens_no_second_version(drafted: Market, hand: Hand) -> None:
    with pytest.raises(NoDraft):
        await hand(open_version, UUID(drafted.lot))


@pytest.mark.parametrize("deed", [settle_documents, open_version, reopen_documents, list_documents])
async def test_documents_are_their_own_staff_s(running: Market, hand: Hand, deed: Any) -> None:
    lot = UUID(running.lot)
    stranger = await running.as_("agency", "另一家代理")
    with pytest.raises(NoSuchThing):
        await hand(deed, lot, actor=stranger.actor)
    if deed is not list_documents:
        with pytest.raises(NotAllowed):
            await hand(deed, lot, actor=running.centre.actor)
