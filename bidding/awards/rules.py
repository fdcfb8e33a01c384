"""When a publicity ends, who wins, what deviates from the offer, what is due until when. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Literal, TypedDict

from bidding.awards import refusals
from bidding.projects.scope import BUDGET_SOURCES, STATE_SOURCES
from crypto.encoding import timestamp
from foundation.calendar import SHANGHAI, Calendar, last_day, shanghai
from foundation.rulebook import Rule, Rulebook

Ground = Literal["gave_up", "force_majeure", "no_performance_bond", "illegal"]
"""Why a candidate in front cannot win (条例55)."""

GROUNDS: Final[Mapping[str, tuple[str, str]]] = {
    "gave_up": ("放弃中标", "gave up the award"),
    "force_majeure": ("因不可抗力不能履行合同", "cannot perform, by force majeure"),
    "no_performance_bond": ("不按照招标文件要求提交履约保证金", "gave no performance bond as required"),
    "illegal": ("被查实存在影响中标结果的违法行为", "an illegal act that bears on the result was established"),
}

REQUEST_PATIENCE = timedelta(minutes=5)
"""How far from our clock a signed request may say it was made."""

DAY: Final = timedelta(days=1)


class Candidate(TypedDict):
    """A candidate as the report names it; `price` as "26888000.00"."""

    rank: int
    bid: str
    name: str
    uscc: str
    price: str


class PassedOver(TypedDict):
    """A candidate in front of the winner that cannot win, and why."""

    bid: str
    ground: Ground
    reason: str


def end_of(day: date) -> datetime:
    """The midnight with which a day of China ends: the first moment that is no longer within it."""
    return datetime.combine(day + DAY, time(), SHANGHAI)


def within(start: datetime, rule: Rule, calendar: Calendar) -> datetime:
    """Until when "within N days" of an act is kept: the end of the last day, moved on from a rest day.

    A row with another clock (a rehearsal) runs to the second.
    """
    if rule.unit != "d":
        return start + rule.period
    return end_of(last_day(shanghai(start).date(), rule.period.days, calendar))


def publicity_end(start: datetime, rules: Rulebook, calendar: Calendar) -> datetime:
    """The earliest end of the publicity: within it objections are made, so a rest day moves its last day on."""
    return within(start, rules.row("R-CAND-PUB-LEN"), calendar)


def check_publicity_end(start: datetime, ends: datetime, rules: Rulebook, calendar: Calendar) -> None:
    """A longer publicity is free, a shorter one forbidden."""
    least = publicity_end(start, rules, calendar)
    if ends < least:
        raise refusals.PublicityTooShort(ends=timestamp(ends), earliest=timestamp(least))


def resumed_end(ends: datetime, stopped: datetime, now: datetime, rules: Rulebook, calendar: Calendar) -> datetime:
    """The publicity's end after it stood still: the time that was left is left still.

    Where the law counts days, the last of them is whole and no rest day.
    """
    moved = ends + (now - stopped)
    if rules.row("R-CAND-PUB-LEN").unit != "d":
        return moved
    into = shanghai(moved - timedelta(milliseconds=1)).date()
    return end_of(calendar.next_working_day(into))


def check_objection_time(ends: datetime | None, stopped: datetime | None, now: datetime) -> None:
    """Inside the publicity, or while it stands still; equal is late (条例54)."""
    if ends is None:
        raise refusals.PublicityNotBegun()
    if stopped is None and now >= ends:
        raise refusals.PublicityOver(ends=timestamp(ends), at=timestamp(now))


def is_state_controlled(funds: Iterable[Mapping[str, Any]], rules: Rulebook, *, statutory: bool) -> bool:
    """Whether 条例55 binds the buyer to the first candidate: statutory, with state money in a controlling part.

    From which share on it controls is R-STATE-CONTROL; a project that names no funds is taken for controlled.
    """
    rows = [(one["source"], Decimal(str(one["amount"]))) for one in funds]
    whole = sum((amount for _, amount in rows), Decimal(0))
    state = sum((amount for source, amount in rows if source in BUDGET_SOURCES | STATE_SOURCES), Decimal(0))
    return statutory and (whole == 0 or Fraction(state) >= Fraction(whole) * rules.share("R-STATE-CONTROL"))


def choose(candidates: Sequence[Candidate], bid: str, passed: Sequence[PassedOver], *, first_only: bool) -> Candidate:
    """The candidate of that bid, once nobody stands in front of it who is not passed over on a ground.

    Elsewhere the buyer chooses among the candidates (法40), but a ground that is given must fit a candidate.
    """
    by_bid = {one["bid"]: one for one in candidates}
    if bid not in by_bid or any(one["bid"] not in by_bid or one["bid"] == bid for one in passed):
        raise refusals.NotACandidate()
    wanted, over = by_bid[bid], {one["bid"] for one in passed}
    front = next((one for one in candidates if one["rank"] < wanted["rank"] and one["bid"] not in over), None)
    if first_only and front is not None:
        raise refusals.FirstCandidateWins(rank=front["rank"])
    return wanted


def check_next(winner: str, name: str, awarded: datetime, passed: Sequence[PassedOver]) -> None:
    """After an award another candidate wins only when the winner is passed over on a ground."""
    if all(one["bid"] != winner for one in passed):
        raise refusals.AwardedOtherwise(name=name, at=timestamp(awarded))


@dataclass(frozen=True)
class Signed:
    """What the parties signed; `period` as the offer's field is written, where they agreed on one."""

    on: date
    price: Decimal
    period: str | None


