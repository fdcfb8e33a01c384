"""The award notice 中标通知书 and the written report 书面报告 on paper, made from their records and nothing else."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from crypto.encoding import digest
from foundation.money import capital_money, show_money
from foundation.print.typesetting import render
from foundation.print.words import OUTCOMES, shown_moment, signatures_of

Grounds = Mapping[str, tuple[str, str]]


def print_award_notice(
    record: Mapping[str, Any], words: Mapping[str, Any], grounds: Grounds, fonts: Path | None = None
) -> bytes:
    """A PDF of `tianping/award/1`, signed.

    `words`: project, lot, buyer, agency, names (of candidates by bid), rehearsal, platform. Raises PrintFontsMissing.
    """
    body = record["body"]
    fingerprint = digest(body).hex()
    price = Decimal(body["price"])
    shown = {
        **{name: words[name] for name in ("project", "lot", "buyer", "agency", "rehearsal", "platform")},
        **{name: body[name] for name in ("name", "uscc")},
        "title": f"中标通知书 {words['lot']}",
        "created": body["at"],
        "foot": f"中标通知书 {fingerprint[:16]}",
        "round": str(body["round"]),
        "rank": str(body["rank"]),
        "price": show_money(price),
        "price_words": capital_money(price),
        "at": shown_moment(body["at"]),
        "contract_by": shown_moment(body["contract_by"]),
        "passed_over": [_passed(one, words["names"], grounds) for one in body["passed_over"]],
        "digest": fingerprint,
        "signatures": signatures_of(record),
    }
    return render("award-notice", shown, fonts)


def _passed(one: Mapping[str, str], names: Mapping[str, str], grounds: Grounds) -> dict[str, str]:
    zh, en = grounds[one["ground"]]
    return {"name": names.get(one["bid"], ""), "ground_zh": zh, "ground_en": en, "reason": one["reason"]}


def print_written_report(
    body: Mapping[str, Any], words: Mapping[str, Any], fonts: Path | None = None, *, draft: bool
) -> bytes:
    """A PDF of the body of `tianping/written-report/1`. `words`: rehearsal, platform. Raises PrintFontsMissing."""
    project, award = body["project"], body["award"]
    shown = {
        **words,
        **{name: body[name] for name in ("method", "media", "report", "scores", "objections", "remarks")},
        "draft": draft,
        "lot": body["scope"],
        "title": f"书面报告 {body['scope']}",
        "created": body["at"],
        "foot": "招标投标情况书面报告",
        "round": str(body["round"]),
        "project": project["name"],
        "code": project["code"],
        "statutory": project["statutory"],
        "buyer": project["buyer"]["name"],
        "agency": project["agency"]["name"] if project["agency"] else "",
        "documents": [
            {**one, "version": str(one["version"]), "at": shown_moment(one["at"])} for one in body["documents"]
        ],
        "deadline": shown_moment(body["opening"]["deadline"]),
        "valid_bidders": str(body["opening"]["valid_bidders"]),
        "bids": [_outcome(one) for one in body["opening"]["bids"]],
        "members": str(len(body["committee"])),
        "name": award["name"],
        "uscc": award["uscc"],
        "price": show_money(Decimal(award["price"])),
        "awarded": shown_moment(award["at"]),
        "at": shown_moment(body["at"]),
    }
    return render("written-report", shown, fonts)


def _outcome(bid: Mapping[str, Any]) -> dict[str, str]:
    zh, en = OUTCOMES[bid["outcome"]]
    return {"name": bid["name"] or "", "zh": zh, "en": en}
