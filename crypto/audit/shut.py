"""Checks of bids that were shut for their documents or pricing: the one place where a withheld share is published.

Nobody outside can open documents or pricing. A bid that is deemed revoked for one of them has that envelope's body and
t of its withheld shares in the package, so that anybody can see that it does not open.
"""

from collections.abc import Iterator

from crypto.audit.case import envelope_of
from crypto.audit.opening import Opening
from crypto.audit.outcomes import rows, shut_unseen
from crypto.audit.prices import price_rows, price_shut_unseen
from crypto.body import open_stream
from crypto.encoding import Body, H, canonical, parse_object
from crypto.errors import CryptoError, PackageRefused
from crypto.package import Record
from crypto.records import WITHHELD_SHARES
from crypto.secret_sharing import combine
from crypto.shapes import conform
from crypto.steps import STEPS

CHECK = "shut-envelopes"
FOLDER = "shares"


def check_shut_envelopes(case: Opening) -> str:
    """Every bid that was revoked for documents or pricing is shown not to open, and no other bid's shares are here."""
    _check_nothing_else(case)
    shown, trusted = [], []
    for step, bid, row in _taken(case):
        if row["outcome"] == "DEEMED_REVOKED":
            _check_stays_shut(case, bid, step)
            shown.append(row["bid"][:16])
        else:
            trusted.append(row["bid"][:16])
    words = f"; on the platform's word, which says that the fault is its own: {', '.join(trusted)}" if trusted else ""
    return f"{len(shown)} bids shown not to open{words}"


def _taken(case: Opening) -> Iterator[tuple[str, Body, Body]]:
    """Step, bid and row of each bid that is shut though what is published of it opens, in both records."""
    for bid, row in rows(case):
        if shut_unseen(case, bid, row):
            yield case.second_step, bid, row
    for bid, row in price_rows(case):
        if price_shut_unseen(case, bid, row):
            yield "prices", bid, row


def shares_path(envelope: str) -> str:
    """Where the withheld shares of an envelope lie in a package."""
    return f"{FOLDER}/{envelope}.json"


def _check_nothing_else(case: Opening) -> None:
    found = set(case.package.below(FOLDER, ""))
    if not found:
        return
    stages = ((case.second_step, rows(case)), ("prices", price_rows(case)))
    revoked = [(step, bid) for step, each in stages for bid, row in each if row["outcome"] == "DEEMED_REVOKED"]
    other = found - {shares_path(envelope_of(bid, kind)) for step, bid in revoked for kind in STEPS[step].withheld}
    if other:
        raise PackageRefused(CHECK, f"{min(other)} are shares of no revoked bid's documents or pricing")


def _check_stays_shut(case: Opening, bid: Body, step: str) -> None:
    """Refuse unless one of its withheld envelopes is shown not to open; each that is shown must not."""
    envelopes = [envelope_of(bid, kind) for kind in STEPS[step].withheld]
    shown = [envelope for envelope in envelopes if case.package.has(shares_path(envelope))]
    if not shown:
        raise PackageRefused(CHECK, f"bid {bid['bid'][:16]} was revoked, and nothing shows that it does not open")
    for envelope in shown:
        if _opens(case, envelope):
            name = f"envelope {envelope[:16]} of bid {bid['bid'][:16]}"
            raise PackageRefused(CHECK, f"{name}: the envelope opens: the bid was shut wrongly")


def _opens(case: Opening, envelope: str) -> bool:
    header = case.headers[envelope]
    shares = {share["i"]: share for share in _checked_shares(case, envelope)}
    secret = combine([{"i": share["i"], "S": share["S"]} for share in shares.values()], header.threshold)
    body = case.frozen_body(envelope)
    try:
        open_stream(header, secret, [body])
    except CryptoError:
        return False
    return True


def _checked_shares(case: Opening, envelope: str) -> Iterator[Body]:
    """The published shares of an envelope; refuses one that no release withheld, or a wrong one."""
    found = conform(parse_object(case.package.read(shares_path(envelope))), WITHHELD_SHARES, CHECK)
    if found["envelope"] != envelope:
        raise PackageRefused(CHECK, f"{shares_path(envelope)} holds the shares of another envelope")
    for entry in found["shares"]:
        share = {name: entry[name] for name in ("envelope", "i", "S", "c", "r")}
        release = case.package.get("release", entry["release"])
        _check_withheld(case, release, share, bytes.fromhex(entry["salt"]))
        case.check_share(share, release)
        yield share


def _check_withheld(case: Opening, release: Record, share: Body, salt: bytes) -> None:
    custodian = case.custodian_of(release)
    release.check_signed("custodian", {custodian["sign_key"]}, CHECK)
    hashed = H("withheld share", salt, canonical(share)).hex()
    signed = {entry["envelope"]: entry["hash"] for entry in release.body["withheld"]}
    if release.body["freeze"] != case.freeze.digest or signed.get(share["envelope"]) != hashed:
        raise PackageRefused(CHECK, f"{release.name} withheld another share of {share['envelope'][:16]}")
