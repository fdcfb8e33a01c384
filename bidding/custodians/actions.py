"""Deeds of and around the custodian bodies 开标密钥保管单位: registration, key sets, statements."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bidding.custodians.answers import DrillAnswered, DrillShown, KeySetShown, ReadinessShown, StatementTaken
from bidding.custodians.bodies import NewBody, check_body, member_json, seats_of
from bidding.custodians.drills import DRILLS, drill_json, drill_name, needed_ready, readiness_json
from bidding.custodians.notices import key_set_notice
from bidding.custodians.refusals import (
    BodyKeyTaken,
    DocumentsNotSettled,
    DrillOver,
    DrillUnknown,
    NoKeySet,
    RosterRefused,
)
from bidding.custodians.roster import check_roster
from bidding.custodians.statements import DRILL_CONTEXT, Proposed, check_drill_answer, read_drill_answer, read_statement
from bidding.custodians.tables import CustodianBody, Drill, KeySet, KeyStatement, Readiness
from bidding.notices.actions import print_notice
from bidding.projects.tables import Project
from bidding.tenders.actions import current_round, lock_round, lot_and_project, lot_topic, need_relation
from bidding.tenders.answers import CustodianNamed, SignedKeySet
from bidding.tenders.rules import MACHINE, check_changeable
from bidding.tenders.tables import LotRound
from crypto.encoding import digest
from crypto.secret_sharing import deal
from foundation.errors import NoSuchThing
from foundation.records import RecordRow, find_record
from foundation.rulebook import Rulebook, rulebook
from foundation.schedule import arm
from foundation.work import Work

BODY = "custodian body 开标密钥保管单位"


async def register_body(work: Work, new: NewBody) -> CustodianBody:
    """Register a body with its two public keys. The same registration again answers the row that is there."""
    work.actor.need("system_admin", "centre_staff")
    check_body(new)
    values = {
        "name": new.name,
        "prefecture": new.prefecture,
        "seat": new.seat,
        "persons": new.persons,
        "share_key": new.share_key,
        "sign_key": new.sign_key,
        "possession": new.possession,
        "organisation_id": new.organisation,
        "phone": new.phone,
        "created_at": await work.now(),
    }
    made = insert(CustodianBody).values(values).on_conflict_do_nothing().returning(CustodianBody.id)
    fresh = await work.session.scalar(made)
    keys = (new.share_key, new.sign_key)
    query = select(CustodianBody).where(CustodianBody.share_key.in_(keys) | CustodianBody.sign_key.in_(keys))
    bodies = list(await work.session.scalars(query))
    told = (new.name, new.prefecture, new.seat, *keys)
    if [(body.name, body.prefecture, body.seat, body.share_key, body.sign_key) for body in bodies] != [told]:
        raise BodyKeyTaken()
    body = bodies[0]
    if fresh is not None:
        await work.record("register_body", "custodian body", body.id, "R-CUSTODIAN-KEYS", name=new.name)
    return body


async def list_bodies(work: Work) -> list[CustodianBody]:
    """Every body, by name; for staff."""
    work.actor.need("system_admin", "centre_staff", "agency", "buyer", "supervisor")
    return list(await work.session.scalars(select(CustodianBody).order_by(CustodianBody.name, CustodianBody.id)))


async def key_sets_of(session: AsyncSession, round_id: UUID) -> list[KeySet]:
    """The complete key sets of a round, oldest first; the newest is the one new bids are sealed under."""
    query = select(KeySet).where(KeySet.round_id == round_id, KeySet.digest.is_not(None))
    return list(await session.scalars(query.order_by(KeySet.completed_at, KeySet.id)))


async def newest_key_set(session: AsyncSession, round_id: UUID) -> KeySet:
    """The key set proposed last, complete or not; raises NoKeySet."""
    query = select(KeySet).where(KeySet.round_id == round_id).order_by(KeySet.created_at.desc(), KeySet.id.desc())
    key_set = await session.scalar(query.limit(1))
    if key_set is None:
        raise NoKeySet()
    return key_set


async def check_bodies(
    session: AsyncSession, project: Project, body_ids: Sequence[UUID], threshold: int, rules: Rulebook
) -> list[CustodianBody]:
    """The bodies in this order, once they make a roster of this project; raises RosterRefused, NoSuchThing."""
    query = select(CustodianBody).where(CustodianBody.id.in_(body_ids), CustodianBody.retired_at.is_(None))
    found = {body.id: body for body in await session.scalars(query)}
    if not set(body_ids) <= found.keys():
        raise NoSuchThing(what=BODY)
    bodies = [found[one] for one in body_ids]
    faults = check_roster(
        seats_of(bodies, project),
        threshold,
        statutory=project.is_statutory,
        tender_prefecture=project.region_code,
        rules=rules,
    )
    if faults:
        raise RosterRefused(faults)
    return bodies


async def propose_key_set(work: Work, lot_id: UUID, body_ids: Sequence[UUID], threshold: int) -> KeySet:
    """Propose the custodians of a round, in order: before publication, or as a replacement until the deadline.

    Envelopes sealed under an earlier complete set stay with it. The same proposal again answers the same set.
    """
    await need_relation(work, lot_id, "agency", "buyer")
    _, project = await lot_and_project(work.session, lot_id)
    round_ = await lock_round(work, lot_id, share=False)
    step = MACHINE.step(round_.state, "rekey")
    check_changeable(round_.deadline, await work.now())
    if round_.documents is None:
        raise DocumentsNotSettled(lot=str(lot_id))
    bodies = await check_bodies(work.session, project, body_ids, threshold, rulebook(round_.rulebook))
    members = [member_json(index, body, project) for index, body in enumerate(bodies, 1)]
    key_set, fresh = await _same_proposal(work, round_, members, threshold, round_.documents)
    if fresh:
        await _put_forward(work, round_, key_set)
        await work.record(
            "propose_key_set", "lot round", round_.id, step.rule, threshold=threshold, bodies=len(members)
        )
    return key_set


async def _same_proposal(
    work: Work, round_: LotRound, members: list[CustodianNamed], threshold: int, documents: bytes
) -> tuple[KeySet, bool]:
    """The round's set of these very terms, made if there is none; and whether it was not the newest until now."""
    query = select(KeySet).where(KeySet.round_id == round_.id).order_by(KeySet.created_at.desc(), KeySet.id.desc())
    sets = list(await work.session.scalars(query))
    for place, one in enumerate(sets):
        if (one.members, one.threshold, one.document_digest) == (members, threshold, documents):
            return one, place > 0
    key_set = KeySet(
        round_id=round_.id,
        threshold=threshold,
        document_digest=documents,
        members=members,
        created_at=await work.now(),
    )
    work.session.add(key_set)
    await work.session.flush()
    return key_set, True


