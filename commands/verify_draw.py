"""`tianping verify-draw`: a stranger repeats how a committee was drawn, from the published file alone."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from commands.draw_checks import WORDS
from commands.files import read_document
from commands.speech import Voice, tell_json, voice_of
from crypto.audit import Check, failures
from crypto.verifiable_draw.verify import verify_draw

NAME = "verify-draw"
HELP = "重算专家抽取，无需信任平台 / repeat a draw of experts without trusting anybody"


def add_arguments(parser: ArgumentParser) -> None:
    """Which file, and how far to go."""
    parser.add_argument("file", type=Path, metavar="FILE", help="已公布的抽取记录 / a published draw package")
    parser.add_argument("--full", action="store_true", help="并重算中签概率 / probabilities and their bound, too")
    parser.add_argument("--json", action="store_true")


def run(args: Namespace) -> int:
    """See HELP. Exit code 1 when any check fails."""
    voice = voice_of(args)
    checks = verify_draw(read_document(args.file), full=args.full)
    for check in checks:
        voice.say(*check_lines(check))
    _conclude(checks, voice, args.full)
    if args.json:
        told = [{"name": check.name, "ok": check.ok, "detail": check.detail} for check in checks]
        tell_json({"ok": not failures(checks), "failed": failures(checks), "full": args.full, "checks": told})
    return 1 if failures(checks) else 0


def check_lines(check: Check) -> tuple[str, str]:
    """One line in each language."""
    zh, en = WORDS.get(check.name, (check.name, check.name))
    mark, detail = "✓" if check.ok else "✗", f"  {check.detail}" if check.detail else ""
    return f"{mark} {zh}  [{check.name}]{detail}", f"{mark} {en}  [{check.name}]{detail}"


def _conclude(checks: Sequence[Check], voice: Voice, full: bool) -> None:
    """The last line cannot be misread, and a light check says what it did not do."""
    failed = failures(checks)
    if failed:
        names = ", ".join(failed)
        voice.say(
            f"\n✗✗✗ 核验未通过：{len(checks)}项中{len(failed)}项不成立（{names}）。请保留证据并告知监督部门。",
            f"\n✗✗✗ NOT VERIFIED: {len(failed)} of {len(checks)} checks failed ({names}). Keep the evidence.",
        )
        return
    open_zh = "" if full else "中签概率及其上限未重算（--full）。"
    open_en = "" if full else " Probabilities and their bound were not computed again (--full)."
    made = len(checks)
    voice.say(f"\n✓ 核验通过：{made}项全部成立。{open_zh}", f"\n✓ VERIFIED: all {made} checks hold.{open_en}")
