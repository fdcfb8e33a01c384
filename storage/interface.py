"""What every store promises. The suite `tests/storage/test_promises.py` is this file in sentences, for every kind."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import NewType, Protocol

from storage.names import ObjectName

PIECE = 8 * 1024 * 1024
"""Bytes of every piece but the last; also the leaf of an envelope's body root."""

PieceTag = NewType("PieceTag", str)
"""Which attempt at a piece the store kept. Opaque: write it down and hand it back to `finish`."""


@dataclass(frozen=True)
class Piece:
    """One kept piece, as the database remembers it."""

    number: int
    """0-based."""
    size: int
    tag: str


class Store(Protocol):
    """Sealed bytes under random names. All sizes are in bytes; every method may raise `StoreUnavailable`.

    The database serialises what is done to one name: `finish` and `abandon` of one handle never run at once.
    Pieces of one handle may come in any order, at once, and twice.
    """

    async def begin(self, name: ObjectName) -> str:
        """Open an upload and return its handle, which outlives this process. Nothing is visible yet."""
        ...

    async def put_piece(
        self, name: ObjectName, handle: str, number: int, size: int, chunks: AsyncIterator[bytes]
    ) -> PieceTag:
        """Keep one piece of at most PIECE bytes; it is durable when this returns.

        Each attempt is kept apart, so two attempts at one number never mix, and either tag may be finished.
        Raises PieceRefused for a stream shorter or longer than `size`, HandleUnknown, StoreFull. An exception of
        `chunks` itself passes through unchanged; whatever failed leaves nothing that counts.
        """
        ...

    async def finish(self, name: ObjectName, handle: str, pieces: Sequence[Piece]) -> None:
        """Make these pieces the object, in their order; every one but the last is PIECE long; idempotent.

        Attempts that were not chosen are removed. Raises PieceRefused, HandleUnknown, ObjectExists.
        """
        ...

    async def abandon(self, name: ObjectName, handle: str) -> None:
        """Remove an unfinished upload; idempotent, and nothing at all once the handle was finished."""
        ...

    async def put(self, name: ObjectName, size: int, chunks: AsyncIterator[bytes]) -> None:
        """Keep a whole object of any size. Raises ObjectExists, PieceRefused, StoreFull."""
        ...

    def read(self, name: ObjectName, start: int = 0, stop: int | None = None) -> AsyncIterator[bytes]:
        """The bytes [start:stop] as a slice would give them, in chunks of at most 1 MiB.

        Raises ObjectMissing before the first chunk, ObjectDamaged when a piece is gone, ValueError for negatives.
        """
        ...

    async def size(self, name: ObjectName) -> int:
        """Length of a finished object; raises ObjectMissing."""
        ...

    async def delete(self, name: ObjectName) -> None:
        """Remove the object and every unfinished upload of this name; idempotent."""
        ...

    def names(self, prefix: str) -> AsyncIterator[ObjectName]:
        """Every finished object whose name begins so, in no promised order. `async for name in store.names("bids/")`"""
        ...

    async def check(self) -> None:
        """Raise StoreUnavailable, with a reason fit for an operator, unless the store can be written."""
        ...

    async def close(self) -> None:
        """Give back threads and connections."""
        ...
