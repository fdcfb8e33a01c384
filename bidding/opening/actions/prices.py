"""The second opening of a round with two envelopes 双信封: prices of the bids that passed the review, and of no others.

The committee's review is over and its marks are locked before the list of passed bids is published; the notice runs
(R-PRICE-NOTICE), then custodians release over that list. Offers and pricing of all other bids stay shut for ever.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select

from bidding.notices.actions import print_notice
from bidding.opening import refusals
from bidding.opening.actions.freeze import topic_of
from bidding.opening.actions.read_out import draw_coefficients, judged_outcomes
from bidding.opening.actions.state import as_opened
from bidding.opening.price_documents import PriceFacts, PriceList, price_shown
from bidding.opening.rules import judge_contents
from bidding.opening.tables import OpenedEnvelope, Opening, PriceOpening
from bidding.tenders.actions import lot_and_project
from bidding.tenders.tables import LotRound
from crypto.encoding import timestamp
from crypto.steps import PRICES
from foundation.ledger.actions import arm_extra_tick, is_logged
from foundation.records import find_record
from foundation.rulebook import rulebook
from foundation.schedule import Handler, arm
from foundation.work import Work

NOTICE = "R-PRICE-NOTICE"


async def appoint_prices(work: Work, round_: LotRound, passed: Collection[str], review: bytes) -> PriceOpening:
    """Publish the list of passed bids and the hour of their opening; a round has one list, asked again it is that.

    `passed`: bids in hex, valid ones of the first opening; `review`: the digest of the record they follow from.
    """
    opening = await work.session.get(Opening, round_.id)
    assert opening is not None and opening.record is not None  # a committee judges what was opened
    before = await work.session.get(PriceOpening, round_.id)
    if before is not None:
        return before
    valid = {one.bid.bid for one in await judged_outcomes(work, round_.id) if one.outcome == "VALID"}
    if not passed or not valid.issuperset(passed):
        raise refusals.NotOnTheList()
    now = await work.now()
    opens_at = now + rulebook(round_.rulebook).duration(NOTICE)
    body = _list_body(round_, opening, sorted(passed), review, now, opens_at)
    row = await work.publish({**body}, lot=round_.lot_id, round_no=round_.number)
    prices = PriceOpening(round_id=round_.id, phase="await_prices", digest=row.digest, opens_at=opens_at)
    prices.bids = {"passed": sorted(passed)}
    work.session.add(prices)
    await work.session.flush()
    await arm(work, "alarm_prices", f"prices:{round_.id}", opens_at, round=str(round_.id))
    await arm_extra_tick(work)
    await work.record("appoint_prices", "lot_round", round_.id, NOTICE, list=row.digest.hex(), bids=len(passed))
    await work.announce(topic_of(round_.lot_id), "price_list", record=row.digest.hex())
    await _print(work, round_, prices)
    return prices


def _list_body(
    round_: LotRound, opening: Opening, passed: Sequence[str], review: bytes, at: datetime, opens_at: datetime
) -> PriceList:
    assert round_.tender is not None and opening.record is not None  # it was opened
    return {
        "type": "tianping/price-list/1",
        "lot": str(round_.lot_id),
        "round": round_.number,
        "freeze": opening.freeze.hex(),
        "tender": round_.tender.hex(),
        "opening_record": opening.record.hex(),
        "review": review.hex(),
        "at": timestamp(at),
        "opens_at": timestamp(opens_at),
        "bids": [*passed],
    }


async def _print(work: Work, round_: LotRound, prices: PriceOpening) -> None:
    """Bidders are told by the press, as of every appointment."""
    lot, project = await lot_and_project(work.session, round_.lot_id)
    title = {
        "zh": f"{project.name} {lot.name} 第二次开标（报价信封）公告",
        "en": f"{project.name} {lot.name}: prices are opened at {timestamp(prices.opens_at)}",
    }
    facts = {"class": project.project_class, "lot": str(lot.id), "round": round_.number}
    words = {**facts, "text": title, "deadline": timestamp(prices.opens_at)}
    region, rehearsal = project.region_code, round_.rehearsal
    await print_notice(work, "price-opening", lot.id, region, title, words, prices.digest, rehearsal)


async def alarm_prices(work: Work, payload: dict[str, Any]) -> datetime | None:
    """At the hour watchers are told that custodians are awaited; from then on it is an alarm until enough released."""
    prices = await work.session.get(PriceOpening, UUID(payload["round"]))
    round_ = await work.session.get(LotRound, UUID(payload["round"]))
    if prices is None or round_ is None or prices.phase != "await_prices":
        return None
    if await work.now() > prices.opens_at:
        await work.record("alarm_custodians", "lot_round", round_.id, "R-DECRYPT-WINDOW", phase=prices.phase)
        await work.announce(topic_of(round_.lot_id), "price_alarm")
    else:
        await work.announce(topic_of(round_.lot_id), "price_hour")
    return await work.now() + rulebook(round_.rulebook).duration("R-DECRYPT-WINDOW")


async def lock_prices(work: Work, round_id: UUID) -> PriceOpening | None:
    """The row, locked: whoever advances a phase holds it."""
    query = select(PriceOpening).where(PriceOpening.round_id == round_id).with_for_update()
    return await work.session.scalar(query.execution_options(populate_existing=True))


async def need_price_hour(work: Work, prices: PriceOpening | None, body: dict[str, Any]) -> PriceOpening:
    """Refuse a release of prices over another list, before the hour, or before the list is in the log."""
    if prices is None:
        raise refusals.NotYourTurn(phase="closed")
    if body.get("list") != prices.digest.hex():
        raise refusals.WrongFreeze(named=str(body.get("list"))[:16], frozen=prices.digest.hex()[:16])
    record = await find_record(work.session, prices.digest)
    assert record is not None  # it is published
    if await work.now() < prices.opens_at or not await is_logged(work, record):
        raise refusals.NotYourTurn(phase="price_notice")
    return prices


async def listed_envelopes(work: Work, prices: PriceOpening, *kinds: str) -> list[OpenedEnvelope]:
    """The envelopes of listed bids that are opened now, by bid and kind; of these kinds, or of both."""
    query = select(OpenedEnvelope).where(
        OpenedEnvelope.round_id == prices.round_id,
        OpenedEnvelope.step == PRICES.name,
        OpenedEnvelope.bid.in_(prices.passed),
        OpenedEnvelope.kind.in_(kinds or ("offer", "pricing")),
    )
    return list(await work.session.scalars(query.order_by(OpenedEnvelope.bid, OpenedEnvelope.kind)))


async def is_listed(work: Work, row: OpenedEnvelope) -> bool:
    """Whether a worker may be given this envelope: of a price opening only those of listed bids."""
    if row.step != PRICES.name:
        return True
    prices = await work.session.get(PriceOpening, row.round_id)
    return prices is not None and row.bid in prices.passed


async def price_facts(work: Work, round_: LotRound, prices: PriceOpening) -> PriceFacts:
    """What became of the listed bids, and the drawn coefficients, recomputed from the rows."""
    rows = await listed_envelopes(work, prices)
    opened = {(row.bid.hex(), row.kind): as_opened(row) for row in rows}
    listed = [one for one in await judged_outcomes(work, round_.id) if bytes.fromhex(one.bid.bid) in prices.passed]
    judged = judge_contents(listed, opened, ("offer", "pricing"))
    offers = [row for row in rows if row.kind == "offer"]
    seed, drawn = await draw_coefficients(work, round_, prices.digest, offers)
    return {"seed": seed, "coefficients": drawn, "bids": [price_shown(one) for one in judged]}


async def read_out_prices(work: Work, prices: PriceOpening) -> None:
    """Everything is decided: all prices are published at once (Order 20 Art. 30)."""
    round_ = await work.lock(LotRound, prices.round_id)
    facts, at = await price_facts(work, round_, prices), await work.now()
    body = {"type": "tianping/price-read-out/1", "lot": str(round_.lot_id), "round": round_.number}
    told = {**body, "list": prices.digest.hex(), "at": timestamp(at), **facts}
    row = await work.publish(cast(dict[str, Any], told), lot=round_.lot_id, round_no=round_.number)
    prices.phase, prices.read_out, prices.read_out_at = "read_out", row.digest, at
    await work.record("read_out_prices", "lot_round", round_.id, "Order 20 Art. 30", read_out=row.digest.hex())
    await work.announce(topic_of(round_.lot_id), "price_read_out", read_out=row.digest.hex(), bids=len(facts["bids"]))


TIMERS: dict[str, Handler] = {"alarm_prices": alarm_prices}
