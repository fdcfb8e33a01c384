"""The auditor's tool: checks a package or a draw, opens one envelope, prints a digest. Needs pynacl, nothing else.

    python -m crypto verify DIR [--receipt FILE]... [--head FILE]... [--json]
    python -m crypto verify-draw FILE [--full] [--json]
    python -m crypto open ENVELOPE --release FILE... --to FOLDER
    python -m crypto digest FILE

`verify-draw --full` alone needs a solver besides (highspy): it computes the bound of the probabilities again.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from crypto.audit import Check, audit, failures
from crypto.body import open_stream
from crypto.encoding import Body, canonical, digest, parse_canonical, parse_object
from crypto.errors import CryptoError, PackageRefused
from crypto.header import MAGIC, Header, check_header_sharing, read_preamble
from crypto.manifest import Manifest, check_names
from crypto.package import DirectoryFiles
from crypto.padding import CHUNK
from crypto.pieces import PieceHasher, envelope_digest
from crypto.secret_sharing import check_release, combine
from crypto.verifiable_draw.verify import verify_draw


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 when everything that was checked holds, 1 when something does not, 2 on a wrong call."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except CryptoError as refusal:
        print(f"REFUSED {refusal}", file=sys.stderr)
    except OSError as problem:
        print(f"REFUSED {problem.filename}: {problem.strerror}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m crypto", description=(__doc__ or "").split("\n")[0])
    commands = parser.add_subparsers(required=True)
    verify = commands.add_parser("verify", help="check a published package, and receipts or heads that were kept")
    verify.add_argument("directory", type=Path)
    verify.add_argument("--receipt", type=Path, action="append", default=[])
    verify.add_argument("--head", type=Path, action="append", default=[])
    verify.add_argument("--json", action="store_true", help="print the checks as JSON")
    verify.set_defaults(run=run_verify)
    drawing = commands.add_parser("verify-draw", help="repeat the draws of a session from its published package")
    drawing.add_argument("file", type=Path)
    drawing.add_argument("--full", action="store_true", help="compute probabilities and their bound again, too")
    drawing.add_argument("--json", action="store_true", help="print the checks as JSON")
    drawing.set_defaults(run=run_verify_draw)
    opening = commands.add_parser("open", help="open one envelope with the releases of t custodians")
    opening.add_argument("envelope", type=Path)
    opening.add_argument("--release", type=Path, action="append", required=True, help="a release record, or one share")
    opening.add_argument("--to", type=Path, required=True, help="an empty folder for the files")
    opening.set_defaults(run=run_open)
    digesting = commands.add_parser("digest", help="digest of an envelope, or of a record or document")
    digesting.add_argument("file", type=Path)
    digesting.set_defaults(run=run_digest)
    return parser


def run_verify(options: argparse.Namespace) -> int:
    """Print every check by name."""
    receipts = [_kept(path) for path in options.receipt]
    heads = [_kept(path) for path in options.head]
    return _tell(audit(DirectoryFiles(options.directory), receipts, heads), options.json)


def run_verify_draw(options: argparse.Namespace) -> int:
    """The same for a draw package; what a light verification leaves out is said."""
    status = _tell(verify_draw(_kept(options.file), full=options.full), options.json)
    if not options.full and not options.json:
        print("not computed again: probabilities and their bound (--full)")
    return status


def _tell(checks: Sequence[Check], as_json: bool) -> int:
    if as_json:
        print(json.dumps([_as_json(check) for check in checks], ensure_ascii=False, indent=1))
    else:
        for check in checks:
            print(f"{_verdict(check):16} {check.name:30} {check.detail}")
    return 1 if failures(checks) else 0


def _kept(path: Path) -> Any:
    """A document as its holder saved it, indented or not: what was signed are its canonical bytes."""
    try:
        return parse_canonical(canonical(json.loads(path.read_bytes())))
    except (ValueError, RecursionError):
        raise PackageRefused("receipt-file", f"{path.name} is not JSON") from None


def _as_json(check: Check) -> Body:
    return {"name": check.name, "ok": check.ok, "detail": check.detail, "needs_receipt": check.needs_receipt}


def _verdict(check: Check) -> str:
    if check.needs_receipt:
        return "needs a receipt"
    return "ok" if check.ok else "FAILED"


def run_open(options: argparse.Namespace) -> int:
    """Check the releases, combine them, and write the envelope's files into an empty folder."""
    with options.envelope.open("rb") as source:
        header = Header.parse(read_preamble(source))
        check_header_sharing(header)
        found = _digest_of(options.envelope)
        secret = combine(_releases(options.release, header, found), header.threshold)
        manifest = _write_files(header, secret, source, options.to)
    for entry in manifest.files:
        print(f"{entry.length:>12} {entry.sha256.hex()} {entry.name}")
    return 0


def _releases(paths: Sequence[Path], header: Header, envelope: str) -> list[Body]:
    """One checked share per custodian; a release record may hold shares of many envelopes."""
    releases: dict[int, Body] = {}
    for path in paths:
        share = _share(parse_object(path.read_bytes().strip()), envelope)
        index = share.get("i")
        if not isinstance(index, int) or not 1 <= index <= len(header.custodians):
            raise PackageRefused("release-index", f"{path.name} is of no custodian of this envelope")
        check_release(share, index, header.custodians[index - 1], header.sharing, header.ctx)
        releases[index] = share
    return list(releases.values())


def _share(document: Body, envelope: str) -> Body:
    body = document.get("body")
    shares = body.get("shares") if isinstance(body, dict) else [{**document, "envelope": envelope}]
    for share in shares if isinstance(shares, list) else []:
        if isinstance(share, dict) and share.get("envelope") == envelope:
            return {name: value for name, value in share.items() if name != "envelope"}
    raise PackageRefused("release-index", "a release has no share of this envelope")


def _write_files(header: Header, secret: bytes, source: BinaryIO, folder: Path) -> Manifest:
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise PackageRefused("open-folder", f"{folder} is not empty")

    def write(name: str, part: memoryview) -> None:
        check_names([name])
        with (folder / name).open("ab") as target:
            target.write(part)

    manifest = open_stream(header, secret, iter(lambda: source.read(CHUNK), b""), write)
    for entry in manifest.files:
        (folder / entry.name).touch()
    return manifest


def run_digest(options: argparse.Namespace) -> int:
    """The name by which receipts, lists and records know this file."""
    print(_digest_of(options.file))
    return 0


def _digest_of(path: Path) -> str:
    with path.open("rb") as source:
        if source.read(len(MAGIC)) != MAGIC:
            return _document_digest(path.read_bytes())
        source.seek(0)
        header = Header.parse(read_preamble(source))
        pieces = PieceHasher()
        while portion := source.read(CHUNK):
            pieces.update(portion)
    return envelope_digest(header.header_hash, pieces.root()).hex()


def _document_digest(data: bytes) -> str:
    document = parse_object(data.strip())
    return digest(document.get("body", document)).hex()


if __name__ == "__main__":
    sys.exit(main())
