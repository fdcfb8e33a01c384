"""`tianping`: one word per deed. Each is a module of `commands/` with NAME, HELP, add_arguments and run.

Only the module of the word that was typed is imported: an offline custodian's machine needs no server packages.
"""

import ast
import sys
from argparse import SUPPRESS, ArgumentParser, Namespace
from importlib import import_module
from pathlib import Path
from types import ModuleType

from crypto.errors import CryptoError
from foundation.errors import Refusal

FOLDER = Path(__file__).with_name("commands")

INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> int:
    """Exit code: 0 done, 1 refused, 2 not understood, 130 interrupted."""
    language, rest = _language(list(sys.argv[1:] if arguments is None else arguments))
    known = catalogue()
    if not rest or rest[0] not in known:
        _parser(known, None).parse_args(rest or ["--help"])
        return 2
    module = import_module(f"commands.{known[rest[0]][0]}")
    args = _parser(known, module).parse_args(rest, namespace=Namespace(lang=language))
    return _run(module, args)


def catalogue() -> dict[str, tuple[str, str]]:
    """Word -> (module, help), read without importing anything."""
    found = {}
    for path in sorted(FOLDER.glob("*.py")):
        told = _constants(path)
        if "NAME" in told:
            found[told["NAME"]] = (path.stem, told.get("HELP", ""))
    return found


def _constants(path: Path) -> dict[str, str]:
    """The module's NAME and HELP, where it has them."""
    told = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or not isinstance(node.value, ast.Constant):
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            if isinstance(target, ast.Name) and target.id in ("NAME", "HELP") and isinstance(node.value.value, str):
                told[target.id] = node.value.value
    return told


def _language(arguments: list[str]) -> tuple[str, list[str]]:
    """`--lang zh|en` may stand anywhere."""
    parser = ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    known, rest = parser.parse_known_args(arguments)
    return known.lang, rest


def _parser(known: dict[str, tuple[str, str]], module: ModuleType | None) -> ArgumentParser:
    parser = ArgumentParser(prog="tianping", description="天平 Tianping", allow_abbrev=False)
    parser.add_argument("--lang", choices=("zh", "en"), default=SUPPRESS, help="zh: 中文 (默认), en: English")
    words = parser.add_subparsers(metavar="<command>", required=True)
    for word, (_, text) in known.items():
        own = words.add_parser(word, help=text, description=text, allow_abbrev=False)
        if module is not None and word == module.NAME:
            module.add_arguments(own)
    return parser


def _run(module: ModuleType, args: Namespace) -> int:
    from commands.speech import voice_of

    try:
        return int(module.run(args))
    except Refusal as refusal:
        voice_of(args, to_errors=True).refuse(refusal)
    except CryptoError as refusal:
        zh = f"✗ 校验未通过（{refusal.check}）：{refusal.message}"
        voice_of(args, to_errors=True).say(zh, f"✗ The check {refusal.check} failed: {refusal.message}")
    except KeyboardInterrupt:
        en = "Interrupted. Run the same command to go on."
        voice_of(args, to_errors=True).say("已中断。重新运行同一命令即可继续。", en)
        return INTERRUPTED
    return 1


if __name__ == "__main__":
    sys.exit(main())
