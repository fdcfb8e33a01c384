"""Figures, periods and places as they are told. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date

from evaluation_rooms.statistics.answers import (
    LeagueLine,
    OfficialBase,
    PeriodShown,
    ShareFigure,
    SharePart,
    ShareRatio,
)
from evaluation_rooms.statistics.figures import DEFINITIONS, Counts, Figure, Indicator, Ratio, sides_of
from evaluation_rooms.statistics.league import Standing, change_text
from evaluation_rooms.statistics.periods import Period, month_text
from evaluation_rooms.statistics.words import BAND_WORDS, CLASS_WORDS, SECTOR_WORDS
from foundation.answers import BothLanguages
from foundation.regions import region


def ratio_shown(ratio: Ratio, passes: bool | None) -> ShareRatio:
    """A share."""
    return {"numerator": ratio.above, "denominator": ratio.below, "percent": ratio.percent, "passes": passes}


def part_shown(indicator: Indicator, counts: Counts, *, both_in_province: bool) -> SharePart:
    """What one source contributes, raw."""
    above, below = sides_of(indicator, both_in_province=both_in_province)
    return {"numerator": counts.of(above), "denominator": counts.of(below)}


def figure_shown(figure: Figure, official: Indicator, proven: SharePart, declared: SharePart) -> ShareFigure:
    """An indicator with its definition."""
    definition = DEFINITIONS[figure.indicator]
    return {
        "indicator": figure.indicator,
        "official": figure.indicator == official,
        "target": None if figure.target is None else f"{figure.target.numerator}/{figure.target.denominator}",
        "raw": ratio_shown(figure.raw, figure.passes),
        "adjusted": ratio_shown(figure.adjusted, figure.passes_adjusted),
        "proven": proven,
        "declared": declared,
        "definition": {"zh": definition.zh, "en": definition.en},
    }


def period_shown(period: Period, closed: Iterable[date]) -> PeriodShown:
    """A period, with those of its months that are closed."""
    shut = [month_text(month) for month in sorted(closed) if period.covers(month)]
    return {"name": period.name, "first": month_text(period.first), "last": month_text(period.last), "closed": shut}


def name_of(cut: str, key: str) -> BothLanguages:
    """The words for a value of a side of the cube; a city beyond those listed keeps its code."""
    if cut == "city":
        return city_name(key)
    words = {"sector": SECTOR_WORDS, "project_class": CLASS_WORDS, "band": BAND_WORDS}[cut]
    zh, en = words.get(key, (key, key))
    return {"zh": zh, "en": en}


def city_name(code: str) -> BothLanguages:
    """The unit's name."""
    unit = region(code)
    return {"zh": unit.zh, "en": unit.en} if unit else {"zh": code, "en": code}


def base_shown(indicator: Indicator, document: str | None, since: date | None) -> OfficialBase:
    """The official base."""
    return {"indicator": indicator, "document": document, "since": since.isoformat() if since else None}


def league_shown(table: Sequence[Standing], passes: Sequence[tuple[bool | None, bool | None]]) -> list[LeagueLine]:
    """The league; `passes` of now and before, line by line."""
    return [
        {
            "city": one.city,
            "name": city_name(one.city),
            "rank": one.rank,
            "share": ratio_shown(one.now, now),
            "before": ratio_shown(one.before, before),
            "change": change_text(one.change),
            "exempt": one.exempt,
            "services": one.services,
        }
        for one, (now, before) in zip(table, passes, strict=True)
    ]
