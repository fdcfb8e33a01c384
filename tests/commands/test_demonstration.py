"""What only a demonstration has: its doors, which no other platform shows, and custodians who let people be first."""

import csv
import io
from pathlib import Path

import httpx
import pytest
from litestar import Litestar

from app import build_app
from commands.demonstration.attendance import LONG_WAIT, WAITS, wait_for
from commands.demonstration.committees import POOL_CITIES, POOL_PER_CITY
from commands.demonstration.doors import PLACE, doors_of
from commands.demonstration.handouts import HandOuts
from commands.demonstration.pool import HEADINGS, pool_csv
from commands.demonstration.state import PASSWORD, Account, DemoState, LiveSeat
from commands.rehearsal.pdfs import Press
from evaluation_rooms.experts.columns import COLUMNS
from foundation.entropy import system_entropy
from foundation.print.typesetting import find_fonts
from foundation.realtime import Hub
from foundation.work import House


@pytest.fixture
def state(tmp_path: Path) -> DemoState:
    """A demonstration whose past is still being played."""
    return DemoState(
        tmp_path, accounts=[Account("agency", "agency", "经办人", "代理")], lots={"D2.1": "one", "D2.2": "two"}
    )


@pytest.fixture
def demonstration(house: House, state: DemoState) -> httpx.AsyncClient:
    """Somebody at the doors of a demonstration."""
    handouts = HandOuts(state.folder, Press(find_fonts(None), system_entropy))
    built = build_app(house, Hub(house.settings.database_url), run_timers=False, more_doors=doors_of(state, handouts))
    return client_of(built)


def client_of(app: Litestar) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://demo.example")


async def test_no_other_platform_has_its_doors(client: httpx.AsyncClient) -> None:
    for path in (PLACE, PLACE + "/files/招标文件.pdf"):
        answer = await client.get(path)
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:tianping:problem:no-such-thing")


async def test_nobody_can_sign_in_before_the_past_is_played(demonstration: httpx.AsyncClient) -> None:
    shown = (await demonstration.get(PLACE)).json()
    assert (shown["ready"], shown["accounts"], shown["tenders"]) == (False, [], [])
    assert (await demonstration.get(PLACE + "/files/招标文件.pdf")).status_code == 404


async def test_then_it_says_who_can_sign_in_and_with_what(demonstration: httpx.AsyncClient, state: DemoState) -> None:
    state.save()
    shown = (await demonstration.get(PLACE)).json()
    assert (shown["ready"], shown["password"]) == (True, PASSWORD)
    assert [one["login"] for one in shown["accounts"]] == ["agency"]
    assert [(one["key"], one["lot"]) for one in shown["tenders"]] == [("D2", "one"), ("D2", "two")]
    assert [one["acts"] for one in shown["custodians"]] == [True, True, True, False, False]
    assert len(shown["companies"]) == 3


async def test_the_room_at_work_is_shown_with_slips_and_without_what_keeps_its_seats_alive(
    demonstration: httpx.AsyncClient, state: DemoState
) -> None:
    state.lots["D3"], state.room = "three", "session"
    state.seats = [LiveSeat("E01", "岳阳", "1号工位", "AAAA-BBBB-CCCC", token="kept", key="00")]
    state.save()
    shown = (await demonstration.get(PLACE)).json()
    assert shown["room"]["lot"] == "three"
    assert [(one["seat"], one["code"]) for one in shown["room"]["seats"]] == [("E01", "AAAA-BBBB-CCCC")]
    assert "kept" not in str(shown)


async def test_there_is_no_room_once_it_is_closed(demonstration: httpx.AsyncClient, state: DemoState) -> None:
    state.save()
    assert (await demonstration.get(PLACE)).json()["room"] is None


def test_a_demonstration_goes_on_with_the_seats_that_it_kept(state: DemoState) -> None:
    state.seats = [LiveSeat("E01", "岳阳", "1号工位", "AAAA-BBBB-CCCC", token="kept", key="00")]
    state.save()
    again = DemoState(state.folder)
    again.read()
    assert again.seats == state.seats


def test_every_expert_of_the_pool_fits_the_columns_of_a_list() -> None:
    lines = list(csv.reader(io.StringIO(pool_csv().decode())))
    assert set(HEADINGS) <= {column.zh for column in COLUMNS}
    assert len(lines) == 1 + POOL_PER_CITY * len(POOL_CITIES)
    assert len({line[1] for line in lines}) == len({line[5] for line in lines}) == len(lines)


async def test_papers_are_printed_once_when_they_are_asked_for(
    demonstration: httpx.AsyncClient, state: DemoState
) -> None:
    state.save()
    paper = (await demonstration.get(PLACE)).json()["companies"][0]["papers"][0]
    first = await demonstration.get(f"{PLACE}/files/{paper}")
    assert first.content.startswith(b"%PDF-")
    assert first.headers["content-disposition"].startswith("attachment; ")
    assert (await demonstration.get(f"{PLACE}/files/{paper}")).content == first.content


async def test_nothing_else_of_its_folder_is_handed_out(demonstration: httpx.AsyncClient, state: DemoState) -> None:
    state.save()
    for name in ("demo.json", "..%2Fdemo.json", "platform.key"):
        assert (await demonstration.get(f"{PLACE}/files/{name}")).status_code == 404


def test_its_own_tenders_wait_for_nobody() -> None:
    assert {wait_for(needed, own=True, theirs=False) for needed in WAITS} == {0.0}


def test_lots_made_by_hand_leave_the_person_time() -> None:
    assert wait_for("statement", own=False, theirs=False) == 20
    assert wait_for("identities", own=False, theirs=False) == 20


def test_the_persons_own_bodies_never_release_and_sign_only_after_long() -> None:
    for own in (True, False):
        assert wait_for("statement", own=own, theirs=True) == LONG_WAIT
        assert [wait_for(each, own=own, theirs=True) for each in ("drill", "identities", "contents")] == [None] * 3
