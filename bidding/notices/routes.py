"""Doors of the press: the JSON feed by number, and the Atom feed."""

from typing import Annotated

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from bidding.notices import actions
from bidding.notices.answers import NoticeList
from bidding.notices.feed import ATOM_TYPE, atom_feed, notice_json
from crypto.encoding import timestamp
from foundation.work import Work

Region = Annotated[str, QueryParameter(max_length=6)]
ProjectClass = Annotated[str, QueryParameter(name="class", max_length=40)]


@get("/api/notices")
async def list_notices(
    public_work: NamedDependency[Work],
    after: Annotated[int, QueryParameter(ge=0, le=2**53 - 1)] = 0,
    limit: Annotated[int, QueryParameter(ge=1, le=500)] = 100,
    region: Region = "",
    project_class: ProjectClass = "",
    rehearsal: FromQuery[bool] = False,
) -> NoticeList:
    """Notices with a number greater than `after`, oldest first; ask again with `next`. Unfiltered there is no gap."""
    found = await actions.notices_after(
        public_work.session, after, limit, region=region, project_class=project_class, rehearsal=rehearsal
    )
    return {"notices": [notice_json(row) for row in found], "next": found[-1].number if found else after}


@get("/api/notices.atom", media_type=ATOM_TYPE)
async def show_atom(
    public_work: NamedDependency[Work],
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
    region: Region = "",
    project_class: ProjectClass = "",
    rehearsal: FromQuery[bool] = False,
) -> Response[bytes]:
    """The newest notices as Atom."""
    found = await actions.newest_notices(
        public_work.session, limit, region=region, project_class=project_class, rehearsal=rehearsal
    )
    settings = public_work.settings
    feed = atom_feed(found, settings.address, settings.platform_name, timestamp(await public_work.now()))
    return Response(feed, media_type=ATOM_TYPE)


ROUTES = [list_notices, show_atom]