async def _put_forward(work: Work, round_: LotRound, key_set: KeySet) -> None:
    """Make a set the newest. In a draft it stands alone: what was complete before was never in force."""
    key_set.created_at = await work.now()
    if round_.state == "DRAFT":
        for other in await key_sets_of(work.session, round_.id):
            other.digest = other.completed_at = None
        round_.key_set_id = round_.key_set = None
    await work.session.flush()
    given = await _statements_of(work.session, key_set)
    if len(given) == len(key_set.members):
        await _complete_key_set(work, round_, key_set, given)


def proposed_of(round_: LotRound, key_set: KeySet) -> Proposed:
    """The key set as its custodians sign it."""
    return Proposed(round_.lot_id, round_.number, key_set.threshold, key_set.document_digest, key_set.members)


async def show_key_set(session: AsyncSession, lot_id: UUID) -> KeySetShown:
    """The newest proposed key set with what each custodian must sign, who has signed, and the sets in force."""
    round_ = await current_round(session, lot_id)
    key_set = await newest_key_set(session, round_.id)
    lot, project = await lot_and_project(session, lot_id)
    signed = await _statements_of(session, key_set)
    proposed = proposed_of(round_, key_set)
    complete = [await find_record(session, one.digest or b"") for one in await key_sets_of(session, round_.id)]
    record = await find_record(session, key_set.digest) if key_set.digest else None
    return {
        **proposed.terms(),
        "name": lot.name,
        "project": {"code": project.code, "name": project.name},
        "state": "complete" if record else "proposed",
        "threshold": key_set.threshold,
        "members": [{**member, "signed": member["index"] in signed} for member in proposed.members],
        "to_sign": [proposed.statement_body(member["index"]) for member in key_set.members],
        "record": cast(SignedKeySet, record.record()) if record else None,
        "in_force": [cast(SignedKeySet, row.record()) for row in complete if row],
    }


