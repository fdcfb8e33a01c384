"""Checks of the opening record: every outcome, offer, number and coefficient recomputed from what was opened."""

from typing import Any

from crypto.audit.case import envelope_of
from crypto.audit.opening import Judged, Opening
from crypto.coefficients import coefficient_seed, pick
from crypto.encoding import Body, canonical
from crypto.errors import PackageRefused
from crypto.package import Record
from crypto.records import type_of

SHUT = ("DEEMED_REVOKED", "DEEMED_WITHDRAWN")


def rows(case: Opening) -> list[tuple[Body, Body]]:
    """Each frozen bid beside its row in the record; refuses other rows, or another order."""
    recorded = case.record.body["bids"]
    if [row["bid"] for row in recorded] != [bid["bid"] for bid in case.bids]:
        raise PackageRefused("record-consistent", "the record's bids are not those of the freeze list, in its order")
    return list(zip(case.bids, recorded, strict=True))


def check_company_signatures(case: Opening) -> str:
    """Who counts and who does not follows from the company's own signature under a key bound to its USCC."""
    if not case.enough_sealed:
        return "no identity was opened"
    attributed = 0
    for judged, (_, row) in zip(case.judged, rows(case), strict=True):
        attributed += judged.outcome in ("VALID", "REPLACED")
        if (judged.outcome == "UNATTRIBUTED") != (row["outcome"] == "UNATTRIBUTED") and row["outcome"] not in SHUT:
            raise PackageRefused("company-signatures", f"bid {row['bid'][:16]} is {judged.outcome}, not so recorded")
        _check_names(judged, row)
    return f"{attributed} bids of known companies"


def _check_names(judged: Judged, row: Body) -> None:
    must = row["outcome"] in ("VALID", "REPLACED")
    for member, value in (("name", judged.name), ("uscc", judged.uscc)):
        if row[member] != value and (must or row[member] is not None):
            raise PackageRefused("company-signatures", f"bid {row['bid'][:16]} is recorded with another {member}")


def check_bidders_counted(case: Opening) -> str:
    """As many distinct valid bidders as the record says; too few, and nothing else was opened."""
    record = case.record.body
    valid = {row["uscc"] for _, row in rows(case) if row["outcome"] == "VALID"}
    expected = len(valid) if case.contents_due else case.counted
    if record["valid_bidders"] != expected:
        said = record["valid_bidders"]
        raise PackageRefused("bidders-counted", f"{expected} distinct bidders, the record says {said}")
    if not case.contents_due and case.releases(case.second_step):
        raise PackageRefused("bidders-counted", "offers were released although there were too few bidders")
    if (record["result"] == "OPENED") != (expected >= case.minimum):
        raise PackageRefused("bidders-counted", f"{expected} bidders, {case.minimum} needed: not {record['result']}")
    return f"{expected} distinct bidders, {case.minimum} needed"


def check_outcomes(case: Opening) -> str:
    """Every outcome is the one that follows; what documents or pricing decide is left to `shut-envelopes`."""
    taken = [row["bid"][:16] for bid, row in rows(case) if shut_unseen(case, bid, row)]
    for bid, row in rows(case):
        allowed = _expected(case, bid)
        if row["outcome"] not in allowed and row["bid"][:16] not in taken:
            raise PackageRefused("outcomes-recomputed", f"bid {row['bid'][:16]} is {allowed}, not {row['outcome']}")
        if row["outcome"] in SHUT and row["cause"] is None:
            raise PackageRefused("outcomes-recomputed", f"bid {row['bid'][:16]} is {row['outcome']} without a cause")
    words = f"; shut for documents or pricing, see shut-envelopes: {', '.join(taken)}" if taken else ""
    return f"{len(case.bids)} outcomes{words}"


def shut_unseen(case: Opening, bid: Body, row: Body) -> bool:
    """Shut although identity and offer open: its documents or pricing must be why."""
    return bool(case.contents_due and row["outcome"] in SHUT and _expected(case, bid) not in SHUT)


def _expected(case: Opening, bid: Body) -> str:
    if not case.enough_sealed:
        return "UNOPENED"
    judged = next(one for one in case.judged if one.bid["bid"] == bid["bid"])
    if judged.outcome in SHUT:
        return judged.outcome
    if not case.contents_due:
        return judged.outcome if judged.outcome == "UNATTRIBUTED" else "UNOPENED"
    offer = case.offer(bid) if not case.two_envelopes else {}
    if isinstance(offer, dict):
        return judged.outcome
    return "DEEMED_REVOKED" if offer else "DEEMED_WITHDRAWN"


def check_offers(case: Opening) -> str:
    """What the record says of an offer is what its envelope says."""
    shown = 0
    for bid, row in rows(case):
        values = row["values"]
        if values is None and (case.two_envelopes or row["outcome"] != "VALID"):
            continue
        offer: Any = case.offer(bid) if case.contents_due and not case.two_envelopes else None
        if not isinstance(offer, dict) or offer["values"] != values:
            raise PackageRefused("offers-as-recorded", f"bid {row['bid'][:16]}: the record shows another offer")
        shown += 1
    return f"{shown} offers"


