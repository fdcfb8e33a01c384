"""`tianping withdraw`: take a bid back before the deadline, by its bid key."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from commands.bid_keys import derived_bid_key
from commands.files import read_bytes, read_document, write_document
from commands.passphrases import first_line
from commands.receipts import read_receipt
from commands.refusals import NotConfirmed
from commands.speech import local_time, tell_json, voice_of
from commands.wire import Wire
from commands.withdrawals import check_accepted, sign_withdrawal
from crypto.bid import parse_bid_key
from crypto.encoding import Body

NAME = "withdraw"
HELP = "撤回已递交的投标文件 / withdraw a bid before the deadline"


def add_arguments(parser: ArgumentParser) -> None:
    """Receipt, bid key, platform."""
    parser.add_argument("--receipt", type=Path, required=True)
    key = parser.add_mutually_exclusive_group(required=True)
    key.add_argument("--bid-key", type=Path, help="撤回凭证")
    key.add_argument("--passphrase", type=Path, metavar="FILE", help="撤回凭证口令 / when the bid key came from one")
    parser.add_argument("--company", type=Path, default=Path("company-key.json"), help="与 --passphrase 一同使用")
    parser.add_argument("--url", required=True)
    parser.add_argument("--out", type=Path, help="撤回确认 / the platform's answer (default: beside the receipt)")
    parser.add_argument("--yes", action="store_true")
    parser.add_argument("--json", action="store_true")


def run(args: Namespace) -> int:
    """See HELP."""
    voice = voice_of(args)
    record = read_document(args.receipt)
    receipt = read_receipt(record, None)
    signed = sign_withdrawal(receipt, _bid_key(args, receipt))
    zh = f"将撤回投标文件 {receipt['bid']}，撤回后该文件永不开启。输入 yes 确认："
    en = f"This withdraws the bid {receipt['bid']}; it will never be opened. Type yes:"
    if not args.yes and not voice.agrees(zh, en):
        raise NotConfirmed()
    answer = Wire(args.url).post(f"/api/lots/{receipt['lot']}/withdrawals", {"signed": signed})
    accepted = check_accepted(answer, record, signed)
    where = args.out or args.receipt.with_name("withdrawal-accepted.json")
    write_document(where, answer, replace=True)
    at = local_time(accepted["at"])
    voice.say(f"✓ 已于{at}撤回，撤回确认：{where}", f"✓ Withdrawn at {at} (Beijing); the answer is in {where}")
    if args.json:
        tell_json({"bid": receipt["bid"], "at": accepted["at"], "accepted": str(where)})
    return 0


def _bid_key(args: Namespace, receipt: Body) -> Body:
    """From its file, or made again from the passphrase; of the company key only the public half is needed."""
    if args.bid_key is not None:
        return parse_bid_key(read_bytes(args.bid_key).strip())
    public = bytes.fromhex(str(read_document(args.company).get("public", "")))
    return derived_bid_key(receipt, first_line(args.passphrase), public)
