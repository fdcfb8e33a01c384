"""From the address of a store to the store.

memory:                                                       gone with the process
file:///var/lib/tianping/sealed                               the folder is made if it is not there
s3://KEY:SECRET@host:9000/bucket?secure=0&region=us-east-1    key and secret percent-encoded; secure=1 by default
"""

import re
from os import urandom  # noqa: TID251 - handles and tags need only differ; storage stands below foundation/entropy.py
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from storage.blobs import Blobs
from storage.errors import StoreAddressRefused
from storage.interface import Store
from storage.local import LocalBlobs
from storage.memory import MemoryBlobs
from storage.names import Entropy
from storage.pieces import PieceStore
from storage.s3 import S3Address, S3Blobs

_HOST = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


def open_store(url: str, entropy: Entropy = urandom) -> Store:
    """The store at `url`. Nothing is asked of it yet: `await store.check()` says whether it works."""
    return PieceStore(_blobs(url), entropy)


def _blobs(url: str) -> Blobs:
    parts = _split(url)
    if url == "memory:":
        return MemoryBlobs()
    if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
        return LocalBlobs(_folder(unquote(parts.path)))
    if parts.scheme == "s3":
        return S3Blobs(s3_address(parts))
    raise StoreAddressRefused


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        raise StoreAddressRefused from None


def _folder(path: str) -> Path:
    folder = Path(path)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def s3_address(parts: SplitResult) -> S3Address:
    """StoreAddressRefused names what is missing, never what is there."""
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    host, bucket = parts.netloc.rpartition("@")[2], parts.path.strip("/")
    if not (parts.username and parts.password and _HOST.fullmatch(host) and _BUCKET.fullmatch(bucket)):
        raise StoreAddressRefused("an s3 address needs key, secret, host and one bucket")
    if options.get("secure", "1") not in ("0", "1") or not options.keys() <= {"secure", "region"}:
        raise StoreAddressRefused("an s3 address knows secure=0, secure=1 and region=NAME")
    return S3Address(
        host=host,
        bucket=bucket,
        key=unquote(parts.username),
        secret=unquote(parts.password),
        region=options.get("region", "us-east-1"),
        secure=options.get("secure", "1") == "1",
    )
