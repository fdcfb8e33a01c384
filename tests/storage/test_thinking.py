"""The parts that only think: names, addresses, indexes, streams."""

import asyncio
import os
import threading
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as some

from storage.choose import open_store, s3_address
from storage.errors import NameRefused, ObjectDamaged, StoreAddressRefused
from storage.index import Index, index_bytes, index_from, piece_tag
from storage.interface import PIECE
from storage.names import new_name, object_name
from storage.streams import MANY, Cutter, batches
from storage.threads import Threads
from tests.storage.sealed_bytes import contents, everything, stream


class TestNames:
    def test_a_name_is_its_kind_and_128_bits_of_entropy(self) -> None:
        digits = Random(7).randbytes(16).hex()
        assert new_name("bids", Random(7).randbytes) == f"bids/{digits[:2]}/{digits}"
        assert object_name(new_name("bids/sealed", os.urandom))

    @pytest.mark.parametrize("kind", ["", "Bids", "bids/", "a/b/c", "..", "标"])
    def test_a_kind_is_one_or_two_words(self, kind: str) -> None:
        with pytest.raises(NameRefused):
            new_name(kind, os.urandom)

    @pytest.mark.parametrize("end", ["\n", "/", "0", " "])
    def test_nothing_may_follow(self, end: str) -> None:
        with pytest.raises(NameRefused):
            object_name(new_name("bids", os.urandom) + end)


class TestAddresses:
    def test_key_and_secret_are_percent_decoded_and_never_shown(self) -> None:
        address = s3_address(urlsplit("s3://K%2FEY:S%40C%3ARET@store.example:9000/bucket?secure=0&region=cn-south"))
        assert (address.key, address.secret) == ("K/EY", "S@C:RET")
        assert (address.host, address.bucket, address.region) == ("store.example:9000", "bucket", "cn-south")
        assert not address.secure
        assert "K/EY" not in repr(address)
        assert "S@C:RET" not in repr(address)

    def test_without_a_word_the_line_is_encrypted(self) -> None:
        assert s3_address(urlsplit("s3://K:S@store.example/bucket")).secure

    @pytest.mark.parametrize(
        "url",
        [
            "", "/srv/sealed", "file:srv", "file://host/srv", "http://K:hunter2@host/bucket", "s3://host/bucket",
            "s3://K:hunter2@host/", "s3://K:hunter2@host/a/b", "s3://K:hunter2@host/b?secure=no",
            "s3://K:hunter2@host/b?sekure=0", "s3://:hunter2@host/b", "s3://K:hunter2@host:port/b",
            "s3://K:hunter2@host/B", "s3://K:hunter2@ho st/bucket", "s3://K:hunter2@[::1/bucket",
        ],
    )  # fmt: skip
    def test_another_address_is_refused_without_repeating_it(self, url: str) -> None:
        with pytest.raises(StoreAddressRefused) as refused:
            open_store(url)
        assert "hunter2" not in str(refused.value)

    async def test_a_folder_is_made_where_there_is_none(self, tmp_path: Path) -> None:
        store = open_store(f"file://{tmp_path}/new/sealed%20bytes")
        await store.check()
        await store.close()
        assert [path.name for path in contents(tmp_path / "new")][:1] == ["sealed bytes"]

    async def test_memory_needs_no_more_than_its_word(self) -> None:
        await open_store("memory:").check()


class TestIndex:
    HANDLE = "ab" * 16

    def index(self, sizes: list[int]) -> Index:
        return Index(self.HANDLE, tuple((piece_tag(number, "0" * 32), size) for number, size in enumerate(sizes)))

    @given(some.integers(0, 5), some.integers(0, PIECE), some.integers(0, 6 * PIECE), some.integers(0, 6 * PIECE))
    def test_spans_are_the_range_without_gap_or_overlap(self, full: int, last: int, start: int, stop: int) -> None:
        index = self.index([PIECE] * full + [last])
        spans = [(int(tag[:5]) * PIECE + a, int(tag[:5]) * PIECE + b) for tag, a, b in index.spans(start, stop)]
        ends = [start, *(end for span in spans for end in span), min(stop, index.size)]
        assert ends[0::2] == ends[1::2] if spans else start >= min(stop, index.size)

    @given(some.integers(0, 5), some.integers(0, PIECE))
    def test_an_index_survives_its_bytes(self, full: int, last: int) -> None:
        index = self.index([PIECE] * full + [last])
        assert index_from(index_bytes(index)) == index

    def test_any_altered_byte_is_damage(self) -> None:
        data = index_bytes(self.index([PIECE, 5]))
        for position in range(len(data)):
            altered = data[:position] + b"~" + data[position + 1 :]
            with pytest.raises(ObjectDamaged):
                index_from(altered)
        with pytest.raises(ObjectDamaged):
            index_from(data + b"\n")


class TestStreams:
    @given(some.binary(max_size=60), some.integers(1, 20), some.lists(some.integers(0, 30), max_size=5))
    async def test_cuts_put_together_are_the_stream(self, data: bytes, step: int, lengths: list[int]) -> None:
        cutter, rest = Cutter(stream(data, step)), data
        for length in lengths:
            assert await everything(cutter.take(length)) == rest[:length]
            rest = rest[length:]
        assert await everything(cutter.remainder()) == rest

    @given(some.binary(max_size=60), some.integers(1, 20), some.integers(1, 30))
    async def test_batches_hold_at_least_what_was_asked(self, data: bytes, step: int, least: int) -> None:
        found = [b"".join(batch) async for batch in batches(stream(data, step), least)]
        assert b"".join(found) == data
        assert all(least <= len(batch) < least + step for batch in found[:-1])

    async def test_a_batch_holds_no_more_chunks_than_one_call_can_write(self) -> None:
        found = [len(batch) async for batch in batches(stream(b"a" * (MANY + 1), 1), 10 * MANY)]
        assert found == [MANY, 1]


class TestThreads:
    async def test_a_cancelled_caller_waits_until_its_call_is_over(self) -> None:
        """Else it would close a file that a thread still writes, and the file's number would pass to another bid."""
        threads, begun, go_on = Threads(1), asyncio.Event(), threading.Event()
        loop, over = asyncio.get_running_loop(), []

        def call() -> None:
            loop.call_soon_threadsafe(begun.set)
            over.append(go_on.wait())

        caller = asyncio.create_task(threads.run(call))
        await begun.wait()
        for _ in range(3):
            caller.cancel()
            await asyncio.sleep(0)
        waits = not caller.done()
        go_on.set()
        assert waits
        with pytest.raises(asyncio.CancelledError):
            await caller
        assert over == [True]
        threads.close()
