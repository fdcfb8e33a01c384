"""The evaluation report 评标报告 on paper: the members' signatures under every table (Order 12 Art. 42)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from crypto.encoding import digest
from foundation.money import show_money
from foundation.print.typesetting import render
from foundation.print.words import shown_moment, shown_value, signatures_of

Record = Mapping[str, Any]
KINDS = {"expert": ("专家", "expert"), "buyer": ("招标人代表", "buyer")}
REASONS = {
    "recusal": "应当回避 had to withdraw",
    "ill": "因健康原因不能继续 ill",
    "absent": "未到场 absent",
    "replaced": "被更换 replaced",
    "void": "评标无效 void evaluation",
}
OUTCOMES = {"passed": ("通过", "passed"), "rejected": ("否决", "rejected")}


def print_evaluation_report(
    record: Record, closing: Record | None, words: Mapping[str, Any], fonts: Path | None = None
) -> bytes:
    """A PDF of `tianping/evaluation-report/1`, as it is signed. `closing`: None while members sign.

    `words`: buyer, cities (names by division code), rehearsal, platform. Raises PrintFontsMissing.
    """
    body = record["body"]
    fingerprint = digest(body).hex()
    shown = {
        **{name: words[name] for name in ("buyer", "rehearsal", "platform")},
        "title": f"评标报告 {body['project']['lot']}",
        "created": (closing or record)["body"]["at"],
        "foot": f"评标报告 {fingerprint[:16]}",
        "lot": body["project"]["lot"],
        "project": f"{body['project']['name']} {body['project']['code']}",
        "round": str(body["round"]),
        "at": shown_moment(body["at"]),
        "method": body["method"]["name"],
        "criteria": [[one["name"], one["weight"]] for one in body["method"]["criteria"]],
        "hours": _hours(body["judged_seconds"]),
        "committee": [_seat(one, words["cities"]) for one in body["committee"]],
        "reviewed": [[one["name"], *OUTCOMES[one["outcome"]]] for one in body["reviewed"]],
        "rejected": [_rejection(one) for one in body["rejected"]],
        "comparison": [_line(one) for one in body["comparison"]],
        "candidates": [_candidate(one) for one in body["candidates"]],
        "clarifications": [_question(one, body) for one in body["clarifications"]],
        "matters": body["matters"],
        "interruptions": [_span(one) for one in body["interruptions"]],
        "replacements": [_replacement(one) for one in body["replacements"]],
        "alerts": [str(body["alerts"]["made"]), str(body["alerts"]["changed"])],
        "failed": bool(body["failed"]),
        "signed": signed_by(record, closing),
        "dissent": _dissents(closing),
        "digest": fingerprint,
        "signatures": signatures_of(record),
    }  # fmt: skip
    return render("evaluation-report", shown, fonts)


def signed_by(record: Record, closing: Record | None) -> list[dict[str, str]]:
    """Each seat with the first characters of its signature; without one it is silent, or still to sign."""
    keys = {one["key"]: one["value"] for one in record["signatures"] if one["role"] == "member"}
    silent = set(closing["body"]["silent"]) if closing else set()
    return [
        {
            "seat": one["seat"],
            "value": keys.get(one["sign_key"], "")[:16],
            "state": "signed" if one["sign_key"] in keys else "silent" if one["seat"] in silent else "open",
        }
        for one in record["body"]["committee"]
    ]


def _hours(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _replacement(one: Mapping[str, Any]) -> list[str]:
    return [one["seat"], REASONS.get(one["reason"], one["reason"] or ""), shown_moment(one["at"])]


def _seat(one: Mapping[str, Any], cities: Mapping[str, str]) -> list[str]:
    zh, en = KINDS[one["kind"]]
    head, away = ("负责人 head" if one["head"] else ""), ("异地 remote" if one["remote"] else "本地 main venue")
    return [one["seat"], f"{zh} {en}", head, cities.get(one["city"], one["city"]), away]


def _rejection(one: Mapping[str, Any]) -> list[str]:
    return [one["name"], one["item"], one["clause"] or "", f"第{one['ground']}项", one["reason"]]


def _line(one: Mapping[str, Any]) -> list[str]:
    price, evaluated = shown_value(one["price"]), show_money(Decimal(one["evaluated_price"]))
    return [str(one["rank"]), one["name"], price, evaluated, one["score"] or ""]


def _candidate(one: Mapping[str, Any]) -> list[str]:
    return [str(one["rank"]), one["name"], one["uscc"], shown_value(one["price"])]


def _question(one: Mapping[str, Any], body: Mapping[str, Any]) -> list[str]:
    names = {each["bid"]: each["name"] for each in body["reviewed"]}
    return [names[one["bid"]], one["text"], shown_moment(one["asked_at"]), shown_moment(one["answered_at"])]


def _span(one: Mapping[str, Any]) -> list[str]:
    return [one["reason"], shown_moment(one["since"]), shown_moment(one["until"])]


def _dissents(closing: Record | None) -> Sequence[list[str]]:
    return (
        [[one["seat"], one["text"], shown_moment(one["at"])] for one in closing["body"]["dissent"]] if closing else []
    )
