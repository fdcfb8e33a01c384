"""`tianping seal`: check the tender, show what will be sealed, seal it, read it back, put the private files apart."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bidding.methods.offer_form import Offer
from commands.bid_keys import bid_seed
from commands.company_key import open_company_key
from commands.files import read_document
from commands.packing import add_packing_arguments, pack
from commands.passphrases import first_line
from commands.prices import PriceShown, gather_values, read_values, show_price
from commands.progress import Bar
from commands.refusals import NotConfirmed
from commands.sealing import BID_KEY_FILE, RECOVERY_FILE, Contents, Report, Sealer
from commands.speech import Voice, fingerprint, local_time, tell_json, voice_of
from commands.tender_page import Tender, read_tender
from commands.wire import Wire
from crypto.bid import bid_digest
from crypto.encoding import Body, parse_timestamp
from foundation.clock import wall_clock
from foundation.entropy import system_entropy
from foundation.rulebook import rulebook

NAME = "seal"
HELP = "加密投标文件 / seal a bid on this machine"

AGAIN = "请再次核对。确认无误请输入 yes："
AGAIN_EN = "Please look again. Type yes if it is right:"


def add_arguments(parser: ArgumentParser) -> None:
    """Where the tender is, who bids, what is offered, where it goes."""
    parser.add_argument("--tender", required=True, help="项目地址或文件 / …/api/lots/<id> or a file")
    parser.add_argument("--platform-key", help="平台公钥 / the platform's key in hex, if you know it")
    parser.add_argument("--company", type=Path, default=Path("company-key.json"), help="单位密钥文件")
    parser.add_argument("--passphrase-file", type=Path, help="单位密钥口令文件 / passphrase of the company key")
    parser.add_argument("--offer", type=Path, help='开标一览表数据 / {"price": "26888000.00", …}')
    parser.add_argument("--price", help="报价（元）/ the price in yuan")
    parser.add_argument("--value", action="append", default=[], metavar="NAME=TEXT", help="其他一项 / one more value")
    parser.add_argument("--documents", type=Path, nargs="*", default=[], metavar="FILE", help="技术、商务文件")
    parser.add_argument("--pricing", type=Path, nargs="*", default=[], metavar="FILE", help="工程量清单报价文件")
    parser.add_argument("--bond", type=Path, help="保证金信息 / JSON about the bid bond")
    parser.add_argument("--replaces-all-earlier", action="store_true", help="替换我单位此前递交的本标段全部投标文件")
    parser.add_argument("--out", type=Path, required=True, help="加密投标文件夹 / the sealed bid, a new folder")
    parser.add_argument("--keys", type=Path, help="撤回凭证文件夹 / private files, apart (default: <out>-keys)")
    parser.add_argument("--passphrase", type=Path, metavar="FILE", help="由口令生成撤回凭证 / derive the bid key")
    parser.add_argument("--yes", action="store_true", help="事先确认 / confirm in advance")
    parser.add_argument("--json", action="store_true")
    add_packing_arguments(parser)


def run(args: Namespace) -> int:
    """See HELP."""
    voice = voice_of(args)
    page = fetch_page(args.tender)
    tender = read_tender(page, args.platform_key)
    _show_tender(tender, voice)
    company = open_company_key(args, voice)
    offer = _read_offer(args, tender)
    _confirm_price(show_price(offer, tender.ceiling, rulebook(tender.rulebook)), args, voice)
    documents = pack(args, company, voice)
    bond = read_document(args.bond) if args.bond else None
    contents = Contents(offer.as_strings(), documents, args.pricing, args.replaces_all_earlier, bond)
    keys = args.keys or args.out.with_name(args.out.name + "-keys")
    sealer = Sealer(tender, company, contents, args.out, keys, system_entropy, lambda *_: None)
    sealer.bid_seed = _seed_of(args, tender, company.pair.public)
    bar = Bar(voice, contents.size())
    sealer.report = _reporter(bar)
    signed = sealer.seal(page)
    bar.finish()
    _tell(signed, args, keys, voice)
    return 0


def fetch_page(where: str) -> dict[str, Any]:
    """The tender's JSON: from a file, or from the platform (`https://…/api/lots/<id>` or `https://…/lots/<id>`)."""
    address = urlsplit(where)
    if address.scheme not in ("http", "https"):
        return read_document(Path(where))
    path = address.path if "/api/" in address.path else "/api" + address.path
    query = f"?{address.query}" if address.query else ""
    page: dict[str, Any] = Wire(f"{address.scheme}://{address.netloc}").get(path + query)
    return page


