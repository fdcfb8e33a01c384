"""A sealed bid as it lies on disk: the signed statement and four envelope files that are the ones it names."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commands.files import read_document
from commands.refusals import FileUnreadable
from commands.sealing import BID_FILE, TENDER_FILE
from commands.uploading import EnvelopeFile, read_envelope
from crypto.bid import bid_digest, check_bid
from crypto.encoding import Body
from crypto.envelope import PieceHasher, envelope_digest
from crypto.header import Header
from crypto.padding import CHUNK


@dataclass(frozen=True)
class BidFolder:
    """What is sent. `page` is the tender as it was when the bid was sealed, if it was kept."""

    signed: Body
    envelopes: tuple[EnvelopeFile, ...]
    page: dict[str, Any] | None

    @property
    def statement(self) -> Body:
        """What the bid key signed."""
        statement: Body = self.signed["body"]
        return statement

    @property
    def digest(self) -> str:
        """The bid's name, in hex."""
        return bid_digest(self.statement).hex()


def read_bid_folder(folder: Path) -> BidFolder:
    """The bid, once the statement's signature holds and every file has the digest that it names."""
    signed = read_document(folder / BID_FILE)
    statement = check_bid(signed)
    envelopes = []
    for named in statement["envelopes"]:
        envelope = read_envelope(named["kind"], folder / f"{named['kind']}.tpe")
        if _digest_of(envelope) != named["digest"]:
            why, why_zh = "it is not the file that bid.json names", "与bid.json所列文件指纹不一致"
            raise FileUnreadable(path=str(envelope.path), why=why, why_zh=why_zh)
        envelopes.append(envelope)
    page = folder / TENDER_FILE
    return BidFolder(signed, tuple(envelopes), read_document(page) if page.exists() else None)


def _digest_of(envelope: EnvelopeFile) -> str:
    pieces = PieceHasher()
    with envelope.path.open("rb") as source:
        source.seek(envelope.start)
        while portion := source.read(CHUNK):
            pieces.update(portion)
    return envelope_digest(Header.parse(envelope.header).header_hash, pieces.root()).hex()
