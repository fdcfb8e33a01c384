"""The receipt 投标文件接收回执 on paper: no name, no price, may be printed and forwarded."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crypto.encoding import digest
from foundation.print.opening import PLATFORM
from foundation.print.typesetting import render
from foundation.print.words import KINDS, exact_moment, signatures_of


def print_receipt(
    record: Mapping[str, Any],
    lot_name: str,
    fonts: Path | None = None,
    *,
    rehearsal: bool = False,
    platform: str = PLATFORM,
) -> bytes:
    """A PDF of `tianping/receipt/1`, signed, as `{"body","signatures"}`; raises PrintFontsMissing."""
    shown = receipt_data(record) | {"lot": lot_name, "rehearsal": rehearsal, "platform": platform}
    return render("receipt", shown | {"title": f"投标文件接收回执 {record['body']['number']}"}, fonts)


def receipt_data(record: Mapping[str, Any]) -> dict[str, Any]:
    """What the template shows of the receipt, as texts."""
    body = record["body"]
    tick, within = body["tick"], body["within"]
    return {
        "created": body["at"],
        "foot": f"回执 {body['number']}",
        "at": exact_moment(body["at"]),
        "lot_id": body["lot"],
        **{name: str(body[name]) for name in ("number", "round", "document_version", "bid", "bid_key")},
        "envelopes": [_envelope(one) for one in body["envelopes"]],
        "promise_zh": f"本次接收记入公开存证第{tick}期，最迟不晚于其后{within}秒。",
        "promise_en": f"This act is in tick {tick} of the public log, at the latest {within} seconds after it.",
        "head_size": f"{body['head']['size']} 期",
        "head_root": body["head"]["root"],
        "digest": digest(body).hex(),
        "signatures": signatures_of(record),
    }


def _envelope(one: Mapping[str, Any]) -> dict[str, str]:
    zh, en = KINDS[one["kind"]]
    return {"zh": zh, "en": en, "length": f"{one['length']:,}", "digest": one["digest"]}
