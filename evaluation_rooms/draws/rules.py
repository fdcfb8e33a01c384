"""The states of sessions, draws and occupancies: who may take which step, under which rule. Pure."""

from typing import Final

from foundation.machine import Machine, Step

SESSION = Machine(
    "evaluation session",
    "evaluation session 评标场次",
    (
        Step("PLANNED", "amend", "PLANNED", "draw_operator|agency|buyer", "Order 12 Art. 9"),
        Step("PLANNED", "draw", "DRAWING", "draw_operator", "R-DRAW"),
        Step("PLANNED", "import", "INVITING", "draw_operator", "R-DRAW-EXTERNAL"),
        Step("DRAWING", "invite", "INVITING", "clock", "R-DRAW"),
        Step("DRAWING", "fail", "DRAW_FAILED", "clock|draw_operator", "R-DRAW-CELL"),
        Step("INVITING", "supplement", "DRAWING", "clock", "R-DRAW"),
        Step("INVITING", "complete", "ASSEMBLING", "clock", "R-EXPERT-ANSWER"),
        Step("ASSEMBLING", "replace", "INVITING", "clock|centre_staff", "R-EXPERT-ABSENT"),
        Step("ASSEMBLING", "begin", "JUDGING", "clock", "条例48"),
        Step("JUDGING", "replace", "INVITING", "clock|centre_staff|supervisor", "条例48"),
        Step("JUDGING", "finish", "JUDGED", "clock", "条例53"),
        Step("JUDGING", "void", "VOID", "clock|supervisor|buyer", "R-EVAL-VOID"),
        Step("JUDGED", "void", "VOID", "supervisor|buyer", "R-REVIEW"),
        Step("DRAW_FAILED", "draw", "DRAWING", "draw_operator", "R-DRAW"),
        Step("DRAW_FAILED", "amend", "PLANNED", "draw_operator|agency|buyer", "R-DRAW-CELL"),
    ),
)

DRAW = Machine(
    "draw",
    "draw 专家抽取",
    (
        Step("DEALING", "deal", "DEALING", "custodian", "R-DRAW-DEAL"),
        Step("DEALING", "wait", "DEALING", "clock", "R-DRAW-DEAL"),
        Step("DEALING", "cut", "RELEASING", "clock", "R-DRAW-DEAL"),
        Step("RELEASING", "release", "RELEASING", "custodian", "R-DRAW"),
        Step("RELEASING", "draw", "DRAWN", "clock", "R-DRAW"),
        Step("DRAWN", "publish", "PUBLISHED", "clock", "R-DRAW-PUBLISH"),
    ),
)

OCCUPANCY = Machine(
    "occupancy",
    "committee place 评委席位",
    (
        Step("INVITED", "accept", "ACCEPTED", "expert", "R-EXPERT-ANSWER"),
        Step("INVITED", "decline", "DECLINED", "expert", "R-EXPERT-ANSWER"),
        Step("INVITED", "lapse", "LAPSED", "clock", "R-EXPERT-ANSWER"),
        Step("ACCEPTED", "decline", "DECLINED", "expert", "R-EXPERT-ANSWER"),
        Step("ACCEPTED", "delay", "ACCEPTED", "expert", "R-EXPERT-GRACE"),
        Step("ACCEPTED", "miss", "ABSENT", "centre_staff|clock", "R-EXPERT-ABSENT"),
        Step("ACCEPTED", "replace", "REPLACED", "centre_staff|supervisor", "条例48"),
    ),
)

SEATED: Final = ("ASSEMBLING", "JUDGING", "JUDGED", "VOID")
"""States of a session in which everybody has a seat."""

OVER: Final = (*SEATED, "DRAW_FAILED")
"""States of a session in which, as things are, no further draw of it is to come."""

GONE: Final = ("DECLINED", "LAPSED", "ABSENT", "REPLACED")
"""States in which a place is free again; the database's index of holders names the same."""

REASONS: Final = ("declined", "no_answer", "ill", "recusal", "absent", "replaced")
"""Codes of why a place became free."""
