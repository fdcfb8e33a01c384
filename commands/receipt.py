"""`tianping receipt check`: is what the platform promised in the public log?"""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from commands.files import read_document
from commands.receipts import find_in_log, read_receipt
from commands.speech import local_time, tell_json, voice_of
from commands.wire import Wire

NAME = "receipt"
HELP = "核验接收回执 / check a receipt against the public log"


def add_arguments(parser: ArgumentParser) -> None:
    """`check`."""
    words = parser.add_subparsers(dest="word", required=True)
    check = words.add_parser("check", help="核验 / check")
    check.add_argument("receipt", type=Path)
    check.add_argument("--url", required=True)
    check.add_argument("--platform-key", help="平台公钥 / the key that must have signed, in hex")
    check.add_argument("--json", action="store_true")


def run(args: Namespace) -> int:
    """See HELP."""
    voice = voice_of(args)
    record = read_document(args.receipt)
    body = read_receipt(record, args.platform_key)
    voice.say(
        f"✓ 回执 {body['number']} 签名成立，接收时间 {local_time(body['at'])}，文件指纹 {body['bid']}",
        f"✓ Receipt {body['number']} is signed; received {local_time(body['at'])} (Beijing), fingerprint {body['bid']}",
    )
    found = find_in_log(Wire(args.url), record)
    at = local_time(found.at)
    voice.say(
        f"✓ 已收录于公开存证第{found.tick}期（共{found.size}期），收录时间 {at}；原存证未被改写",
        f"✓ In tick {found.tick} of {found.size} of the public log, at {at}; nothing before it was rewritten",
    )
    if args.json:
        tell_json({"number": body["number"], "bid": body["bid"], "tick": found.tick, "size": found.size})
    return 0
