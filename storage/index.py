"""The index of a finished object: which attempts it is made of. It is written last, and it is the object."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storage.errors import ObjectDamaged, PieceRefused
from storage.interface import PIECE, Piece, PieceTag
from storage.names import is_id

LAST_NUMBER = 99_999
_TAG = re.compile(r"(?P<number>[0-9]{5})-[0-9a-f]{32}")


def piece_tag(number: int, attempt: str) -> PieceTag:
    """`00007-<32 hex>`: the piece and the attempt."""
    return PieceTag(f"{number:05d}-{attempt}")


@dataclass(frozen=True)
class Index:
    """Handle, and tag and size of each piece in order."""

    handle: str
    pieces: tuple[tuple[str, int], ...]

    @property
    def size(self) -> int:
        return sum(size for _, size in self.pieces)

    def spans(self, start: int, stop: int) -> Iterator[tuple[str, int, int]]:
        """Tag, and from where to where within that piece, for each piece that [start:stop] touches."""
        for tag, size in self.pieces:
            first, last = max(start, 0), min(stop, size)
            if first < last:
                yield tag, first, last
            start, stop = start - size, stop - size


def agreed(handle: str, pieces: Sequence[Piece]) -> Index:
    """The index of these pieces, or PieceRefused unless they make one object without a gap."""
    if not is_id(handle):
        raise PieceRefused("the handle is none of ours")
    for expected, piece in enumerate(pieces):
        _judge(expected, piece, last=expected == len(pieces) - 1)
    return Index(handle, tuple((piece.tag, piece.size) for piece in pieces))


def _judge(expected: int, piece: Piece, last: bool) -> None:
    form = _TAG.fullmatch(piece.tag)
    if piece.number != expected:
        raise PieceRefused(f"piece {piece.number} stands where piece {expected} belongs")
    if form is None or int(form["number"]) != piece.number:
        raise PieceRefused(f"the tag of piece {piece.number} is none of its own")
    if not (0 <= piece.size <= PIECE) or not (last or piece.size == PIECE):
        raise PieceRefused(f"piece {piece.number} has {piece.size} bytes; every piece but the last has {PIECE}")


def index_bytes(index: Index) -> bytes:
    """Equal indexes give equal bytes."""
    body = {"handle": index.handle, "pieces": index.pieces, "v": 1}
    return json.dumps(body, separators=(",", ":"), sort_keys=True).encode()


def index_from(data: bytes) -> Index:
    """The index, or ObjectDamaged unless the very same bytes would be written for it."""
    try:
        body = json.loads(data)
        pieces = [Piece(number, size, tag) for number, (tag, size) in enumerate(body["pieces"])]
        index = agreed(body["handle"], pieces)
    except (ValueError, KeyError, TypeError, PieceRefused) as error:
        raise ObjectDamaged("the index of the object cannot be read") from error
    if index_bytes(index) != data:
        raise ObjectDamaged("the index of the object was altered")
    return index
