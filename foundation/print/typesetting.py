"""Typst behind one function: template name and data in, the bytes of a PDF out, equal for equal data.

Data goes in as JSON in `sys.inputs` and is shown as text only; no part of it is ever read as markup. Fonts come from a
folder (Noto Sans SC, installed by `npm ci --prefix foundation/print/fonts`) and are embedded; the machine's own fonts
are not looked at, so that a page looks the same everywhere.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from foundation.errors import Refusal

TEMPLATES = Path(__file__).parent / "templates"
_PACKAGE = Path(__file__).parent / "fonts" / "node_modules" / "@expo-google-fonts" / "noto-sans-sc"
_WEIGHTS = ("400Regular", "700Bold")
_ONE_AT_A_TIME = Lock()


class PrintFontsMissing(Refusal):
    """No Chinese font is installed where the platform looks; documents can be read on screen and as JSON meanwhile."""

    status = 503
    rule = "D-PRINT"
    en = "The fonts for printed documents are not installed."
    zh = "打印文件所需的中文字体尚未安装。"
    do_en = "The operator installs them with: npm ci --prefix foundation/print/fonts (or sets TIANPING_FONT_DIR)."
    do_zh = "请运营单位执行 npm ci --prefix foundation/print/fonts，或设置TIANPING_FONT_DIR。"


class PrintError(RuntimeError):
    """Our own fault: a template does not compile with the data it was given."""


def find_fonts(folder: Path | None = None) -> tuple[Path, ...]:
    """The folders with the regular and the bold weight: the given one, else the installed package."""
    place = folder or _PACKAGE
    weights = tuple(place / weight for weight in _WEIGHTS if (place / weight).is_dir())
    found = weights or ((place,) if place.is_dir() else ())
    if not any(any(one.glob("*.[to]t[fc]")) for one in found):
        raise PrintFontsMissing(folder=str(folder or ""))
    return found


def render(template: str, data: Mapping[str, Any], fonts: Path | None = None) -> bytes:
    """Typeset `templates/<template>.typ` with the data (JSON values); `data["created"]` (RFC 3339) dates the PDF.

    The same data gives the same bytes. Safe to call from any thread; one document is set at a time (some 10 to 300 ms).
    """
    created = datetime.fromisoformat(str(data["created"])).replace(microsecond=0)
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    faces = _faces(find_fonts(fonts))
    with _ONE_AT_A_TIME:
        compiler = typst.Compiler(root=TEMPLATES, font_paths=faces, ignore_system_fonts=True)
        try:
            made = compiler.compile(
                TEMPLATES / f"{template}.typ", format="pdf", sys_inputs={"data": text}, timestamp=created
            )
        except typst.TypstError as fault:
            raise PrintError(f"{template}: {fault.message}") from fault
    if not isinstance(made, bytes):
        raise PrintError(f"{template}: no document")
    return made


@cache
def _faces(folders: tuple[Path, ...]) -> "typst.Fonts":
    """The fonts of the folders and typst's own monospace; read once a process."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=list(folders))
