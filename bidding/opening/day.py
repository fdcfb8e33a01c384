"""A day of openings: which moments it holds, and in which phase each of them is. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import cast

from bidding.opening.answers import DayPhase, OpeningLine, Phase
from bidding.opening.tables import Opening
from bidding.projects.scope import ProjectClass
from bidding.projects.tables import Lot, Project
from bidding.tenders.tables import LotRound
from crypto.encoding import timestamp
from foundation.calendar import SHANGHAI, shanghai
from foundation.errors import FieldRefused

FIRST, LAST = date(2000, 1, 1), date(2200, 12, 31)
"""No deadline lies outside (`tenders.rules.read_deadline`)."""


@dataclass(frozen=True)
class Day:
    """A day on the wall clocks of China, from its first moment to the next day's, which is not of it."""

    date: date
    begins: datetime
    ends: datetime


def day_of(wanted: date | None, now: datetime) -> Day:
    """The day asked for, or the one of this moment."""
    day = shanghai(now).date() if wanted is None else wanted
    if not FIRST <= day <= LAST:
        raise FieldRefused(field="day", why=f"from {FIRST} to {LAST}", why_zh=f"应在{FIRST}至{LAST}之间")
    begins = datetime.combine(day, time(), SHANGHAI)
    return Day(day, begins, begins + timedelta(days=1))


@dataclass(frozen=True)
class Scheduled:
    """A published round with what it belongs to; `opening` from the freeze on."""

    round: LotRound
    lot: Lot
    project: Project
    buyer: str
    agency: str | None
    opening: Opening | None


def phase_of(round_: LotRound, opening: Opening | None, now: datetime) -> DayPhase:
    """What the opening waits for; a failed one is told apart from one that was closed with a record of prices."""
    if round_.deadline is None or now < round_.deadline:
        return "before"
    if opening is None:
        return "closing"
    return "failed" if round_.state == "FAILED_FEW" else cast(Phase, opening.phase)


def opening_line(one: Scheduled, opened: int, now: datetime) -> OpeningLine:
    """One line of the day; until the freeze nobody is told a number."""
    assert one.round.deadline is not None  # a day lists deadlines
    return {
        "lot": str(one.lot.id),
        "round": one.round.number,
        "name": one.lot.name,
        "project": {
            "code": one.project.code,
            "name": one.project.name,
            "class": cast(ProjectClass, one.project.project_class),
        },
        "buyer": one.buyer,
        "region_code": one.project.region_code,
        "deadline": timestamp(one.round.deadline),
        "phase": phase_of(one.round, one.opening, now),
        "opened": None if one.opening is None else opened,
        "of": None if one.opening is None else one.opening.frozen,
        "rehearsal": one.round.rehearsal,
    }
