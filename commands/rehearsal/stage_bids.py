"""Bids made in this very process, with the code that `tianping seal` and `tianping submit` run: for a demonstration.

A rehearsal uses the commands themselves.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from commands.bid_folder import read_bid_folder
from commands.company_keys import CompanyKey
from commands.files import read_bytes, read_document, write_document
from commands.prices import read_values
from commands.receipts import check_receipt_of, read_receipt
from commands.sealing import BID_KEY_FILE, RECEIPT_FILE, Contents, Sealer
from commands.tender_page import read_tender
from commands.uploading import STATE_FILE, Uploader, UploadState
from commands.wire import Wire
from commands.withdrawals import sign_withdrawal
from crypto.bid import parse_bid_key
from crypto.encoding import Body, timestamp
from crypto.signatures import sign_document
from foundation.entropy import system_entropy


@dataclass(frozen=True)
class Papers:
    """A bidder's own files."""

    documents: Sequence[Path]
    pricing: Sequence[Path]


def keys_of(bid: Path) -> Path:
    """Where the private files of a sealed bid lie."""
    return bid.with_name(bid.name + "-keys")


def seal_bid(
    wire: Wire,
    lot: str,
    company: CompanyKey,
    values: dict[str, str],
    papers: Papers,
    out: Path,
    *,
    replaces_all: bool = False,
    bond: Body | None = None,
) -> Path:
    """Seal a bid into `out`, after the tender page was checked as a bidder's client checks it."""
    page = wire.get(f"/api/lots/{lot}")
    tender = read_tender(page)
    offer = read_values(tender.form, values)
    contents = Contents(offer.as_strings(), papers.documents, papers.pricing, replaces_all, bond)
    Sealer(tender, company, contents, out, keys_of(out), system_entropy, lambda *_: None).seal(page)
    return out


def send_bid(wire: Wire, bid: Path, replaces: Path | None = None) -> Body:
    """Upload and seal; the receipt is checked and kept. `replaces` is the folder of the bid it takes the place of."""
    folder = read_bid_folder(bid)
    lot = folder.statement["lot"]
    uploader = Uploader(wire, lot, UploadState(bid / STATE_FILE, wire.url, folder.digest), lambda *_: None)
    request: dict[str, Any] = {"statement": folder.signed, "envelopes": []}
    for each in folder.envelopes:
        sent = {"kind": each.kind, "upload": uploader.send(each), "header": b64encode(each.header).decode()}
        request["envelopes"].append(sent)
    if replaces is not None:
        request["replaces"] = _withdrawal(replaces, folder.digest)
    record = wire.post(f"/api/lots/{lot}/bids", request)
    tender = read_tender(wire.get(f"/api/lots/{lot}"))
    receipt = check_receipt_of(record, folder.statement, tender.platform_key, tender.deadline)
    write_document(bid / RECEIPT_FILE, record)
    return receipt


def withdraw_bid(wire: Wire, bid: Path) -> None:
    """Take a bid back by its bid key."""
    signed = _withdrawal(bid, None)
    wire.post(f"/api/lots/{signed['body']['lot']}/withdrawals", {"signed": signed})


def _withdrawal(bid: Path, replaced_by: str | None) -> Body:
    receipt = read_receipt(read_document(bid / RECEIPT_FILE), None)
    return sign_withdrawal(receipt, parse_bid_key(read_bytes(keys_of(bid) / BID_KEY_FILE).strip()), replaced_by)


def sign_by_bid(bid: Path, kind: str, at: datetime, **members: str | None) -> Body:
    """An objection, confirmation or request, signed by the bid key."""
    key = parse_bid_key(read_bytes(keys_of(bid) / BID_KEY_FILE).strip())
    body = {"type": f"tianping/{kind}/1", "lot": key["lot"], "round": key["round"], "bid": key["bid"]}
    return sign_document({**body, "at": timestamp(at), **members}, bytes.fromhex(key["seed"]), "bid")
