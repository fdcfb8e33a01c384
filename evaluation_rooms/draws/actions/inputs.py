"""The published commitment of a draw, and its sealed side: written in one transaction, then custodians may deal."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import func, select

from bidding.handover import judged_rounds
from crypto.encoding import Body, digest, timestamp
from crypto.verifiable_draw.pool import Entry, pool_root
from crypto.verifiable_draw.quotas import Quotas
from crypto.verifiable_draw.record import told_fraction
from evaluation_rooms.draws.actions.ceremony import begin_ceremony, body_of
from evaluation_rooms.draws.actions.sealed import PersonOpening, SealedInputs, keep_inputs
from evaluation_rooms.draws.actions.sessions import draws_of, lot_ids_of, lots_of
from evaluation_rooms.draws.attempts import Ready, counted, limits_of
from evaluation_rooms.draws.ceremony import topic_of
from evaluation_rooms.draws.exclusions import barred_labels
from evaluation_rooms.draws.tables import Draw, EvaluationSession, Occupancy
from foundation.ledger.actions import arm_extra_tick
from foundation.rulebook import rulebook
from foundation.work import Work

if TYPE_CHECKING:
    from evaluation_rooms.draws.actions.prepare import Material


async def turn_of(work: Work, session: EvaluationSession, place: int) -> int:
    """How often a place was filled so far: what tells its vacancies apart."""
    query = select(func.count()).where(Occupancy.session_id == session.id, Occupancy.place == place)
    return int(await work.session.scalar(query) or 0)


async def publish_inputs(work: Work, material: "Material", ready: Ready) -> Draw:
    """Draw 1 of a session."""
    session, lottery = material.session, ready.lottery
    draw = await new_draw(work, session)
    sealed = {
        "type": "tianping/draw-sealed/1",
        "draw": str(draw.id),
        "label_salt": material.label_salt.hex(),
        "barred": barred_labels(material.case.conflicts, material.label_salt),
        "exclusions": [{"ref": ref, "code": code} for ref, code in ready.exclusions.items()],
        "large": sorted(lottery.large),
        "table": lottery.table.body(),
        "certificate": {"y": list(lottery.certificate.y), "u": list(lottery.certificate.u)},
        "fixed": [],
    }
    openings: dict[str, PersonOpening] = {
        one.entry.ref: {"expert": str(one.expert), "name": one.name, "salt": one.salt.hex()} for one in material.named
    }
    inputs = SealedInputs(tuple(one.entry for one in material.named), openings, sealed)
    chances = {
        "types": len(lottery.table.types),
        "least": told_fraction(lottery.least),
        "greatest": told_fraction(lottery.greatest),
        "bound": told_fraction(lottery.bound),
        "gap": told_fraction(ready.gap),
    }
    common = {"snapshot_at": timestamp(material.snapshot_at), "vacancies": [], "previous": None, **chances}
    await write_draw(work, session, draw, ready.quotas, inputs, common)
    return draw


async def new_draw(work: Work, session: EvaluationSession) -> Draw:
    """The next draw's row; its custodians are those of the session's first lot."""
    rounds = await judged_rounds(work, await lot_ids_of(work, session.id))
    now = await work.now()
    draw = Draw(
        session_id=session.id,
        number=len(await draws_of(work, session.id)) + 1,
        state="DEALING",
        source="platform",
        key_set=rounds[0].key_set,
        cutoff_at=now + rulebook(session.rulebook).duration("R-DRAW-DEAL"),
        created_at=now,
    )
    work.session.add(draw)
    await work.session.flush()
    return draw


async def write_draw(
    work: Work,
    session: EvaluationSession,
    draw: Draw,
    quotas: Quotas,
    inputs: SealedInputs,
    more: Mapping[str, Any],
) -> None:
    """Seal, publish, log, and let the ceremony begin."""
    await keep_inputs(work, draw, inputs)
    body = await _inputs_body(work, session, draw, quotas, inputs) | dict(more)
    draw.inputs = (await work.publish(body)).digest
    told = {name: body[name] for name in ("number", "pool_size", "eligible", "excluded")}
    await work.record("publish_draw_inputs", "draw", draw.id, "R-DRAW", inputs=draw.inputs.hex(), **told)
    await begin_ceremony(work, draw)
    await work.announce(topic_of(session.id), "draw_inputs", draw=str(draw.id), cutoff_at=body["cutoff_at"], **told)
    await arm_extra_tick(work)


async def _inputs_body(
    work: Work, session: EvaluationSession, draw: Draw, quotas: Quotas, inputs: SealedInputs
) -> Body:
    assert draw.key_set is not None and draw.cutoff_at is not None  # new_draw set them
    root, sealed = await asyncio.to_thread(lambda: (pool_root(inputs.entries), digest(inputs.body)))
    key_set, limits = await body_of(work.session, draw.key_set), limits_of(rulebook(session.rulebook))
    codes = [one["code"] for one in inputs.body["exclusions"]]
    return {
        "type": "tianping/draw-inputs/1",
        "session": str(session.id),
        "draw": str(draw.id),
        "number": draw.number,
        "source": "platform",
        "project": str(session.project_id),
        "lots": [one.named() for one in await lots_of(work, session.id)],
        "key_set": draw.key_set.hex(),
        "t": key_set["t"],
        "custodians": len(key_set["custodians"]),
        "pool": root.hex(),
        "pool_size": len(inputs.entries),
        "eligible": len(inputs.entries) - len(codes),
        "excluded": counted(codes),
        "quotas": quotas.body(),
        "sealed": sealed.hex(),
        "p_max": told_fraction(limits.p_max),
        "large": limits.large,
        "cutoff_at": timestamp(draw.cutoff_at),
        "at": timestamp(await work.now()),
    }


def entry_of(entries: Sequence[Entry]) -> dict[str, Entry]:
    """Entries by ref."""
    return {one.ref: one for one in entries}


def experts_of(openings: Mapping[str, PersonOpening]) -> dict[UUID, str]:
    """Ref by expert."""
    return {UUID(one["expert"]): ref for ref, one in openings.items()}
