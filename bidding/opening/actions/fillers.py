"""When filler keys may come out: once every lot that took bids during a tick is frozen (crypto.md section 5).

Whoever has a tick's filler key can tell its real leaves from fillers, hence how many acts there were; while a lot takes
bids that would count its bidders.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from bidding.tenders.tables import LotRound
from foundation.ledger.actions import reveal_fillers
from foundation.rulebook import LAW_2026, rulebook
from foundation.schedule import Handler, arm_once
from foundation.work import Work

EVERY = timedelta(hours=6)


async def run_reveal(work: Work, _: dict[str, Any]) -> datetime | None:
    """Publish the filler keys of all ticks that no open lot can still be counted by, and older than the rule says."""
    at = await work.now()
    oldest = await work.session.scalar(
        select(func.min(LotRound.published_at)).where(LotRound.published_at.is_not(None), LotRound.frozen_at.is_(None))
    )
    before = at - rulebook(LAW_2026).duration("R-FILLERS")
    await reveal_fillers(work, min(before, oldest) if oldest else before)
    return at + EVERY


async def start_revealing(work: Work) -> None:
    """Make sure that the reveal is armed; any number of processes may ask."""
    await arm_once(work, "reveal_fillers", "reveal_fillers", await work.now())


TIMERS: dict[str, Handler] = {"reveal_fillers": run_reveal}
