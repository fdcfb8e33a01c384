"""投标函 and 开标一览表 on paper, made from the same `offer.json` that is sealed (never typed a second time)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from crypto.encoding import digest, timestamp
from foundation.calendar import shanghai, show_date_zh
from foundation.money import capital_money, parse_money, show_money
from foundation.print.typesetting import render
from foundation.print.words import Column, columns_of, shown_value


def print_bid_letter(
    offer: Mapping[str, Any],
    tender: Mapping[str, Any],
    bidder: Mapping[str, str],
    made_at: datetime,
    fonts: Path | None = None,
    *,
    document_version: int = 1,
    offer_form: list[Mapping[str, Any]] | None = None,
) -> bytes:
    """A PDF from an offer body, the body of the tender record and the bidder's `name` and `uscc`.

    `offer_form` are the lot's rows with titles in both languages; without them the record's titles are used. The
    offer's values are read before (`bidding.methods.offer_form.read_offer`). Raises PrintFontsMissing.
    """
    form = offer_form or list(tender["offer_form"])
    shown = letter_data(offer, form) | {
        "created": timestamp(made_at),
        "date": show_date_zh(shanghai(made_at).date()),
        "title": f"投标函 {tender['name']}",
        "platform": tender["project"]["name"],
        "project": tender["project"]["name"],
        "lot": tender["name"],
        "round": str(tender["round"]),
        "buyer": tender["buyer"]["name"],
        "document_version": str(document_version),
        "bidder": bidder["name"],
        "uscc": bidder["uscc"],
        "rehearsal": tender["rehearsal"],
    }
    return render("bid-letter", shown, fonts)


def letter_data(offer: Mapping[str, Any], form: list[Mapping[str, Any]]) -> dict[str, Any]:
    """The rows of the table, and the price in figures and in capitals where the form has one."""
    values = offer["values"]
    money = {row["name"]: row["kind"] == "money" for row in form}
    price = next((parse_money(values[row["name"]]) for row in form if row["kind"] == "money"), None)
    fingerprint = digest(offer).hex()
    return {
        "foot": f"投标数据 {fingerprint[:16]}",
        "rows": [_row(column, values, money) for column in columns_of(form, [])],
        "digest": fingerprint,
        **_price(price),
    }


def _price(price: Decimal | None) -> dict[str, str]:
    if price is None:
        return {"amount": "", "capital": ""}
    return {"amount": show_money(price), "capital": capital_money(price)}


def _row(column: Column, values: Mapping[str, str], money: Mapping[str, bool]) -> dict[str, str]:
    shown = shown_value(values[column.name], money=money[column.name])
    return {"zh": column.zh, "en": column.en, "value": shown, "unit": column.unit}
