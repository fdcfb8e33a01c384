"""The list of checks, in the order in which they are told, and how one is run."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from crypto.audit import freeze, held, log, outcomes, prices, records, releases, shut
from crypto.audit.log import Log
from crypto.audit.opening import Opening
from crypto.errors import CryptoError


@dataclass(frozen=True)
class Check:
    """One check: `needs_receipt` means that it was not made, for want of a held receipt or head."""

    name: str
    ok: bool
    detail: str
    needs_receipt: bool = False

    @property
    def failed(self) -> bool:
        """Whether it was made and did not hold."""
        return not self.ok and not self.needs_receipt


BEFORE_THE_DEADLINE: dict[str, Callable[[Opening], str]] = {
    "package-complete": records.check_complete,
    "records-well-formed": records.check_well_formed,
    "key-history": records.check_key_history,
    "platform-signatures": records.check_platform_signatures,
    "key-set-statements": records.check_key_sets,
    "tender-names-key-set": records.check_tender_names_key_set,
    "documents-named": records.check_documents_named,
    "deadline-history": records.check_deadline_history,
}
THE_LIST: dict[str, Callable[[Opening], str]] = {
    "freeze-signed": freeze.check_freeze_signed,
    "freeze-sorted-complete": freeze.check_sorted_complete,
    "bids-recomputed": freeze.check_bids_recomputed,
    "withdrawals-signed-by-bid-key": freeze.check_withdrawals,
    "envelope-headers": freeze.check_envelope_headers,
    "sharings": freeze.check_sharings,
}
THE_OPENING: dict[str, Callable[[Opening], str]] = {
    "releases-signed": releases.check_releases_signed,
    "releases-name-freeze": releases.check_releases_name_freeze,
    "releases-proofs": releases.check_releases_proofs,
    "identities-open": releases.check_identities_open,
    "company-signatures": outcomes.check_company_signatures,
    "bidders-counted": outcomes.check_bidders_counted,
    "offers-open": releases.check_offers_open,
    "offers-as-recorded": outcomes.check_offers,
    "coefficients": outcomes.check_coefficients,
    "outcomes-recomputed": outcomes.check_outcomes,
    "shut-envelopes": shut.check_shut_envelopes,
    "record-signed": outcomes.check_record_signed,
    "record-consistent": outcomes.check_record_consistent,
}
THE_PRICES: dict[str, Callable[[Opening], str]] = {
    "price-list-named": prices.check_list_named,
    "prices-open": prices.check_prices_open,
    "prices-as-recorded": prices.check_prices_recorded,
    "price-coefficients": prices.check_price_coefficients,
    "price-record-consistent": prices.check_record_consistent,
}
"""Of tenders with two envelopes only: the opening of the prices of bids that passed."""
THE_LOG: dict[str, Callable[[Opening, Log], str]] = {
    "log-head-signed": log.check_head_signed,
    "log-root": log.check_root,
    "ticks-in-log": log.check_ticks,
    "leaves-in-ticks": log.check_leaves,
    "receipts-before-deadline": log.check_receipts_in_time,
    "receipt-heads": log.check_receipt_heads,
}


def audit(files: Mapping[str, bytes], receipts: Sequence[Any] = (), heads: Sequence[Any] = ()) -> list[Check]:
    """Every check of a published package. Nothing in a package makes this raise: what is malformed fails a check.

    `receipts` are records that bidders kept, `heads` signed heads that observers kept.
    """
    case = Opening(files)
    view = Log(case)
    alone = {**BEFORE_THE_DEADLINE, **THE_LIST, **THE_OPENING, **(THE_PRICES if _has_prices(case) else {})}
    checks = [_run(name, partial(check, case)) for name, check in alone.items()]
    checks += [_run(name, partial(check, case, view)) for name, check in THE_LOG.items()]
    if _has_prices(case):
        checks.append(_run("prices-on-time", partial(prices.check_on_time, case, view)))
    checks += [_run_held(name, check, case, view, receipts) for name, check in held.RECEIPT_CHECKS.items()]
    checks += [_run_held(name, check, case, view, heads) for name, check in held.HEAD_CHECKS.items()]
    return checks


def _has_prices(case: Opening) -> bool:
    """Whether the tender has a second opening; a tender that cannot be read fails other checks."""
    try:
        return case.two_envelopes
    except CryptoError:
        return False


def _run(name: str, check: Callable[[], str]) -> Check:
    try:
        return Check(name, True, check())
    except CryptoError as refusal:
        return Check(name, False, refusal.message)


def _run_held(name: str, check: held.Held, case: Opening, view: Log, kept: Sequence[Any]) -> Check:
    try:
        undecided = [check(case, view, each) for each in kept].count(False)
    except CryptoError as refusal:
        return Check(name, False, refusal.message)
    if undecided == len(kept):
        newer = "newer than this log: ask the live log for a proof" if kept else "nothing that somebody kept was given"
        return Check(name, False, f"not made: {newer}", needs_receipt=True)
    return Check(name, True, f"{len(kept) - undecided} kept" + (f", {undecided} newer than this log" * bool(undecided)))


def failures(checks: Iterable[Check]) -> list[str]:
    """Names of the checks that were made and did not hold."""
    return [check.name for check in checks if check.failed]
