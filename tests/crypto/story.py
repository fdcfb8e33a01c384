"""The parts of a synthetic tender: keys, a log, sealed bids. All deterministic; packages.py tells the story."""

import io
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

from crypto.aead import ChunkCipher
from crypto.bid import bid_digest, bid_statement, identity_document, offer_document
from crypto.encoding import Body, canonical, digest, timestamp
from crypto.envelope import Sealed, SourceFile, envelope_digest, piece_hash, seal_envelope
from crypto.header import body_key, write_preamble
from crypto.padding import CHUNK
from crypto.signatures import KeyPair, leaf_value
from crypto.transparency_log import entry_leaf, fill_tick, tick_entry, tick_root, tree_root
from tests.vectors.sources import LOT, counter, custodians, stream

START = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)
DEADLINE = START + timedelta(days=16)


def at(**span: float) -> str:
    """A moment, counted from the start of the story."""
    return timestamp(START + timedelta(**span))


def pair(label: str) -> KeyPair:
    """The Ed25519 pair of a name."""
    return KeyPair.from_seed(stream(f"key of {label}", 32))


@dataclass
class Book:
    """A transparency log: records wait in `pending` until the next tick takes them."""

    name: str = "log"
    entries: list[Body] = field(default_factory=list)
    values: dict[int, list[bytes]] = field(default_factory=dict)
    hashes: list[bytes] = field(default_factory=list)
    pending: list[bytes] = field(default_factory=list)

    def put(self, record: Body) -> None:
        """Let the next tick take this record's leaf."""
        self.pending.append(leaf_value(record))

    def tick(self, moment: str) -> int:
        """Close one tick; its number. Values of ticks without leaves are not kept."""
        number = len(self.entries)
        filler_key = stream(f"{self.name} filler {number}", 32)
        values = _idle_values() if not self.pending else fill_tick(self.pending, filler_key, number)
        if self.pending:
            self.values[number] = values
        entry = tick_entry(number, moment, tick_root(values) if self.pending else _idle_root(), filler_key)
        self.entries.append(entry)
        self.hashes.append(entry_leaf(entry))
        self.pending = []
        return number

    def head(self) -> Body:
        """Size and root so far."""
        return {"size": len(self.hashes), "root": tree_root(self.hashes).hex()}


@cache
def _idle_values() -> list[bytes]:
    return fill_tick([], stream("idle", 32), 0)


@cache
def _idle_root() -> bytes:
    """One root stands for all ticks without leaves: their values are never shown."""
    return tick_root(_idle_values())


@dataclass(frozen=True)
class SealedBid:
    """A bid as its bidder has it."""

    name: str
    statement: Body
    envelopes: dict[str, tuple[Sealed, bytes]]

    @property
    def digest(self) -> str:
        """The bid's digest."""
        return bid_digest(self.statement).hex()

    @property
    def key(self) -> KeyPair:
        """The bid key."""
        return pair(f"bid {self.name}")

    @property
    def entries(self) -> list[Body]:
        """Envelopes as statements list them."""
        entries: list[Body] = self.statement["envelopes"]
        return entries


@dataclass(frozen=True)
class Bidder:
    """Who bids what: `company` signs; `spoil` is the kind of envelope whose body is made false."""

    name: str
    company: str
    price: str = "1000000.00"
    replaces: bool = False
    spoil: str = ""
    registered: bool = True


@cache
def sealed_bid(bidder: Bidder, count: int, threshold: int, floor: str) -> SealedBid:
    """Seal all four envelopes of a bid; the three others first, since the identity names them."""
    envelopes: dict[str, tuple[Sealed, bytes]] = {}
    key = pair(f"bid {bidder.name}").public
    offer = canonical(offer_document(LOT, 1, key, {"price": bidder.price, "days": "365"}))
    contents = {
        "offer": [SourceFile("offer.json", "application/json", offer)],
        "documents": [SourceFile("投标文件.pdf", "application/pdf", stream(f"documents of {bidder.name}", 5000))],
        "pricing": [SourceFile("清单.xlsx", "application/octet-stream", stream(f"pricing of {bidder.name}", 3000))],
    }
    for kind, files in contents.items():
        envelopes[kind] = _sealed(bidder, kind, files, count, threshold, floor)
    envelopes["identity"] = _sealed(bidder, "identity", [_identity(bidder, envelopes)], count, threshold, floor)
    entries = [
        {"kind": kind, "digest": envelopes[kind][0].digest.hex(), "length": envelopes[kind][0].body_length}
        for kind in ("identity", "offer", "documents", "pricing")
    ]
    return SealedBid(bidder.name, bid_statement(LOT, 1, 1, key, entries), envelopes)


def _identity(bidder: Bidder, envelopes: dict[str, tuple[Sealed, bytes]]) -> SourceFile:
    document = identity_document(
        lot=LOT,
        round=1,
        bid_key=pair(f"bid {bidder.name}").public,
        company=f"{bidder.company}建设有限公司",
        uscc=uscc(bidder.company),
        replaces_all_earlier=bidder.replaces,
        bond=None,
        digests={kind: sealed.digest for kind, (sealed, _) in envelopes.items()},
        company_seed=pair(f"company {bidder.company}").seed,
    )
    return SourceFile("identity.json", "application/json", canonical(document))


def uscc(company: str) -> str:
    """A made-up unified social credit code."""
    return "91420100" + stream(company, 5).hex().upper()


def _sealed(
    bidder: Bidder, kind: str, files: list[SourceFile], count: int, threshold: int, floor: str
) -> tuple[Sealed, bytes]:
    target = io.BytesIO()
    sealed = seal_envelope(
        kind=kind,
        lot=LOT,
        round=1,
        document_version=1,
        floor=floor,
        custodians=[key.public for key in custodians(count)],
        threshold=threshold,
        bid_key=pair(f"bid {bidder.name}").public,
        files=files,
        target=target,
        entropy=counter(f"seal {kind} {bidder}"),
    )
    body = target.getvalue()[len(write_preamble(sealed.header_bytes)) :]
    return _spoilt(sealed, body) if kind == bidder.spoil else (sealed, body)


def _spoilt(sealed: Sealed, body: bytes) -> tuple[Sealed, bytes]:
    """The same header over a body whose padding is not zero: only t custodians' releases will show it."""
    cipher = ChunkCipher(body_key(sealed.secret, sealed.header))
    plain = bytearray(cipher.open_into(0, body, bytearray(CHUNK), last=True))
    plain[-1] = 1
    false = bytes(cipher.seal_into(0, plain, bytearray(CHUNK + 16), last=True))
    root = piece_hash(false)
    found = envelope_digest(sealed.header.header_hash, root)
    return Sealed(sealed.header, sealed.header_bytes, sealed.body_length, found, root, sealed.secret), false


def record_path(record: Body) -> str:
    """Where a record lies in a package."""
    short = record["body"]["type"].removeprefix("tianping/").removesuffix("/1")
    return f"records/{short}-{digest(record['body']).hex()}.json"


Files = dict[str, bytes]