async def _statements_of(session: AsyncSession, key_set: KeySet) -> dict[int, bytes]:
    query = select(KeyStatement).where(KeyStatement.key_set_id == key_set.id).order_by(KeyStatement.index)
    return {row.index: row.digest for row in await session.scalars(query)}


async def sign_key_statement(work: Work, lot_id: UUID, signed: dict[str, Any]) -> StatementTaken:
    """Take a custodian's statement for the newest proposed set; the last one completes it.

    Authenticated by its signature alone. A statement that is there already is answered as if it came now.
    """
    before = await current_round(work.session, lot_id)
    index = read_statement(signed, proposed_of(before, await newest_key_set(work.session, before.id)))
    round_ = await lock_round(work, lot_id, share=False)
    key_set = await newest_key_set(work.session, round_.id)
    read_statement(signed, proposed_of(round_, key_set))
    given = await _statements_of(work.session, key_set)
    if index not in given:
        MACHINE.step(round_.state, "rekey")
        check_changeable(round_.deadline, await work.now())
        await _keep_statement(work, round_, key_set, index, signed)
        given = await _statements_of(work.session, key_set)
        if len(given) == len(key_set.members):
            await _complete_key_set(work, round_, key_set, given)
    return {"index": index, "signed": len(given), "of": len(key_set.members), "complete": key_set.digest is not None}


async def _keep_statement(work: Work, round_: LotRound, key_set: KeySet, index: int, signed: dict[str, Any]) -> None:
    row = await find_record(work.session, digest(signed["body"]))
    row = row or await work.keep(signed, lot=round_.lot_id, round_no=round_.number)
    work.session.add(KeyStatement(key_set_id=key_set.id, index=index, digest=row.digest, at=await work.now()))
    await work.session.flush()
    await work.record("sign_key_statement", "key set", key_set.id, "R-CUSTODIAN-KEYS", index=index)


async def _complete_key_set(work: Work, round_: LotRound, key_set: KeySet, given: dict[int, bytes]) -> None:
    """Publish the key set; new bids are sealed under it from now on."""
    statements = [given[index] for index in sorted(given)]
    body = proposed_of(round_, key_set).record_body(statements)
    row = await find_record(work.session, digest(body))
    row = row or await work.publish({**body}, lot=round_.lot_id, round_no=round_.number)
    key_set.digest, key_set.completed_at = row.digest, await work.now()
    round_.key_set_id, round_.key_set = key_set.id, row.digest
    await work.session.flush()
    await work.record("complete_key_set", "key set", key_set.id, "R-CUSTODIAN-KEYS", digest=row.digest.hex())
    if round_.state == "BIDDING":
        await arm_drills(work, round_)
        await _tell_replacement(work, round_, row)


async def _tell_replacement(work: Work, round_: LotRound, row: RecordRow) -> None:
    lot, project = await lot_and_project(work.session, round_.lot_id)
    await work.announce(lot_topic(lot.id), "key-set", digest=row.digest.hex())
    title, body = key_set_notice(lot.name, project.project_class, row.record()["body"])
    await print_notice(work, "key-set", lot.id, project.region_code, title, body, row.digest, round_.rehearsal)


async def arm_drills(work: Work, round_: LotRound) -> None:
    """Have the readiness drills of a published round held some time before its deadline (R-DRILL rows)."""
    assert round_.deadline is not None
    rules = rulebook(round_.rulebook)
    for word, rule_id in DRILLS.items():
        due = round_.deadline - rules.duration(rule_id)
        await arm(work, "drill", f"drill:{round_.id}:{word}", due, round=str(round_.id), drill=word)


async def open_drill(work: Work, payload: dict[str, Any]) -> datetime | None:
    """Publish a dummy dealing to the key set in force, when its time before the deadline has come.

    Looks again at the deadline it was held for: an extended round holds its drills again.
    """
    round_ = await work.session.get(LotRound, UUID(payload["round"]))
    now = await work.now()
    if round_ is None or round_.state != "BIDDING" or round_.deadline is None or now >= round_.deadline:
        return None
    due = round_.deadline - rulebook(round_.rulebook).duration(DRILLS[payload["drill"]])
    if now < due:
        return due
    await _deal_drill(work, round_, payload["drill"], now)
    return round_.deadline


