"""`tianping object`: object on the spot to what was read out, by the bid key (条例44)."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from commands.bid_keys import add_key_arguments, bid_key_of
from commands.files import read_document
from commands.opening_voices import sign_objection
from commands.receipts import read_receipt
from commands.speech import voice_of
from commands.wire import Wire
from crypto.encoding import timestamp
from foundation.clock import wall_clock

NAME = "object"
HELP = "对开标提出异议 / object to the opening, on the spot"


def add_arguments(parser: ArgumentParser) -> None:
    """Receipt, bid key, platform, and what is objected to."""
    parser.add_argument("--receipt", type=Path, required=True)
    add_key_arguments(parser)
    parser.add_argument("--url", required=True)
    parser.add_argument("--text", required=True, help="异议内容 / what you object to")


def run(args: Namespace) -> int:
    """See HELP."""
    voice = voice_of(args)
    record = read_document(args.receipt)
    receipt = read_receipt(record, None)
    signed = sign_objection(receipt, bid_key_of(args, receipt), args.text, timestamp(wall_clock()))
    answer = Wire(args.url).post(f"/api/lots/{receipt['lot']}/opening/objections", {"signed": signed})
    voice.say(
        f"✓ 异议已提交，指纹 {answer['objection']}；主持人应当场答复",
        f"✓ The objection {answer['objection']} is filed; the host answers on the spot",
    )
    return 0
