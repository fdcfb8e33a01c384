"""The head of the committee: experts vote by seat name, the most votes decide, a tie is drawn from the draw's seed."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from evaluation_rooms.draws.actions.sealed import read_result
from evaluation_rooms.draws.actions.sessions import draws_of
from evaluation_rooms.draws.tables import EvaluationSession
from evaluation_rooms.rooms.actions.seats import absent, advance, seated, standing, tell
from evaluation_rooms.rooms.election import elect
from evaluation_rooms.rooms.refusals import NoBallot
from evaluation_rooms.rooms.rules import OVER
from evaluation_rooms.rooms.tables import HeadVote, Member, Sitting
from foundation.errors import FieldRefused, NotAllowed
from foundation.work import Work

RULE = "Order 12 Art. 9"


async def vote(work: Work, name: str) -> None:
    """The asking expert's vote for a seat; until all have voted it may be changed."""
    seat = await seated(work, alone=True)
    if seat.member.kind != "expert":
        raise NotAllowed(needed="专家")
    sitting = seat.sitting
    if sitting.head_id is not None or sitting.phase in ("GATHERING", *OVER):
        raise NoBallot()
    choice = next((one for one in await voters(work, sitting.session_id) if one.name == name), None)
    if choice is None:
        raise FieldRefused(field="for", why="the seat of an expert", why_zh="应为专家席位号")
    if await _write(work, sitting, seat.member, choice):
        await work.record("vote_head", "member", seat.member.id, RULE, ballot=sitting.ballot)
        await tell(work, sitting.session_id, "voted", seat=seat.member.name, ballot=sitting.ballot)
    if not await absent(work, sitting.session_id):
        await elect_if_all_voted(work, sitting, seat.session)


async def voters(work: Work, session_id: UUID) -> list[Member]:
    """The experts at the table, who elect one of themselves."""
    return [one for one in await standing(work, session_id) if one.kind == "expert"]


async def _write(work: Work, sitting: Sitting, member: Member, choice: Member) -> bool:
    """Whether the vote is the member's first of this ballot."""
    row = {"member_id": member.id, "ballot": sitting.ballot, "for_id": choice.id, "at": await work.now()}
    first = await work.session.get(HeadVote, (member.id, sitting.ballot)) is None
    changed = {"for_id": choice.id, "at": row["at"]}
    query = insert(HeadVote).values(row).on_conflict_do_update(index_elements=["member_id", "ballot"], set_=changed)
    await work.session.execute(query)
    return first


async def elect_if_all_voted(work: Work, sitting: Sitting, session: EvaluationSession) -> None:
    """Count the open ballot once every expert has voted; the room is locked alone, and nobody is away."""
    people = {one.id: one.name for one in await voters(work, session.id)}
    query = select(HeadVote).where(HeadVote.ballot == sitting.ballot, HeadVote.member_id.in_(people))
    votes = {people[one.member_id]: one.for_id for one in await work.session.scalars(query)}
    if sitting.head_id is not None or len(votes) < len(people) or not set(votes.values()) <= people.keys():
        return
    draw = (await draws_of(work, session.id))[0]
    named = {seat: people[choice] for seat, choice in votes.items()}
    elected = elect(str(session.id), sitting.ballot, named, read_result(work, draw).seed)
    sitting.head_id = next(each for each, name in people.items() if name == elected.head)
    counts = [{"seat": seat, "votes": count} for seat, count in elected.counts]
    told: dict[str, Any] = {
        "seat": elected.head,
        "counts": counts,
        "tied": list(elected.tied),
        "votes": elected.votes.hex(),
    }
    await work.record("elect_head", "sitting", session.id, RULE, ballot=sitting.ballot, **told)
    await tell(work, session.id, "head", ballot=sitting.ballot, **told)
    if sitting.phase == "ELECTING":
        await advance(work, session.id, "elect")
