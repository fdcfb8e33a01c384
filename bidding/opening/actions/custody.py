"""What a custodian body keeps keys for: asked under its signature, since drafts are among it."""

from collections.abc import Collection, Iterable
from typing import Any, cast
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from bidding.custodians.tables import CustodianBody, KeySet, KeyStatement, Readiness
from bidding.opening.actions.day import scheduled_where
from bidding.opening.actions.lanes import newest_drills
from bidding.opening.answers import Custody, Step
from bidding.opening.custody import BodyKeys, Kept, custody_lot, in_order, index_in, read_custody_request
from bidding.opening.day import Scheduled
from bidding.opening.tables import Release
from bidding.tenders.tables import LotRound
from crypto.encoding import timestamp
from foundation.work import Work

MOST = 500
"""Key sets of one body, the newest: more than a body keeps keys for at a time."""


async def show_custody(work: Work, signed: dict[str, Any]) -> Custody:
    """Every lot round whose newest proposed, or any complete, key set names the keys that signed the request."""
    now = await work.now()
    keys = read_custody_request(signed, now)
    named = (CustodianBody.share_key == keys.share, CustodianBody.sign_key == keys.sign)
    body = await work.session.scalar(select(CustodianBody).where(*named))
    if body is None:
        return {"now": timestamp(now), "body": None, "lots": []}
    kept = await _kept(work.session, body, keys)
    shown = [custody_lot(one, now) for one in in_order(kept, now)]
    return {"now": timestamp(now), "body": {"id": str(body.id), "name": body.name}, "lots": shown}


async def _kept(session: AsyncSession, body: CustodianBody, keys: BodyKeys) -> list[Kept]:
    sets = await _sets_of(session, keys)
    found = await scheduled_where(session, LotRound.id.in_(sets))
    signed = await signed_statements(session, [one.id for one in sets.values()])
    drills = await newest_drills(session, sets)
    dealt = await _dealt_to(session, keys, [one.key_set_id for one in drills.values()])
    answered, released = await _answered(session, body.id, sets), await _released(session, keys, sets)

    def kept(one: Scheduled) -> Kept:
        key_set, drill = sets[one.round.id], drills.get(one.round.id)
        return Kept(
            of=one,
            key_set=key_set,
            index=index_in(key_set, keys.share),
            signed=index_in(key_set, keys.share) in signed.get(key_set.id, ()),
            drill=drill if drill and drill.key_set_id in dealt else None,
            answered=drill is not None and (one.round.id, drill.name) in answered,
            released=released.get(one.round.id, []),
        )

    return [kept(one) for one in found]


async def _sets_of(session: AsyncSession, keys: BodyKeys) -> dict[UUID, KeySet]:
    """By round, the newest key set that names these keys and is either complete or the one proposed last."""
    query = select(KeySet).where(
        KeySet.members.contains([{"share_key": keys.share.hex(), "sign_key": keys.sign.hex()}])
    )
    naming = list(await session.scalars(query.order_by(KeySet.created_at.desc(), KeySet.id.desc()).limit(MOST)))
    newest = await proposed_sets(session, {one.round_id for one in naming})
    counting = [one for one in naming if one.digest is not None or newest[one.round_id].id == one.id]
    return {one.round_id: one for one in reversed(counting)}


async def proposed_sets(session: AsyncSession, rounds: Collection[UUID]) -> dict[UUID, KeySet]:
    """The key set that was proposed last for each round, complete or not."""
    query = select(KeySet).ext(distinct_on(KeySet.round_id)).where(KeySet.round_id.in_(rounds))
    newest = query.order_by(KeySet.round_id, KeySet.created_at.desc(), KeySet.id.desc())
    return {one.round_id: one for one in await session.scalars(newest)}


async def signed_statements(session: AsyncSession, key_sets: Collection[UUID]) -> dict[UUID, frozenset[int]]:
    """Who has signed each key set, by number."""
    query = (
        select(KeyStatement.key_set_id, func.array_agg(KeyStatement.index))
        .where(KeyStatement.key_set_id.in_(key_sets))
        .group_by(KeyStatement.key_set_id)
    )
    return {key_set: frozenset(indexes) for key_set, indexes in await session.execute(query)}


async def _dealt_to(session: AsyncSession, keys: BodyKeys, key_sets: Collection[UUID]) -> set[UUID]:
    """Those of the key sets that name the share key."""
    naming = KeySet.members.contains([{"share_key": keys.share.hex()}])
    return set(await session.scalars(select(KeySet.id).where(KeySet.id.in_(key_sets), naming)))


async def _answered(session: AsyncSession, body: UUID, rounds: Iterable[UUID]) -> set[tuple[UUID, str]]:
    query = select(Readiness.round_id, Readiness.drill).where(Readiness.body_id == body, Readiness.round_id.in_(rounds))
    return {(round_id, drill) for round_id, drill in await session.execute(query)}


async def _released(session: AsyncSession, keys: BodyKeys, rounds: Iterable[UUID]) -> dict[UUID, list[Step]]:
    query = select(Release).where(Release.share_key == keys.share, Release.round_id.in_(rounds)).order_by(Release.at)
    steps: dict[UUID, list[Step]] = {}
    for one in await session.scalars(query):
        steps.setdefault(one.round_id, []).append(cast(Step, one.step))
    return steps
