"""A look into database and store while nobody serves: nothing half-done, and everything that was acknowledged.

Each sentence is a query that must give no rows; it holds after a kill at any moment.
"""

import json
from collections.abc import Sequence
from typing import Any

import asyncpg

from crypto.encoding import digest
from storage.interface import Store
from storage.names import object_name
from tests.faults.patient import Acknowledged

NEVER = {
    "a bid without its four envelopes": """
        SELECT b.digest FROM bids b LEFT JOIN envelopes e ON e.bid = b.digest
        GROUP BY b.digest HAVING count(e.*) <> 4""",
    "a bid without a receipt": """
        SELECT digest FROM bids WHERE NOT EXISTS (SELECT FROM records r WHERE r.digest = bids.receipt)""",
    "a receipt without a bid": """
        SELECT digest FROM records r WHERE type = 'tianping/receipt/1'
        AND NOT EXISTS (SELECT FROM bids WHERE receipt = r.digest)""",
    "half a withdrawal": """
        SELECT digest FROM bids WHERE (state = 'WITHDRAWN') <> (withdrawal IS NOT NULL)
        OR (state = 'WITHDRAWN') <> (accepted IS NOT NULL)""",
    "an upload that says more or less than its pieces": """
        SELECT u.id FROM uploads u LEFT JOIN upload_pieces p ON p.upload_id = u.id GROUP BY u.id, u.done
        HAVING coalesce(sum(p.size), 0) <> u.done OR count(p.*) <> coalesce(max(p.number) + 1, 0)""",
    "an upload of a bid that is not there": """
        SELECT id FROM uploads u WHERE bid IS NOT NULL AND NOT EXISTS (SELECT FROM bids WHERE digest = u.bid)""",
    "a frozen round without its opening, or an opening of one that is not frozen": """
        SELECT id FROM lot_rounds r
        WHERE (frozen_at IS NOT NULL) <> EXISTS (SELECT FROM openings WHERE round_id = r.id)""",
    "an opening without its freeze": """
        SELECT round_id FROM openings o WHERE NOT EXISTS (SELECT FROM records r WHERE r.digest = o.freeze)""",
    "a second freeze, read-out or record": """
        SELECT type FROM records
        WHERE type IN ('tianping/freeze/1', 'tianping/read-out/1', 'tianping/opening-record/1')
        GROUP BY type, lot, round HAVING count(*) > 1""",
    "a frozen envelope that nobody waits for": """
        SELECT e.digest FROM envelopes e JOIN bids b ON b.digest = e.bid JOIN openings o USING (round_id)
        WHERE b.state = 'SEALED' AND o.record IS NULL
        AND NOT EXISTS (SELECT FROM opened_envelopes x WHERE x.envelope = e.digest)""",
    "an outcome without its moment": """
        SELECT envelope FROM opened_envelopes WHERE (state IN ('OPEN', 'SHUT')) <> (opened_at IS NOT NULL)""",
    "an envelope of a step opened before its shares": """
        SELECT x.envelope FROM opened_envelopes x WHERE x.state <> 'WAITING'
        AND (SELECT count(*) FROM shares s WHERE s.envelope = x.envelope) < x.threshold""",
    "a phase that does not fit its envelopes": """
        SELECT o.round_id FROM openings o JOIN opened_envelopes x USING (round_id) WHERE
        (o.phase = 'await_identities' AND x.state <> 'WAITING') OR
        (o.phase = 'open_identities' AND x.step = 'contents' AND x.state <> 'WAITING') OR
        (o.phase = 'await_contents' AND (x.state = 'WAITING') <> (x.step = 'contents')) OR
        (o.phase = 'read_out' AND x.state NOT IN ('OPEN', 'SHUT'))""",
    "a release without its record": """
        SELECT digest FROM releases x WHERE NOT EXISTS (SELECT FROM records r WHERE r.digest = x.digest)""",
    "a record of a release that is not kept": """
        SELECT digest FROM records r WHERE type = 'tianping/release/1'
        AND NOT EXISTS (SELECT FROM releases x WHERE x.digest = r.digest)""",
    "a tick left out": """
        SELECT number FROM (SELECT number, row_number() OVER (ORDER BY number) - 1 AS place FROM ticks) t
        WHERE place <> number""",
    "a head that does not fit its tick": """
        SELECT number FROM ticks WHERE (head -> 'body' ->> 'size')::bigint <> number + 1""",
    "an event left out": """
        SELECT t.topic FROM topics t LEFT JOIN events e USING (topic)
        GROUP BY t.topic, t.last HAVING count(e.*) <> t.last""",
}


async def take_census(connection: asyncpg.Connection, store: Store, kept: Acknowledged, memory: int) -> None:
    """Raise AssertionError naming what must never be there; `memory` is the size of the head last remembered."""
    for sentence, query in NEVER.items():
        found = await connection.fetch(query)  # the values stay out of the message: they are bytes of no use
        assert not found, f"{sentence}: {len(found)}"
    await _acknowledged_is_there(connection, kept)
    ticks = await connection.fetchval("SELECT count(*) FROM ticks")
    assert memory <= ticks, f"head {memory} was remembered, but only {ticks} ticks are there"
    for row in await connection.fetch("SELECT object_name, length FROM envelopes"):
        assert await store.size(object_name(row["object_name"])) == row["length"]


async def _acknowledged_is_there(connection: asyncpg.Connection, kept: Acknowledged) -> None:
    promised = [*kept.receipts, *kept.withdrawals, *kept.releases, *([kept.record] if kept.record else [])]
    wanted = {digest(each["body"]) for each in promised}
    found = {row["digest"] for row in await connection.fetch("SELECT digest FROM records")}
    assert wanted <= found, f"acknowledged, but gone: {[each.hex()[:16] for each in wanted - found]}"
    offsets = {row["id"]: row["done"] for row in await connection.fetch("SELECT id, done FROM uploads")}
    assert {name: offsets.get(name) for name in kept.offsets} == kept.offsets


async def told_events(connection: asyncpg.Connection, topic: str) -> dict[str, int]:
    """How often each kind of event was told in a topic."""
    rows = await connection.fetch("SELECT kind, count(*) AS n FROM events WHERE topic = $1 GROUP BY kind", topic)
    return {row["kind"]: row["n"] for row in rows}


async def told_progress(connection: asyncpg.Connection, topic: str) -> list[int]:
    """The k of every "k of n bids are opened" that was told, in the order of telling."""
    query = "SELECT (data ->> 'opened')::int AS k FROM events WHERE topic = $1 AND kind = 'opened' ORDER BY seq"
    return [row["k"] for row in await connection.fetch(query, topic)]


async def opened_envelopes(connection: asyncpg.Connection) -> Sequence[dict[str, Any]]:
    """Every envelope's outcome."""
    rows = await connection.fetch("SELECT envelope, state, cause, step FROM opened_envelopes")
    return [dict(row) for row in rows]


def remembered(text: str) -> int:
    """Size of the head in the signer's memory file."""
    return int(json.loads(text)["size"]) if text else 0
