"""A committee from the plan to its seats, through the doors; and the record's door."""

from uuid import UUID

from tests.conftest import Staff
from tests.draws.called import Called
from tests.draws.ceremonies import Ceremony
from tests.draws.town import CITIES, RunDue, Town
from tests.market import answer


async def ceremony_of(town: Town, session: str) -> Ceremony:
    """The newest draw of a session, and its custodians' hands."""
    draw = (await town.draws(session))[-1]
    shown = answer(await town.client.get(f"/api/draws/{draw.id}"))
    key_set = next(one["body"] for one in shown["records"] if one["body"]["type"] == "tianping/key-set/1")
    return Ceremony(town.market, draw.id, UUID(session), shown["inputs"]["body"], key_set)


async def lend_seats(town: Town) -> None:
    """Every sub venue agrees to what it is asked for."""
    await answer_requests(town, accept=True)


async def answer_requests(town: Town, *, accept: bool) -> None:
    """Every sub venue says the same."""
    reason = "" if accept else "当日无空余工位"
    for city in CITIES:
        staff = await town.as_("centre_staff", f"中心{city}")
        for request in answer(await town.ask("GET", "/api/venue-requests", staff))["requests"]:
            body = {"accept": accept, "reason": reason}
            answer(await town.ask("POST", f"/api/venue-requests/{request['id']}/answer", staff, json=body))


async def seat(town: Town, run_due: RunDue) -> Called:
    """The first declines, a reserve and the others accept, everybody has a seat."""
    ceremony = await ceremony_of(town, await town.prepared(run_due))
    await lend_seats(town)
    await ceremony.deal(1, 2, 3, 4, 5)
    await ceremony.release_by(2, 3, 5)
    await run_due()
    called = Called(ceremony, town.market, UUID(town.project), None, town.operator)
    await called.reply(1, "2")
    await called.accept_all()
    await run_due()
    return called


async def record_for(called: Called, staff: Staff | None) -> tuple[int, dict[str, object]]:
    """Status and body of the record's door."""
    told = await called.market.client.get(called.path("record"), headers=staff.headers if staff else {})
    return told.status_code, told.json()
