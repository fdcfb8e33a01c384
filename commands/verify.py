"""`tianping verify`: a stranger checks a published lot, from the tender to the award, from a folder or a platform."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from commands.check_names import words_for
from commands.evaluation_checks import check_evaluation
from commands.files import read_document
from commands.packages import fetch_package
from commands.refusals import FileUnreadable
from commands.speech import Voice, tell_json, voice_of
from commands.wire import Wire
from crypto.audit import Check, audit, failures
from crypto.package import DirectoryFiles

NAME = "verify"
HELP = "核验开标、评标和定标记录，无需信任平台 / check a published opening, its evaluation and award; trust nobody"


def add_arguments(parser: ArgumentParser) -> None:
    """What to check, and what was kept."""
    parser.add_argument("source", metavar="DIR|URL", help="文件夹或平台地址 / folder, or address of a platform or lot")
    parser.add_argument("--lot", help="标段编号 / lot id, when the address does not name it")
    parser.add_argument("--round", type=int, help="轮次（默认最新）/ round, the newest by default")
    parser.add_argument("--receipt", type=Path, action="append", default=[], help="所持回执 / a receipt you hold")
    parser.add_argument("--head", type=Path, action="append", default=[], help="所持存证目录 / a log head you kept")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="下载到此文件夹 / keep what is downloaded here")
    parser.add_argument("--json", action="store_true")


def run(args: Namespace) -> int:
    """See HELP. Exit code 1 when any check that was made fails."""
    voice = voice_of(args)
    receipts = [read_document(path) for path in args.receipt]
    heads = [read_document(path) for path in args.head]
    with _folder(args, voice) as folder:
        files = DirectoryFiles(folder)
        checks = [*audit(files, receipts, heads), *check_evaluation(files)]
    for check in checks:
        voice.say(*check_lines(check))
    _conclude(checks, voice)
    if args.json:
        tell_json({"ok": not failures(checks), "failed": failures(checks), "checks": [_as_json(one) for one in checks]})
    return 1 if failures(checks) else 0


@contextmanager
def _folder(args: Namespace, voice: Voice) -> Iterator[Path]:
    """The folder to check, downloaded first when an address was given."""
    address = urlsplit(args.source)
    if address.scheme not in ("http", "https"):
        folder = Path(args.source)
        if not folder.is_dir():
            raise FileUnreadable(path=args.source, why="no such folder", why_zh="文件夹不存在")
        yield folder
        return
    lot = args.lot or lot_of_path(address.path)
    if lot is None:
        raise FileUnreadable(path=args.source, why="name the lot with --lot", why_zh="请用 --lot 指定标段编号")
    wire = Wire(f"{address.scheme}://{address.netloc}")
    with TemporaryDirectory(prefix="tianping-verify-") as temporary:
        folder = args.keep or Path(temporary)
        voice.say("正在下载公布的文件……", "Downloading what was published …")
        fetch_package(wire, lot, args.round, folder)
        yield folder


def lot_of_path(path: str) -> str | None:
    """The lot that an address names: `/api/lots/<id>/...`, `/lots/<id>`; None when it names none."""
    parts = [part for part in path.split("/") if part]
    after = parts.index("lots") + 1 if "lots" in parts else len(parts)
    return parts[after] if after < len(parts) else None


def check_lines(check: Check) -> tuple[str, str]:
    """One line in each language: ✓ holds, ✗ does not, ○ was not made for want of a receipt or head."""
    zh, en = words_for(check.name)
    mark = "○" if check.needs_receipt else "✓" if check.ok else "✗"
    detail = f"  {check.detail}" if check.detail else ""
    if check.needs_receipt:
        zh, en = f"{zh}（需要所持回执或存证目录）", f"{en} (needs a receipt or head that you hold)"
        return f"{mark} {zh}  [{check.name}]", f"{mark} {en}  [{check.name}]"
    return f"{mark} {zh}  [{check.name}]{detail}", f"{mark} {en}  [{check.name}]{detail}"


def _as_json(check: Check) -> dict[str, object]:
    return {"name": check.name, "ok": check.ok, "detail": check.detail, "needs_receipt": check.needs_receipt}


def _conclude(checks: Sequence[Check], voice: Voice) -> None:
    """The last line cannot be misread."""
    failed = failures(checks)
    made = sum(not check.needs_receipt for check in checks)
    if failed:
        names = ", ".join(failed)
        voice.say(
            f"\n✗✗✗ 核验未通过：{made}项中{len(failed)}项不成立（{names}）。请保留证据并告知监督部门。",
            f"\n✗✗✗ NOT VERIFIED: {len(failed)} of {made} checks failed ({names}). Keep the evidence.",
        )
        return
    open_zh = open_en = ""
    if made < len(checks):
        open_zh = "是否遗漏投标文件，须由持有回执的投标人核验。"
        open_en = " Whether a bid is missing only a receipt holder can tell."
    voice.say(f"\n✓ 核验通过：{made}项全部成立。{open_zh}", f"\n✓ VERIFIED: all {made} checks hold.{open_en}")
