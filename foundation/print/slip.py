"""The slip of a seat 席位单: what a member is handed at the gate. It names him, his seat and a code; no project."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from foundation.calendar import show_zh
from foundation.print.opening import PLATFORM
from foundation.print.typesetting import render

TEXTS = ("seat", "name", "code", "venue", "address", "room", "workstation")


def print_seat_slip(slip: Mapping[str, Any], fonts: Path | None = None, *, platform: str = PLATFORM) -> bytes:
    """A PDF of a slip (see `SlipPrinted` of the rooms); raises PrintFontsMissing."""
    shown: dict[str, Any] = {name: str(slip[name]) for name in TEXTS}
    for name in ("starts_at", "ends_at", "valid_from", "valid_until", "printed_at"):
        shown[name] = show_zh(datetime.fromisoformat(str(slip[name])))
    shown |= {
        "created": slip["printed_at"],
        "session": slip["session"],
        "title": f"席位单 {slip['seat']}",
        "foot": f"席位单 {slip['seat']}",
        "lot": "",
        "rehearsal": bool(slip["rehearsal"]),
        "platform": platform,
    }
    return render("seat-slip", shown, fonts)
