"""Doors of the press: the JSON feed by number, and the Atom feed."""

from typing import Annotated

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from bidding.notices import actions
from bidding.notices.answers import NoticeKind, NoticeList, Order
from bidding.notices.feed import ATOM_TYPE, atom_feed, notice_json, query_of
from crypto.encoding import timestamp
from foundation.work import Work

Region = Annotated[str, QueryParameter(max_length=6)]
ProjectClass = Annotated[str, QueryParameter(name="class", max_length=40)]
Words = Annotated[str, QueryParameter(max_length=100)]
Number = Annotated[int, QueryParameter(ge=0, le=2**53 - 1)]


@get("/api/notices")
async def list_notices(
    public_work: NamedDependency[Work],
    after: Number = 0,
    before: Annotated[int | None, QueryParameter(ge=1, le=2**53 - 1)] = None,
    order: FromQuery[Order] = "oldest",
    limit: Annotated[int, QueryParameter(ge=1, le=500)] = 100,
    region: Region = "",
    project_class: ProjectClass = "",
    kind: FromQuery[NoticeKind | None] = None,
    remote: FromQuery[bool | None] = None,
    q: Words = "",
    rehearsal: FromQuery[bool] = False,
) -> NoticeList:
    """Notices after a number, oldest first, unfiltered without a gap; or `order=newest`, before a number."""
    narrowed = actions.Narrowed(region, project_class, kind, remote, q.strip(), rehearsal)
    if order == "oldest":
        found = await actions.notices_after(public_work.session, after, limit, narrowed)
        return {"notices": [notice_json(row) for row in found], "next": found[-1].number if found else after}
    found = await actions.notices_before(public_work.session, before, limit, narrowed)
    following = found[-1].number if len(found) == limit else 0
    return {"notices": [notice_json(row) for row in found], "next": following}


@get("/api/notices.atom", media_type=ATOM_TYPE)
async def show_atom(
    public_work: NamedDependency[Work],
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
    region: Region = "",
    project_class: ProjectClass = "",
    kind: FromQuery[NoticeKind | None] = None,
    remote: FromQuery[bool | None] = None,
    q: Words = "",
    rehearsal: FromQuery[bool] = False,
) -> Response[bytes]:
    """The newest notices as Atom; every filter makes a feed of its own."""
    narrowed = actions.Narrowed(region, project_class, kind, remote, q.strip(), rehearsal)
    found = await actions.notices_before(public_work.session, None, limit, narrowed)
    settings, now = public_work.settings, timestamp(await public_work.now())
    asked = {"region": region, "class": project_class, "kind": kind, "remote": remote, "q": narrowed.words}
    feed = atom_feed(
        found, settings.address, query_of({**asked, "rehearsal": rehearsal or None}), settings.platform_name, now
    )
    return Response(feed, media_type=ATOM_TYPE)


ROUTES = [list_notices, show_atom]
