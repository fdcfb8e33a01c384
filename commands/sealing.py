"""Sealing a bid into a folder: four envelopes and the signed statement that names them, read back before it counts.

The folder appears under its name only when it is whole. The two private files lie elsewhere.
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from unicodedata import normalize

from commands.company_keys import CompanyKey
from commands.files import read_document, settle, write_document
from commands.refusals import FileAlreadyThere, FileUnreadable, KeysInsideBid
from commands.tender_page import Tender
from crypto.bid import (
    bid_digest,
    bid_key_file,
    bid_statement,
    identity_document,
    offer_document,
    recovery_file,
    sign_bid,
)
from crypto.encoding import Body, Entropy, canonical
from crypto.envelope import Sealed, SourceFile, seal_envelope, self_test
from crypto.manifest import JSON_TYPE, KINDS, SINGLE_FILES, check_names
from crypto.padding import body_length, payload_length
from crypto.signatures import KeyPair

BID_FILE, TENDER_FILE, RECEIPT_FILE = "bid.json", "tender.json", "receipt.json"
BID_KEY_FILE, RECOVERY_FILE = "bid-key.json", "recovery.json"

Report = Callable[[str, int], None]
"""Kind of envelope, bytes of its body that are written."""


@dataclass(frozen=True)
class Contents:
    """What goes into a bid. `values` as the offer form reads them."""

    values: dict[str, str]
    documents: Sequence[Path]
    pricing: Sequence[Path]
    replaces_all_earlier: bool = False
    bond: dict[str, Any] | None = None

    def files(self, kind: str) -> list[SourceFile]:
        """The files of the documents or pricing envelope."""
        return [source_file(path) for path in (self.documents if kind == "documents" else self.pricing)]

    def size(self) -> int:
        """About how many bytes of ciphertext this will be, for the progress bar."""
        sizes = [sum(path.stat().st_size for path in paths) for paths in (self.documents, self.pricing)]
        return sum(body_length(payload_length(size)) for size in (0, 0, *sizes))


def source_file(path: Path) -> SourceFile:
    """A file of the bidder's under its own name."""
    kind = guess_type(path.name)[0] or "application/octet-stream"
    return SourceFile(normalize("NFC", path.name), kind, path)


def check_files(contents: Contents) -> None:
    """Refuse early what sealing would refuse late: missing files, names that two machines read differently."""
    existing([*contents.documents, *contents.pricing])
    check_names([each.name for each in contents.files("documents")])
    check_names([each.name for each in contents.files("pricing")])


def existing(paths: Sequence[Path]) -> None:
    """Refuse the first path that is no file."""
    for path in paths:
        if not path.is_file():
            raise FileUnreadable(path=str(path), why="no such file", why_zh="文件不存在")


@dataclass
class Sealer:
    """Seals one bid into `out`; its private files go to `keys`."""

    tender: Tender
    company: CompanyKey
    contents: Contents
    out: Path
    keys: Path
    entropy: Entropy
    report: Report
    bid_seed: bytes | None = None
    _sealed: dict[str, Sealed] = field(default_factory=dict)

    @property
    def _part(self) -> Path:
        return self.out.with_name(self.out.name + ".part")

    def seal(self, page: dict[str, Any]) -> Body:
        """The signed statement of the bid; `page` is kept in the folder, so that it explains itself later.

        1. Places; 2. seal; 3. read back; 4. private files; 5. only now the folder gets its name.
        """
        self._check_places()
        pair = KeyPair.from_seed(self.bid_seed or self.entropy(32))
        self._part.mkdir(parents=True)
        self._seal_all(pair.public)
        self._read_back()
        signed = sign_bid(self._statement(pair.public), pair.seed)
        write_document(self._part / BID_FILE, signed)
        write_document(self._part / TENDER_FILE, page)
        self._write_keys(signed["body"], pair.seed)
        self._part.replace(self.out)
        settle(self.out.parent)
        return signed

    def _check_places(self) -> None:
        if self.out.exists():
            raise FileAlreadyThere(path=str(self.out))
        if self.keys.resolve().is_relative_to(self.out.resolve()):
            raise KeysInsideBid()
        check_files(self.contents)
        self._forget_half_done()
        for name in (BID_KEY_FILE, RECOVERY_FILE):
            if (self.keys / name).exists():
                raise FileAlreadyThere(path=str(self.keys / name))

    def _forget_half_done(self) -> None:
        """Remove what a killed run left: its folder, and its keys if they belong to that folder's very bid."""
        if not self._part.exists():
            return
        try:
            bid = bid_digest(read_document(self._part / BID_FILE)["body"]).hex()
        except (FileUnreadable, KeyError):
            bid = ""
        for name in (BID_KEY_FILE, RECOVERY_FILE):
            path = self.keys / name
            if bid and path.exists() and read_document(path).get("bid") == bid:
                path.unlink()
        shutil.rmtree(self._part)

    def _seal_all(self, bid_key: bytes) -> None:
        """The identity last: it names the other three."""
        offer = offer_document(self.tender.lot, self.tender.round, bid_key, self.contents.values)
        self._seal_one("offer", bid_key, [SourceFile(SINGLE_FILES["offer"], JSON_TYPE, canonical(offer))])
        for kind in ("documents", "pricing"):
            self._seal_one(kind, bid_key, self.contents.files(kind))
        identity = identity_document(
            lot=self.tender.lot,
            round=self.tender.round,
            bid_key=bid_key,
            company=self.company.name,
            uscc=self.company.uscc,
            replaces_all_earlier=self.contents.replaces_all_earlier,
            bond=self.contents.bond,
            digests={kind: sealed.digest for kind, sealed in self._sealed.items()},
            company_seed=self.company.pair.seed,
        )
        self._seal_one("identity", bid_key, [SourceFile(SINGLE_FILES["identity"], JSON_TYPE, canonical(identity))])

    def _seal_one(self, kind: str, bid_key: bytes, files: list[SourceFile]) -> None:
        with (self._part / f"{kind}.tpe").open("xb") as target:
            self._sealed[kind] = seal_envelope(
                kind=kind,
                lot=self.tender.lot,
                round=self.tender.round,
                document_version=self.tender.document_version,
                floor=self.tender.deadline,
                custodians=self.tender.share_keys,
                threshold=self.tender.threshold,
                bid_key=bid_key,
                files=files,
                target=target,
                entropy=self.entropy,
                progress=lambda done, _: self.report(kind, done),
            )

    def _read_back(self) -> None:
        """The self-test: open every envelope as the opening will, from what is on the disk."""
        for kind, sealed in self._sealed.items():
            with (self._part / f"{kind}.tpe").open("rb") as source:
                self_test(source, sealed.secret, sealed.digest)

    def _statement(self, bid_key: bytes) -> Body:
        envelopes = [
            {"kind": kind, "digest": self._sealed[kind].digest.hex(), "length": self._sealed[kind].body_length}
            for kind in KINDS
        ]
        return bid_statement(self.tender.lot, self.tender.round, self.tender.document_version, bid_key, envelopes)

    def _write_keys(self, statement: Body, seed: bytes) -> None:
        secrets = {kind: sealed.secret for kind, sealed in self._sealed.items()}
        write_document(self.keys / BID_KEY_FILE, bid_key_file(statement, seed), private=True)
        write_document(self.keys / RECOVERY_FILE, recovery_file(statement, secrets), private=True)
