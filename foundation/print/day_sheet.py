"""The sheet of a day 当日安排 at a venue, on paper: seats, times, session numbers; no name, no project, no buyer."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from crypto.encoding import timestamp
from foundation.calendar import show_date_zh, show_zh
from foundation.print.opening import PLATFORM
from foundation.print.typesetting import render

HEAD = (
    ("时间", "From"),
    ("至", "Until"),
    ("评标室", "Room"),
    ("工位", "Seat"),
    ("场次号", "Session"),
    ("主场/副场", "Part"),
    ("状态", "State"),
    ("备注", "Note"),
)


def print_day_sheet(
    sheet: Mapping[str, Any],
    lines: Sequence[Sequence[str]],
    made_at: datetime,
    fonts: Path | None = None,
    *,
    platform: str = PLATFORM,
) -> bytes:
    """A PDF of a day's sheet (`name`, `address`, `phone`, `day`, `expected`, `sessions`) and its lines, cells of HEAD.

    Raises PrintFontsMissing.
    """
    day = show_date_zh(date.fromisoformat(sheet["day"]))
    shown = {name: sheet[name] for name in ("name", "address", "phone")}
    shown |= {"expected": str(sheet["expected"]), "sessions": str(sheet["sessions"]), "day": day}
    shown |= {
        "created": timestamp(made_at),
        "made": show_zh(made_at),
        "head": [list(one) for one in HEAD],
        "lines": [list(line) for line in lines],
        "title": f"当日安排 {sheet['name']} {day}",
        "lot": sheet["name"],
        "foot": f"当日安排 {day}",
        "platform": platform,
        "rehearsal": False,
    }
    return render("day-sheet", shown, fonts)
