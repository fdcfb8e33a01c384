"""Answers of experts and the places of a committee as they are told, and why they are refused. Pure.

Nothing here has a name, a ref or an employer: who operates a draw sees numbers, cities and times.
"""

from typing import Final, Literal, TypedDict

from foundation.answers import BothLanguages
from foundation.errors import Refusal
from foundation.records import SignedDocument

Outcome = Literal["accepted", "declined", "on_the_way", "late", "unknown"]
PlaceState = Literal["INVITED", "ACCEPTED", "DECLINED", "LAPSED", "ABSENT", "REPLACED", "VACANT"]


class ReplyTaken(TypedDict):
    """What became of an answer that the carrier handed in; `say` may be sent back to the expert."""

    id: str
    outcome: Outcome
    repeated: bool
    say: BothLanguages


class PlaceShown(TypedDict):
    """A place of the committee as it stands, with how often it was called; no name, no ref.

    `former`: how those ended who were called before. `seat`: E01.. once seats are drawn.
    """

    place: int
    speciality: str
    city: str | None
    state: PlaceState
    invited_at: str | None
    answer_by: str | None
    answered_at: str | None
    grace_until: str | None
    former: list[PlaceState]
    seat: str | None
    venue: str | None
    workstation: str | None


class PlacesShown(TypedDict):
    """The places of a session, by number."""

    session: str
    state: str
    now: str
    places: list[PlaceShown]


class DrawPackage(TypedDict):
    """What a stranger verifies (`python -m crypto verify-draw`): the draw record and the records that it names."""

    type: Literal["tianping/draw-package/1"]
    record: SignedDocument
    records: list[SignedDocument]


SAY: Final[dict[Outcome, BothLanguages]] = {
    "accepted": {
        "zh": "已登记参加。请准时到场；出发后如可能迟到，请回3。",
        "en": "You are expected. Be there in time; answer 3 if you are on the way and may be late.",
    },
    "declined": {"zh": "已登记不能参加，无需再回复。", "en": "Noted that you cannot come. Nothing more is needed."},
    "on_the_way": {
        "zh": "已登记在途，开始后将再等候一次，仅此一次。",
        "en": "Noted that you are on the way: you are waited for longer, once.",
    },
    "late": {
        "zh": "回复时限已过或席位已由他人递补，无需到场。感谢您的回复。",
        "en": "The time to answer is over or the place has been given on. You need not come; thank you.",
    },
    "unknown": {
        "zh": "未能识别您的回复。参加回1，不能参加回2，出发后回3。",
        "en": "The answer was not understood. Answer 1 to accept, 2 to decline, 3 once you are on the way.",
    },
}


class NotTheCarrier(Refusal):
    """The signature over the body is missing or is not the carrier's; nothing is told about the code."""

    status = 401
    rule = "D-ACCESS"
    en = "The message is not signed by the carrier."
    zh = "该消息未经通信服务方签名。"
    do_en = "Sign the raw body with the carrier's secret (HMAC-SHA256, hex, header Tianping-Signature)."
    do_zh = "请用约定密钥对原始内容签名（HMAC-SHA256，十六进制，Tianping-Signature 头）。"


class NotYetAbsent(Refusal):
    """Nobody is absent before the session has begun."""

    rule = "R-EXPERT-ABSENT"
    en = "The session begins at {starts_at}; nobody is absent before that."
    zh = "评标于{starts_at}开始，此前不作缺席登记。"
    do_en = "Wait until it has begun. Who says that he cannot come answers 2 himself."
    do_zh = "请在开始后登记；不能参加的专家由本人回复2。"


class PlaceNotHeld(Refusal):
    """The place has no holder who accepted."""

    rule = "R-EXPERT-ABSENT"
    en = "Place {place} has nobody who accepted (state {state})."
    zh = "{place}号席位目前没有已确认参加的专家（{state}）。"
    do_en = "Look at the places again; a reserve may have been called."
    do_zh = "请重新查看席位，可能已通知候补专家。"


class RecordNotPublished(Refusal):
    """The draw record is sealed until the result is fixed."""

    status = 404
    rule = "R-DRAW-PUBLISH"
    en = "There is no published draw record of this session."
    zh = "没有该场次已公开的抽取记录。"
    do_en = "The record comes out once the result is fixed."
    do_zh = "结果确定后公开抽取记录。"
