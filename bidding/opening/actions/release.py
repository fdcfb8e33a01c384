"""A custodian's release: one share per envelope with its proof, over the freeze list's digest, checked and kept."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects.postgresql import insert

from bidding.bids.tables import EnvelopeRow
from bidding.custodians.actions import key_sets_of
from bidding.opening import refusals
from bidding.opening.actions.due import make_due
from bidding.opening.actions.freeze import ensure_frozen, topic_of
from bidding.opening.actions.prices import lock_prices, need_price_hour
from bidding.opening.actions.state import lock_opening, place_in_list, tender_body
from bidding.opening.answers import Phase, ReleaseAnswer
from bidding.opening.tables import AnyOpening, OpenedEnvelope, Opening, PriceOpening, Release, ShareRow
from bidding.tenders.tables import LotRound
from crypto.encoding import H, canonical, parse_timestamp
from crypto.errors import CryptoError
from crypto.header import Header
from crypto.records import check_shape
from crypto.secret_sharing import check_release
from crypto.signatures import check_document
from crypto.steps import PRICES, steps_of
from foundation.failpoints import hit
from foundation.work import Work

PHASE_OF_STEP = {"identities": "await_identities", "contents": "await_contents", "documents": "await_contents"}
PHASE_OF_STEP |= {"prices": "await_prices"}
PHASE_AFTER = {"identities": "open_identities", "contents": "open_contents", "documents": "open_contents"}
PHASE_AFTER |= {"prices": "open_prices"}
PUBLIC_KINDS = ("identity", "offer")
SHARE = ("i", "S", "c", "r")


@dataclass(frozen=True)
class Wanted:
    """An envelope this custodian has to release: its header, and its own number among the header's keys."""

    row: EnvelopeRow
    header: Header
    index: int
    key: bytes

    @property
    def digest(self) -> str:
        """The envelope's digest in hex."""
        return self.row.digest.hex()


async def accept_release(
    work: Work, lot_id: UUID, signed: dict[str, Any], withheld: Sequence[dict[str, Any]]
) -> ReleaseAnswer:
    """Check and keep a release; answers the phase afterwards. A release made before is answered the same.

    (1) signed by a custodian of this round; (2) over this freeze; (3) for the step awaited; (4) one share for every
    envelope dealt to this custodian; (5) every proof holds, a wrong one names its custodian.
    """
    round_, opening = await ensure_frozen(work, lot_id)
    body = _read_release(signed, str(lot_id), round_.number)
    member = await _custodian(work, round_.id, body, signed)
    if body["freeze"] != opening.freeze.hex():
        raise refusals.WrongFreeze(named=body["freeze"][:16], frozen=opening.freeze.hex()[:16])
    share_key = bytes.fromhex(body["share_key"])
    if await _kept_before(work, round_.id, body["step"], share_key):
        return _answer(opening, repeated=True)
    await _need_step(work, round_, body["step"])
    turn = await _turn(work, opening, body)
    _need_turn(turn, body["step"])
    wanted = await _wanted(work, turn, body["step"], share_key)
    shares = _shares(body, withheld, wanted)
    await asyncio.to_thread(_check_shares, wanted, shares, member["name"])
    locked = await _lock(work, round_.id, body["step"])
    assert locked is not None  # it was found above
    if await _kept_before(work, round_.id, body["step"], share_key):  # the same one, sent twice, was first
        return _answer(locked, repeated=True)
    _need_turn(locked, body["step"])
    await _keep(work, round_, locked, signed, body, wanted, shares)
    await work.announce(topic_of(lot_id), "released", step=body["step"], index=member["index"])
    hit("release.written")
    return _answer(locked, repeated=False)


def _answer(opening: AnyOpening, *, repeated: bool) -> ReleaseAnswer:
    return {"phase": cast(Phase, opening.phase), "repeated": repeated}


