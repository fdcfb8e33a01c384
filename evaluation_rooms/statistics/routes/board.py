"""Doors of the board, for everybody: figures, series, league, the lots behind a figure, what is still needed."""

from typing import Annotated, Literal

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from evaluation_rooms.statistics.actions import board, coming, lots, months
from evaluation_rooms.statistics.actions.sums import Asked, Cut
from evaluation_rooms.statistics.answers import (
    MonthList,
    ShareAnswer,
    ShareForecast,
    ShareLeague,
    ShareLots,
    ShareSeries,
)
from evaluation_rooms.statistics.figures import Indicator
from evaluation_rooms.statistics.periods import Period, read_period
from evaluation_rooms.statistics.sheets import report_rows, write_csv, write_xlsx
from evaluation_rooms.statistics.words import Band, ProjectClass, Sector
from foundation.errors import FieldRefused
from foundation.regions import city_key
from foundation.web import plain_bytes
from foundation.work import Work

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"

PeriodText = Annotated[str, QueryParameter()]
City = Annotated[str | None, QueryParameter()]
Unit = Annotated[Literal["project", "lot"], QueryParameter()]
By = Annotated[Literal["main", "place"], QueryParameter()]
AllOrAny = Annotated[Literal["all", "any"], QueryParameter()]
Switch = Annotated[bool, QueryParameter()]
SectorAsked = Annotated[Sector | None, QueryParameter()]
ClassAsked = Annotated[ProjectClass | None, QueryParameter(name="class")]
BandAsked = Annotated[Band | None, QueryParameter()]


async def _period(work: Work, text: str) -> Period:
    """As asked, else the year that it is."""
    return read_period(text) if text else await board.current_period(work)


def _city(code: str | None) -> str | None:
    return None if code is None else city_key(code)


async def provide_asked(
    public_work: NamedDependency[Work],
    period: PeriodText = "",
    unit: Unit = "project",
    rule: AllOrAny = "all",
    by: By = "main",
    city: City = None,
    sector: SectorAsked = None,
    project_class: ClassAsked = None,
    band: BandAsked = None,
    rehearsal: Switch = False,
    both: Switch = False,
) -> Asked:
    """What a door of the board is asked: `2026-12`, `2026-Q4`, `2026`, `to-2026-12`; without a period this year."""
    return Asked(
        period=await _period(public_work, period),
        unit=unit,
        rule=rule,
        by=by,
        city=_city(city),
        sector=sector,
        project_class=project_class,
        band=band,
        rehearsal=rehearsal,
        both_in_province=both,
    )


@get("/api/share")
async def show_share(
    public_work: NamedDependency[Work],
    asked: NamedDependency[Asked],
    cut: Annotated[Literal["city", "sector", "class", "band"] | None, QueryParameter()] = None,
) -> ShareAnswer:
    """The share of remote evaluations: every indicator with numerator, denominator, exact target and definition."""
    side: Cut | None = "project_class" if cut == "class" else cut
    return await board.show_board(public_work, asked, side)


@get("/api/share/series")
async def show_series(
    public_work: NamedDependency[Work], asked: NamedDependency[Asked], until: Annotated[str, QueryParameter()]
) -> ShareSeries:
    """Periods of one kind, from `period` to `until`; at most sixty."""
    end = read_period(until, "until")
    if end.kind != asked.period.kind or end.last < asked.period.last:
        raise FieldRefused(field="until", why="a later period of the same kind", why_zh="应为同类的较晚统计期")
    return await board.show_series(public_work, asked, end)


@get("/api/share/league")
async def show_league(
    public_work: NamedDependency[Work],
    asked: NamedDependency[Asked],
    indicator: Annotated[Indicator, QueryParameter()] = "K2-A",
) -> ShareLeague:
    """The 17 units beside each other; those with too few projects have no rank."""
    return await board.show_league(public_work, asked, indicator)


@get("/api/share/lots")
async def list_counted_lots(
    public_work: NamedDependency[Work],
    asked: NamedDependency[Asked],
    indicator: Annotated[Indicator, QueryParameter()] = "K2-A",
    side: Annotated[Literal["numerator", "denominator", "rest"], QueryParameter()] = "denominator",
    after: Annotated[str | None, QueryParameter(pattern=r"^[0-9]{4}-[0-9]{2}[.][0-9a-f]{32}$")] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
) -> ShareLots:
    """What a figure is made of: projects with their lots (or lots), and the draw and presence that prove each."""
    return await lots.list_counted_lots(
        public_work, asked, indicator, side, lots.read_after(after) if after else None, limit
    )


@get("/api/share/forecast")
async def show_forecast(
    public_work: NamedDependency[Work],
    asked: NamedDependency[Asked],
    indicator: Annotated[Literal["K1", "K2-A", "K2-B", "K2-C", "K2-D"], QueryParameter()] = "K2-A",
) -> ShareForecast:
    """How many published tenders would have to turn remote to reach the target, and which ones could."""
    return await coming.show_forecast(public_work, asked, indicator)


@get("/api/share/months")
async def list_months(
    work: NamedDependency[Work], limit: Annotated[int, QueryParameter(ge=1, le=36)] = 12
) -> MonthList:
    """Months of the count: who has signed, which are closed, what was restated."""
    return await months.list_months(work, limit)


async def _report(work: Work, asked: Asked) -> list[list[str | int | None]]:
    told = await board.show_board(work, asked, "city")
    return report_rows(told, await board.show_league(work, asked, told["official"]["indicator"]))


@get("/api/share.xlsx", media_type=XLSX)
async def show_xlsx(public_work: NamedDependency[Work], asked: NamedDependency[Asked]) -> Response[bytes]:
    """The one-table report as a workbook."""
    return _file(write_xlsx(await _report(public_work, asked)), asked, "xlsx", XLSX)


@get("/api/share.csv", media_type=CSV)
async def show_csv(public_work: NamedDependency[Work], asked: NamedDependency[Asked]) -> Response[bytes]:
    """The one-table report as CSV."""
    return _file(write_csv(await _report(public_work, asked)), asked, "csv", CSV)


def _file(data: bytes, asked: Asked, form: str, media: str) -> Response[bytes]:
    name = f"share-{asked.period.name}.{form}"
    return plain_bytes(data, media, {"content-disposition": f'attachment; filename="{name}"'})


ROUTES: list[ControllerRouterHandler] = [
    show_share,
    show_series,
    show_league,
    list_counted_lots,
    show_forecast,
    list_months,
    show_xlsx,
    show_csv,
]
