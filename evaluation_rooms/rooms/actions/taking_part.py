"""A member takes his place: pledge with his key, the list of bidders, then "nothing hinders me", or he withdraws."""

from bidding.handover import judged_lot
from crypto.errors import CryptoError
from crypto.signatures import signed_bytes, verify
from evaluation_rooms.draws.actions.sessions import lot_ids_of
from evaluation_rooms.rooms import refusals
from evaluation_rooms.rooms.actions.committee import let_leave, lock_room, settle
from evaluation_rooms.rooms.actions.seats import Seated, at_seat, tell
from evaluation_rooms.rooms.answers import BidderShown, BiddersShown
from evaluation_rooms.rooms.pledges import pledge_body
from evaluation_rooms.rooms.rules import MEMBER
from foundation.work import Work

RULE = "条例46"


async def pledge(work: Work, sign_key: bytes, signature: bytes) -> None:
    """Sign the pledge with a key of one's own; the report will be signed with it. The same again changes nothing."""
    seat = await at_seat(work, alone=True)
    member = seat.member
    if member.sign_key is not None and member.sign_key != sign_key:
        raise refusals.KeyTaken()
    body = pledge_body(str(member.session_id), member.name, sign_key.hex())
    try:
        verify(sign_key, signed_bytes(body), signature)
    except CryptoError:
        raise refusals.PledgeBroken() from None
    if member.sign_key is None:
        member.sign_key, member.pledge, member.pledged_at = sign_key, signature, await work.now()
        await work.record("pledge", "member", member.id, RULE, seat=member.name, sign_key=sign_key.hex())
        await tell(work, member.session_id, "pledged", seat=member.name)


async def show_bidders(work: Work) -> BiddersShown:
    """Who bid for the lots of this session, shown once the pledge is signed; nobody sees a price here."""
    seat = await at_seat(work)
    _need_pledge(seat)
    found: dict[str, BidderShown] = {}
    for lot in await lot_ids_of(work, seat.session.id):
        for bid in (await judged_lot(work, lot)).bids:
            shown = found.setdefault(bid.uscc, {"name": bid.name, "uscc": bid.uscc, "lots": []})
            shown["lots"].append(str(lot))
    await work.record("show_bidders", "member", seat.member.id, RULE, seat=seat.member.name)
    return {"bidders": [found[uscc] for uscc in sorted(found)]}


def _need_pledge(seat: Seated) -> None:
    if seat.member.sign_key is None:
        raise refusals.NotReady()


async def answer_hindrance(work: Work, *, hindered: bool, reason: str) -> None:
    """After the list of bidders: nothing hinders the member and he judges, or he withdraws and the next is called.

    Both may come again: who is ready stays ready. A member who judges already may still find that he must withdraw.
    """
    seat = await at_seat(work, alone=True)
    _need_pledge(seat)
    sitting, session = await lock_room(work, seat.session.id)
    member = seat.member
    if hindered:
        await work.record("withdraw", "member", member.id, RULE, seat=member.name, reason=reason)
        await let_leave(work, sitting, session, member, "recusal")
    elif member.state == "SEATED":
        member.state, member.ready_at = MEMBER.step(member.state, "confirm").after, await work.now()
        await work.record("confirm_no_hindrance", "member", member.id, RULE, seat=member.name)
        await tell(work, session.id, "ready", seat=member.name)
        await settle(work, sitting, session)
