"""What the press prints of candidates, award and failure: title in both languages, and the facts. Pure."""

from collections.abc import Mapping
from typing import Any, cast

from bidding.awards.documents import AwardBody, Candidates, FailedBody
from bidding.notices.answers import CandidateNamed, NoticeBody
from bidding.projects.scope import ProjectClass
from crypto.encoding import parse_timestamp
from foundation.answers import BothLanguages
from foundation.calendar import show_en, show_zh

Notice = tuple[BothLanguages, NoticeBody]


def _named(one: Mapping[str, Any]) -> CandidateNamed:
    return {"rank": one["rank"], "name": one["name"], "uscc": one["uscc"], "price": one["price"]}


def candidates_notice(lot_name: str, project_class: str, body: Candidates) -> Notice:
    """The notice of the publicity 中标候选人公示; the record that it names says the rest of what Art. 6 asks."""
    ends = parse_timestamp(body["ends"])
    title: BothLanguages = {"zh": f"{lot_name}中标候选人公示", "en": f"{lot_name}: candidates for award"}
    text: BothLanguages = {
        "zh": f"公示至{show_zh(ends)}。投标人或者其他利害关系人对评标结果有异议的，应当在公示期间提出。",
        "en": f"Published until {show_en(ends)}; objections to the result are made within this period.",
    }
    return title, {
        "class": cast(ProjectClass, project_class),
        "text": text,
        "lot": body["lot"],
        "round": body["round"],
        "candidates": [_named(one) for one in body["candidates"]],
        "ends": body["ends"],
    }


def award_notice(lot_name: str, project_class: str, body: AwardBody) -> Notice:
    """The notice of the result 中标结果公示 (Order 10 Art. 6): the winner's name."""
    title: BothLanguages = {"zh": f"{lot_name}中标结果公示", "en": f"{lot_name}: award"}
    text: BothLanguages = {
        "zh": f"中标人：{body['name']}，中标价{body['price']}元。",
        "en": f"Winner: {body['name']}, at {body['price']} yuan.",
    }
    return title, {
        "class": cast(ProjectClass, project_class),
        "text": text,
        "lot": body["lot"],
        "round": body["round"],
        "winner": _named(body),
        "reason": body["reason"],
    }


def failed_notice(lot_name: str, project_class: str, body: FailedBody) -> Notice:
    """The notice that the round ends without a contract."""
    title: BothLanguages = {"zh": f"{lot_name}招标终止公告", "en": f"{lot_name}: ended without an award"}
    text: BothLanguages = {
        "zh": f"本次招标未能确定中标人，将依法重新招标或另行处理。理由：{body['reason']}",
        "en": f"This round ends without a contract. Reason: {body['reason']}",
    }
    return title, {
        "class": cast(ProjectClass, project_class),
        "text": text,
        "lot": body["lot"],
        "round": body["round"],
        "reason": body["reason"],
    }
