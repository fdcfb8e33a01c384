"""What a platform serves as its pages, held against what it said in its log and against a build of one's own."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from commands.public_log import PublicLog, later
from commands.refusals import PagesNotTrusted
from commands.wire import Wire
from crypto.encoding import Body
from crypto.errors import CryptoError
from crypto.records import check_client_release
from crypto.signatures import leaf_value, signers

INDEX = "index.html"
SOON = 600
"""Seconds in which the log must hold the record: a server that starts makes a tick at once."""

Digests = dict[str, str]
"""SHA-256, in hex, by path."""


def refuse(check: str, why: str, why_zh: str) -> PagesNotTrusted:
    """The refusal of this file."""
    return PagesNotTrusted(check=check, why=why, why_zh=why_zh)


def read_release(record: Any, key: str | None) -> Body:
    """The body of the release that this platform key (any, when none is given) signed."""
    try:
        body = check_client_release(record, key)
        leaf_value(record)
    except CryptoError as fault:
        raise refuse(fault.check, fault.message, "平台签名或格式不成立") from None
    return body


def find_release(wire: Wire, record: Any, body: Body) -> int | None:
    """The tick that holds its leaf, proven; None as long as it may still come. Refuses when the log passed it by."""
    log = PublicLog(wire, signers(record, "platform")[0], refuse)
    found = log.find(leaf_value(record), body["tick"], log.head(), later(body["at"], SOON))
    return found[0] if found else None


def digests_of(body: Body) -> Digests:
    """What the release says."""
    return {one["path"]: one["sha256"] for one in body["files"]}


def differing(said: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    """Paths that are not the same on both sides, in order."""
    return sorted(path for path in said.keys() | other.keys() if said.get(path) != other.get(path))


def served_otherwise(wire: Wire, said: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    """Every path, and whether the platform serves it as it said, as it is and compressed; the index as every page."""
    for path, digest in said.items():
        addresses = ("/", f"/{INDEX}", "/tenders/any") if path == INDEX else (f"/{path}",)
        yield path, all(_digests(wire, address) <= {digest} for address in addresses)


def _digests(wire: Wire, address: str) -> set[str]:
    """Of what an address answers plain and, where there is one, of the compressed copy; "" for no answer."""
    found = set()
    for coding in ("gzip", "identity"):
        answer = wire.ask("GET", address, headers={"accept-encoding": coding})
        found.add(sha256(answer.content).hexdigest() if answer.is_success else "")
        if "content-encoding" not in answer.headers:
            break
    return found
