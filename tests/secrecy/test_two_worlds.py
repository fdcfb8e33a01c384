"""Nobody bids, twenty bid: before the hour nobody can tell which of the two worlds he is in (domain.md 9, item 1).

Seen red, each by the tests it concerns: a count of bids on the tender page, `seal_bid` journalled without its veil,
bids' requests in the access log, the hall reading the bids' rows, an event at every sealing, a sealer who locks the lot
so that others wait, a route without a reader. Found by it: whoever announced much learnt from the lot's byte budget
what others had announced, and kept them out.
"""

import difflib
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Identity, text

from crypto.encoding import parse_timestamp
from foundation.database import Base, EmbeddedPostgres
from tests.secrecy.diary import Diary, Key
from tests.secrecy.opaque import Veiling
from tests.secrecy.readers import BY_SOCKET, GETS, WRITES, routes_of
from tests.secrecy.script import PRICES, live_through
from tests.secrecy.sockets import Watcher
from tests.secrecy.world import World, standing_world

CURIOUS = ("public", "audit_admin")
"""Who also asks half way and after the extension; everybody asks at the last moment."""

KEPT_SHUT = {
    "bids": "the sealed bids",
    "envelopes": "their envelopes",
    "uploads": "what is on its way",
    "upload_pieces": "the same",
    "records": "receipts and withdrawals lie under the round's veil",
    "journal": "seal_bid and withdraw_bid lie under the round's veil",
}
"""Tables in which the crowd leaves rows; in every other table the two worlds have the same number."""

COUNTED_COLUMNS = {
    "pending_leaves.id": "orders leaves until their tick; no route shows it",
    "workstations.number": "counts seats of venues; a constraint of the database needs it and no route shows it",
}
"""Columns numbered by a sequence: a number that counts everything must never be shown."""

INSTANT = timedelta(milliseconds=1)


class Pair:
    """What was read in both worlds, and what they told after the hour."""

    def __init__(self) -> None:
        self.diaries: list[Diary] = []
        self.routes: set[str] = set()

    @property
    def both(self) -> tuple[Diary, Diary]:
        """The diaries of the empty and of the crowded world."""
        return self.diaries[0], self.diaries[1]

    def pairs(self, *moments: str) -> Iterator[tuple[Key, Any, Any]]:
        """The same question in both worlds."""
        empty, crowded = self.both
        assert empty.told.keys() == crowded.told.keys()
        for key in empty.told:
            if not moments or key[0] in moments:
                yield key, empty.told[key], crowded.told[key]


@pytest.fixture(scope="module")
async def pair(postgres: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """The script lived through in both worlds, one after the other, up to the hour and across it."""
    pair = Pair()
    for name in ("empty", "crowded"):
        folder: Path = tmp_path_factory.mktemp(name)
        async with standing_world(postgres, template, f"world_{name}", folder) as world:
            pair.diaries.append(await _live(world, crowded=name == "crowded"))
            pair.routes = set(routes_of(world.app))
    return pair


async def _live(world: World, *, crowded: bool) -> Diary:
    """Half way, the last moment with knocks at every door, the first moment after an extension, the hour itself."""
    diary = Diary()

    async def half_way() -> None:
        await diary.read(world, "half way", GETS, CURIOUS)

    async with Watcher(world.app, f"/api/lots/{world.lot}/opening/live") as watcher:
        await live_through(world, crowded=crowded, half_way=half_way)
        await _at_the_last_moment(world, diary)
        await world.clock.to(parse_timestamp((await world.market.look())["deadline"]))
        await diary.read(world, "the hour", _HOUR, ("public", "agency"))
        diary.close(world)
        await world.run_timers()
        diary.frozen = await watcher.until("frozen")
        diary.socket = list(watcher.told)
        await diary.read(world, "frozen", _AFTER, world.roles)
    return diary


_HOUR = {
    route: GETS[route] for route in ("GET /api/lots/{lot:uuid}", "GET /api/lots/{lot:uuid}/opening", "GET /api/lots")
}
_AFTER = {
    route: GETS[route] for route in ("GET /api/lots/{lot:uuid}/opening", "GET /api/lots/{lot:uuid}/opening/freeze")
}


async def _at_the_last_moment(world: World, diary: Diary) -> None:
    deadline = parse_timestamp(world.market.tender["deadline"])
    await world.clock.to(deadline - INSTANT)
    await world.run_timers()
    await _announce_much(world)
    await diary.count_rows(world)
    await diary.read(world, "last moment", GETS, world.roles)
    await diary.read(world, "knocks", WRITES, world.roles)
    extended = parse_timestamp((await world.market.look())["deadline"])
    assert extended > deadline
    await world.clock.to(extended - INSTANT)
    await world.run_timers()
    observer = world.market.seal(world.firms[-1], PRICES[-1])
    diary.receipt = await world.market.submit(observer)
    await world.run_timers()
    await diary.read(world, "after extension", GETS, CURIOUS)


async def _announce_much(world: World) -> None:
    """A stranger announces uploads up to 4 GiB below the lot's whole budget, and sends none of them."""
    await _insert_uploads(world, 1023)


async def _insert_uploads(world: World, number: int) -> None:
    async with world.house.engine.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO uploads (id, round_id, kind, length, done, object_name, handle, expires_at) "
                "SELECT md5(n::text), r.id, 'offer', 4294967296, 0, 'bids/' || md5(n::text), 'none', "
                "now_() + interval '1 day' FROM lot_rounds r, generate_series(1, :number) n"
            ),
            {"number": number},
        )


