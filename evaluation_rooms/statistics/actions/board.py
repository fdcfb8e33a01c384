"""The board: indicators of a period, cuts, series and the league of cities, all from the cells."""

from collections.abc import Mapping
from datetime import date
from typing import Final, cast

from sqlalchemy import func, select

from evaluation_rooms.statistics.actions.sums import NO_SUMS, Asked, Cut, Sums, sum_cut, sum_up
from evaluation_rooms.statistics.answers import (
    OfficialBase,
    ShareAnswer,
    ShareCut,
    ShareFigure,
    ShareLeague,
    SharePoint,
    ShareSeries,
)
from evaluation_rooms.statistics.closing import CLOSED
from evaluation_rooms.statistics.figures import (
    BASES,
    INDICATORS,
    POPULATIONS,
    Counts,
    Figure,
    Indicator,
    Side,
    add_counts,
    figure_of,
    sides_of,
)
from evaluation_rooms.statistics.kinds import KINDS
from evaluation_rooms.statistics.league import CityCount, rank_cities
from evaluation_rooms.statistics.periods import Period, period_of
from evaluation_rooms.statistics.shown import (
    base_shown,
    figure_shown,
    league_shown,
    name_of,
    part_shown,
    period_shown,
)
from evaluation_rooms.statistics.tables import ShareBase, ShareMonth, ShareProject
from foundation.regions import HUBEI_UNITS
from foundation.rulebook import LAW_2026, Rulebook, rulebook
from foundation.work import Work

LAW: Final[Rulebook] = rulebook(LAW_2026)
MOST_POINTS: Final = 60
EVERYTHING: Final = Side(POPULATIONS[0], frozenset(KINDS))


async def show_board(work: Work, asked: Asked, cut: Cut | None) -> ShareAnswer:
    """Every indicator of the period, and of each part of it."""
    official, sums = await official_base(work, asked.period.last), await sum_up(work, asked)
    parts = await sum_cut(work, asked, cut) if cut else {}
    return {
        "period": period_shown(asked.period, await closed_months(work, asked.period)),
        "unit": asked.unit,
        "rule": asked.rule,
        "by": asked.by,
        "official": official,
        "figures": figures_shown(sums, official["indicator"], asked),
        "cuts": [_cut_shown(cut, key, parts[key], official, asked) for key in sorted(parts)] if cut else [],
        "services": sum((await _services(work, asked)).values()),
        "pending": await _pending(work),
    }


def _cut_shown(cut: Cut, key: str, sums: Sums, official: OfficialBase, asked: Asked) -> ShareCut:
    return {"key": key, "name": name_of(cut, key), "figures": figures_shown(sums, official["indicator"], asked)}


def figures_shown(sums: Sums, official: Indicator, asked: Asked) -> list[ShareFigure]:
    """All indicators of these sums, each with its split."""
    return [_figure_shown(one, sums, official, asked) for one in INDICATORS]


def _figure_shown(indicator: Indicator, sums: Sums, official: Indicator, asked: Asked) -> ShareFigure:
    switch = asked.both_in_province
    proven = add_counts([sums.of("proven"), sums.of("rehearsal")])
    return figure_shown(
        figure_of(indicator, sums.whole, LAW, both_in_province=switch),
        official,
        part_shown(indicator, proven, both_in_province=switch),
        part_shown(indicator, sums.of("declared"), both_in_province=switch),
    )


async def _pending(work: Work) -> int:
    found = await work.session.scalar(select(func.count()).where(ShareProject.pending.is_not(None)))
    return found or 0


async def show_series(work: Work, asked: Asked, until: Period) -> ShareSeries:
    """The periods from the asked one up to `until`, which is of the same kind."""
    periods = [asked.period]
    while periods[-1].last < until.last and len(periods) < MOST_POINTS:
        periods.append(periods[-1].following())
    whole = Period("", "month", periods[0].first, periods[-1].last)
    by_month: dict[date, Sums] = await sum_cut(work, asked.during(whole), "month")
    official, closed = await official_base(work, periods[-1].last), await closed_months(work, whole)
    points: list[SharePoint] = []
    for period in periods:
        sums = _joined({month: one for month, one in by_month.items() if period.covers(month)})
        figures = figures_shown(sums, official["indicator"], asked)
        points.append({"period": period_shown(period, closed), "figures": figures})
    return {"points": points}


def _joined(many: Mapping[date, Sums]) -> Sums:
    sources = {source for one in many.values() for source in one.by_source}
    return Sums({source: add_counts(one.of(source) for one in many.values()) for source in sources})


async def show_league(work: Work, asked: Asked, indicator: Indicator) -> ShareLeague:
    """Every unit of the province, whether or not anything was counted there."""
    previous, least = asked.period.previous(), LAW.count("R-SHARE-RANK-MIN")
    now, before = await sum_cut(work, asked, "city"), await sum_cut(work, asked.during(previous), "city")
    services = await _services(work, asked)
    cities = {
        city: _city_count(indicator, now.get(city, NO_SUMS), before.get(city, NO_SUMS), services.get(city, 0), asked)
        for city in HUBEI_UNITS
    }
    table = rank_cities(cities, least)
    target = figure_of(indicator, Counts({}), LAW).target
    passes = [(None, None) if target is None else (one.now.meets(target), one.before.meets(target)) for one in table]
    return {
        "period": period_shown(asked.period, await closed_months(work, asked.period)),
        "before": previous.name,
        "indicator": indicator,
        "least": least,
        "cities": league_shown(table, passes),
    }


def _city_count(indicator: Indicator, now: Sums, before: Sums, services: int, asked: Asked) -> CityCount:
    figure, earlier = _figure(indicator, now, asked), _figure(indicator, before, asked)
    below = sides_of(indicator)[1]
    exempt = now.whole.of(below) - now.whole.of(below, exempt=False)
    return CityCount(figure.raw, earlier.raw, exempt, services)


def _figure(indicator: Indicator, sums: Sums, asked: Asked) -> Figure:
    return figure_of(indicator, sums.whole, LAW, both_in_province=asked.both_in_province)


async def _services(work: Work, asked: Asked) -> dict[str, int]:
    """Projects that each city lent its seats to."""
    found = await sum_cut(work, asked, "city", unit="service")
    return {city: sums.whole.of(EVERYTHING) for city, sums in found.items()}


async def closed_months(work: Work, period: Period) -> list[date]:
    """Its months that are closed."""
    query = select(ShareMonth.month).where(
        ShareMonth.state == CLOSED, ShareMonth.month.between(period.first, period.last)
    )
    return list(await work.session.scalars(query))


async def official_base(work: Work, on: date) -> OfficialBase:
    """The base that was official on the first day of that month; K2-A until somebody names another by a document."""
    query = (
        select(ShareBase).where(ShareBase.since <= on).order_by(ShareBase.since.desc(), ShareBase.id.desc()).limit(1)
    )
    row = await work.session.scalar(query)
    if row is None:
        return base_shown(BASES[0], None, None)
    return base_shown(cast(Indicator, row.indicator), row.document, row.since)


async def current_period(work: Work) -> Period:
    """The year that it is in China."""
    from evaluation_rooms.statistics.periods import month_of

    return period_of("year", month_of(await work.now()))