def _show_tender(tender: Tender, voice: Voice) -> None:
    voice.say(f"标段：{tender.project}　{tender.name}", f"Lot: {tender.project}  {tender.name}")
    if tender.rehearsal:
        voice.say("! 这是演练，不是真实招标。", "! This is a rehearsal, not a real tender.")
    voice.say(
        f"投标截止时间：{local_time(tender.deadline)}（北京时间），以平台服务器时间为准",
        f"Deadline: {local_time(tender.deadline)} (Beijing), by the platform's clock",
    )
    needed, bodies, version = tender.threshold, len(tender.custodians), tender.document_version
    voice.say(
        f"招标文件第{version}版；开标密钥保管单位{bodies}家，{needed}家同意方可解密：",
        f"Documents version {version}; {needed} of {bodies} custodians open together:",
    )
    for each in tender.custodians:
        print(f"  {each['index']}. {each['name']}  {fingerprint(each['share_key'])}", file=voice.stream)
    shown = fingerprint(tender.platform_key)
    voice.say(f"平台公钥指纹：{shown}；全部签名核验通过。", f"Platform key: {shown}; all signatures hold.")
    if parse_timestamp(tender.deadline) <= wall_clock():
        voice.say("! 按本机时钟，投标截止时间已过。", "! By this machine's clock the deadline has passed.")
    voice.say(
        "投标文件将在您的电脑上加密后再上传。开标前，平台、招标人、代理机构、交易中心和监督部门都无法查看内容，"
        "也无法知道是谁递交的。请先核对报价、签章和附件。",
        "The bid is sealed on your machine before it is sent. Before the opening neither the platform nor the buyer, "
        "the agency, the centre or the supervisor can read it or know who sent it. Check price, seals and files first.",
    )


def _read_offer(args: Namespace, tender: Tender) -> Offer:
    given = read_document(args.offer) if args.offer else {}
    return read_values(tender.form, gather_values(tender.form, given, args.price, args.value))


def _confirm_price(shown: PriceShown | None, args: Namespace, voice: Voice) -> None:
    if shown is None:
        return
    voice.say(shown.zh, shown.en)
    if shown.asks_again and not args.yes and not voice.agrees(AGAIN, AGAIN_EN):
        raise NotConfirmed()


def _seed_of(args: Namespace, tender: Tender, company_key: bytes) -> bytes | None:
    """The bid key's seed from a passphrase, so that it can be made again; None = a fresh one."""
    if args.passphrase is None:
        return None
    return bid_seed(first_line(args.passphrase), tender.lot, tender.round, company_key)


def _reporter(bar: Bar) -> Report:
    done: dict[str, int] = {}

    def report(kind: str, written: int) -> None:
        done[kind] = written
        bar.show(kind, sum(done.values()))

    return report


def _tell(signed: Body, args: Namespace, keys: Path, voice: Voice) -> None:
    statement = signed["body"]
    digest = bid_digest(statement).hex()
    size = sum(each["length"] for each in statement["envelopes"])
    voice.say(f"✓ 已加密并自检通过：{args.out}（{size:,}字节）", f"✓ Sealed and read back: {args.out} ({size:,} bytes)")
    voice.say(f"  文件指纹：{digest}", f"  Fingerprint: {digest}")
    for each in statement["envelopes"]:
        print(f"    {each['kind']:<10}{each['digest']}", file=voice.stream)
    voice.say(
        f"✓ {keys / BID_KEY_FILE}：这是“撤回凭证”，凭它可在截止时间前撤回或替换投标文件。"
        "请单独存入U盘，不要发到微信或与回执放在一起：任何人拿到它，都能撤回您的投标。",
        f"✓ {keys / BID_KEY_FILE}: the withdrawal secret. Whoever holds it can withdraw or replace your bid before the "
        "deadline. Keep it on a USB stick of its own, never in a chat, never beside the receipt.",
    )
    voice.say(
        f"✓ {keys / RECOVERY_FILE}：恢复文件，可打开您自己的投标文件；"
        "仅在开标时因平台原因无法解密的情况下使用。请妥善保管，切勿外传。",
        f"✓ {keys / RECOVERY_FILE}: opens your own bid; needed only if the platform cannot. Keep it secret.",
    )
    voice.say(
        f"  尚未递交。下一步：tianping submit {args.out} --url <平台地址> --keys {keys}",
        f"  Not sent yet. Next: tianping submit {args.out} --url <platform> --keys {keys}",
    )
    if args.json:
        tell_json({"bid": digest, "out": str(args.out), "keys": str(keys), "bytes": size})
