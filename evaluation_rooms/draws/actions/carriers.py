"""Invitations on their way: written with the deed that calls somebody, carried by mail, text message and call.

A letter waits in the outbox. What goes to the carrier is carried by a timer of a runner of its own, so that a slow
carrier delays no deadline, and under an id that the carrier delivers once. Ways to reach somebody are read from the
vault for each try, and are kept nowhere else on our side but in the outbox.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx

from evaluation_rooms.draws.carriers import HEADER, Message, reply_code, signature, wait_after
from evaluation_rooms.draws.invitations import SUBJECT, Invited, letter_text, text_zh
from evaluation_rooms.draws.plans import read_plan
from evaluation_rooms.draws.tables import EvaluationSession, Invitation, Occupancy
from evaluation_rooms.experts.actions import contacts_of, fee_of
from evaluation_rooms.experts.people import Contact
from evaluation_rooms.venues.actions import confirmed_seats, venue_of
from evaluation_rooms.venues.tables import Venue
from foundation.post import write_letter
from foundation.regions import city_key
from foundation.rulebook import rulebook
from foundation.schedule import Handler, arm_once
from foundation.work import Work

log = logging.getLogger("tianping.carrier")

CARRY, CALL = "carry invitation", "call expert"
RULE = "R-EXPERT-ANSWER"
PATIENCE = 10.0
"""Seconds that one try may take."""


@dataclass(frozen=True)
class _Way:
    """Somebody who is invited, how he can be reached, and what he is told."""

    occupancy: Occupancy
    contact: Contact
    invited: Invited


async def send_invitation(work: Work, session: EvaluationSession, occupancy: Occupancy) -> None:
    """By mail at once, by text message at once; by a call when half of his time is over without an answer."""
    way = await _way(work, session, occupancy)
    channels = []
    if way.contact.mail:
        letter = await _write(work, way, "mail")
        await write_letter(work, way.contact.mail, SUBJECT, letter.text)
        letter.state, letter.carried_at = "CARRIED", await work.now()
        channels.append("mail")
    if way.contact.phone and work.settings.carrier_url:
        await _hand_over(work, way, "sms")
        half = (occupancy.answer_by - occupancy.invited_at) / 2
        due = occupancy.invited_at + half
        await arm_once(work, CALL, f"{CALL} {occupancy.id}", due, occupancy=str(occupancy.id))
        channels.append("sms")
    await work.record(
        "invite_expert", "occupancy", occupancy.id, RULE, place=occupancy.place, channels=channels, session=session.id
    )


async def _way(work: Work, session: EvaluationSession, occupancy: Occupancy) -> _Way:
    contacts = await contacts_of(work, [occupancy.expert_id], f"invitation to session {session.id}")
    venue = await _venue_in(work, session, occupancy.city)
    invited = Invited(
        starts_at=session.starts_at,
        hours=session.hours,
        venue=venue.name,
        address=venue.address,
        fee=await fee_of(work, occupancy.city, session.hours),
        answer_by=occupancy.answer_by,
        within=rulebook(session.rulebook).row(RULE),
    )
    return _Way(occupancy, contacts[occupancy.expert_id], invited)


async def _venue_in(work: Work, session: EvaluationSession, city: str) -> Venue:
    """The session's venue in that city: one with seats for certain, else one that was planned; by id where several."""
    booked = await confirmed_seats(work, session.id)
    found = await _in_city(work, booked, city)
    if found is None:
        found = await _in_city(work, read_plan(session.plan).venues(), city)
    if found is not None:
        return found
    raise LookupError(f"session {session.id} has no venue in {city}")


async def _in_city(work: Work, venues: Iterable[UUID], city: str) -> Venue | None:
    for venue_id in sorted(venues):
        venue = await venue_of(work, venue_id)
        if city_key(venue.physical_city) == city:
            return venue
    return None


async def _write(work: Work, way: _Way, channel: str) -> Invitation:
    code = reply_code(work.entropy(8))
    row = Invitation(
        occupancy_id=way.occupancy.id,
        channel=channel,
        code=code,
        text=letter_text(way.invited, code) if channel == "mail" else text_zh(way.invited),
        state="WAITING",
        tries=0,
        written_at=await work.now(),
        carried_at=None,
    )
    work.session.add(row)
    await work.session.flush()
    return row


async def _hand_over(work: Work, way: _Way, channel: str) -> None:
    row = await _write(work, way, channel)
    await arm_once(work, CARRY, f"{CARRY} {row.id}", await work.now(), invitation=str(row.id))


async def run_call(work: Work, payload: dict[str, Any]) -> None:
    """The timer of the call: who has not answered by then is called as well."""
    occupancy = await work.session.get_one(Occupancy, UUID(payload["occupancy"]))
    if occupancy.state == "INVITED" and await work.now() < occupancy.answer_by:
        session = await work.session.get_one(EvaluationSession, occupancy.session_id)
        await _hand_over(work, await _way(work, session, occupancy), "voice")


async def run_carry(work: Work, payload: dict[str, Any]) -> datetime | None:
    """The timer of one message: hand it to the carrier; after a failure again, later each time, then give up."""
    row = await work.lock(Invitation, UUID(payload["invitation"]), what="invitation 邀请")
    if row.state != "WAITING":
        return None
    row.tries += 1
    if await _post(work, row):
        row.state, row.carried_at = "CARRIED", await work.now()
        return None
    wait = wait_after(row.tries)
    if wait is None:
        row.state = "FAILED"
    verb = "give_up_invitation" if wait is None else "carrier_failed"
    await work.record(verb, "invitation", row.id, RULE, channel=row.channel, tries=row.tries)
    return None if wait is None else await work.now() + wait


async def _post(work: Work, row: Invitation) -> bool:
    """Whether the carrier took it. What it answers beside its status is of no interest."""
    occupancy = await work.session.get_one(Occupancy, row.occupancy_id)
    contact = (await contacts_of(work, [occupancy.expert_id], f"carrying invitation {row.id}"))[occupancy.expert_id]
    body = Message(str(row.id), row.channel, contact.phone, row.text, row.code).body()
    headers = {
        "content-type": "application/json",
        "idempotency-key": str(row.id),
        HEADER: signature(work.settings.carrier_secret, body),
    }
    try:
        async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
            answer = await client.post(work.settings.carrier_url, content=body, headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL) as fault:
        log.warning("the carrier is away: %s", type(fault).__name__)
        return False
    return answer.is_success


CARRIER_TIMERS: dict[str, Handler] = {CARRY: run_carry}
"""These wait for somebody else's server: they have a runner of their own."""
