"""PDF signatures 签章 as the packer shows them: who, when, and whether the file is still what was signed.

Whether the certificate is to be trusted is the committee's question; here nothing is fetched and no root is known.
"""

from dataclasses import dataclass
from os import SEEK_END
from pathlib import Path
from typing import Any, BinaryIO

from commands.refusals import FileUnreadable

TAIL = 2048
"""Where a PDF's last cross-reference is named (ISO 32000-1, annex H.3: within the last 1,024 bytes)."""


@dataclass(frozen=True)
class SignatureSeen:
    """One signature of a PDF. `at`: the time that the signer's own machine told, if any."""

    signer: str
    at: str | None
    intact: bool
    whole: bool


def read_signatures(path: Path) -> list[SignatureSeen]:
    """All signatures of a PDF, in order; raises FileUnreadable for what is no PDF."""
    from pyhanko.pdf_utils.misc import PdfError  # a second of imports that only bids with PDFs pay for
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        with path.open("rb") as source:
            _check_ends(source)
            return [_seen(each) for each in PdfFileReader(source, strict=False).embedded_signatures]
    except (PdfError, ValueError, OSError) as fault:
        why = f"not a readable PDF ({type(fault).__name__})"
        raise FileUnreadable(path=str(path), why=why, why_zh="PDF文件无法识别") from None


def _check_ends(source: BinaryIO) -> None:
    """Refuse what does not begin and end like a PDF: the library would search a large file backwards for an hour."""
    if source.read(4) != b"%PDF":
        raise ValueError("no PDF header")
    source.seek(max(0, source.seek(0, SEEK_END) - TAIL))
    if b"startxref" not in source.read():
        raise ValueError("no PDF trailer")
    source.seek(0)


def _seen(signature: Any) -> SignatureSeen:
    from pyhanko.sign.general import CMSExtractionError, SigningError
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko_certvalidator import ValidationContext

    try:
        subject = signature.signer_cert.subject.human_friendly
        status = validate_pdf_signature(signature, ValidationContext(trust_roots=[], allow_fetching=False))
        intact = bool(status.intact and status.valid)
        whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    except (CMSExtractionError, SigningError, SignatureValidationError, ValueError) as fault:
        return SignatureSeen(type(fault).__name__, None, intact=False, whole=False)
    at = signature.self_reported_timestamp
    return SignatureSeen(subject, at.isoformat(sep=" ", timespec="seconds") if at else None, intact, whole)
