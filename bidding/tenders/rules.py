"""The states of a lot round (domain.md 2.2) as far as they are reached: who may take which step, under which rule."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Final, Literal, cast

from bidding.tenders.refusals import DeadlineBehind, DeadlineNotAhead, DeadlineNotLater, DeadlineTooFar
from crypto.encoding import timestamp
from foundation.calendar import Calendar, check_deadline_day
from foundation.errors import FieldRefused, NotAllowed
from foundation.machine import Machine, Step
from foundation.rulebook import Rulebook

MACHINE = Machine(
    "lot round",
    "lot 标段",
    (
        Step("DRAFT", "amend", "DRAFT", "agency|buyer", "R-DOC-SALE"),
        Step("DRAFT", "rekey", "DRAFT", "agency|buyer", "R-CUSTODIAN-KEYS"),
        Step("DRAFT", "publish", "BIDDING", "agency|buyer", "R-BID-PERIOD"),
        Step("BIDDING", "extend", "BIDDING", "agency|buyer", "R-CLARIFY"),
        Step("BIDDING", "amend", "BIDDING", "agency|buyer", "R-CLARIFY"),
        Step("BIDDING", "rekey", "BIDDING", "agency|buyer", "R-CUSTODIAN-KEYS"),
        Step("BIDDING", "terminate", "TERMINATED", "agency|buyer", "条例31"),
        Step("BIDDING", "freeze", "OPENING", "clock", "R-DEADLINE"),
        Step("BIDDING", "freeze", "FAILED_FEW", "clock", "R-BIDS-MIN"),
        Step("OPENING", "count", "DECRYPTING", "clock", "R-BIDS-MIN"),
        Step("OPENING", "count", "FAILED_FEW", "clock", "R-BIDS-MIN"),
        Step("DECRYPTING", "read_out", "READ_OUT", "clock", "Order 20 Art. 30"),
        Step("DECRYPTING", "read_out", "FAILED_FEW", "clock", "条例44"),
        Step("READ_OUT", "close", "OPENED", "agency|buyer|centre_staff", "Order 20 Art. 32"),
        Step("OPENED", "draw", "DRAWING", "draw_operator", "R-DRAW"),
        Step("DRAWING", "fail", "DRAW_FAILED", "clock", "R-DRAW-CELL"),
        Step("DRAW_FAILED", "draw", "DRAWING", "draw_operator", "R-DRAW"),
        Step("DRAWING", "assemble", "ASSEMBLING", "clock", "R-EXPERT-ANSWER"),
        Step("ASSEMBLING", "replace", "DRAWING", "clock|centre_staff|supervisor", "R-EXPERT-ABSENT"),
        Step("ASSEMBLING", "evaluate", "EVALUATING", "clock", "条例48"),
        Step("EVALUATING", "replace", "DRAWING", "clock|centre_staff|supervisor", "条例48"),
        Step("EVALUATING", "interrupt", "INTERRUPTED", "centre_staff|clock|supervisor", "R-EVAL-WAIT"),
        Step("INTERRUPTED", "resume", "EVALUATING", "centre_staff|clock|supervisor", "R-EVAL-WAIT"),
        Step("EVALUATING", "void", "VOID_EVAL", "clock|supervisor|buyer", "R-EVAL-VOID"),
        Step("INTERRUPTED", "void", "VOID_EVAL", "clock|supervisor|buyer", "R-EVAL-VOID"),
        Step("VOID_EVAL", "draw", "DRAWING", "draw_operator", "R-DRAW"),
        Step("EVALUATING", "reject_all", "FAILED_REJECTED", "clock", "法42"),
        Step("EVALUATING", "report", "REPORTED", "clock", "条例53"),
        Step("REPORTED", "review", "REVIEW", "buyer|supervisor", "R-REVIEW"),
        Step("REVIEW", "accept", "REPORTED", "buyer|supervisor", "R-REVIEW"),
        Step("REVIEW", "void", "VOID_EVAL", "buyer|supervisor", "R-REVIEW"),
        Step("REPORTED", "publish_candidates", "PUBLICITY", "agency|buyer|clock", "R-CAND-PUB-START"),
        Step("PUBLICITY", "suspend", "SUSPENDED", "clock|supervisor", "条例54"),
        Step("SUSPENDED", "answer", "PUBLICITY", "agency|buyer|clock|supervisor", "条例54"),
        Step("PUBLICITY", "review", "REVIEW", "buyer|supervisor", "R-REVIEW"),
        Step("PUBLICITY", "award", "AWARDED", "agency|buyer", "条例55"),
        Step("AWARDED", "next_candidate", "AWARDED", "agency|buyer", "条例55"),
        Step("AWARDED", "contract", "CONTRACTED", "agency|buyer", "R-CONTRACT"),
        Step("CONTRACTED", "archive", "ARCHIVED", "clock", "R-ARCH"),
        Step("PUBLICITY", "fail", "FAILED", "agency|buyer", "条例55"),
        Step("AWARDED", "fail", "FAILED", "agency|buyer", "条例55"),
    ),
)

EVALUATION_OVER: Final = ("REPORTED", "REVIEW", "PUBLICITY", "SUSPENDED", "AWARDED", "CONTRACTED", "ARCHIVED", "FAILED")
"""States behind the committee's report: nothing of its work changes any more."""

