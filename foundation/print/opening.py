"""The opening record 开标记录 on paper (Order 20 Art. 32), made from its signed record and nothing else."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from crypto.encoding import digest
from foundation.print.typesetting import render
from foundation.print.words import (
    OUTCOMES,
    RESULTS,
    column_document,
    columns_of,
    exact_moment,
    shown_moment,
    shown_value,
    signatures_of,
)

PLATFORM = "天平 Tianping"


def print_record(
    record: Mapping[str, Any],
    lot_name: str,
    project_name: str,
    fonts: Path | None = None,
    *,
    buyer: str = "",
    offer_form: Iterable[Mapping[str, Any]] = (),
    custodians: Mapping[int, str] | None = None,
    rehearsal: bool = False,
    platform: str = PLATFORM,
) -> bytes:
    """A PDF of `tianping/opening-record/1`, signed, as `{"body","signatures"}`.

    `offer_form` rows give titles and units (without them the values' names are shown), `custodians` the bodies' names
    by index. Raises PrintFontsMissing.
    """
    shown = record_data(record, offer_form=list(offer_form), custodians=custodians or {})
    shown |= {"lot": lot_name, "project": project_name, "buyer": buyer, "rehearsal": rehearsal, "platform": platform}
    return render("opening-record", shown | {"title": f"开标记录 {lot_name}"}, fonts)


def record_data(
    record: Mapping[str, Any], *, offer_form: list[Mapping[str, Any]], custodians: Mapping[int, str]
) -> dict[str, Any]:
    """What the template shows of the record, as texts."""
    body = record["body"]
    columns = columns_of(offer_form, [bid["values"] for bid in body["bids"]])
    money = {row["name"]: row["kind"] == "money" for row in offer_form}
    fingerprint = digest(body).hex()
    return {
        "created": body["closed_at"],
        "foot": f"开标记录 {fingerprint[:16]}",
        "round": str(body["round"]),
        **{name: shown_moment(body[name]) for name in ("deadline", "opened_at", "read_out_at", "closed_at")},
        **{name: body[name] for name in ("freeze", "tender", "seed", "coefficients", "releases")},
        "host": _host(body["host"]),
        "result": RESULTS[body["result"]],
        "valid_bidders": str(body["valid_bidders"]),
        "columns": [column_document(column) for column in columns],
        "bids": [_bid(bid, money) for bid in body["bids"]],
        "custodians": [_custodian(one, custodians) for one in body["clients"]],
        "objections": [{**one, "answered_at": shown_moment(one["answered_at"])} for one in body["objections"]],
        "confirmations": [{"bid": one["bid"], "at": exact_moment(one["at"])} for one in body["confirmations"]],
        "digest": fingerprint,
        "signatures": signatures_of(record),
    }


def _host(host: Mapping[str, str] | None) -> str:
    return f"{host['name']}（{host['organisation']}）" if host else ""


def _bid(bid: Mapping[str, Any], money: Mapping[str, bool]) -> dict[str, Any]:
    zh, en = OUTCOMES[bid["outcome"]]
    received = f"{exact_moment(bid['received_at'])} 接收，招标文件第{bid['document_version']}版"
    return {
        "bid": bid["bid"],
        "name": bid["name"] or "",
        "uscc": bid["uscc"] or "",
        "note": f"{received}。{bid['cause']}" if bid["cause"] else received,
        "values": {name: shown_value(text, money=money.get(name)) for name, text in (bid["values"] or {}).items()},
        "outcome_zh": zh,
        "outcome_en": en,
    }


def _custodian(client: Mapping[str, Any], names: Mapping[int, str]) -> dict[str, str]:
    index = int(client["index"])
    return {"index": str(index), "name": names.get(index, ""), "client": str(client["client"])}