def check_coefficients(case: Opening) -> str:
    """Coefficients follow from the freeze list and the secrets of all frozen offers."""
    record, wanted = case.record.body, case.tender.body["coefficients"]
    none_drawn = record["seed"] is None and not record["coefficients"]
    if none_drawn and (record["result"] == "FAILED_FEW" or case.two_envelopes or not wanted):
        return "none drawn"
    if case.two_envelopes or not case.contents_due:
        raise PackageRefused("coefficients", "drawn although nothing was opened")
    secrets = [case.secret(envelope_of(bid, "offer")) for bid in case.bids]
    freeze = case.freeze
    seed, picked = drawn(case, freeze.digest, secrets)
    if record["seed"] != seed.hex() or record["coefficients"] != picked:
        raise PackageRefused("coefficients", "the record shows another seed or other values")
    return f"{len(picked)} coefficients"


def drawn(case: Opening, named: str, secrets: list[bytes]) -> tuple[bytes, list[Body]]:
    """Seed and values that follow from the digest of a list and the secrets of its offers, in its order."""
    freeze, wanted = case.freeze.body, case.tender.body["coefficients"]
    seed = coefficient_seed(freeze["lot"], freeze["round"], bytes.fromhex(named), secrets)
    return seed, [{"name": each["name"], "value": pick(seed, each["name"], each["values"])} for each in wanted]


def check_record_signed(case: Opening) -> str:
    """There is one opening record, signed by the platform, and a host is named or nobody is."""
    case.check_platform_signed(case.record, "record-signed")
    return f"opening record {case.record.digest}"


def check_record_consistent(case: Opening) -> str:
    """The record names this freeze list, tender, deadline, these releases, objections and confirmations."""
    record, freeze = case.record.body, case.freeze
    named = {"freeze": freeze.digest, "tender": freeze.body["tender"], "deadline": freeze.body["deadline"]}
    for member, value in named.items():
        if record[member] != value:
            raise PackageRefused("record-consistent", f"the record names another {member}")
    if sorted(record["releases"]) != [each.digest for each in case.releases_at_the_hour]:
        raise PackageRefused("record-consistent", "the record's releases are not those of the package")
    for bid, row in rows(case):
        if (row["received_at"], row["document_version"]) != (bid["received_at"], bid["document_version"]):
            raise PackageRefused("record-consistent", f"bid {row['bid'][:16]}: another moment or version")
    _check_moments(record)
    check_clients(case, record, "identities", "record-consistent")
    _check_read_out(case)
    _check_all_objections(case)
    check_voices(case, record, "record-consistent")
    return f"{len(record['objections'])} objections, {len(record['confirmations'])} confirmations"


def _check_moments(record: Body) -> None:
    read_out = record["read_out_at"]
    if (read_out is not None) != (record["result"] == "OPENED"):
        raise PackageRefused("record-consistent", "result and read-out do not fit")
    moments = [record["deadline"], record["opened_at"], read_out or record["opened_at"], record["closed_at"]]
    if moments != sorted(moments):
        raise PackageRefused("record-consistent", "the record's moments are out of order")


def check_clients(case: Opening, record: Body, step: str, check: str) -> None:
    """Refuse unless a record names the clients of the releases of that step."""
    used = [{"index": one.body["index"], "client": one.body["client"]} for one in case.releases(step)]
    if sorted(map(canonical, record["clients"])) != sorted(map(canonical, used)):
        raise PackageRefused(check, "the record names other custodians' clients than the releases")


def _check_read_out(case: Opening) -> None:
    record = case.record.body
    for read_out in case.package.of("read-out"):
        for member in ("freeze", "seed", "coefficients", "bids", "valid_bidders", "result"):
            if read_out.body[member] != record[member]:
                raise PackageRefused("record-consistent", f"another {member} was read out than recorded")


def _check_all_objections(case: Opening) -> None:
    """Every objection of the package stands in the record of the hour or in that of the price opening."""
    records = [case.record, *([case.price_record] if case.price_record else [])]
    recorded = sorted(entry["objection"] for record in records for entry in record.body["objections"])
    if recorded != [each.digest for each in case.package.of("objection")]:
        raise PackageRefused("record-consistent", "the record's objections are not those of the package")


def check_voices(case: Opening, record: Body, check: str) -> None:
    """Objections and confirmations of a record are the bidders' own, signed by their bid keys."""
    keys = {bid["bid"]: bid["bid_key"] for bid in case.bids}
    for entry in record["objections"]:
        objection = case.package.get("objection", entry["objection"])
        objection.check_signed("bid", {keys.get(entry["bid"], "")}, check)
        if (objection.body["bid"], objection.body["text"]) != (entry["bid"], entry["text"]):
            raise PackageRefused(check, f"{objection.name} is recorded with another text")
    confirmations = _confirmations(case, record)
    for entry in record["confirmations"]:
        if entry["bid"] not in confirmations:
            raise PackageRefused(check, f"no confirmation by bid {entry['bid'][:16]} is here")
        confirmations[entry["bid"]].check_signed("bid", {keys.get(entry["bid"], "")}, check)


def _confirmations(case: Opening, record: Body) -> dict[str, Record]:
    """By bid, those of the read-out of prices for the record that has it, all others for the record of the hour."""
    prices = {each.digest for each in case.package.of("price-read-out")}
    of_prices = record["type"] == type_of("price-opening-record")
    found = [each for each in case.package.of("confirmation") if (each.body["readout"] in prices) == of_prices]
    return {each.body["bid"]: each for each in found}
