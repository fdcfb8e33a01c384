"""What is still to come: published tenders, whether they are meant to be remote, what the target needs of them, R01.

Only publication, deadline and plans are looked at: nothing here knows who or how many bid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, cast
from uuid import UUID

from sqlalchemy import select

from bidding.handover import CountedProject, coming_projects
from crypto.encoding import timestamp
from evaluation_rooms.draws.plans import Plan, read_plan
from evaluation_rooms.draws.tables import EvaluationSession
from evaluation_rooms.statistics.actions.board import LAW, closed_months
from evaluation_rooms.statistics.actions.sums import Asked, sum_up
from evaluation_rooms.statistics.alerts import Remoteness, remote_alert
from evaluation_rooms.statistics.answers import CityPlanned, PlannedProject, ShareAlert, ShareAlerts, ShareForecast
from evaluation_rooms.statistics.figures import Indicator, figure_of, sides_of
from evaluation_rooms.statistics.forecast import Forecast
from evaluation_rooms.statistics.periods import Period, later
from evaluation_rooms.statistics.shown import city_name, period_shown
from evaluation_rooms.statistics.tables import ShareFact, ShareProject
from evaluation_rooms.statistics.words import Meant
from foundation.calendar import SHANGHAI
from foundation.regions import HUBEI, province_key, same_city, same_province, seat_city
from foundation.work import Work

NOT_DRAWN: Final = frozenset({"PLANNED", "DRAW_FAILED"})
FAR: Final = timedelta(days=3660)


@dataclass(frozen=True)
class Coming:
    """A published project with a report to come; `plan` is of its newest session that is not void."""

    project: CountedProject
    label: ShareProject | None
    plan: Plan | None
    drawn: bool
    local_reason: str | None

    @property
    def place(self) -> str:
        """The city it lies in."""
        return seat_city(self.project.region)

    @property
    def deadline(self) -> datetime:
        """The last of its lots that are still to come."""
        return max(lot.deadline for lot in self.project.lots if lot.is_coming and lot.deadline)

    @property
    def meant(self) -> Meant | None:
        """What the session's plan says, else what its people announced."""
        if self.plan is not None:
            return "remote" if self.plan.is_remote and self.local_reason is None else "local"
        return cast(Meant | None, self.label.meant if self.label else None)

    @property
    def is_exempt(self) -> bool:
        """By an approved exemption."""
        return self.label is not None and self.label.exempt is not None

    @property
    def could_turn(self) -> bool:
        """Whether it can still be planned remote, and is not yet."""
        return not self.drawn and self.meant != "remote" and not self.is_exempt


async def coming(work: Work, until: datetime) -> list[Coming]:
    """Every published project with a report to come and a deadline before `until`, by deadline."""
    projects = await coming_projects(work, until)
    ids = [one.id for one in projects]
    said = select(ShareProject).where(ShareProject.project_id.in_(ids))
    labels = {row.project_id: row for row in await work.session.scalars(said)}
    sessions = await _sessions(work, ids)
    found = [_coming(one, labels.get(one.id), sessions.get(one.id)) for one in projects]
    return sorted(found, key=lambda one: (one.deadline, one.project.code))


async def _sessions(work: Work, ids: Sequence[UUID]) -> dict[UUID, EvaluationSession]:
    query = select(EvaluationSession).where(EvaluationSession.project_id.in_(ids), EvaluationSession.state != "VOID")
    return {row.project_id: row for row in await work.session.scalars(query.order_by(EvaluationSession.id))}


def _coming(project: CountedProject, label: ShareProject | None, session: EvaluationSession | None) -> Coming:
    if session is None:
        return Coming(project, label, None, False, None)
    return Coming(project, label, read_plan(session.plan), session.state not in NOT_DRAWN, session.local_reason)


def end_of(period: Period) -> datetime:
    """The first moment after a period, in China."""
    following = later(period.last, 1)
    return datetime(following.year, following.month, following.day, tzinfo=SHANGHAI).astimezone(UTC)


