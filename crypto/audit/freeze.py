"""Checks of the freeze list: signed, complete, and made of envelopes that the custodians can open."""

from crypto.audit.case import Case
from crypto.bid import bid_statement, in_kind_order
from crypto.encoding import Body, digest
from crypto.errors import PackageRefused
from crypto.header import Header, check_header_sharing
from crypto.package import Record


def check_freeze_signed(case: Case) -> str:
    """There is one freeze list, signed by the platform, made at or after the deadline."""
    case.check_platform_signed(case.freeze, "freeze-signed")
    if case.freeze.body["at"] < case.freeze.body["deadline"]:
        raise PackageRefused("freeze-signed", "made before the deadline")
    return f"{len(case.bids)} bids, {len(case.freeze.body['withdrawn'])} withdrawn"


def check_sorted_complete(case: Case) -> str:
    """The list is sorted, and every receipt of the package is frozen or withdrawn, as it was given."""
    frozen, withdrawn = case.bids, case.freeze.body["withdrawn"]
    for entries in (frozen, withdrawn):
        names = [entry["bid"] for entry in entries]
        if names != sorted(set(names)):
            raise PackageRefused("freeze-sorted-complete", "not sorted by bid, or a bid twice")
    named = [entry["receipt"] for entry in (*frozen, *withdrawn)]
    if sorted(named) != [receipt.digest for receipt in case.package.of("receipt")]:
        raise PackageRefused("freeze-sorted-complete", "the receipts are not those of the list, each once")
    for entry in frozen:
        _check_entry(entry, case.package.get("receipt", entry["receipt"]).body)
    for entry in withdrawn:
        if case.package.get("receipt", entry["receipt"]).body["bid"] != entry["bid"]:
            raise PackageRefused("freeze-sorted-complete", f"withdrawn {entry['bid'][:16]} has another bid's receipt")
    return f"{len(named)} receipts"


def _check_entry(entry: Body, receipt: Body) -> None:
    given = {**receipt, "received_at": receipt["at"]}
    for member in ("bid", "bid_key", "document_version", "received_at", "envelopes"):
        if entry[member] != given[member]:
            raise PackageRefused("freeze-sorted-complete", f"bid {entry['bid'][:16]}: {member} is not the receipt's")


def check_bids_recomputed(case: Case) -> str:
    """Each bid's digest follows from its key, version and envelopes: nobody swapped one under its name."""
    for entry in case.bids:
        if not in_kind_order(entry["envelopes"]):
            raise PackageRefused("bids-recomputed", f"bid {entry['bid'][:16]} does not list the four kinds in order")
        key = bytes.fromhex(entry["bid_key"])
        lot, number = case.freeze.body["lot"], case.freeze.body["round"]
        statement = bid_statement(lot, number, entry["document_version"], key, entry["envelopes"])
        if digest(statement).hex() != entry["bid"]:
            raise PackageRefused("bids-recomputed", f"bid {entry['bid'][:16]} has another digest than its statement")
    return f"{len(case.bids)} bids"


def check_withdrawals(case: Case) -> str:
    """Each withdrawal is signed by the bid key of its receipt, and was accepted before the deadline."""
    for entry in case.freeze.body["withdrawn"]:
        receipt = case.package.get("receipt", entry["receipt"])
        check_withdrawal(case, entry, receipt.body)
    return f"{len(case.freeze.body['withdrawn'])} withdrawals"


def check_withdrawal(case: Case, entry: Body, receipt: Body) -> None:
    """Refuse unless the holder of this receipt's bid key withdrew this bid before the deadline."""
    withdrawal = case.package.get("withdrawal", entry["withdrawal"])
    withdrawal.check_signed("bid", {receipt["bid_key"]}, "withdrawals-signed-by-bid-key")
    if (withdrawal.body["bid"], withdrawal.body["receipt"]) != (receipt["bid"], receipt["number"]):
        raise PackageRefused("withdrawals-signed-by-bid-key", f"{withdrawal.name} withdraws another bid")
    if not any(_accepts(record, withdrawal, case) for record in case.package.of("withdrawal-accepted")):
        raise PackageRefused("withdrawals-signed-by-bid-key", f"{withdrawal.name} was not accepted before the deadline")


def _accepts(accepted: Record, withdrawal: Record, case: Case) -> bool:
    named = accepted.body["withdrawal"] == withdrawal.digest and accepted.body["bid"] == withdrawal.body["bid"]
    return bool(named and accepted.body["at"] < case.freeze.body["deadline"])


def check_envelope_headers(case: Case) -> str:
    """Each envelope's digest follows from its header, which is of this lot, this bid, and a key set of the list."""
    rosters = {_roster(key_set.body) for key_set in case.key_sets}
    for bid in case.bids:
        for envelope in bid["envelopes"]:
            _check_header(case, case.headers[envelope["digest"]], bid, envelope, rosters)
    return f"{len(case.headers)} headers"


def _roster(key_set: Body) -> tuple[int, tuple[str, ...]]:
    return key_set["t"], tuple(entry["share_key"] for entry in key_set["custodians"])


def _check_header(
    case: Case, header: Header, bid: Body, envelope: Body, rosters: set[tuple[int, tuple[str, ...]]]
) -> None:
    found, expected = header.to_json(), case.freeze.body
    same = {
        "lot": expected["lot"],
        "round": expected["round"],
        "kind": envelope["kind"],
        "body_length": envelope["length"],
        "bid_key": bid["bid_key"],
        "document_version": bid["document_version"],
    }
    for member, value in same.items():
        if found[member] != value:
            raise PackageRefused("envelope-headers", f"envelope {envelope['digest'][:16]}: another {member}")
    if (header.threshold, tuple(key.hex() for key in header.custodians)) not in rosters:
        raise PackageRefused("envelope-headers", f"envelope {envelope['digest'][:16]}: not a key set of this lot")
    if header.floor > expected["deadline"]:
        raise PackageRefused("envelope-headers", f"envelope {envelope['digest'][:16]}: its floor is after the deadline")


def check_sharings(case: Case) -> str:
    """Each dealer's proof holds: any t custodians open each envelope."""
    for header in case.headers.values():
        check_header_sharing(header)
    return f"{len(case.headers)} sharings"
