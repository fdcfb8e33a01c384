"""What the packer looks at inside the bidder's own files: PDF signatures, and names hidden in properties."""

import shutil
from argparse import ArgumentParser, Namespace
from pathlib import Path

from bidding.opening.bid_files import BLIND_PREFIX, is_blind
from commands.blind_files import strip_pdf, telling_properties
from commands.company_keys import CompanyKey
from commands.pdf_signatures import SignatureSeen, read_signatures
from commands.refusals import BlindPartTells, FileUnreadable
from commands.sealing import existing
from commands.speech import Voice


def add_packing_arguments(parser: ArgumentParser) -> None:
    """Options of the file checks."""
    parser.add_argument("--require-seal", action="store_true", help="PDF须有电子签章 / every PDF should be signed")
    parser.add_argument("--blind", type=Path, nargs="*", default=[], metavar="FILE", help="暗标文件 / blind-part files")
    parser.add_argument("--strip-metadata", action="store_true", help="清除暗标PDF属性 / clean copies of blind PDFs")


def pack(args: Namespace, company: CompanyKey, voice: Voice) -> list[Path]:
    """The files of the documents envelope, once they were looked at. Raises FileUnreadable, BlindPartTells."""
    existing([*args.documents, *args.pricing, *args.blind])
    for path in [*args.documents, *args.pricing]:
        if path.suffix.lower() == ".pdf" and (args.require_seal or path in args.documents):
            _look_at_signatures(path, args.require_seal, voice)
    return [*args.documents, *(_blind(path, args, company, voice) for path in args.blind)]


def _look_at_signatures(path: Path, required: bool, voice: Voice) -> None:
    """A file that cannot be read is the bidder's to judge: it is said, and sealed as it is."""
    try:
        seen = read_signatures(path)
    except FileUnreadable:
        voice.say(f"! {path.name}：无法识别，请确认能正常打开", f"! {path.name}: not a readable PDF")
        return
    _show_signatures(path, seen, required, voice)


def _show_signatures(path: Path, seen: list[SignatureSeen], required: bool, voice: Voice) -> None:
    if not seen and required:
        voice.say(f"! {path.name}：没有电子签章", f"! {path.name}: no signature")
    for each in seen:
        good = each.intact and each.whole
        mark = "✓" if good else "!"
        at = each.at or "-"
        zh, en = f"{mark} {path.name}：签章 {each.signer}，{at}", f"{mark} {path.name}: signed by {each.signer}, {at}"
        voice.say(zh + ("" if good else "（签章后内容有变动）"), en + ("" if good else " (changed after signing)"))


def _blind(path: Path, args: Namespace, company: CompanyKey, voice: Voice) -> Path:
    """The file itself when it tells nothing; a clean copy when that is wanted and possible."""
    names = (company.name, company.uscc)
    found = telling_properties(path, names)
    if not found:
        return _named_blind(path, args.out.with_name(args.out.name + "-blind"))
    if args.strip_metadata and path.suffix.lower() == ".pdf":
        clean = strip_pdf(path, args.out.with_name(args.out.name + "-blind"))
        if not telling_properties(clean, names):
            voice.say(f"✓ {path.name}：已清除文件属性（{clean}）", f"✓ {path.name}: properties removed ({clean})")
            return _named_blind(clean, clean.parent)
    raise BlindPartTells(path=str(path), found="; ".join(found))


def _named_blind(path: Path, folder: Path) -> Path:
    """The file, or a copy under a name by which the committee's rooms know a blind part: a manifest says it so."""
    if is_blind(path.name):
        return path
    folder.mkdir(parents=True, exist_ok=True)
    named = folder / f"{BLIND_PREFIX}{path.name}"
    shutil.copyfile(path, named)
    return named