async def _turn(work: Work, opening: Opening, body: dict[str, Any]) -> AnyOpening:
    """The opening that this step belongs to. Only releases of prices name a list of passed bids."""
    if body["step"] == PRICES.name:
        return await need_price_hour(work, await work.session.get(PriceOpening, opening.round_id), body)
    if "list" in body:
        raise refusals.ReleaseRefused(why="only a release of prices names a list of passed bids")
    return opening


async def _lock(work: Work, round_id: UUID, step: str) -> AnyOpening | None:
    return await lock_prices(work, round_id) if step == PRICES.name else await lock_opening(work.session, round_id)


def _of_step(opening: AnyOpening, step: str) -> list[ColumnElement[bool]]:
    """Which envelopes a step opens: of prices those of listed bids alone."""
    found = [OpenedEnvelope.round_id == opening.round_id, OpenedEnvelope.step == step]
    return [*found, OpenedEnvelope.bid.in_(opening.passed)] if isinstance(opening, PriceOpening) else found


async def _need_step(work: Work, round_: LotRound, step: str) -> None:
    """Offers of two envelopes are no part of the hour, and one envelope has no step of documents alone."""
    if step not in {one.name for one in steps_of(await tender_body(work.session, round_))}:
        raise refusals.ReleaseRefused(why=f"this tender has no step {step}")


def _need_turn(opening: AnyOpening, step: str) -> None:
    """A step is released while it is awaited and while its envelopes are being opened: more than t may bear witness."""
    if step not in PHASE_OF_STEP or opening.phase not in (PHASE_OF_STEP[step], PHASE_AFTER[step]):
        raise refusals.NotYourTurn(phase=opening.phase)


def _read_release(signed: dict[str, Any], lot: str, number: int) -> dict[str, Any]:
    try:
        body = check_document(signed, type="tianping/release/1", role="custodian")
        check_shape(body)
    except CryptoError as fault:
        raise refusals.ReleaseRefused(why=str(fault)) from None
    if (body["lot"], body["round"]) != (lot, number):
        raise refusals.ReleaseRefused(why="it was made for another lot or round")
    parse_timestamp(body["at"])
    return body


async def _custodian(work: Work, round_id: UUID, body: dict[str, Any], signed: dict[str, Any]) -> dict[str, Any]:
    """The roster entry whose number and share key the release names and whose signing key signed it."""
    signers = {one["key"] for one in signed["signatures"]}
    for key_set in await key_sets_of(work.session, round_id):
        for member in key_set.members:
            named = member["index"] == body["index"] and member["share_key"] == body["share_key"]
            if named and member["sign_key"] in signers:
                return dict(member)
    raise refusals.NoCustodianOfThisLot()


async def _kept_before(work: Work, round_id: UUID, step: str, share_key: bytes) -> bool:
    query = select(Release.digest).where(
        Release.round_id == round_id, Release.step == step, Release.share_key == share_key
    )
    return await work.session.scalar(query) is not None


async def _wanted(work: Work, opening: AnyOpening, step: str, share_key: bytes) -> list[Wanted]:
    query = (
        select(EnvelopeRow)
        .join(OpenedEnvelope, OpenedEnvelope.envelope == EnvelopeRow.digest)
        .where(*_of_step(opening, step))
    )
    wanted = []
    for row in sorted(await work.session.scalars(query), key=place_in_list):
        header = Header.parse(row.header)
        if share_key in header.custodians:
            wanted.append(Wanted(row, header, header.custodians.index(share_key) + 1, share_key))
    return wanted


