"""`tianping custodian`: a body's opening keys (开标密钥保管单位): make them, prove them, drill, release shares.

Runs on a machine of the body's own and trusts the platform for nothing that it can check itself.
"""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from commands.custody.desk import Custodian
from commands.custody.draws import follow_draws
from commands.custody.keys import CustodianKeys
from commands.custody.lots import answer_drill, sign_key_set
from commands.custody.opening import release_lots
from commands.files import read_bytes, write_bytes, write_document
from commands.passphrases import ask_passphrase, backup_lines, read_backup
from commands.speech import Voice, fingerprint, tell_json, voice_of
from foundation.entropy import system_entropy

NAME = "custodian"
HELP = "开标密钥保管单位 / a custodian's keys: keygen, prove, drill, release, draw"

KEY_FILE, PUBLIC_FILE, BACKUP_FILE = "custodian.key", "custodian.pub.json", "custodian-backup.txt"


def add_arguments(parser: ArgumentParser) -> None:
    """One word per deed."""
    words = parser.add_subparsers(dest="word", required=True)
    keygen = words.add_parser("keygen", help="生成密钥和打印备份 / make the keys and the printed backup")
    keygen.add_argument("--name", required=True, help="单位名称 / the body's name")
    keygen.add_argument("--out", type=Path, default=Path(), help="文件夹 / folder")
    keygen.add_argument("--from-backup", type=Path, metavar="FILE", help="由打印备份恢复 / restore from paper")
    prove = words.add_parser("prove", help="核对并签署密钥声明 / check a proposed key set and sign it")
    prove.add_argument("--platform-key", help="平台公钥 / the platform's key in hex, if you know it")
    prove.add_argument("--document-digest", help="招标文件指纹 / the documents' digest, if you know it")
    drill = words.add_parser("drill", help="解密演练 / answer the readiness drill")
    release = words.add_parser("release", help="同意解密 / release shares")
    draw = words.add_parser("draw", help="参与专家抽取 / deal and release for a draw of experts")
    which = draw.add_mutually_exclusive_group()
    which.add_argument("--session", help="评标场次编号 / evaluation session; all that ask for this key when not given")
    which.add_argument("--draw", help="抽取编号 / draw id")
    for each in (release, draw):
        each.add_argument("--watch", action="store_true", help="等待至可以出具 / wait until it can be done")
        each.add_argument("--until", type=float, metavar="SECONDS", help="最长等待 / give up waiting after so long")
        each.add_argument("--every", type=float, default=2.0, metavar="SECONDS", help="查询间隔 / ask this often")
    release.add_argument("--step", choices=("identities", "contents", "both", "prices"), default="both")
    for each in (prove, drill, release):
        each.add_argument("--lot", required=True, action="append", help="标段编号，可多次 / lot id, may be repeated")
    for each in (prove, drill, release, draw):
        each.add_argument("--url", required=True, help="平台地址 / the platform")
        each.add_argument("--key", type=Path, default=Path(KEY_FILE), help="密钥文件 / key file")
        each.add_argument("--yes", action="store_true", help="事先同意 / consent in advance")
    for each in (keygen, prove, drill, release, draw):
        each.add_argument("--passphrase-file", type=Path)
        each.add_argument("--json", action="store_true")


def run(args: Namespace) -> int:
    """See HELP."""
    voice = voice_of(args)
    if args.word == "keygen":
        return _keygen(args, voice)
    custodian = Custodian(args, voice)
    if args.word == "prove":
        for lot in args.lot:
            sign_key_set(custodian, lot, args.platform_key, args.document_digest)
        return 0
    if args.word == "drill":
        return max(answer_drill(custodian, lot) for lot in args.lot)
    until = args.until if args.watch else 0.0
    if args.word == "draw":
        return follow_draws(custodian, session=args.session, draw=args.draw, every=args.every, until=until)
    steps = ("identities", "contents") if args.step == "both" else (args.step,)
    return release_lots(custodian, args.lot, steps, every=args.every, until=until)


def _keygen(args: Namespace, voice: Voice) -> int:
    if args.from_backup is not None:
        keys = CustodianKeys.from_secrets(read_backup(read_bytes(args.from_backup).decode("utf-8", "replace")))
    else:
        keys = CustodianKeys.new(system_entropy)
    private = keys.private_file(args.name, ask_passphrase(args, voice, new=True), system_entropy)
    write_document(args.out / KEY_FILE, private, private=True)
    write_document(args.out / PUBLIC_FILE, keys.public_file(args.name, system_entropy), replace=True)
    if args.from_backup is None:
        write_bytes(args.out / BACKUP_FILE, _backup_text(args.name, keys).encode(), private=True)
    _tell_keys(args, keys, voice)
    return 0


def _backup_text(name: str, keys: CustodianKeys) -> str:
    head = [
        f"天平 Tianping  开标密钥打印备份 printed backup  {name}",
        f"公钥指纹 fingerprint  {fingerprint(keys.share.public.hex())}",
        "打印两份，分存两处保险柜，随后删除本文件。Print twice, keep in two safes, then delete this file.",
        "恢复 restore: tianping custodian keygen --from-backup FILE",
        "",
    ]
    return "\n".join([*head, *backup_lines(keys.secrets), ""])


def _tell_keys(args: Namespace, keys: CustodianKeys, voice: Voice) -> None:
    shown = fingerprint(keys.share.public.hex())
    where = args.out / KEY_FILE
    voice.say(f"✓ 密钥已生成：{where}，公钥指纹 {shown}", f"✓ Keys: {where}, fingerprint {shown}")
    voice.say(
        f"  登记用：{args.out / PUBLIC_FILE}（不含秘密）。请在平台以外公布指纹。",
        f"  For registration: {args.out / PUBLIC_FILE} (nothing secret). Publish the fingerprint outside the platform.",
    )
    if args.from_backup is None:
        voice.say(
            f"! {args.out / BACKUP_FILE}：请立即打印两份分存，随后删除该文件。",
            f"! {args.out / BACKUP_FILE}: print it twice, keep the copies apart, then delete the file.",
        )
    if args.json:
        tell_json({"share_key": keys.share.public.hex(), "sign_key": keys.sign.public.hex()})