def test_every_route_has_a_reader_and_every_reader_a_route(pair: Pair) -> None:
    assert pair.routes == GETS.keys() | WRITES.keys() | BY_SOCKET


def test_every_question_was_asked_of_somebody(pair: Pair) -> None:
    asked = {key[2] for key in pair.diaries[0].told}
    assert asked == GETS.keys() | WRITES.keys()


BEFORE = ("half way", "last moment", "knocks", "after extension", "the hour")


def test_every_answer_before_the_hour_is_the_same_in_both_worlds(pair: Pair) -> None:
    differing = [
        f"{key}: {_difference(empty, crowded)}"
        for key, empty, crowded in pair.pairs(*BEFORE)
        if (empty.status, empty.headers, empty.body) != (crowded.status, crowded.headers, crowded.body)
    ]
    assert differing == []


def _difference(empty: Any, crowded: Any) -> str:
    told = [
        json.dumps([one.status, one.headers, one.body], indent=1, default=str, ensure_ascii=False)
        for one in (empty, crowded)
    ]
    lines = difflib.unified_diff(told[0].splitlines(), told[1].splitlines(), n=0, lineterm="")
    return "\n".join(list(lines)[2:12])


def test_no_answer_costs_more_statements_rows_or_waiting_when_there_are_bids(pair: Pair) -> None:
    """Half way a bid lies judged and uncommitted: whoever waited for it would be told so (503), see `IMPATIENT`."""
    dearer = [
        (key, empty.statements, crowded.statements, empty.rows, crowded.rows)
        for key, empty, crowded in pair.pairs(*BEFORE)
        if (empty.statements, empty.rows) != (crowded.statements, crowded.rows)
    ]
    assert dearer == []
    assert [key for key, _, crowded in pair.pairs(*BEFORE) if crowded.status == 503] == []


def test_the_log_has_the_same_lines_in_both_worlds(pair: Pair) -> None:
    empty, crowded = pair.both
    assert len(empty.lines) > 1000
    assert empty.lines == crowded.lines


def test_no_fault_of_ours_is_among_the_answers(pair: Pair) -> None:
    assert [key for key, empty, crowded in pair.pairs() if 500 in (empty.status, crowded.status)] == []


def test_only_signing_in_and_out_sets_a_cookie(pair: Pair) -> None:
    setting = {key[2] for diary in pair.both for key, told in diary.told.items() if "set-cookie" in told.headers}
    assert setting <= {"DELETE /api/session", "POST /api/session", "POST /api/setup"}


def test_tables_that_are_not_kept_shut_have_as_many_rows(pair: Pair) -> None:
    empty, crowded = (diary.tables for diary in pair.both)
    assert {name for name in empty if empty[name] != crowded[name]} == KEPT_SHUT.keys()


def test_no_shown_number_comes_from_a_sequence_that_bids_use_too() -> None:
    counted = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.server_default, Identity) or column.autoincrement is True or column.identity
    }
    assert counted == COUNTED_COLUMNS.keys()


def test_the_only_bidder_and_the_twenty_first_get_alike_receipts(pair: Pair) -> None:
    empty, crowded = (json.dumps(Veiling().value(diary.receipt, ""), indent=1) for diary in pair.both)
    assert empty == crowded


def test_watchers_are_told_nothing_before_the_freeze(pair: Pair) -> None:
    for diary in pair.both:
        first = diary.socket[0]
        assert (first["seq"], first["kind"]) == (1, "frozen")


def test_after_the_hour_everybody_is_told_the_same_number(pair: Pair) -> None:
    for diary, frozen in zip(pair.both, (1, 20), strict=True):
        assert diary.frozen["data"]["frozen"] == frozen
        lists = {
            len(json.loads(diary.raw[key])["freeze"]["body"]["bids"])
            for key in diary.told
            if key[0] == "frozen" and key[2].endswith("/freeze") and key[3] == 0
        }
        assert lists == {frozen}
