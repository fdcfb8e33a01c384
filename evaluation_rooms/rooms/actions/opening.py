"""A room opens for an assembled committee: who was drawn and who was named becomes a member who is expected."""

import hashlib
from base64 import b64decode
from binascii import Error
from uuid import UUID

from evaluation_rooms.draws.actions.sessions import find_session
from evaluation_rooms.draws.plans import read_plan
from evaluation_rooms.draws.tables import EvaluationSession
from evaluation_rooms.rooms import refusals
from evaluation_rooms.rooms.actions.committee import sync
from evaluation_rooms.rooms.actions.people import need_main_staff, need_relation
from evaluation_rooms.rooms.actions.seats import standing, tell
from evaluation_rooms.rooms.actions.watch import arm_watch
from evaluation_rooms.rooms.rules import OVER
from evaluation_rooms.rooms.tables import Member, Sitting
from foundation.errors import FieldRefused, TooMuch
from foundation.rulebook import rulebook
from foundation.work import Work

PDF = b"%PDF-"
LETTER_LIMIT = 512 * 1024
BEFORE = ("PLANNED", "DRAWING", "INVITING", "ASSEMBLING", "JUDGING")


async def open_room(work: Work, session_id: UUID) -> Sitting:
    """Open the room; from now on the committee sits. A room that is open is answered as it is."""
    session = await find_session(work, session_id)
    await need_main_staff(work, session)
    session = await work.lock(EvaluationSession, session_id)
    if (there := await work.session.get(Sitting, session_id)) is not None:
        return there
    await _check(work, session)
    now = await work.now()
    sitting = Sitting(session_id=session_id, committee=1, phase="GATHERING", opened_at=now)
    work.session.add(sitting)
    await work.session.flush()
    for member in await standing(work, session_id):
        await tell(work, session_id, "expected", seat=member.name, member=member.kind)
    await sync(work, sitting, session)
    await arm_watch(work, session)
    await work.record("open_room", "sitting", session_id, "条例48")
    return sitting


async def _check(work: Work, session: EvaluationSession) -> None:
    if session.state != "ASSEMBLING":
        raise refusals.RoomNotReady(why="the committee is not complete", why_zh="评标委员会尚未组成")
    opens = session.starts_at - rulebook(session.rulebook).duration("R-ROOM-WINDOW")
    if await work.now() < opens:
        raise refusals.RoomNotReady(why="it is too early", why_zh="尚未到可开启时间")
    lacking = read_plan(session.plan).buyer_members - len(await _representatives(work, session.id))
    if lacking:
        raise refusals.RoomNotReady(
            why=f"{lacking} of the buyer's representatives are not named", why_zh=f"招标人代表尚缺{lacking}名"
        )


async def _representatives(work: Work, session_id: UUID) -> list[Member]:
    return [one for one in await standing(work, session_id) if one.kind == "buyer"]


async def name_representative(work: Work, session_id: UUID, name: str, letter: str) -> Member:
    """The buyer names its next representative, with a letter of authority (a PDF, base64). The same again is harmless.

    Neither name nor letter leaves the vault but for the slip at the gate and the archive.
    """
    session = await find_session(work, session_id)
    await need_relation(work, session, "buyer")
    document = _read_letter(letter)
    session = await work.lock(EvaluationSession, session_id)
    sha256 = hashlib.sha256(document).digest()
    there = await _representatives(work, session_id)
    if same := next((one for one in there if one.letter_sha256 == sha256 and _name(work, one) == name), None):
        return same
    await _check_room_for_one(work, session, len(there))
    member = await _add(work, session, there)
    member.letter_sha256 = sha256
    member.person_sealed = work.vault.seal({"name": name, "letter": letter}, f"member {member.id}", work.entropy)
    await work.record("name_representative", "member", member.id, "Order 12 Art. 9", seat=member.name)
    return member


def _name(work: Work, member: Member) -> str:
    assert member.person_sealed is not None  # a representative's always is
    return str(work.vault.open(member.person_sealed, f"member {member.id}")["name"])


def _read_letter(letter: str) -> bytes:
    try:
        document = b64decode(letter, validate=True)
    except Error:
        document = b""
    if len(document) > LETTER_LIMIT:
        raise TooMuch(limit=f"{LETTER_LIMIT // 1024} KiB")
    if not document.startswith(PDF):
        raise FieldRefused(field="letter", why="a PDF in base64", why_zh="应为PDF文件（base64）")
    return document


async def _check_room_for_one(work: Work, session: EvaluationSession, there: int) -> None:
    sitting = await work.session.get(Sitting, session.id)
    if session.state not in BEFORE or (sitting is not None and sitting.phase in OVER):
        raise refusals.RoomNotReady(why="the evaluation is over", why_zh="评标已经结束")
    if there >= (most := read_plan(session.plan).buyer_members):
        raise refusals.RoomNotReady(
            why=f"{most} representatives are planned, and named", why_zh=f"计划的{most}名招标人代表均已确定"
        )


async def _add(work: Work, session: EvaluationSession, there: list[Member]) -> Member:
    """At the lowest free seat name; expected at once where the room is open, and seated by its next look."""
    taken = {one.name for one in there}
    name = next(f"B{number:02d}" for number in range(1, len(taken) + 2) if f"B{number:02d}" not in taken)
    member = Member(session_id=session.id, committee=1, kind="buyer", name=name, state="EXPECTED")
    member.added_at = await work.now()
    work.session.add(member)
    await work.session.flush()
    if await work.session.get(Sitting, session.id) is not None:
        await tell(work, session.id, "expected", seat=name, member="buyer")
    return member
