"""The digest of an envelope: a Merkle root over pieces of 8 MiB, so that bodies can be sent and checked piecewise."""

import hashlib
from collections.abc import Sequence

from crypto.encoding import H
from crypto.transparency_log import tree_root

PIECE = 8 * 1024 * 1024


def piece_hash(piece: bytes | memoryview) -> bytes:
    """Leaf hash of one piece of a body."""
    state = hashlib.sha256(b"\x00")
    state.update(piece)
    return state.digest()


def body_root(piece_hashes: Sequence[bytes]) -> bytes:
    """Merkle tree hash (RFC 9162) over the hashes of a body's pieces, in order."""
    return tree_root(piece_hashes)


def envelope_digest(header_hash: bytes, root: bytes) -> bytes:
    """What receipts and freeze lists name an envelope by: checked from the header and the root, without the body."""
    return H("envelope", header_hash, root)


class PieceHasher:
    """Hashes a body that comes in portions of any size."""

    def __init__(self) -> None:
        self.length = 0
        self.hashes: list[bytes] = []
        self._state = hashlib.sha256(b"\x00")
        self._room = PIECE

    def update(self, data: bytes | memoryview) -> None:
        """Take the next portion."""
        view = memoryview(data)
        self.length += len(view)
        while len(view) > 0:
            part = view[: self._room]
            self._state.update(part)
            self._room -= len(part)
            view = view[len(part) :]
            if self._room == 0:
                self._close_piece()

    def _close_piece(self) -> None:
        self.hashes.append(self._state.digest())
        self._state = hashlib.sha256(b"\x00")
        self._room = PIECE

    def root(self) -> bytes:
        """Root over everything taken so far."""
        unfinished = [self._state.digest()] if self._room < PIECE else []
        return body_root([*self.hashes, *unfinished])
