"""Checks that need what somebody kept: receipts of bidders, heads of observers. The platform cannot re-sign those."""

from collections.abc import Callable, Sequence
from typing import Any

from crypto.audit.case import Case
from crypto.audit.freeze import check_withdrawal
from crypto.audit.log import Log, check_promise
from crypto.encoding import Body, digest
from crypto.errors import PackageRefused
from crypto.records import check_receipt
from crypto.signatures import leaf_value, signers

Held = Callable[[Case, Log, Any], bool | None]
"""Refuses, or returns; False means that this package cannot decide it."""


def receipt_signed(case: Case, log: Log, record: Any) -> None:
    """The receipt is signed by a key of the platform's history."""
    check_receipt(record)
    if not set(signers(record, "platform")) & set(case.platform_keys):
        raise PackageRefused("receipt-signed", "signed by a key that is not in the platform's history")


def receipt_in_freeze(case: Case, log: Log, record: Any) -> None:
    """Its bid was frozen just as it was received, or the holder of its bid key withdrew it."""
    receipt = check_receipt(record)
    entry = _entry(case.bids, receipt)
    if entry is not None:
        _check_frozen(entry, receipt)
        return
    withdrawn = _entry(case.freeze.body["withdrawn"], receipt)
    if withdrawn is None:
        raise PackageRefused("receipt-in-freeze", f"bid {receipt['bid'][:16]} was neither frozen nor withdrawn")
    check_withdrawal(case, withdrawn, receipt)


def _entry(entries: Sequence[Body], receipt: Body) -> Body | None:
    return next((entry for entry in entries if entry["bid"] == receipt["bid"]), None)


def _check_frozen(entry: Body, receipt: Body) -> None:
    given = {**receipt, "received_at": receipt["at"], "receipt": digest(receipt).hex()}
    for member, value in entry.items():
        if given[member] != value:
            raise PackageRefused("receipt-in-freeze", f"bid {receipt['bid'][:16]} was frozen with another {member}")


def receipt_leaf_in_log(case: Case, log: Log, record: Any) -> None:
    """Its leaf lies in the log where it was promised."""
    receipt = check_receipt(record)
    place = log.place_of(leaf_value(record), f"receipt {receipt['number']}")
    check_promise(receipt, place, f"receipt {receipt['number']}")


def receipt_head_consistent(case: Case, log: Log, record: Any) -> None:
    """The head that it names is an earlier head of this log: the log was not written anew."""
    log.check_prefix(check_receipt(record)["head"], "receipt-head-consistent")


def head_consistent(case: Case, log: Log, signed: Any) -> bool:
    """A head that an observer kept is signed by the platform, and is an earlier head of this log.

    A head newer than the package's log is compared by a consistency proof from the live log, not here.
    """
    head = log.checked_head(signed, "head-consistent")
    if head["size"] > len(log.leaves):
        return False
    log.check_prefix(head, "head-consistent")
    return True


RECEIPT_CHECKS: dict[str, Held] = {
    "receipt-signed": receipt_signed,
    "receipt-in-freeze": receipt_in_freeze,
    "receipt-leaf-in-log": receipt_leaf_in_log,
    "receipt-head-consistent": receipt_head_consistent,
}
HEAD_CHECKS: dict[str, Held] = {"head-consistent": head_consistent}
