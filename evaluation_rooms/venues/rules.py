"""The states of a request to a sub venue 副场, and how many seats and how long a time one may ask for. Pure."""

from datetime import datetime, timedelta
from typing import Final, Literal, cast

from foundation.machine import Machine, Step
from foundation.rulebook import rulebook

CONFIRM: Final = "R-VENUE-CONFIRM"

REQUEST = Machine(
    "venue request",
    "request to a sub venue 副场申请",
    (
        Step("WAITING", "accept", "ACCEPTED", "centre_staff", CONFIRM),
        Step("WAITING", "decline", "DECLINED", "centre_staff", CONFIRM),
        Step("WAITING", "lapse", "LAPSED", "clock", CONFIRM),
        Step("WAITING", "withdraw", "WITHDRAWN", "draw_operator|clock", "807号"),
        Step("ACCEPTED", "withdraw", "WITHDRAWN", "draw_operator|clock", "807号"),
    ),
)

RequestState = Literal["WAITING", "ACCEPTED", "DECLINED", "LAPSED", "WITHDRAWN"]

LONGEST: Final = timedelta(days=14)
"""Of one booking: nobody sits longer, and a slip of the year in a form should not close a room for good."""

DAYS_SHOWN: Final = 62
"""Of one calendar's page."""


def answer_by(asked_at: datetime, start: datetime, number: int) -> datetime:
    """Until when the sub venue answers, under the rulebook of that number; never later than the seats are needed."""
    return min(asked_at + rulebook(number).duration(CONFIRM), start)


def state_at(state: str, until: datetime, now: datetime) -> RequestState:
    """The state as the clock sees it: what nobody answered has lapsed, whether the timer has run or not."""
    if state == "WAITING" and now >= until:
        return cast(RequestState, REQUEST.step("WAITING", "lapse").after)
    return cast(RequestState, state)
