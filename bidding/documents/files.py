"""Files of tender documents: names, media types, and the digest taken while the bytes pass."""

import hashlib
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from bidding.documents.refusals import FileNameRefused, LengthNeeded, TooManyFiles
from bidding.documents.tables import DocumentFile
from bidding.notices.answers import FileNamed
from crypto.errors import CryptoError
from crypto.manifest import check_names
from foundation.errors import TooMuch

MOST_FILES = 500
MOST_BYTES = 4 * 1024**3
"""Of one file: drawings and models of a whole building come near to it."""
PLAIN_TYPE = "application/octet-stream"

_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,62}/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}")


@dataclass(frozen=True)
class StoredFile:
    """Bytes that the store keeps, and no row knows yet."""

    object_name: str
    length: int
    sha256: bytes


class Hashed:
    """A stream whose SHA-256 is known once it has passed."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks
        self._hash = hashlib.sha256()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The same chunks."""
        async for chunk in self._chunks:
            self._hash.update(chunk)
            yield chunk

    @property
    def sha256(self) -> bytes:
        """Of what has passed."""
        return self._hash.digest()


def read_length(text: str | None) -> int:
    """The Content-Length of an upload; raises LengthNeeded, TooMuch."""
    if text is None or not re.fullmatch(r"[0-9]{1,15}", text):
        raise LengthNeeded()
    if int(text) > MOST_BYTES:
        raise TooMuch(limit=f"{MOST_BYTES} B")
    return int(text)


def read_media_type(text: str | None) -> str:
    """The media type without parameters, in lower case; what is none becomes plain bytes."""
    kind = (text or "").partition(";")[0].strip().lower()
    return kind if _MEDIA_TYPE.fullmatch(kind) else PLAIN_TYPE


def check_file_names(names: Sequence[str]) -> None:
    """The rule of every manifest (docs/formats): NFC, no path, no hidden characters, unique under casefold."""
    if len(names) > MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    try:
        check_names(names)
    except CryptoError as fault:
        raise FileNameRefused(why=fault.message) from None


def file_json(file: DocumentFile) -> FileNamed:
    """A file as its record names it."""
    return {
        "name": file.name,
        "media_type": file.media_type,
        "length": file.length,
        "sha256": file.sha256.hex(),
    }
