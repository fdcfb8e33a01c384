"""`tianping submit`: send a sealed bid, resume where it broke off, and believe the receipt only after checking it."""

from argparse import ArgumentParser, Namespace
from base64 import b64encode
from pathlib import Path
from typing import Any

from commands.bid_folder import BidFolder, read_bid_folder
from commands.files import read_bytes, read_document, write_document
from commands.progress import Bar
from commands.receipts import check_receipt_of, read_receipt
from commands.refusals import FileUnreadable
from commands.sealing import BID_KEY_FILE, RECEIPT_FILE
from commands.speech import Voice, local_time, tell_json, voice_of
from commands.tender_page import Tender, read_tender
from commands.uploading import STATE_FILE, EnvelopeFile, Uploader, UploadState
from commands.wire import Wire
from commands.withdrawals import sign_withdrawal
from crypto.bid import parse_bid_key
from crypto.encoding import Body, digest, parse_timestamp
from storage.names import is_id

NAME = "submit"
HELP = "递交已加密的投标文件，可断点续传 / send a sealed bid; resumes"


def add_arguments(parser: ArgumentParser) -> None:
    """The folder, the platform, and what it replaces."""
    parser.add_argument("folder", type=Path, help="加密投标文件夹或.tar / the sealed bid: folder or .tar")
    parser.add_argument("--url", required=True, help="平台地址 / the platform")
    parser.add_argument("--keys", type=Path, help="撤回凭证文件夹（仅核对）/ private files, looked at only")
    parser.add_argument("--replaces", type=Path, help="被替换投标文件的回执 / receipt of the bid to replace")
    parser.add_argument("--old-key", type=Path, help="被替换投标文件的撤回凭证 / bid key of the bid to replace")
    parser.add_argument("--json", action="store_true")


def run(args: Namespace) -> int:
    """See HELP."""
    voice = voice_of(args)
    bid = read_bid_folder(args.folder)
    _check_keys(args.keys, bid)
    wire = Wire(args.url)
    page = bid.page or wire.get(f"/api/lots/{bid.statement['lot']}", round=bid.statement["round"])
    tender = read_tender(page)
    known = bid.beside(RECEIPT_FILE)
    record = _kept_receipt(known) or bid.carried.get(RECEIPT_FILE) or _submit(args, voice, bid, wire, tender)
    receipt = check_receipt_of(record, bid.statement, tender.platform_key, _deadline(wire, bid, tender))
    if not known.exists():
        write_document(known, record)
    _tell(receipt, digest(record["body"]).hex(), known, voice)
    if args.json:
        tell_json({"receipt": str(known), "number": receipt["number"], "at": receipt["at"], "bid": receipt["bid"]})
    return 0


def _check_keys(keys: Path | None, bid: BidFolder) -> None:
    """Refuse to send a bid whose withdrawal secret lies elsewhere than the bidder believes."""
    if keys is None:
        return
    path = keys / BID_KEY_FILE
    if parse_bid_key(read_bytes(path).strip())["bid"] != bid.digest:
        raise FileUnreadable(path=str(path), why="it belongs to another bid", why_zh="属于另一份投标文件")


def _kept_receipt(path: Path) -> Any:
    """The receipt of an earlier run."""
    return read_document(path) if path.exists() else None


def _deadline(wire: Wire, bid: BidFolder, tender: Tender) -> str:
    """The newest deadline: it may have moved since the bid was sealed."""
    page = wire.get(f"/api/lots/{bid.statement['lot']}", round=bid.statement["round"])
    return read_tender(page, tender.platform_key).deadline


def _submit(args: Namespace, voice: Voice, bid: BidFolder, wire: Wire, tender: Tender) -> Any:
    """Upload what is missing, then seal; the answer is the receipt record, not yet believed."""
    state = _state(bid, wire.url)
    total = sum(each.length for each in bid.envelopes)
    bar = Bar(voice, total, deadline=parse_timestamp(tender.deadline))
    done: dict[str, int] = {}

    def report(kind: str, sent: int) -> None:
        done[kind] = sent
        bar.show(kind, sum(done.values()))

    uploader = Uploader(wire, bid.statement["lot"], state, report)
    request: dict[str, Any] = {
        "statement": bid.signed,
        "envelopes": [_sent(each, uploader.send(each)) for each in bid.envelopes],
    }
    bar.finish()
    if args.replaces is not None and args.old_key is not None:
        request["replaces"] = _replacement(args, bid.digest)
    return wire.post(f"/api/lots/{bid.statement['lot']}/bids", request)


def _state(bid: BidFolder, url: str) -> UploadState:
    """Which uploads were begun: by an earlier run, or by the browser that the bid was carried from."""
    where, carried = bid.beside(STATE_FILE), bid.carried.get(STATE_FILE)
    if carried is not None and not where.exists():
        write_document(where, {**carried, "uploads": _uploads_in(carried)})
    return UploadState(where, url, bid.digest)


def _uploads_in(state: Body) -> dict[str, str]:
    """What is an upload's id; a file that was carried about may hold anything."""
    uploads = state.get("uploads")
    kept = uploads.items() if isinstance(uploads, dict) else ()
    return {kind: upload for kind, upload in kept if isinstance(upload, str) and is_id(upload)}


def _sent(envelope: EnvelopeFile, upload: str) -> Body:
    return {"kind": envelope.kind, "upload": upload, "header": b64encode(envelope.header).decode()}


def _replacement(args: Namespace, new_bid: str) -> Body:
    receipt = read_receipt(read_document(args.replaces), None)
    return sign_withdrawal(receipt, parse_bid_key(read_bytes(args.old_key).strip()), new_bid)


def _tell(receipt: Body, shown: str, where: Path, voice: Voice) -> None:
    """Text 5."""
    at = local_time(receipt["at"])
    voice.say(
        f"✓ 投标文件已接收。回执编号 {receipt['number']}，接收时间 {at}，文件指纹 {receipt['bid']}。"
        "回执不含单位名称和报价，可以打印、转发；请妥善保存，凭此可随时核验。",
        f"✓ The bid was received. Receipt {receipt['number']}, received {at} (Beijing), fingerprint {receipt['bid']}. "
        "The receipt names neither company nor price; print or forward it, and keep it: it can be checked at any time.",
    )
    voice.say(f"  回执已核验并保存：{where}（{shown[:16]}）", f"  Checked and kept: {where} ({shown[:16]})")
    voice.say("  随时核验：tianping receipt check", "  Check it at any time: tianping receipt check")
