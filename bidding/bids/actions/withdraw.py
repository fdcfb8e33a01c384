"""Withdrawal 撤回: before the deadline, by the bid key's signature, by nobody else."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import select

from bidding.bids import refusals
from bidding.bids.actions.window import refuse_unless_open
from bidding.bids.receipts import SignedWithdrawalAccepted, WithdrawalAccepted
from bidding.bids.tables import Bid
from bidding.tenders.actions import lock_round
from bidding.tenders.tables import LotRound
from crypto.encoding import timestamp
from crypto.errors import CryptoError
from crypto.signatures import check_document
from foundation.errors import NoSuchThing
from foundation.failpoints import hit
from foundation.records import find_record
from foundation.work import Work


async def withdraw_bid(work: Work, lot_id: UUID, signed: dict[str, Any]) -> SignedWithdrawalAccepted:
    """Withdraw (撤回) a sealed bid before the deadline, by its bid key's signature; answers the accepted record."""
    round_ = await lock_round(work, lot_id, share=True)
    accepted = await withdraw_from(work, round_, signed, replaced_by=None)
    hit("withdraw.written")
    return accepted


async def withdraw_from(
    work: Work, round_: LotRound, signed: dict[str, Any], replaced_by: bytes | None
) -> SignedWithdrawalAccepted:
    """Withdraw a bid of a round that the caller has locked; `replaced_by` is the bid that takes its place."""
    body = _read_withdrawal(signed, round_, replaced_by)
    query = select(Bid).where(Bid.digest == bytes.fromhex(body["bid"]), Bid.round_id == round_.id).with_for_update()
    bid = await work.session.scalar(query.execution_options(populate_existing=True))
    if bid is None or bid.receipt_number != body["receipt"] or signed["signatures"][0]["key"] != bid.bid_key.hex():
        raise NoSuchThing(what="bid 投标文件")
    if bid.withdrawal is not None:
        return await _accepted_before(work, bid, body)
    refuse_unless_open(round_, await work.now())
    kept = await work.keep(signed, lot=round_.lot_id, round_no=round_.number, veil=round_.id)
    bid.state, bid.withdrawal = "WITHDRAWN", kept.digest
    answer: WithdrawalAccepted = {
        "type": "tianping/withdrawal-accepted/1",
        "lot": body["lot"],
        "round": body["round"],
        "bid": body["bid"],
        "withdrawal": kept.digest.hex(),
        "at": timestamp(await work.now()),
    }
    row = await work.publish({**answer}, lot=round_.lot_id, round_no=round_.number, veil=round_.id)
    bid.accepted = row.digest
    await work.record("withdraw_bid", "bid", body["bid"], "法29", veil=round_.id)
    return cast(SignedWithdrawalAccepted, row.record())


def _read_withdrawal(signed: dict[str, Any], round_: LotRound, replaced_by: bytes | None) -> dict[str, Any]:
    try:
        body = check_document(signed, type="tianping/withdrawal/1", role="bid")
    except CryptoError as fault:
        raise refusals.StatementRefused(why=str(fault)) from None
    wanted = {"type", "lot", "round", "bid", "receipt", "replaced_by"}
    if set(body) != wanted or len(signed["signatures"]) != 1 or not _is_hex32(body["bid"]):
        raise refusals.StatementRefused(why="not a withdrawal")
    if (body["lot"], body["round"]) != (str(round_.lot_id), round_.number):
        raise refusals.WrongLot(kind="withdrawal")
    if body["replaced_by"] != (replaced_by.hex() if replaced_by else None):
        raise refusals.StatementRefused(why="the withdrawal names another replacement")
    return body


def _is_hex32(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 64 and set(value) <= set("0123456789abcdef")


async def _accepted_before(work: Work, bid: Bid, body: dict[str, Any]) -> SignedWithdrawalAccepted:
    kept = await find_record(work.session, bid.withdrawal or b"")
    accepted = await find_record(work.session, bid.accepted or b"")
    if kept is None or accepted is None or kept.record()["body"] != body:
        raise refusals.AlreadyWithdrawn()
    return cast(SignedWithdrawalAccepted, accepted.record())
