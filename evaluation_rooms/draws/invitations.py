"""What an invited expert is told, and how his answer is read. Pure.

The words are made of time, venue, hours and fee and of nothing else: neither project nor buyer nor another member can
be in them, because nobody hands them in.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from evaluation_rooms.experts.people import CHINA, Fee
from foundation.rulebook import Rule

Answer = Literal["accept", "decline", "on_the_way"]

_MONTHS: Final = ("Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
_AROUND: Final = re.compile(r"^[\s.,;:!。,、]+|[\s.,;:!。,、]+$")
_ACCEPT: Final = ("1", "参加", "能参加", "同意", "yes")
_DECLINE: Final = ("2", "不参加", "不能参加", "拒绝", "no")
_ON_THE_WAY: Final = ("3", "路上", "在路上", "on the way")
_REASONS: Final = (("病", "ill"), ("ill", "ill"), ("回避", "recusal"), ("recus", "recusal"))
SUBJECT: Final = "评标邀请 Invitation to an evaluation committee"


@dataclass(frozen=True)
class Invited:
    """Everything that an invitation says. Moments in UTC; `within`: the row of law or design that gives the time."""

    starts_at: datetime
    hours: int
    venue: str
    address: str
    fee: Fee
    answer_by: datetime
    within: Rule


def text_zh(invited: Invited) -> str:
    """As a text message or a call says it."""
    start, until = invited.starts_at.astimezone(CHINA), invited.answer_by.astimezone(CHINA)
    return (
        f"请您参加评标：{start.month}月{start.day}日{start:%H:%M}，{_place(invited, '（', '）')}，"
        f"预计{invited.hours}小时，{invited.fee.zh}。参加回1，不能参加回2，出发后回3。"
        f"请于{until:%H:%M:%S}前回复，{invited.within.value}{invited.within.unit_zh}未回复将通知下一位。"
        "项目信息签到后显示。"
    )


def text_en(invited: Invited) -> str:
    """The same in English."""
    start, until = invited.starts_at.astimezone(CHINA), invited.answer_by.astimezone(CHINA)
    return (
        f"Please serve on an evaluation committee: {start.day} {_MONTHS[start.month - 1]} {start:%H:%M}, "
        f"{_place(invited, ' (', ')')}, about {invited.hours} hours, {invited.fee.en}. "
        "Answer 1 to accept, 2 to decline, 3 once you are on the way. "
        f"Answer by {until:%H:%M:%S}: after {invited.within.value} {invited.within.unit_en} the next is asked. "
        "What it is about is shown after check-in."
    )


def letter_text(invited: Invited, code: str) -> str:
    """As a letter says it: both languages, and the code that an answer by mail must carry."""
    return f"{text_zh(invited)}\n\n{text_en(invited)}\n\n回复编号 Reply code: {code}\n"


def _place(invited: Invited, left: str, right: str) -> str:
    return invited.venue + (f"{left}{invited.address}{right}" if invited.address else "")


def read_answer(text: str) -> tuple[Answer, str] | None:
    """What an expert answered, with the code of his reason ("" unless he declines); None when it says neither.

    Full-width digits count, what follows the first line does not (a mail quotes). "2 病" declines as `ill`.
    """
    line = next((line for line in text.splitlines() if line.strip()), "")
    plain = unicodedata.normalize("NFKC", line).casefold()
    plain = _AROUND.sub("", plain)
    if plain in _ACCEPT:
        return "accept", ""
    if plain in _ON_THE_WAY:
        return "on_the_way", ""
    for word in sorted(_DECLINE, key=len, reverse=True):
        rest = plain.removeprefix(word)
        if rest != plain and (word != "2" or not rest[:1].isdigit()):
            return "decline", _reason(rest)
    return None


def _reason(words: str) -> str:
    return next((code for sign, code in _REASONS if sign in words), "declined")