RESULT_FIXED: Final = ("AWARDED", "CONTRACTED", "ARCHIVED", "FAILED", "FAILED_FEW", "FAILED_REJECTED", "TERMINATED")
"""States in which it is decided who wins, or that nobody does: from then on the committee's draw is told (法37)."""

CLOSED: Final = "CLOSED"
"""Shown, never stored: a round whose deadline has passed and whose freeze is not written yet."""

SHOWN = (*MACHINE.states(), CLOSED)

ShownState = Literal[
    "DRAFT",
    "BIDDING",
    "TERMINATED",
    "OPENING",
    "FAILED_FEW",
    "DECRYPTING",
    "READ_OUT",
    "OPENED",
    "DRAWING",
    "DRAW_FAILED",
    "ASSEMBLING",
    "EVALUATING",
    "INTERRUPTED",
    "VOID_EVAL",
    "FAILED_REJECTED",
    "REPORTED",
    "REVIEW",
    "PUBLICITY",
    "SUSPENDED",
    "AWARDED",
    "CONTRACTED",
    "ARCHIVED",
    "FAILED",
    "CLOSED",
]
"""The same words for whoever reads an answer."""

RELATIONS = {"agency": "招标代理机构", "buyer": "招标人", "centre": "交易中心", "supervisor": "行政监督部门"}

FARTHEST_DEADLINE = timedelta(days=3 * 366)


def shown_state(state: str, deadline: datetime | None, now: datetime) -> ShownState:
    """The state as told to the world: what the clock has closed is closed, whether or not a timer ran."""
    if state == "BIDDING" and deadline is not None and now >= deadline:
        return CLOSED
    return cast(ShownState, state)


def check_relation(mine: Collection[str], wanted: Collection[str]) -> None:
    """Refuse with NotAllowed unless the actor is one of these to the lot."""
    if not set(mine) & set(wanted):
        raise NotAllowed(needed=" / ".join(RELATIONS.get(one, one) for one in wanted))


def check_changeable(deadline: datetime | None, now: datetime) -> None:
    """Refuse a change of a published tender once its deadline has come; `now` is the moment after the lock."""
    if deadline is not None and now >= deadline:
        raise DeadlineBehind(deadline=timestamp(deadline), at=timestamp(now))


def check_deadline(deadline: datetime, now: datetime, rules: Rulebook, calendar: Calendar) -> None:
    """Refuse a deadline that is over, absurdly far, or on a rest day (R-DEADLINE-WORKING-DAY)."""
    if deadline <= now:
        raise DeadlineNotAhead(deadline=timestamp(deadline), at=timestamp(now))
    if deadline > now + FARTHEST_DEADLINE:
        raise DeadlineTooFar(deadline=timestamp(deadline))
    check_deadline_day(deadline, rules, calendar)


def check_extension(new: datetime, current: datetime) -> None:
    """A deadline only ever moves later."""
    if new <= current:
        raise DeadlineNotLater(new=timestamp(new), deadline=timestamp(current))


def read_deadline(moment: datetime) -> datetime:
    """A deadline as records print it, in UTC and whole milliseconds, so that what is stored is what is signed."""
    if moment.tzinfo is None or not 2000 <= moment.year <= 2200:
        raise FieldRefused(field="deadline", why="a moment with a time zone", why_zh="应为带时区的时间")
    utc = moment.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)
