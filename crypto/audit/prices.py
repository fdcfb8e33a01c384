"""Checks of a price opening (双信封): who passed, what t custodians opened of them, and that all others stay shut.

Where a tender has two envelopes, its package has no price list at first, and then nothing of a price may be in it.
"""

from typing import Any

from crypto.audit.case import envelope_of
from crypto.audit.log import Log
from crypto.audit.opening import Opening
from crypto.audit.outcomes import SHUT, check_clients, check_voices, drawn, rows
from crypto.audit.releases import opened_all
from crypto.encoding import Body
from crypto.errors import PackageRefused
from crypto.package import Record
from crypto.steps import PRICES

NAMED, OPEN, RECORDED = "price-list-named", "prices-open", "prices-as-recorded"
CONSISTENT, ON_TIME = "price-record-consistent", "prices-on-time"
NOT_YET = "prices are not opened yet"


def check_list_named(case: Opening) -> str:
    """One list by the platform over this freeze list, tender and opening record, of bids that are valid there."""
    found = case.price_list
    if found is None:
        _check_nothing_opened(case)
        return NOT_YET
    case.check_platform_signed(found, NAMED)
    body, opening = found.body, case.record
    named = {"freeze": case.freeze.digest, "tender": case.tender.digest, "opening_record": opening.digest}
    for member, value in named.items():
        if body[member] != value:
            raise PackageRefused(NAMED, f"the list of passed bids names another {member}")
    if body["bids"] != sorted(set(body["bids"])):
        raise PackageRefused(NAMED, "the list of passed bids is not sorted, or names one twice")
    strange = set(body["bids"]) - {row["bid"] for _, row in rows(case) if row["outcome"] == "VALID"}
    if strange:
        raise PackageRefused(NAMED, f"bid {min(strange)[:16]} is on the list, and it was no valid bid at the hour")
    if not opening.body["closed_at"] <= body["at"] <= body["opens_at"]:
        raise PackageRefused(NAMED, "the list was made before the first opening was closed, or after the hour it names")
    return f"{len(body['bids'])} of {len(case.bids)} bids passed"


def _check_nothing_opened(case: Opening) -> None:
    if case.price_record is not None or case.releases(PRICES.name) or case.package.of("price-read-out"):
        raise PackageRefused(NAMED, "prices were opened, and no list of passed bids is here")


def check_prices_open(case: Opening) -> str:
    """t shares open every listed offer; nothing is published of the offer or pricing of any other bid."""
    passed = {bid["bid"] for bid in case.passed}
    for bid in case.bids:
        for kind in (*PRICES.shares, *PRICES.withheld):
            envelope = envelope_of(bid, kind)
            if bid["bid"] not in passed and (case.package.has(f"envelopes/{envelope}.body") or case.shares[envelope]):
                raise PackageRefused(OPEN, f"bid {bid['bid'][:16]} did not pass, and its {kind} was opened")
    return opened_all(case, case.passed, "offer") if case.price_record else NOT_YET


def price_rows(case: Opening) -> list[tuple[Body, Body]]:
    """Each listed bid beside its row in the record of the price opening; none before there is one."""
    if case.price_record is None:
        return []
    recorded = case.price_record.body["bids"]
    if [row["bid"] for row in recorded] != [bid["bid"] for bid in case.passed]:
        raise PackageRefused(RECORDED, "the record's bids are not those of the list of passed bids, in its order")
    return list(zip(case.passed, recorded, strict=True))


def price_shut_unseen(case: Opening, bid: Body, row: Body) -> bool:
    """Shut although its offer opens: its pricing must be why."""
    return row["outcome"] in SHUT and isinstance(case.offer(bid), dict)


def check_prices_recorded(case: Opening) -> str:
    """Names are those of the first opening, values those of the offers; what stays shut is so recorded."""
    names = {row["bid"]: (row["name"], row["uscc"]) for _, row in rows(case)}
    shown = 0
    for bid, row in price_rows(case):
        if (row["name"], row["uscc"]) != names[row["bid"]]:
            raise PackageRefused(RECORDED, f"bid {row['bid'][:16]} has another name than at the first opening")
        _check_outcome(bid, row, case.offer(bid))
        shown += row["values"] is not None
    return f"{shown} offers" if case.price_record else NOT_YET


