"""The clock. Deeds take their moment from the database's `now_()`; this file is for processes without one.

Production defines `now_()` as `clock_timestamp()`. Tests and the demonstration replace it by one that adds an offset
row, so that no code ever asks "is this a test" (see `migrations/`).
"""

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.sql.functions import Function


def sql_now() -> "Function[datetime]":
    """The SQL expression of this moment: read after a lock, it is later than whatever the lock waited for."""
    from sqlalchemy import DateTime  # an offline client has a clock and no database
    from sqlalchemy.sql.functions import Function

    return Function("now_", type_=DateTime(timezone=True))  # `func.now_` would drop the underscore and be now()


def wall_clock() -> datetime:
    """The machine's own clock in UTC: for clients (custodian, bidder), which must not trust the server's."""
    return datetime.now(UTC)


def stopwatch() -> float:
    """Seconds of a monotonic clock, for measuring how long something took."""
    return time.monotonic()