async def _deal_drill(work: Work, round_: LotRound, word: str, now: datetime) -> None:
    key_set = await work.session.get(KeySet, round_.key_set_id)
    assert key_set is not None and round_.deadline is not None
    name = drill_name(word, round_.deadline, key_set.digest or b"")
    keys = [bytes.fromhex(member["share_key"]) for member in key_set.members]
    dealing = deal(keys, key_set.threshold, DRILL_CONTEXT, work.entropy)
    values = {"round_id": round_.id, "key_set_id": key_set.id, "name": name, "deadline": round_.deadline, "at": now}
    row = insert(Drill).values({**values, "sharing": dealing.sharing}).on_conflict_do_nothing().returning(Drill.id)
    if await work.session.scalar(row) is not None:
        await work.record("open_drill", "lot round", round_.id, DRILLS[word], drill=name)
        await work.announce(lot_topic(round_.lot_id), "drill", drill=name)


async def list_drills(session: AsyncSession, lot_id: UUID) -> list[DrillShown]:
    """The drills of the current round, newest first, with all that a custodian's client needs to answer."""
    round_ = await current_round(session, lot_id)
    query = select(Drill, KeySet).join(KeySet, KeySet.id == Drill.key_set_id).where(Drill.round_id == round_.id)
    found = await session.execute(query.order_by(Drill.at.desc(), Drill.id.desc()))
    return [drill_json(drill, proposed_of(round_, key_set)) for drill, key_set in found]


async def answer_drill(work: Work, lot_id: UUID, signed: dict[str, Any]) -> DrillAnswered:
    """Take a custodian's released share of a dummy dealing; authenticated by its signature, repeatable."""
    round_ = await current_round(work.session, lot_id)
    body = read_drill_answer(signed, lot_id, round_.number)
    query = select(Drill, KeySet).join(KeySet, KeySet.id == Drill.key_set_id).where(Drill.round_id == round_.id)
    found = (await work.session.execute(query.where(Drill.name == body["drill"]))).first()
    if found is None:
        raise DrillUnknown()
    drill, key_set = found
    own = check_drill_answer(signed, key_set.members, drill.sharing)
    if round_.state != "BIDDING":
        raise DrillOver(state=round_.state)
    values = {"round_id": round_.id, "body_id": UUID(own["body"]), "drill": drill.name, "at": await work.now()}
    fresh = insert(Readiness).values(values).on_conflict_do_nothing().returning(Readiness.id)
    if await work.session.scalar(fresh) is not None:
        await work.record("answer_drill", "lot round", round_.id, DRILLS["first"], drill=drill.name, index=own["index"])
    return {"drill": drill.name, "index": own["index"], "ready": True}


async def show_readiness(work: Work, lot_id: UUID) -> ReadinessShown:
    """Who answered the newest drill; fewer than the needed ones and a spare is an alarm."""
    await need_relation(work, lot_id, "agency", "buyer", "centre", "supervisor")
    round_ = await current_round(work.session, lot_id)
    query = select(Drill).where(Drill.round_id == round_.id).order_by(Drill.at.desc(), Drill.id.desc()).limit(1)
    drill = await work.session.scalar(query)
    if drill is None:
        proposed = bool(await work.session.scalar(select(exists().where(KeySet.round_id == round_.id))))
        return {"proposed": proposed, "drill": None, "alarm": False, "needed": None, "ready": 0, "custodians": []}
    key_set = await work.session.get(KeySet, drill.key_set_id)
    assert key_set is not None
    answered = select(Readiness).where(Readiness.round_id == round_.id, Readiness.drill == drill.name)
    ready = {str(row.body_id): row.at for row in await work.session.scalars(answered)}
    bodies = await work.session.scalars(
        select(CustodianBody).where(CustodianBody.id.in_([UUID(one["body"]) for one in key_set.members]))
    )
    needed = needed_ready(key_set.threshold, rulebook(round_.rulebook))
    return readiness_json(drill, key_set, ready, {str(body.id): body.phone for body in bodies}, needed)


TIMERS = {"drill": open_drill}
