"""`tianping client`: are the pages that a platform serves those that it named in its log, and those that I built?"""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict, dataclass
from pathlib import Path

from commands.refusals import FileUnreadable
from commands.served_pages import (
    Digests,
    differing,
    digests_of,
    find_release,
    read_release,
    served_otherwise,
)
from commands.speech import Voice, local_time, tell_json, voice_of
from commands.wire import Wire
from foundation.site import read_site

NAME = "client"
HELP = "核对平台提供的网页程序 / compare the pages that a platform serves with its log and with a build"


def add_arguments(parser: ArgumentParser) -> None:
    """Which platform, and what to hold against it."""
    parser.add_argument("url", help="平台地址 / address of the platform")
    parser.add_argument("--build", type=Path, metavar="DIR", help="自行构建的 web/dist / your own build of web/dist")
    parser.add_argument("--platform-key", help="平台公钥 / the key that must have signed, in hex")
    parser.add_argument("--json", action="store_true")


def run(args: Namespace) -> int:
    """See HELP. Exit code 1 when a file is not what was said, or not what was built."""
    built = None if args.build is None else read_build(args.build)
    found = compare(Wire(args.url), voice_of(args), args.platform_key, built)
    if args.json:
        tell_json({"ok": found.ok, **asdict(found)})
    return 0 if found.ok else 1


@dataclass(frozen=True)
class Findings:
    """How many files were named, the tick that holds that list (None: not yet), and which files are otherwise."""

    files: int
    tick: int | None
    served_otherwise: list[str]
    built_otherwise: list[str] | None

    @property
    def ok(self) -> bool:
        """Whether none is."""
        return not self.served_otherwise and not self.built_otherwise


def compare(wire: Wire, voice: Voice, platform_key: str | None, built: Digests | None) -> Findings:
    """Log first, then every file that is served, then one's own build; told as it goes. Raises PagesNotTrusted."""
    record = wire.get("/api/client-release")["record"]
    body = read_release(record, platform_key)
    said, at = digests_of(body), local_time(body["at"])
    voice.say(
        f"✓ 平台签名公布：版本{body['version']}，{len(said)}个文件，{at}",
        f"✓ Signed by the platform: version {body['version']}, {len(said)} files, {at} (Beijing)",
    )
    tick = find_release(wire, record, body)
    _tell_tick(voice, tick)
    served = [path for path, holds in served_otherwise(wire, said) if not holds]
    _tell(voice, served, "平台实际提供的文件与公布的一致", "what is served is what was said")
    unlike = None if built is None else differing(said, built)
    if unlike is not None:
        _tell(voice, unlike, "公布的文件与自行构建的一致", "what was said is what you built")
    return Findings(len(said), tick, served, unlike)


def read_build(folder: Path) -> Digests:
    """The digests of a build; FileUnreadable where there is none."""
    site = read_site(folder)
    if not site.files:
        raise FileUnreadable(path=str(folder), why="no built pages in it", why_zh="没有构建好的网页")
    return {name: file.sha256 for name, file in site.files.items()}


def _tell_tick(voice: Voice, tick: int | None) -> None:
    if tick is None:
        voice.say("○ 公开存证尚未收录，请稍后再核对", "○ The public log does not hold it yet; look again in a while")
    else:
        voice.say(f"✓ 已收录于公开存证第{tick}期", f"✓ In tick {tick} of the public log")


def _tell(voice: Voice, paths: list[str], zh: str, en: str) -> None:
    """One line, and one for every file for which it does not hold."""
    mark = "✗ 不成立：" if paths else "✓ "
    voice.say(mark + zh, ("✗ NOT SO: " if paths else "✓ ") + en)
    for path in paths:
        voice.say(f"  ✗ {path}", f"  ✗ {path}")
