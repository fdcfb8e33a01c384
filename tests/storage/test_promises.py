"""What every kind of store promises, in sentences. See storage/interface.py."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from storage.errors import HandleUnknown, NameRefused, ObjectDamaged, ObjectExists, ObjectMissing, PieceRefused
from storage.interface import PIECE, Piece
from storage.names import ObjectName, fresh_id
from storage.pieces import PieceStore
from tests.storage.sealed_bytes import (
    BYTES,
    Place,
    SourceBroke,
    broken,
    cut,
    everything,
    fresh_name,
    listed,
    put_pieces,
    stream,
    upload,
)

SIZES = [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE]


class TestRoundTrip:
    @pytest.mark.parametrize("size", SIZES)
    async def test_pieces_come_back_as_one_object(self, store: PieceStore, size: int) -> None:
        name = await upload(store, BYTES[:size])
        assert await everything(store.read(name)) == BYTES[:size]
        assert await store.size(name) == size

    @pytest.mark.parametrize("size", SIZES)
    async def test_a_whole_object_comes_back(self, store: PieceStore, size: int) -> None:
        name = fresh_name("documents")
        await store.put(name, size, stream(BYTES[:size]))
        assert await everything(store.read(name)) == BYTES[:size]
        assert await store.size(name) == size

    async def test_an_object_may_be_one_empty_piece(self, store: PieceStore) -> None:
        name = fresh_name()
        handle = await store.begin(name)
        await store.finish(name, handle, [Piece(0, 0, await store.put_piece(name, handle, 0, 0, stream(b"")))])
        assert await everything(store.read(name)) == b""

    @pytest.mark.parametrize("step", [1, 4096, PIECE + 5])
    async def test_chunks_may_have_any_length(self, store: PieceStore, step: int) -> None:
        name, data = fresh_name(), BYTES[: 3000 if step == 1 else PIECE + 5]
        await store.put(name, len(data), stream(data, step))
        assert await everything(store.read(name)) == data

    async def test_empty_chunks_count_for_nothing(self, store: PieceStore) -> None:
        async def gaps() -> AsyncIterator[bytes]:
            for chunk in (b"", b"ab", b"", b"c", b""):
                yield chunk

        name = fresh_name()
        handle = await store.begin(name)
        await store.finish(name, handle, [Piece(0, 3, await store.put_piece(name, handle, 0, 3, gaps()))])
        assert await everything(store.read(name)) == b"abc"

    async def test_chunks_read_are_a_mebibyte_at_most(self, store: PieceStore) -> None:
        name = await upload(store, BYTES[: PIECE + 1])
        assert max([len(chunk) async for chunk in store.read(name)]) <= 1024 * 1024


class TestRanges:
    RANGES = (
        (0, 1), (0, PIECE), (PIECE - 1, PIECE + 1), (PIECE, 2 * PIECE), (7, 2 * PIECE + 9), (2 * PIECE, None),
        (2 * PIECE + 99, None), (5, 5), (9, 5), (2 * PIECE + 100, None), (9 * PIECE, None), (0, 9 * PIECE),
    )  # fmt: skip

    async def test_a_range_is_what_a_slice_would_be(self, store: PieceStore) -> None:
        data = BYTES[: 2 * PIECE + 100]
        name = await upload(store, data)
        for start, stop in self.RANGES:
            assert await everything(store.read(name, start, stop)) == data[start:stop], (start, stop)

    @pytest.mark.parametrize(("start", "stop"), [(-1, None), (0, -1)])
    async def test_a_range_counts_from_the_beginning(self, store: PieceStore, start: int, stop: int | None) -> None:
        name = await upload(store, b"abc")
        with pytest.raises(ValueError):
            await everything(store.read(name, start, stop))


class TestResume:
    async def test_an_upload_goes_on_after_a_restart(self, place: Place) -> None:
        name, parts = fresh_name(), cut(BYTES[: PIECE + 5])
        before = place.store()
        handle = await before.begin(name)
        first = Piece(0, PIECE, await before.put_piece(name, handle, 0, PIECE, stream(parts[0])))
        after = place.store()
        second = Piece(1, 5, await after.put_piece(name, handle, 1, 5, stream(parts[1])))
        await place.store().finish(name, handle, [first, second])
        assert await everything(place.store().read(name)) == BYTES[: PIECE + 5]

    async def test_pieces_may_come_in_any_order_and_at_once(self, store: PieceStore) -> None:
        name, parts = fresh_name(), cut(BYTES)
        handle = await store.begin(name)
        tags = await asyncio.gather(
            *(store.put_piece(name, handle, number, PIECE, stream(parts[number])) for number in (2, 0, 1))
        )
        pieces = [Piece(number, PIECE, tag) for number, tag in zip((2, 0, 1), tags, strict=True)]
        await store.finish(name, handle, sorted(pieces, key=lambda piece: piece.number))
        assert await everything(store.read(name)) == BYTES


class TestFailedAttempts:
    async def attempts(self, place: Place, name: ObjectName) -> list[str]:
        return [key for key in await place.kept(name) if not key.endswith("begun")]

    @pytest.mark.parametrize("given", [0, 1, 299_999, 300_001, 900_000])
    async def test_a_stream_of_another_length_is_refused(self, place: Place, store: PieceStore, given: int) -> None:
        name = fresh_name()
        handle = await store.begin(name)
        with pytest.raises(PieceRefused):
            await store.put_piece(name, handle, 0, 300_000, stream(BYTES[:given], 50_000))
        assert await self.attempts(place, name) == []

    @pytest.mark.parametrize("given", [0, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 2])
    async def test_a_whole_object_of_another_length_is_refused(
        self, place: Place, store: PieceStore, given: int
    ) -> None:
        name = fresh_name()
        with pytest.raises(PieceRefused):
            await store.put(name, 2 * PIECE + 1, stream(BYTES[:given]))
        assert await place.kept(name) == []

    async def test_a_source_that_breaks_is_told_as_it_broke(self, place: Place, store: PieceStore) -> None:
        name = fresh_name()
        handle = await store.begin(name)
        with pytest.raises(SourceBroke):
            await store.put_piece(name, handle, 0, PIECE, broken(BYTES[:3_000_000]))
        assert await self.attempts(place, name) == []

    async def test_after_a_failure_the_piece_can_be_put_again(self, store: PieceStore) -> None:
        name = fresh_name()
        handle = await store.begin(name)
        with pytest.raises(SourceBroke):
            await store.put_piece(name, handle, 0, PIECE, broken(b"other bytes"))
        await store.finish(name, handle, await put_pieces(store, name, handle, [BYTES[:PIECE]]))
        assert await everything(store.read(name)) == BYTES[:PIECE]

    async def test_a_cancelled_attempt_leaves_nothing(self, place: Place, store: PieceStore) -> None:
        under_way = asyncio.Event()

        async def stalls() -> AsyncIterator[bytes]:
            yield BYTES[:2_000_000]
            yield BYTES[:2_000_000]
            under_way.set()
            await asyncio.Event().wait()

        name = fresh_name()
        handle = await store.begin(name)
        attempt = asyncio.create_task(store.put_piece(name, handle, 0, PIECE, stalls()))
        await under_way.wait()
        attempt.cancel()
        with pytest.raises(asyncio.CancelledError):
            await attempt
        assert await self.attempts(place, name) == []

    @pytest.mark.parametrize(("number", "size"), [(-1, 1), (100_000, 1), (0, -1), (0, PIECE + 1)])
    async def test_a_piece_has_bounds(self, store: PieceStore, number: int, size: int) -> None:
        name = fresh_name()
        handle = await store.begin(name)
        with pytest.raises(PieceRefused):
            await store.put_piece(name, handle, number, size, stream(BYTES[: max(size, 0)]))


class TestTwoAttemptsAtOnePiece:
    @pytest.mark.parametrize("chosen", [0, 1])
    async def test_they_never_mix_and_either_may_be_chosen(self, place: Place, store: PieceStore, chosen: int) -> None:
        name, both = fresh_name(), [b"a" * PIECE, b"b" * PIECE]
        handle, steps = await store.begin(name), asyncio.Barrier(2)

        async def in_step(data: bytes) -> AsyncIterator[bytes]:
            async for chunk in stream(data, PIECE // 4):
                await steps.wait()
                yield chunk

        tags = await asyncio.gather(*(store.put_piece(name, handle, 0, PIECE, in_step(data)) for data in both))
        await store.finish(name, handle, [Piece(0, PIECE, tags[chosen])])
        assert await everything(store.read(name)) == both[chosen]
        assert not [key for key in await place.kept(name) if key.endswith(tags[1 - chosen])]


class TestFinish:
    async def test_nothing_is_readable_before(self, store: PieceStore) -> None:
        name = fresh_name()
        await put_pieces(store, name, await store.begin(name), [b"abc"])
        with pytest.raises(ObjectMissing):
            await everything(store.read(name))
        assert name not in await listed(store.names("bids/"))

    async def test_twice_is_once(self, place: Place, store: PieceStore) -> None:
        name = fresh_name()
        handle = await store.begin(name)
        pieces = await put_pieces(store, name, handle, cut(BYTES[: PIECE + 1]))
        await store.finish(name, handle, pieces)
        await store.finish(name, handle, pieces)
        await place.store().finish(name, handle, pieces)
        assert await everything(store.read(name)) == BYTES[: PIECE + 1]

    async def test_twice_at_once_is_once(self, place: Place, store: PieceStore) -> None:
        name = fresh_name()
        handle = await store.begin(name)
        pieces = await put_pieces(store, name, handle, [b"abc"])
        await asyncio.gather(store.finish(name, handle, pieces), place.store().finish(name, handle, pieces))
        assert await everything(store.read(name)) == b"abc"

    async def test_nothing_is_kept_beside_the_object(self, place: Place, store: PieceStore) -> None:
        name = fresh_name()
        handle = await store.begin(name)
        lost = await store.put_piece(name, handle, 0, 3, stream(b"xyz"))
        pieces = await put_pieces(store, name, handle, [b"abc"])
        await store.finish(name, handle, pieces)
        kept = await place.kept(name)
        assert len(kept) == 2
        assert not any(key.endswith((lost, "begun")) for key in kept)

    async def test_another_object_never_takes_its_place(self, store: PieceStore) -> None:
        name = await upload(store, b"abc")
        handle = await store.begin(name)
        with pytest.raises(ObjectExists):
            await store.finish(name, handle, await put_pieces(store, name, handle, [b"xyz"]))
        with pytest.raises(ObjectExists):
            await store.put(name, 3, stream(b"xyz"))
        assert await everything(store.read(name)) == b"abc"

    async def test_pieces_that_make_no_object_are_refused(self, store: PieceStore) -> None:
        name = fresh_name()
        handle = await store.begin(name)
        full, short = await put_pieces(store, name, handle, [BYTES[:PIECE], b"abc"])
        early = Piece(0, 3, await store.put_piece(name, handle, 0, 3, stream(b"abc")))
        made_up = Piece(0, PIECE, full.tag[:6] + fresh_id(os.urandom))
        wrong = [
            [short], [early, short], [short, full], [full, full], [full, Piece(1, 4, short.tag)], [made_up, short],
            [Piece(0, 3, short.tag)], [Piece(0, PIECE, "../../x")], [Piece(0, PIECE - 1, full.tag), short],
        ]  # fmt: skip
        for pieces in wrong:
            with pytest.raises(PieceRefused):
                await store.finish(name, handle, pieces)
        await store.finish(name, handle, [full, short])


class TestHandles:
    @pytest.mark.parametrize("handle", ["0" * 32, "", "../../../objects", "no handle"])
    async def test_one_that_was_never_given_is_refused(self, store: PieceStore, handle: str) -> None:
        with pytest.raises(HandleUnknown):
            await store.put_piece(fresh_name(), handle, 0, 3, stream(b"abc"))
        with pytest.raises(HandleUnknown):
            await store.finish(fresh_name(), handle, [])

    async def test_nothing_is_taken_for_one_that_is_unknown(self, store: PieceStore) -> None:
        source = stream(b"abc")
        with pytest.raises(HandleUnknown):
            await store.put_piece(fresh_name(), "0" * 32, 0, 3, source)
        assert await everything(source) == b"abc"

    async def test_one_of_another_name_is_refused(self, store: PieceStore) -> None:
        handle = await store.begin(fresh_name())
        with pytest.raises(HandleUnknown):
            await store.put_piece(fresh_name(), handle, 0, 3, stream(b"abc"))

    @pytest.mark.parametrize("end", ["finish", "abandon", "delete"])
    async def test_after_the_end_it_takes_nothing_more(self, place: Place, store: PieceStore, end: str) -> None:
        name = fresh_name()
        handle = await store.begin(name)
        ends = {
            "finish": lambda: store.finish(name, handle, []),
            "abandon": lambda: store.abandon(name, handle),
            "delete": lambda: store.delete(name),
        }

        async def ended_while_it_came() -> AsyncIterator[bytes]:
            yield b"ab"
            await ends[end]()
            yield b"c"

        with pytest.raises(HandleUnknown):
            await store.put_piece(name, handle, 0, 3, ended_while_it_came())
        with pytest.raises(HandleUnknown):
            await store.put_piece(name, handle, 0, 3, stream(b"abc"))
        assert len(await place.kept(name)) == (1 if end == "finish" else 0)


class TestAbandonAndDelete:
    async def test_an_abandoned_upload_leaves_nothing(self, place: Place, store: PieceStore) -> None:
        name = fresh_name()
        handle = await store.begin(name)
        pieces = await put_pieces(store, name, handle, [b"abc"])
        await store.abandon(name, handle)
        await store.abandon(name, handle)
        assert await place.kept(name) == []
        with pytest.raises(HandleUnknown):
            await store.finish(name, handle, pieces)

    async def test_a_finished_object_cannot_be_abandoned(self, store: PieceStore) -> None:
        name = fresh_name()
        handle = await store.begin(name)
        await store.finish(name, handle, await put_pieces(store, name, handle, [b"abc"]))
        await store.abandon(name, handle)
        assert await everything(store.read(name)) == b"abc"

    async def test_abandoning_one_upload_leaves_the_other(self, store: PieceStore) -> None:
        name = fresh_name()
        one, other = await store.begin(name), await store.begin(name)
        pieces = await put_pieces(store, name, other, [b"abc"])
        await store.abandon(name, one)
        await store.finish(name, other, pieces)
        assert await everything(store.read(name)) == b"abc"

    async def test_a_deleted_object_leaves_nothing(self, place: Place, store: PieceStore) -> None:
        name = await upload(store, b"abc")
        await put_pieces(store, name, await store.begin(name), [b"unfinished"])
        await store.delete(name)
        await store.delete(name)
        assert await place.kept(name) == []
        with pytest.raises(ObjectMissing):
            await store.size(name)

    async def test_what_was_never_there_is_missing(self, store: PieceStore) -> None:
        with pytest.raises(ObjectMissing):
            await store.size(fresh_name())
        with pytest.raises(ObjectMissing):
            await everything(store.read(fresh_name()))
        await store.delete(fresh_name())

    async def test_an_object_with_a_piece_gone_is_damaged(self, place: Place, store: PieceStore) -> None:
        name = await upload(store, b"abc")
        await place.blobs().remove([key for key in await place.kept(name) if key.startswith("pieces/")])
        with pytest.raises(ObjectDamaged):
            await everything(store.read(name))


class TestNames:
    async def test_the_finished_are_listed_by_prefix(self, store: PieceStore) -> None:
        bid, document = await upload(store, b"abc"), fresh_name("documents")
        await store.put(document, 3, stream(b"abc"))
        assert {bid, document} <= await listed(store.names(""))
        assert bid in await listed(store.names("bids/"))
        assert await listed(store.names(bid[:-3])) == {bid}
        assert document not in await listed(store.names("bids/"))
        await store.delete(bid)
        assert bid not in await listed(store.names("bids/"))

    @pytest.mark.parametrize("text", ["", "bids/ab/x", "../../etc/passwd", "bids/ab/" + "c" * 32, "/bids/ab/ab"])
    async def test_what_is_no_name_is_refused_at_every_door(self, store: PieceStore, text: str) -> None:
        name, handle = ObjectName(text), "0" * 32
        doors: list[Callable[[], Awaitable[object]]] = [
            lambda: store.begin(name),
            lambda: store.put_piece(name, handle, 0, 1, stream(b"a")),
            lambda: store.finish(name, handle, []),
            lambda: store.abandon(name, handle),
            lambda: store.put(name, 1, stream(b"a")),
            lambda: everything(store.read(name)),
            lambda: store.size(name),
            lambda: store.delete(name),
        ]
        for door in doors:
            with pytest.raises(NameRefused):
                await door()

    async def test_a_prefix_cannot_climb(self, store: PieceStore) -> None:
        with pytest.raises(NameRefused):
            await listed(store.names("../"))


async def test_a_working_store_passes_its_check(store: PieceStore) -> None:
    await store.check()