class Alert(TypedDict):
    """A lead for the supervisor, never a verdict: what was expected, what was found."""

    kind: Literal["price-differs", "period-differs", "contract-late", "report-late", "bond-late", "performance-bond"]
    rule: str
    expected: str
    found: str


def contract_alerts(signed: Signed, price: Decimal, period: str | None, due: datetime) -> list[Alert]:
    """Where the contract departs from the winning offer (法46, P-rows of domain.md 5.3), or comes late."""
    alerts: list[Alert] = []
    if signed.price != price:
        alerts.append(
            {"kind": "price-differs", "rule": "法46", "expected": f"{price:.2f}", "found": f"{signed.price:.2f}"}
        )
    if period is not None and signed.period is not None and signed.period != period:
        alerts.append({"kind": "period-differs", "rule": "法46", "expected": period, "found": signed.period})
    last = shanghai(due - timedelta(milliseconds=1)).date()
    if signed.on > last:
        alerts.append({"kind": "contract-late", "rule": "R-CONTRACT", "expected": str(last), "found": str(signed.on)})
    return alerts


def check_contract_day(on: date, awarded: datetime, now: datetime) -> None:
    """Not before the notice, not in the future."""
    first, today = shanghai(awarded).date(), shanghai(now).date()
    if not first <= on <= today:
        raise refusals.ContractDayWrong(on=str(on), awarded=str(first), today=str(today))


def bond_alert(on: date, due: datetime) -> Alert | None:
    """A bond that went back after its days."""
    last = shanghai(due - timedelta(milliseconds=1)).date()
    if on <= last:
        return None
    return {"kind": "bond-late", "rule": "R-BOND-BACK", "expected": str(last), "found": str(on)}


def bonds_due(signed_on: date, recorded: datetime, rules: Rulebook, calendar: Calendar) -> datetime:
    """Until when bonds go back after the contract (条例57): from its day, or by a rehearsal's clock its recording."""
    row = rules.row("R-BOND-BACK")
    return end_of(last_day(signed_on, row.period.days, calendar)) if row.unit == "d" else recorded + row.period


def contract_due(noticed: datetime, rules: Rulebook, calendar: Calendar) -> datetime:
    """Until when the contract is signed (法46)."""
    return within(noticed, rules.row("R-CONTRACT"), calendar)


def report_due(awarded: datetime, rules: Rulebook, calendar: Calendar) -> datetime:
    """Until when the written report is with the supervisor (法47)."""
    return within(awarded, rules.row("R-REPORT"), calendar)


def keep_until(day: date, rules: Rulebook) -> date:
    """The last day on which the archive must be there (R-ARCH)."""
    year = day.year + rules.count("R-ARCH")
    return date(year, day.month, 28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


Step = Literal[
    "publish-candidates", "answer-result-objection", "award", "contract", "bonds-back", "written-report", "archive"
]
"""The buyer's seven duties after the report."""


@dataclass(frozen=True)
class Facts:
    """What the seven duties follow from; moments as they stand in the row, None where nothing happened yet."""

    state: str
    received_at: datetime
    publish_due: datetime
    ends_at: datetime | None
    answers_due: datetime | None
    awarded_at: datetime | None
    contract_due: datetime | None
    report_due: datetime | None
    filed_at: datetime | None
    bonds_due: datetime | None
    bonds_open: int


class StepShown(TypedDict):
    """One of the seven, with its rule and its day; `state`: ahead, open, late or done."""

    step: Step
    rule: str
    due: str | None
    state: Literal["ahead", "open", "late", "done"]


def seven_duties(facts: Facts, now: datetime) -> list[StepShown]:
    """The way from the report to the archive, each step with its clock."""
    shown = facts.state
    # A check that the report passed puts the lot back to REPORTED: the publicity begins anew.
    published, awarded = facts.ends_at is not None and shown != "REPORTED", facts.awarded_at is not None
    contracted = shown in ("CONTRACTED", "ARCHIVED")
    over = shown in ("FAILED", "ARCHIVED")
    ready = published and facts.answers_due is None and facts.ends_at is not None and now >= facts.ends_at
    rows: list[tuple[Step, str, datetime | None, bool, bool]] = [
        ("publish-candidates", "R-CAND-PUB-START", facts.publish_due, published, True),
        ("answer-result-objection", "R-OBJ-ANS", facts.answers_due, awarded, facts.answers_due is not None),
        ("award", "条例55", None, awarded, ready),
        ("written-report", "R-REPORT", facts.report_due, facts.filed_at is not None, awarded),
        ("contract", "R-CONTRACT", facts.contract_due, contracted, awarded),
        ("bonds-back", "R-BOND-BACK", facts.bonds_due, contracted and facts.bonds_open == 0, contracted),
        ("archive", "R-ARCH", None, shown == "ARCHIVED", contracted),
    ]
    return [_step(step, rule, due, done=done or over, begun=begun, now=now) for step, rule, due, done, begun in rows]


def _step(step: Step, rule: str, due: datetime | None, *, done: bool, begun: bool, now: datetime) -> StepShown:
    late = due is not None and now >= due
    state: Literal["ahead", "open", "late", "done"] = "open" if begun else "ahead"
    if done:
        state = "done"
    elif begun and late:
        state = "late"
    return {"step": step, "rule": rule, "due": timestamp(due) if due else None, "state": state}
