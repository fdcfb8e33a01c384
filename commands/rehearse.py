"""`tianping rehearse`: a tender on real input, from nothing to a verified opening and a seated committee.

Centres rehearse before the day. The lot is flagged 演练 (out of registers, feeds and figures) and runs under
rulebook 2, the same rules with clocks in seconds. Bidders and custodians work in processes of their own, with the
commands they would type. The exit code tells whether everything was as it has to be.
"""

import shutil
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commands.files import read_bytes
from commands.rehearsal.report import Report
from commands.speech import tell_json, voice_of
from foundation.errors import Refusal

NAME = "rehearse"
HELP = "演练：真实文件走完整个招标、加密、开标与核验 / rehearse a whole tender on real files, and time it"

FEWEST, MOST = 3, 200
SMALLEST_POOL, LARGEST_POOL = 1_000, 10_000


def add_arguments(parser: ArgumentParser) -> None:
    """How many, how large, on what, and where to leave it."""
    parser.add_argument("--bidders", type=int, default=7, metavar="N", help="投标人数 / bidders that stay")
    parser.add_argument("--size", type=float, default=5.0, metavar="MB", help="投标文件大小 / megabytes of each bid")
    parser.add_argument(
        "--script",
        choices=("opening", "draw", "whole"),
        default="whole",
        help="演练到哪一步 / how far: the record, the seats, or the award and the share",
    )
    parser.add_argument("--experts", type=int, default=2000, metavar="N", help="专家库人数 / experts in the pool")
    parser.add_argument("--url", help="现有平台地址（否则自带服务器）/ an existing platform instead of an own one")
    parser.add_argument("--token", help="现有平台的系统管理员令牌 / token of its system administrator")
    parser.add_argument("--token-file", type=Path, help="令牌文件（不出现在进程列表）/ the same, in a file")
    parser.add_argument("--database-url", default="", help="数据库地址 / a PostgreSQL 18 server for the own platform")
    parser.add_argument("--object-store", default="", help="对象存储地址 / an object store (s3://… or file:///…)")
    parser.add_argument("--servers", type=int, default=1, help="服务进程数 / server processes on one database")
    parser.add_argument("--separate-postgres", action="store_true", help="单独启动PostgreSQL / a PostgreSQL of its own")
    parser.add_argument("--with-s3", action="store_true", help="启动本机S3服务 / a real S3 server on loopback")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="保留全部文件 / leave all files there")
    parser.add_argument("--json", action="store_true", help="最后输出一个JSON对象 / end with one JSON object")


def run(args: Namespace) -> int:
    """0 only if everything held."""
    from commands.rehearsal.play import play  # heavy: only where it is really used

    voice = voice_of(args)
    if args.token_file is not None:
        args.token = read_bytes(args.token_file).decode("ascii", "replace").strip()
    fault = _misfit(args)
    if fault:
        voice.say(*fault)
        return 2
    report = Report(voice)
    with _folder(args.keep) as folder:
        try:
            play(args, report, folder)
        except Refusal as refusal:
            voice.refuse(refusal)
            report.expect("no-refusal", False, "未预期的拒绝", "a refusal that was not expected", str(refusal))
        except Exception as stop:  # whatever it was, the table of what was reached is worth having
            detail = f"{type(stop).__name__}: {stop}"
            report.expect("no-fault", False, "演练中断", "the rehearsal broke off", detail)
    report.tell()
    if args.json:
        tell_json(report.as_json())
    return 0 if report.holds else 1


def _misfit(args: Namespace) -> tuple[str, str] | None:
    """What is wrong with the arguments, in both languages."""
    if not FEWEST <= args.bidders <= MOST or not 0 < args.size <= 4000 or not 1 <= args.servers <= 16:
        return "投标人数3至200，大小0至4000 MB，服务进程1至16个。", "3 to 200 bidders, 0 to 4000 MB, 1 to 16 servers."
    if not SMALLEST_POOL <= args.experts <= LARGEST_POOL:
        return "专家库1000至10000人。", "1,000 to 10,000 experts."
    if args.url and args.script != "opening":
        return (
            "现有平台的短信通道不归演练所有：请加 --script opening。",
            "An existing platform's text messages are not ours to answer: add --script opening.",
        )
    if bool(args.url) != bool(args.token):
        return "--url 与 --token（或 --token-file）须同时给出。", "--url and --token belong together."
    return None


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """A working folder: the one that is to be kept, else one that goes."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield Path(tempfile.mkdtemp(prefix="rehearsal-", dir=keep.resolve()))
        return
    folder = Path(tempfile.mkdtemp(prefix="tianping-rehearsal-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
