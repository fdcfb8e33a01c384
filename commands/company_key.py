"""`tianping company-key`: make the key that signs for a company, and ask for it to be bound to the company's code."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from commands.company_keys import CompanyKey, is_locked, read_company_key
from commands.files import read_document, write_document
from commands.passphrases import ask_passphrase
from commands.speech import Voice, fingerprint, tell_json, voice_of
from commands.wire import Wire
from crypto.encoding import canonical
from crypto.signatures import KeyPair
from foundation.entropy import system_entropy
from foundation.uscc import parse_uscc

NAME = "company-key"
HELP = "单位密钥：生成、登记 / a company's signing key: make it, have it bound"


def add_arguments(parser: ArgumentParser) -> None:
    """`new` and `request`."""
    words = parser.add_subparsers(dest="word", required=True)
    new = words.add_parser("new", help="生成单位密钥 / make a key")
    new.add_argument("--name", required=True)
    new.add_argument("--uscc", required=True)
    new.add_argument("--out", type=Path, default=Path("company-key.json"))
    new.add_argument("--unlocked", action="store_true", help="不设口令 / without a passphrase")
    request = words.add_parser("request", help="生成并提交登记申请 / make the signed request and post it")
    request.add_argument("--company", type=Path, default=Path("company-key.json"))
    request.add_argument("--url", help="平台地址 / post it there")
    request.add_argument("--out", type=Path, help="申请文件 / write the request here")
    for each in (new, request):
        each.add_argument("--passphrase-file", type=Path)


def run(args: Namespace) -> int:
    """See HELP."""
    voice = voice_of(args)
    return _new(args, voice) if args.word == "new" else _request(args, voice)


def _new(args: Namespace, voice: Voice) -> int:
    passphrase = None if args.unlocked else ask_passphrase(args, voice, new=True)
    key = CompanyKey(args.name, parse_uscc(args.uscc), KeyPair.new(system_entropy))
    write_document(args.out, key.as_file(passphrase, system_entropy), private=True)
    shown = fingerprint(key.pair.public.hex())
    voice.say(f"✓ 单位密钥已写入{args.out}，公钥指纹 {shown}", f"✓ The key is in {args.out}, fingerprint {shown}")
    voice.say("  下一步：tianping company-key request", "  Next: tianping company-key request")
    return 0


def open_company_key(args: Namespace, voice: Voice) -> CompanyKey:
    """The key named by `--company`, its passphrase asked for when it is locked."""
    document = read_document(args.company)
    passphrase = ask_passphrase(args, voice) if is_locked(document) else None
    return read_company_key(document, args.company, passphrase)


def _request(args: Namespace, voice: Voice) -> int:
    request = open_company_key(args, voice).request()
    if args.out is not None:
        write_document(args.out, request, replace=True)
    if args.url is None:
        if args.out is None:
            print(canonical(request).decode())
        return 0
    answer = Wire(args.url).post("/api/companies", request)
    if answer["bound_at"] is None:
        voice.say("✓ 登记申请已提交，待工作人员核验后绑定。", "✓ The request was posted; staff will check and bind it.")
    else:
        voice.say("✓ 该单位密钥已绑定。", "✓ This key is bound.")
    if args.out is not None:
        tell_json(answer)
    return 0
