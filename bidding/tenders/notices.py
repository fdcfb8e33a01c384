"""What the press prints when a deadline moves: title in both languages, and the facts."""

from typing import cast

from bidding.notices.answers import NoticeBody
from bidding.projects.scope import ProjectClass
from bidding.tenders.answers import Extension
from crypto.encoding import parse_timestamp
from foundation.answers import BothLanguages
from foundation.calendar import show_en, show_zh

Notice = tuple[BothLanguages, NoticeBody]
"""Title (zh, en) and body."""


def extension_notice(lot_name: str, project_class: str, extension: Extension) -> Notice:
    """The notice of an extension record's body."""
    deadline = parse_timestamp(extension["deadline"])
    title: BothLanguages = {"zh": f"{lot_name}延期公告", "en": f"{lot_name}: deadline extended"}
    text: BothLanguages = {
        "zh": f"投标截止时间延至{show_zh(deadline)}。此前递交的投标文件继续有效，可在新的截止时间前替换或撤回。",
        "en": f"The bid deadline moves to {show_en(deadline)}. Sealed bids stay valid until replaced or withdrawn.",
    }
    return title, {
        "class": cast(ProjectClass, project_class),
        "text": text,
        "lot": extension["lot"],
        "round": extension["round"],
        "previous": extension["previous"],
        "deadline": extension["deadline"],
        "reason": extension["reason"],
    }