async def show_forecast(work: Work, asked: Asked, indicator: Indicator) -> ShareForecast:
    """What the target of an indicator still needs by the end of the period, and which tenders could give it."""
    figure = figure_of(indicator, (await sum_up(work, asked)).whole, LAW, both_in_province=asked.both_in_province)
    assert figure.target is not None  # the door takes no indicator without one
    tenders = await _planned(work, asked, indicator)
    remote = sum(one.meant == "remote" for one in tenders)
    forecast = Forecast(figure.raw, len(tenders), remote, figure.target)
    return {
        "period": period_shown(asked.period, await closed_months(work, asked.period)),
        "indicator": indicator,
        "target": f"{figure.target.numerator}/{figure.target.denominator}",
        "done": {"numerator": figure.raw.above, "denominator": figure.raw.below},
        "planned": forecast.planned,
        "remote_planned": remote,
        "need": forecast.need,
        "need_percent": forecast.of_planned.percent,
        "turn": forecast.turn,
        "reachable": forecast.is_reachable,
        "cities": _by_city(tenders),
        "tenders": [_tender(one) for one in tenders],
    }


async def _planned(work: Work, asked: Asked, indicator: Indicator) -> list[Coming]:
    """Those that will stand in the denominator, and are not counted yet with another of their lots."""
    population = sides_of(indicator)[1].population
    found = [one for one in await coming(work, end_of(asked.period)) if _stands_in(one, population, asked)]
    keys = {str(one.project.id) for one in found}
    counted = select(ShareFact.key).where(ShareFact.unit == "project", ShareFact.key.in_(keys))
    already = set(await work.session.scalars(counted))
    return [one for one in found if str(one.project.id) not in already]


def _stands_in(one: Coming, population: str, asked: Asked) -> bool:
    project = one.project
    within = {"statutory": project.is_statutory, "scope": project.is_in_remote_scope}.get(population, True)
    here = same_province(project.region, HUBEI) and asked.city in (None, one.place)
    return within and here and asked.project_class in (None, project.project_class)


def _by_city(tenders: Sequence[Coming]) -> list[CityPlanned]:
    cities = sorted({one.place for one in tenders})
    return [_city(city, [one for one in tenders if one.place == city]) for city in cities]


def _city(city: str, tenders: Sequence[Coming]) -> CityPlanned:
    return {
        "city": city,
        "name": city_name(city),
        "planned": len(tenders),
        "remote": sum(one.meant == "remote" for one in tenders),
        "could_turn": sum(one.could_turn for one in tenders),
    }


def _tender(one: Coming) -> PlannedProject:
    return {
        "project": str(one.project.id),
        "code": one.project.code,
        "name": one.project.name,
        "place": one.place,
        "project_class": one.project.project_class,
        "deadline": timestamp(one.deadline),
        "in_scope": one.project.is_in_remote_scope,
        "meant": one.meant,
        "plannable": not one.drawn,
    }


async def show_alerts(work: Work) -> ShareAlerts:
    """R01 for whoever watches over a place: the supervisor's and the statistician's own, red ones first."""
    work.actor.need("supervisor", "statistician")
    now, region = await work.now(), work.actor.region
    found = [alert for one in await coming(work, now + FAR) if _watches(region, one) and (alert := _alert(one, now))]
    return {"alerts": sorted(found, key=lambda alert: (alert["level"] != "red", alert["deadline"]))}


def _watches(region: str, one: Coming) -> bool:
    if region.endswith("0000"):
        return province_key(region) == province_key(one.project.region)
    return bool(region) and same_city(region, one.project.region)


def _alert(one: Coming, now: datetime) -> ShareAlert | None:
    project = one.project
    fell_back = one.plan is not None and one.meant != "remote"
    is_late = min(lot.deadline for lot in project.lots if lot.is_coming and lot.deadline) <= now
    level = remote_alert(
        Remoteness(project.is_in_remote_scope, one.meant == "remote", fell_back, one.is_exempt, is_late)
    )
    if level is None:
        return None
    claimed = one.plan.exemption if one.plan else None
    return {
        "rule": "R01",
        "level": level,
        "project": str(project.id),
        "code": project.code,
        "name": project.name,
        "place": one.place,
        "deadline": timestamp(one.deadline),
        "fell_back": fell_back,
        "reason": one.local_reason,
        "claimed": f"{claimed.reason} {claimed.document}" if claimed else None,
    }
