"""The door of the duties."""

from litestar import get
from litestar.di import NamedDependency

from bidding.duties.actions import show_duties
from bidding.duties.answers import Duties
from foundation.work import Work


@get("/api/duties")
async def list_duties(work: NamedDependency[Work]) -> Duties:
    """What whoever is signed in has to do, under which rule, until when; derived from the states as they are now."""
    return await show_duties(work)


ROUTES = [list_duties]
