"""`tianping demo`: the platform on this machine with seven tenders, one of which closes in five minutes.

A DEMONSTRATION: the custodians are demonstration custodians whose keys lie on this machine, and the clock is moved.
It listens on loopback only and is no place for anything real.
"""

import asyncio
import shutil
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path

from commands.speech import Voice, voice_of

NAME = "demo"
HELP = "演示：本机平台和七个示例项目 / a demonstration on this machine"

MARK = "demonstration.txt"
"""Lies in every data folder of a demonstration; `--fresh` removes no folder without it."""

LOUD = (
    "演示环境：五家“保管单位”的密钥全部存放在本机，时钟为演示时钟。请勿存放任何真实数据。",
    "A DEMONSTRATION: all five custodians' keys lie on this machine, the clock is moved. Put nothing real into it.",
)


def add_arguments(parser: ArgumentParser) -> None:
    """Where it lies and where it listens."""
    parser.add_argument("--data", type=Path, default=Path(".demo"), help="数据文件夹 / data folder")
    parser.add_argument("--host", default="127.0.0.1", help="仅限本机地址 / a loopback address")
    parser.add_argument("--port", type=int, default=8080, help="端口 / port")
    parser.add_argument("--fresh", action="store_true", help="清空后重新装载 / begin anew")


def run(args: Namespace) -> int:
    """Load what is not there yet, serve until Ctrl-C."""
    voice = voice_of(args)
    if not is_loopback(args.host):
        zh = "演示环境只能在本机（127.0.0.1）运行：其保管单位密钥不受保护。正式运行请用 tianping serve。"
        en = "A demonstration listens on loopback only: its custodians' keys are not protected. Use tianping serve."
        voice.say("✗ " + zh, "✗ " + en)
        return 2
    for line in LOUD:
        voice.say("! " + line, "! " + line)
    if not _prepare(args, voice):
        return 2
    return _serve(args, voice)


def is_loopback(host: str) -> bool:
    """127.0.0.0/8, ::1, or the name localhost."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _prepare(args: Namespace, voice: Voice) -> bool:
    """The data folder: the one that is there if its past was played to the end, else an empty one."""
    from commands.demonstration.state import DemoState

    folder: Path = args.data
    ours = (folder / MARK).exists()
    if folder.exists() and any(folder.iterdir()) and not ours:
        voice.say(f"✗ {folder} 不是演示数据文件夹。", f"✗ {folder} is not a demonstration's folder.")
        return False
    if ours and (args.fresh or not DemoState(folder).is_loaded):
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text("\n".join(LOUD) + "\n", "utf-8")
    return True


def _serve(args: Namespace, voice: Voice) -> int:
    from commands.demonstration.server import serve_demo  # heavy: only where it is really used
    from foundation.serve import FolderInUse
    from foundation.settings import Settings, from_environment

    told = from_environment()
    settings = Settings(data_dir=args.data, host=args.host, port=args.port, demonstration=True)
    settings = replace(settings, font_dir=told.font_dir, site_dir=told.site_dir)
    try:
        return asyncio.run(serve_demo(settings, voice))
    except (FolderInUse, OSError) as fault:
        print(f"tianping demo: {fault}", file=sys.stderr)
        return 2
