"""A sealed bid as it lies on disk: the signed statement and four envelope files that are the ones it names.

It is a folder (from `tianping seal`) or one .tar (from a browser). A tar is read where it lies, never unpacked.
"""

import json
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commands.files import read_bytes
from commands.refusals import FileUnreadable
from commands.sealing import BID_FILE, RECEIPT_FILE, TENDER_FILE
from commands.uploading import STATE_FILE, EnvelopeFile, read_envelope
from crypto.bid import bid_digest, check_bid
from crypto.encoding import Body
from crypto.envelope import PieceHasher, envelope_digest
from crypto.header import Header
from crypto.manifest import KINDS
from crypto.padding import CHUNK

ENVELOPE_FILES = {kind: f"{kind}.tpe" for kind in KINDS}
KNOWN = frozenset({BID_FILE, TENDER_FILE, STATE_FILE, RECEIPT_FILE, *ENVELOPE_FILES.values()})
"""All that a carried bid may hold: the bid, and how far it was sent. Private files are never among them."""
LONGEST_DOCUMENT = 16 * 1024 * 1024


@dataclass(frozen=True)
class Place:
    """Where a file of the bid lies: in a file of its own, or in a stretch of a tar."""

    path: Path
    start: int = 0
    size: int | None = None


@dataclass(frozen=True)
class BidFolder:
    """What is sent. `page` is the tender as it was when the bid was sealed, if it was kept.

    `beside` tells where a file that belongs to the bid is kept: in the folder, or next to the tar under its name.
    """

    signed: Body
    envelopes: tuple[EnvelopeFile, ...]
    page: dict[str, Any] | None
    beside: Callable[[str], Path]
    carried: Mapping[str, dict[str, Any]]
    """Receipt and upload state that came inside a tar."""

    @property
    def statement(self) -> Body:
        """What the bid key signed."""
        statement: Body = self.signed["body"]
        return statement

    @property
    def digest(self) -> str:
        """The bid's name, in hex."""
        return bid_digest(self.statement).hex()


def read_bid_folder(where: Path) -> BidFolder:
    """The bid, once the statement's signature holds and every file has the digest that it names."""
    places = _places_in_tar(where) if where.is_file() else _places_in_folder(where)
    documents = {name: _read(place) for name, place in places.items() if name.endswith(".json")}
    if BID_FILE not in documents:
        raise FileUnreadable(path=str(where), why=f"there is no {BID_FILE}", why_zh=f"缺少{BID_FILE}")
    signed = documents[BID_FILE]
    envelopes = tuple(_envelope(where, places, named) for named in check_bid(signed)["envelopes"])
    carried = {name: documents[name] for name in (RECEIPT_FILE, STATE_FILE) if where.is_file() and name in documents}
    return BidFolder(signed, envelopes, documents.get(TENDER_FILE), _beside(where), carried)


def _places_in_folder(folder: Path) -> dict[str, Place]:
    return {name: Place(folder / name) for name in KNOWN if (folder / name).exists()}


def _places_in_tar(path: Path) -> dict[str, Place]:
    """Files of a tar by name; one that holds anything but the known plain files is refused whole."""
    places: dict[str, Place] = {}
    try:
        with tarfile.open(path, "r:") as archive:
            for member in archive:
                if not member.isreg() or member.name not in KNOWN or member.name in places or member.issparse():
                    why, why_zh = f"it holds {member.name[:60]!r}", f"含有不应有的内容{member.name[:60]!r}"
                    raise FileUnreadable(path=str(path), why=why, why_zh=why_zh)
                places[member.name] = Place(path, member.offset_data, member.size)
    except (tarfile.TarError, OSError):
        raise FileUnreadable(path=str(path), why="not a sealed bid", why_zh="不是加密投标文件") from None
    return places


def _read(place: Place) -> dict[str, Any]:
    """A JSON object; whoever opened the file in an editor may have laid it out anew. Raises FileUnreadable."""
    try:
        value = json.loads(_bytes_of(place))
    except ValueError:
        raise FileUnreadable(path=str(place.path), why="not JSON", why_zh="不是JSON文件") from None
    if not isinstance(value, dict):
        raise FileUnreadable(path=str(place.path), why="not a JSON object", why_zh="不是JSON对象")
    return value


def _bytes_of(place: Place) -> bytes:
    if place.size is None:
        return read_bytes(place.path)
    if place.size > LONGEST_DOCUMENT:
        raise FileUnreadable(path=str(place.path), why="a document in it is too long", why_zh="内含文件过大")
    with place.path.open("rb") as source:
        source.seek(place.start)
        return source.read(place.size)


def _envelope(where: Path, places: Mapping[str, Place], named: Body) -> EnvelopeFile:
    """One envelope, once it is the file that the statement names."""
    name = ENVELOPE_FILES[named["kind"]]
    place = places.get(name, Place(where / name))
    envelope = read_envelope(named["kind"], place.path, place.start, place.size)
    if _digest_of(envelope) != named["digest"]:
        why, why_zh = "it is not the file that bid.json names", "与bid.json所列文件指纹不一致"
        raise FileUnreadable(path=str(envelope.path), why=why, why_zh=why_zh)
    return envelope


def _digest_of(envelope: EnvelopeFile) -> str:
    pieces, left = PieceHasher(), envelope.length
    with envelope.path.open("rb") as source:
        source.seek(envelope.start)
        while left and (portion := source.read(min(CHUNK, left))):
            pieces.update(portion)
            left -= len(portion)
    return envelope_digest(Header.parse(envelope.header).header_hash, pieces.root()).hex()


def _beside(where: Path) -> Callable[[str], Path]:
    """`bid/receipt.json` for a folder, `bid-8f7e0c9d.receipt.json` for `bid-8f7e0c9d.tar`."""
    if where.is_file():
        return lambda name: where.with_name(f"{where.stem}.{name}")
    return lambda name: where / name
