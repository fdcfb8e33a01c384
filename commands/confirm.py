"""`tianping confirm`: confirm at the opening what was read out, by the bid key."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from commands.bid_keys import add_key_arguments, bid_key_of
from commands.files import read_document
from commands.opening_voices import own_row, read_read_out, sign_confirmation
from commands.receipts import read_receipt
from commands.refusals import NotConfirmed
from commands.speech import voice_of
from commands.wire import Wire
from crypto.encoding import timestamp
from foundation.clock import wall_clock

NAME = "confirm"
HELP = "确认唱标结果 / confirm what was read out"


def add_arguments(parser: ArgumentParser) -> None:
    """Receipt, bid key, platform."""
    parser.add_argument("--receipt", type=Path, required=True)
    add_key_arguments(parser)
    parser.add_argument("--url", required=True)
    parser.add_argument("--yes", action="store_true")


def run(args: Namespace) -> int:
    """See HELP."""
    voice = voice_of(args)
    record = read_document(args.receipt)
    receipt, key = read_receipt(record, None), bid_key_of(args, read_receipt(record, None))
    wire = Wire(args.url)
    place = f"/api/lots/{receipt['lot']}/opening"
    read_out = read_read_out(wire.get(f"{place}/read-out"), receipt, record["signatures"][0]["key"])
    row = own_row(read_out, receipt)
    values = "，".join(f"{name} {value}" for name, value in (row["values"] or {}).items())
    voice.say(f"{row['name']}：{row['outcome']} {values}", f"{row['name']}: {row['outcome']} {values}")
    if not args.yes and not voice.agrees("内容无误请输入 yes：", "Type yes if this is right:"):
        raise NotConfirmed()
    signed = sign_confirmation(receipt, key, read_out, timestamp(wall_clock()))
    wire.post(f"{place}/confirmations", {"signed": signed})
    voice.say("✓ 已确认唱标结果", "✓ The read-out is confirmed")
    return 0
