"""Files of the blind part 暗标 must not say who made them, not even where nobody looks: document properties."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from commands.refusals import FileUnreadable

NAMING = frozenset({"author", "creator", "company", "manager", "lastmodifiedby", "owner"})
"""Properties that name somebody. A PDF's own `Creator` is the program that made it and is looked at for names only."""

OFFICE_PARTS = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml")
_ELEMENT = re.compile(rb"<(?:[\w.-]+:)?([\w.-]+)(?:\s[^>]*)?>([^<>]+)</")
_XMP_NAMED = re.compile(rb"<dc:creator>.*?<rdf:li[^>]*>([^<]+)</rdf:li>", re.DOTALL)


def telling_properties(path: Path, names: tuple[str, ...]) -> list[str]:
    """`property=value` of everything that names somebody, or holds one of the bidder's own `names`."""
    with path.open("rb") as source:
        start = source.read(4)
    found: Iterator[tuple[str, str]] = iter(())
    if start == b"%PDF":
        found = _pdf_properties(path)
    elif start == b"PK\x03\x04":
        found = _office_properties(path)
    return [f"{name}={value[:60]}" for name, value in found if _tells(name, value, names)]


def _tells(name: str, value: str, names: tuple[str, ...]) -> bool:
    named = name.removeprefix("pdf:").lower()
    program = name in ("pdf:Creator", "pdf:Producer")
    return (named in NAMING and not program and bool(value.strip())) or any(each in value for each in names if each)


def _pdf_properties(path: Path) -> Iterator[tuple[str, str]]:
    from pypdf import PdfReader  # only blind parts need it
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(path)
        for name, value in (reader.metadata or {}).items():
            yield f"pdf:{str(name).lstrip('/')}", str(value)
        packet = reader.root_object.get("/Metadata")
        data = packet.get_object().get_data() if packet is not None else b""
    except (PyPdfError, ValueError, KeyError, AttributeError) as fault:
        why = f"not a readable PDF ({type(fault).__name__})"
        raise FileUnreadable(path=str(path), why=why, why_zh="PDF文件无法识别") from None
    for match in _XMP_NAMED.finditer(data):
        yield "creator", match[1].decode("utf-8", "replace")
    yield from _elements(data)


def _office_properties(path: Path) -> Iterator[tuple[str, str]]:
    try:
        with zipfile.ZipFile(path) as archive:
            for part in set(archive.namelist()) & set(OFFICE_PARTS):
                yield from _elements(archive.read(part))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        raise FileUnreadable(path=str(path), why="not a readable archive", why_zh="文件无法识别") from None


def _elements(data: bytes) -> Iterator[tuple[str, str]]:
    """Elements with plain text in XML; read by pattern, so that no entity of a file is ever expanded."""
    for match in _ELEMENT.finditer(data):
        yield match[1].decode("utf-8", "replace"), match[2].decode("utf-8", "replace")


def strip_pdf(path: Path, folder: Path) -> Path:
    """A copy in `folder`, under its own name, without document properties and without XMP."""
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=path)
    writer.metadata = None
    writer.root_object.pop("/Metadata", None)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / path.name
    with target.open("wb") as handle:
        writer.write(handle)
    return target