def _check_outcome(bid: Body, row: Body, offer: Any) -> None:
    name, outcome, values = f"bid {bid['bid'][:16]}", row["outcome"], row["values"]
    if (outcome in SHUT) != (row["cause"] is not None):
        raise PackageRefused(RECORDED, f"{name} is {outcome}, and that does not fit its cause")
    if not isinstance(offer, dict):
        expected = "DEEMED_REVOKED" if offer else "DEEMED_WITHDRAWN"
        if (outcome, values) != (expected, None):
            raise PackageRefused(RECORDED, f"{name} is {expected}, not {outcome}")
    elif values != offer["values"] and (values is not None or outcome not in SHUT):
        raise PackageRefused(RECORDED, f"{name}: the record shows another offer")


def check_price_coefficients(case: Opening) -> str:
    """Coefficients follow from the list of passed bids and the secrets of their offers."""
    if case.price_record is None or case.price_list is None:
        return NOT_YET
    record = case.price_record.body
    if not case.tender.body["coefficients"] and record["seed"] is None and not record["coefficients"]:
        return "none drawn"
    secrets = [case.secret(envelope_of(bid, "offer")) for bid in case.passed]
    seed, picked = drawn(case, case.price_list.digest, secrets)
    if record["seed"] != seed.hex() or record["coefficients"] != picked:
        raise PackageRefused("price-coefficients", "the record shows another seed or other values")
    return f"{len(picked)} coefficients"


def check_record_consistent(case: Opening) -> str:
    """The record is the platform's and names this list, these releases and clients; its read-out and voices agree."""
    found = case.price_record
    if found is None or case.price_list is None:
        return NOT_YET
    case.check_platform_signed(found, CONSISTENT)
    body, listed = found.body, case.price_list
    named = {"freeze": case.freeze.digest, "list": listed.digest, "opening_record": case.record.digest}
    for member, value in named.items():
        if body[member] != value:
            raise PackageRefused(CONSISTENT, f"the record names another {member}")
    if sorted(body["releases"]) != [each.digest for each in case.releases(PRICES.name)]:
        raise PackageRefused(CONSISTENT, "the record's releases are not those of the package")
    moments = [listed.body["opens_at"], body["opened_at"], body["read_out_at"], body["closed_at"]]
    if moments != sorted(moments):
        raise PackageRefused(CONSISTENT, "the record's moments are out of order")
    check_clients(case, body, PRICES.name, CONSISTENT)
    _check_read_out(case, found)
    check_voices(case, body, CONSISTENT)
    return f"{len(body['objections'])} objections, {len(body['confirmations'])} confirmations"


def _check_read_out(case: Opening, record: Record) -> None:
    read_out = case.package.only("price-read-out").body
    for member in ("list", "seed", "coefficients", "bids"):
        if read_out[member] != record.body[member]:
            raise PackageRefused(CONSISTENT, f"another {member} was read out than recorded")
    if read_out["at"] != record.body["read_out_at"]:
        raise PackageRefused(CONSISTENT, "read out at another moment than recorded")


def check_on_time(case: Opening, log: Log) -> str:
    """The list is in the log before any custodian released over it, and no release before the hour that it names."""
    if case.price_list is None:
        return NOT_YET
    listed, releases = log.place(case.price_list), case.releases(PRICES.name)
    for release in releases:
        place = log.place(release)
        if place.tick <= listed.tick:
            raise PackageRefused(ON_TIME, f"{release.name} came into the log no later than the list it names")
        if place.at < case.price_list.body["opens_at"]:
            raise PackageRefused(ON_TIME, f"{release.name} is in the log before the hour of the price opening")
    return f"{len(releases)} releases, list in tick {listed.tick}"
