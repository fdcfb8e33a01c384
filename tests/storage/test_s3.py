"""What an S3 store promises besides: it tells a dead, full or unwilling server apart, and keeps its key to itself."""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from storage.choose import s3_address
from storage.errors import StoreFull, StoreRefusesUs, StoreUnavailable
from storage.interface import PIECE, Piece, Store
from storage.loopback_s3 import LoopbackS3
from storage.s3 import S3Address, S3Blobs
from tests.storage.sealed_bytes import BYTES, STEP, Place, everything, fresh_name, listed, stream, upload

Deed = Callable[[Store], Awaitable[object]]
DEEDS: dict[str, Deed] = {
    "check": lambda store: store.check(),
    "begin": lambda store: store.begin(fresh_name()),
    "put_piece": lambda store: store.put_piece(fresh_name(), "0" * 32, 0, 3, stream(b"abc")),
    "put": lambda store: store.put(fresh_name(), 3, stream(b"abc")),
    "read": lambda store: everything(store.read(fresh_name())),
    "size": lambda store: store.size(fresh_name()),
    "delete": lambda store: store.delete(fresh_name()),
    "names": lambda store: listed(store.names("")),
}


async def raised(address: S3Address, deed: Deed) -> StoreUnavailable:
    """What the deed raises; its whole trace, causes and all, must not tell key, secret or signature."""
    place = Place(lambda: S3Blobs(address))
    with pytest.raises(StoreUnavailable) as caught:
        await deed(place.store())
    told = "".join(traceback.format_exception(caught.value)) + repr(place.store())
    assert not [word for word in (address.key, address.secret, "X-Amz-Signature") if word in told], told
    await place.close()
    return caught.value


class TestServerThatDies:
    @pytest.fixture
    async def server(self, folder: Path) -> AsyncIterator[LoopbackS3]:
        server = LoopbackS3(folder)
        server.start()
        yield server
        server.stop()

    @pytest.fixture
    async def place(self, server: LoopbackS3) -> AsyncIterator[Place]:
        place = Place(lambda: S3Blobs(s3_address(urlsplit(server.url))))
        yield place
        await place.close()

    @pytest.mark.parametrize("again", ["the same store", "another store"])
    async def test_in_the_middle_of_a_piece_and_the_upload_goes_on(
        self, server: LoopbackS3, place: Place, again: str
    ) -> None:
        async def server_dies() -> AsyncIterator[bytes]:
            yield BYTES[: PIECE // 2]
            server.kill()
            yield BYTES[PIECE // 2 : PIECE - 1]
            yield BYTES[PIECE - 1 : PIECE]

        name, store = fresh_name(), place.store()
        handle = await store.begin(name)
        first = Piece(0, PIECE, await store.put_piece(name, handle, 0, PIECE, stream(BYTES[:PIECE])))
        with pytest.raises(StoreUnavailable):
            await store.put_piece(name, handle, 1, PIECE, server_dies())
        server.start()
        store = store if again == "the same store" else place.store()
        second = Piece(1, PIECE, await store.put_piece(name, handle, 1, PIECE, stream(BYTES[PIECE : 2 * PIECE])))
        await store.finish(name, handle, [first, second])
        assert await everything(store.read(name)) == BYTES[: 2 * PIECE]

    async def test_in_the_middle_of_a_reading_and_nothing_is_cut_short(self, server: LoopbackS3, place: Place) -> None:
        store = place.store()
        name = await upload(store, BYTES)
        chunks = store.read(name)
        await anext(chunks)
        server.kill()
        with pytest.raises(StoreUnavailable):
            await everything(chunks)


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS.keys())
class TestServerThatCannotServe:
    async def test_a_wrong_secret_is_refused_clearly(self, loopback: S3Address, deed: Deed) -> None:
        trouble = await raised(replace(loopback, secret="wrong-secret-all-along"), deed)
        assert isinstance(trouble, StoreRefusesUs)

    async def test_nobody_there(self, loopback: S3Address, deed: Deed) -> None:
        trouble = await raised(replace(loopback, host="127.0.0.1:1"), deed)
        assert "127.0.0.1:1" in str(trouble)


async def test_a_bucket_that_is_not_there_is_named(loopback: S3Address) -> None:
    trouble = await raised(replace(loopback, bucket="elsewhere"), DEEDS["check"])
    assert "elsewhere" in str(trouble)
    assert "NoSuchBucket" in str(await raised(replace(loopback, bucket="elsewhere"), DEEDS["begin"]))


@asynccontextmanager
async def one_answer(to: str, status: int, body: str) -> AsyncIterator[Place]:
    """A store at a server that says this `to` one method, and is content with any other."""
    answer = f"HTTP/1.1 {status} .\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode()
    content = b"HTTP/1.1 200 .\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

    async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Before the body, as servers do, which then read it away so that the answer is not lost."""
        method = (await reader.readuntil(b" ")).decode().strip()
        writer.write(answer if method == to else content)
        writer.write_eof()
        while await reader.read(STEP):
            pass
        writer.close()

    async with await asyncio.start_server(say, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        place = Place(lambda: S3Blobs(S3Address(f"127.0.0.1:{port}", "bucket", "key", "secret", secure=False)))
        yield place
        await place.close()


FULL = [(507, "XMinioStorageFull"), (403, "QuotaExceeded"), (500, "InsufficientStorage")]


@pytest.mark.parametrize(("status", "code"), FULL)
async def test_a_server_without_room_is_a_full_store(status: int, code: str) -> None:
    async with one_answer("PUT", status, f"<Error><Code>{code}</Code><Message>.</Message></Error>") as place:
        for size in (3, PIECE):
            with pytest.raises(StoreFull):
                await place.blobs().write("key", size, stream(BYTES[:size]))


async def test_a_key_that_may_only_read_is_found_out_by_the_check() -> None:
    async with one_answer("PUT", 403, "<Error><Code>AccessDenied</Code></Error>") as place:
        with pytest.raises(StoreRefusesUs):
            await place.store().check()


async def test_a_server_that_ignores_ranges_is_not_believed() -> None:
    async with one_answer("GET", 200, "the whole object") as place:
        assert await everything(place.blobs().read("key", 0, len("the whole object"))) == b"the whole object"
        with pytest.raises(StoreUnavailable):
            await anext(place.blobs().read("key", 4, 9))


async def test_no_name_and_no_signature_is_logged(loopback: S3Address, caplog: pytest.LogCaptureFixture) -> None:
    place = Place(lambda: S3Blobs(loopback))
    with caplog.at_level(logging.DEBUG):
        store = place.store()
        name = await upload(store, b"abc")
        await everything(store.read(name))
        await store.delete(name)
    assert [record.getMessage() for record in caplog.records if record.name != "asyncio"] == []
    await place.close()
