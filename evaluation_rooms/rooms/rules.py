"""The states of a room and of its members: who may take which step, under which rule. Pure."""

from typing import Final, Literal

from foundation.machine import Machine, Step

JUDGING: Final = ("PRELIMINARY", "BLIND", "OPEN_PART", "PRICE_OPENING", "CONFIRM", "RANKED", "SIGNING")

ROOM = Machine(
    "evaluation room",
    "evaluation room 评标现场",
    (
        Step("GATHERING", "gather", "ELECTING", "clock", "条例46"),
        Step("ELECTING", "elect", "PRELIMINARY", "expert", "Order 12 Art. 9"),
        Step("PRELIMINARY", "to_blind", "BLIND", "expert", "条例49"),
        Step("PRELIMINARY", "to_open", "OPEN_PART", "expert", "条例49"),
        Step("PRELIMINARY", "reject_all", "SIGNING", "expert", "法42"),
        Step("BLIND", "to_open", "OPEN_PART", "expert", "条例49"),
        Step("OPEN_PART", "to_price", "CONFIRM", "expert", "条例49"),
        Step("OPEN_PART", "to_price_opening", "PRICE_OPENING", "expert", "R-PRICE-NOTICE"),
        Step("PRICE_OPENING", "to_price", "CONFIRM", "expert", "条例49"),
        Step("OPEN_PART", "reject_all", "SIGNING", "expert", "法42"),
        Step("CONFIRM", "to_ranking", "RANKED", "expert", "条例53"),
        Step("RANKED", "to_signing", "SIGNING", "expert", "条例53"),
        Step("SIGNING", "close", "CLOSED", "expert|clock", "条例53"),
        *(
            Step(phase, "void", "VOID", "clock|supervisor|buyer", "R-EVAL-VOID")
            for phase in ("GATHERING", "ELECTING", *JUDGING)
        ),
        *(
            Step(phase, "restart", "PRELIMINARY", "clock", "条例48")
            for phase in JUDGING
        ),
    ),
)

MEMBER = Machine(
    "member",
    "member of the committee 评标委员会成员",
    (
        Step("EXPECTED", "sit", "SEATED", "expert", "R-ROOM-WINDOW"),
        Step("SEATED", "confirm", "READY", "expert", "条例46"),
        Step("EXPECTED", "leave", "GONE", "centre_staff|supervisor|clock", "条例48"),
        Step("SEATED", "leave", "GONE", "centre_staff|supervisor|clock|expert", "条例48"),
        Step("READY", "leave", "GONE", "centre_staff|supervisor|clock|expert", "条例48"),
    ),
)

Phase = Literal[
    "GATHERING",
    "ELECTING",
    "PRELIMINARY",
    "BLIND",
    "OPEN_PART",
    "PRICE_OPENING",
    "CONFIRM",
    "RANKED",
    "SIGNING",
    "CLOSED",
    "VOID",
]
Held = Literal["break", "pause", "interrupted", "replacement"]
Link = Literal["good", "weak", "lost"]
Kind = Literal["expert", "buyer"]
MemberState = Literal["EXPECTED", "SEATED", "READY", "GONE"]

OVER: Final = ("CLOSED", "VOID")
"""Phases in which nobody sits any more."""

BEFORE_A_HEAD: Final = ("GATHERING", "ELECTING")
"""Phases in which there is no head yet."""

WITHOUT_PRESENCE: Final = ("close", "void", "restart")
"""Steps that no absent member can stop: silence has its own rule (条例53), and so has a void evaluation."""

GONE_REASONS: Final = ("recusal", "ill", "absent", "replaced", "void")
"""Codes of why a member went."""
