"""`tianping withdraw`: take a bid back before the deadline, by its bid key."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from commands.bid_keys import add_key_arguments, bid_key_of
from commands.files import read_document, write_document
from commands.receipts import read_receipt
from commands.refusals import NotConfirmed
from commands.speech import local_time, tell_json, voice_of
from commands.wire import Wire
from commands.withdrawals import check_accepted, sign_withdrawal

NAME = "withdraw"
HELP = "撤回已递交的投标文件 / withdraw a bid before the deadline"


def add_arguments(parser: ArgumentParser) -> None:
    """Receipt, bid key, platform."""
    parser.add_argument("--receipt", type=Path, required=True)
    add_key_arguments(parser)
    parser.add_argument("--url", required=True)
    parser.add_argument("--out", type=Path, help="撤回确认 / the platform's answer (default: beside the receipt)")
    parser.add_argument("--yes", action="store_true")
    parser.add_argument("--json", action="store_true")


def run(args: Namespace) -> int:
    """See HELP."""
    voice = voice_of(args)
    record = read_document(args.receipt)
    receipt = read_receipt(record, None)
    signed = sign_withdrawal(receipt, bid_key_of(args, receipt))
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
