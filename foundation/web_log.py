"""What the server says about requests: method, route template, status, duration. Of bids, documents, pages: nothing.

Who asked for which document or page, or uploaded when, tells who bids (crypto.md section 7). Those routes are neither
logged nor counted; a fault there leaves its number and the place in the code, nothing else.
"""

import logging
import re
import traceback
from collections.abc import Mapping
from typing import Any

from foundation.clock import stopwatch

access = logging.getLogger("tianping.access")
faults = logging.getLogger("tianping.faults")

QUIET = re.compile(
    r"^/(api/uploads|api/receipts)(/|$)|^/api/lots/[^/]+/(bids|withdrawals)(/|$)|^/(?!(api|schema|health)(/|$))"
)
"""Paths of bids; and whatever is no interface: documents, and the pages, for who opens the one to seal a bid bids."""


def is_quiet(path: str) -> bool:
    """Whether nothing may be said of a request to this path."""
    return QUIET.match(path) is not None


def log_access(scope: Mapping[str, Any], status: int) -> None:
    """One line for one request; the template stands in for the path, so that no id or query is ever written."""
    if is_quiet(scope["path"]):
        return
    started = scope["state"].get("started")
    milliseconds = f"{(stopwatch() - started) * 1000:.1f}" if started else "-"
    access.info("%s %s %s %sms", scope["method"], scope.get("path_template") or "-", status, milliseconds)


def log_fault(number: str, fault: BaseException) -> None:
    """The number, the kind and the places in the code; never the message, which may quote what was sent."""
    places = " < ".join(
        f"{place.filename}:{place.lineno}" for place in reversed(traceback.extract_tb(fault.__traceback__))
    )
    cause = type(fault.__cause__).__name__ if fault.__cause__ else "-"
    faults.error("%s %s (cause %s) at %s", number, type(fault).__name__, cause, places)