def _shares(
    body: dict[str, Any], withheld: Sequence[dict[str, Any]], wanted: Sequence[Wanted]
) -> dict[str, dict[str, Any]]:
    """Share by envelope digest: public ones as signed, withheld ones as handed over with their salts.

    The signed hash of a withheld share is over share and salt; both lists stand in the order of the freeze list.
    """
    public = [one.digest for one in wanted if one.row.kind in PUBLIC_KINDS]
    hidden = [one.digest for one in wanted if one.row.kind not in PUBLIC_KINDS]
    signed = [one["envelope"] for one in body["shares"]], [one["envelope"] for one in body["withheld"]]
    if signed != (public, hidden):
        raise refusals.ReleaseRefused(why="it does not hold one share for every envelope of the list, in its order")
    shares = {one["envelope"]: {k: one[k] for k in SHARE} for one in body["shares"]}
    hashes = {one["envelope"]: one["hash"] for one in body["withheld"]}
    for one in withheld:
        shares[_withheld_envelope(one, hashes)] = {k: one[k] for k in (*SHARE, "salt")}
    if set(shares) != {one.digest for one in wanted}:
        raise refusals.ReleaseRefused(why="a withheld share was not handed over")
    return shares


def _withheld_envelope(one: dict[str, Any], hashes: dict[str, str]) -> str:
    try:
        core = {name: one[name] for name in ("envelope", "i", "S", "c", "r")}
        expected = H("withheld share", bytes.fromhex(one["salt"]), canonical(core)).hex()
    except (KeyError, ValueError, TypeError, CryptoError):
        raise refusals.ReleaseRefused(why="a withheld share is not of the right shape") from None
    if hashes.get(str(one["envelope"])) != expected:
        raise refusals.ReleaseRefused(why="a withheld share is not the one whose hash was signed")
    return str(one["envelope"])


def _core(share: dict[str, Any]) -> dict[str, Any]:
    return {name: share[name] for name in SHARE}


def _check_shares(wanted: Sequence[Wanted], shares: dict[str, dict[str, Any]], name: str) -> None:
    for one in wanted:
        try:
            check_release(_core(shares[one.digest]), one.index, one.key, one.header.sharing, one.header.ctx)
        except CryptoError as fault:
            raise refusals.WrongShare(custodian=name, envelope=one.digest[:16], check=fault.check) from None


async def _keep(
    work: Work,
    round_: LotRound,
    opening: AnyOpening,
    signed: dict[str, Any],
    body: dict[str, Any],
    wanted: Sequence[Wanted],
    shares: dict[str, dict[str, Any]],
) -> None:
    record = await work.keep(signed, lot=round_.lot_id, round_no=round_.number)
    release = Release(
        digest=record.digest,
        round_id=opening.round_id,
        step=body["step"],
        share_key=bytes.fromhex(body["share_key"]),
        index=body["index"],
        client=body["client"],
        at=await work.now(),
    )
    work.session.add(release)
    rows = [_share_row(one, shares[one.digest]) for one in wanted]
    await work.session.execute(insert(ShareRow).on_conflict_do_nothing(), rows)
    await work.record("release_shares", "lot_round", opening.round_id, "Order 20 Art. 29", step=body["step"])
    if opening.phase == PHASE_OF_STEP[body["step"]]:
        await _open_when_enough(work, opening, body["step"])


def _share_row(one: Wanted, share: dict[str, Any]) -> dict[str, Any]:
    salt = bytes.fromhex(share["salt"]) if "salt" in share else None
    return {"envelope": one.row.digest, "index": one.index, "share": _core(share), "salt": salt}


async def _open_when_enough(work: Work, opening: AnyOpening, step: str) -> None:
    """Once every envelope of the step has its t shares, all become due for the workers together."""
    waiting = _of_step(opening, step)
    shares = (
        select(func.count()).where(ShareRow.envelope == OpenedEnvelope.envelope).correlate(OpenedEnvelope)
    ).scalar_subquery()
    short = select(func.count()).select_from(OpenedEnvelope).where(*waiting, shares < OpenedEnvelope.threshold)
    if await work.session.scalar(short):
        return
    await work.session.execute(update(OpenedEnvelope).where(*waiting).values(state="DUE"))
    opening.phase = PHASE_AFTER[step]
    await make_due(work, await work.session.scalars(select(OpenedEnvelope.envelope).where(*waiting)))
