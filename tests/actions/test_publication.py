"""publish_tender: what it checks, in which order, and what it leaves behind."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from bidding.custodians.actions import key_sets_of, propose_key_set
from bidding.custodians.refusals import DocumentsNotSettled, NoKeySet, RosterRefused
from bidding.custodians.tables import CustodianBody
from bidding.documents.actions import publish_tender, reopen_documents, settle_documents
from bidding.documents.publishing import Terms
from bidding.documents.refusals import KeySetIncomplete, KeySetStale, PublishedOtherwise, RehearsalUnmarked
from bidding.methods.refusals import MethodUnreadable
from bidding.methods.scheme import scheme_json
from bidding.projects.tables import Lot
from bidding.tenders.actions import current_round, deadlines_of, put_scheme
from bidding.tenders.refusals import DeadlineNotAhead, DeadlineTooFar
from crypto.encoding import timestamp
from crypto.records import check_shape
from crypto.signatures import check_document
from foundation.calendar import SHANGHAI, CalendarYearNotLoaded, DeadlineOnRestDay, PeriodTooShort
from foundation.errors import FieldRefused, NoSuchThing, NotAllowed, NotSignedIn, WrongState
from foundation.ledger.tables import JournalRow
from foundation.schedule import TimerRow
from foundation.work import House
from tests.actions.conftest import MONDAY, Hand
from tests.conftest import Clock, People
from tests.market import Market
from tests.rules.methods.schemes import COMPREHENSIVE, EVALUATED

FIRST_DAY = datetime(2026, 3, 22, 0, 0, tzinfo=SHANGHAI)
"""Twenty days after the Monday, counted by date: a Sunday."""
WORKING = datetime(2026, 3, 23, 9, 30, tzinfo=SHANGHAI)


def law(deadline: datetime = WORKING) -> Terms:
    """Under the law of 2026."""
    return Terms(deadline, 1, False)


async def test_the_tender_record_says_everything_and_is_signed(keyed: Market, hand: Hand, platform_key: bytes) -> None:
    record = await hand(publish_tender, UUID(keyed.lot), law())
    body = record["body"]
    check_shape(check_document(record, type="tianping/tender/1", role="platform", key=platform_key))
    assert (body["deadline"], body["rulebook"], body["rehearsal"]) == (timestamp(WORKING), 1, False)
    assert body["published_at"][:16] == "2026-03-02T01:00"
    assert body["buyer"]["name"] == "云顶坪小学" and body["agency"]["name"] == "楚正招标代理"
    assert body["minimum_bidders"] == 3
    assert body["offer_form"][0] == {"name": "price", "title": "投标报价", "kind": "money", "unit": "元"}


async def test_publication_arms_the_freeze_and_remembers_the_floor(keyed: Market, hand: Hand, house: House) -> None:
    await hand(publish_tender, UUID(keyed.lot), law())
    async with house.sessions() as session:
        round_ = await current_round(session, UUID(keyed.lot))
        timer = await session.scalar(select(TimerRow).where(TimerRow.key == f"freeze:{round_.id}"))
        journal = await session.scalar(select(JournalRow).where(JournalRow.verb == "publish_tender"))
        assert await deadlines_of(session, round_.id) == [WORKING]
    assert (round_.state, round_.document_version, round_.rulebook) == ("BIDDING", 1, 1)
    assert timer and timer.due == WORKING and timer.payload == {"round": str(round_.id)}
    assert journal and journal.rule == "R-BID-PERIOD"


async def test_the_same_publication_again_answers_the_same_record(keyed: Market, hand: Hand) -> None:
    first = await hand(publish_tender, UUID(keyed.lot), law())
    assert await hand(publish_tender, UUID(keyed.lot), law()) == first
    with pytest.raises(PublishedOtherwise) as told:
        await hand(publish_tender, UUID(keyed.lot), law(WORKING + timedelta(days=1)))
    assert told.value.problem()["rule"] == "D-STATE"


async def test_a_statutory_tender_runs_twenty_days_by_date(keyed: Market, hand: Hand) -> None:
    early = datetime(2026, 3, 20, 17, 0, tzinfo=SHANGHAI)
    with pytest.raises(PeriodTooShort) as told:
        await hand(publish_tender, UUID(keyed.lot), law(early))
    assert told.value.problem()["rule"] == "R-BID-PERIOD"
    assert "2026年03月22日" in told.value.problem()["detail_zh"]


async def test_a_deadline_on_a_rest_day_is_refused_with_the_next_working_day(keyed: Market, hand: Hand) -> None:
    with pytest.raises(DeadlineOnRestDay) as told:
        await hand(publish_tender, UUID(keyed.lot), law(FIRST_DAY + timedelta(hours=9)))
    assert told.value.problem()["rule"] == "R-DEADLINE-WORKING-DAY"
    assert "2026-03-23" in told.value.problem()["detail"]


async def test_a_year_without_its_holidays_is_refused(keyed: Market, hand: Hand) -> None:
    with pytest.raises(CalendarYearNotLoaded):
        await hand(publish_tender, UUID(keyed.lot), law(datetime(2027, 3, 1, tzinfo=SHANGHAI)))


@pytest.mark.parametrize(
    ("deadline", "refusal", "rule"),
    [
        (MONDAY, DeadlineNotAhead, "R-DEADLINE"),
        (MONDAY + timedelta(days=2000), DeadlineTooFar, "D-DEADLINE"),
        (datetime(2199, 1, 1, tzinfo=SHANGHAI), DeadlineTooFar, "D-DEADLINE"),
        (datetime(1, 1, 1, tzinfo=SHANGHAI), FieldRefused, "D-FORM"),
        (datetime(9999, 12, 31, tzinfo=SHANGHAI), FieldRefused, "D-FORM"),
        (datetime(2026, 4, 1), FieldRefused, "D-FORM"),  # noqa: DTZ001 - a naive moment is the point
    ],
)
async def test_a_deadline_that_cannot_be_is_refused(
    keyed: Market, hand: Hand, deadline: datetime, refusal: type[Any], rule: str
) -> None:
    with pytest.raises(refusal) as told:
        await hand(publish_tender, UUID(keyed.lot), Terms(deadline, 2, True))
    assert told.value.problem()["rule"] == rule


async def test_a_rehearsal_s_clocks_are_for_rehearsals(keyed: Market, hand: Hand, clock: Clock) -> None:
    soon = await clock.now() + timedelta(minutes=5)
    with pytest.raises(RehearsalUnmarked) as told:
        await hand(publish_tender, UUID(keyed.lot), Terms(soon, 2, False))
    assert told.value.problem()["rule"] == "R-BID-PERIOD"
    with pytest.raises(FieldRefused):
        await hand(publish_tender, UUID(keyed.lot), Terms(soon, 77, True))


async def test_documents_must_be_settled(keyed: Market, hand: Hand) -> None:
    await hand(reopen_documents, UUID(keyed.lot))
    with pytest.raises(DocumentsNotSettled) as told:
        await hand(publish_tender, UUID(keyed.lot), law())
    assert told.value.problem()["rule"] == "R-BID-PERIOD"


async def test_custodians_must_have_signed_these_documents(keyed: Market, hand: Hand, clock: Clock) -> None:
    await hand(reopen_documents, UUID(keyed.lot))
    await clock.forward(seconds=1)
    await hand(settle_documents, UUID(keyed.lot))
    with pytest.raises(KeySetStale) as told:
        await hand(publish_tender, UUID(keyed.lot), law())
    assert told.value.problem()["rule"] == "R-CUSTODIAN-KEYS"
    await keyed.agree_on_keys()
    assert (await hand(publish_tender, UUID(keyed.lot), law()))["body"]["type"] == "tianping/tender/1"


async def test_custodians_must_be_proposed_and_must_all_sign(drafted: Market, hand: Hand) -> None:
    lot = UUID(drafted.lot)
    with pytest.raises(NoKeySet) as nobody:
        await hand(publish_tender, lot, law())
    await hand(propose_key_set, lot, [UUID(keeper.id) for keeper in drafted.keepers], 3)
    with pytest.raises(KeySetIncomplete) as unsigned:
        await hand(publish_tender, lot, law())
    assert nobody.value.problem()["rule"] == "R-CUSTODIANS-N"
    assert unsigned.value.problem()["facts"] == {"signed": 0, "of": 5}


async def test_the_roster_is_checked_again(keyed: Market, hand: Hand, house: House) -> None:
    async with house.sessions.begin() as session:
        body = await session.get(CustodianBody, UUID(keyed.keepers[0].id))
        assert body
        body.persons = 1
    with pytest.raises(RosterRefused) as told:
        await hand(publish_tender, UUID(keyed.lot), law())
    assert told.value.problem()["rule"] == "R-PERSONS-MIN"


async def test_only_agency_or_buyer_of_this_lot_publish(keyed: Market, hand: Hand, as_: People) -> None:
    lot, stranger = UUID(keyed.lot), await as_("agency", "另一家代理")
    with pytest.raises(NoSuchThing):
        await hand(publish_tender, lot, law(), actor=stranger.actor)
    with pytest.raises(NotAllowed):
        await hand(publish_tender, lot, law(), actor=keyed.centre.actor)
    with pytest.raises(NotSignedIn):
        await Hand(hand.house)(publish_tender, lot, law())
    await hand(publish_tender, lot, law(), actor=keyed.buyer.actor)


async def test_a_refused_publication_leaves_no_trace(drafted: Market, hand: Hand, house: House) -> None:
    with pytest.raises(NoKeySet):
        await hand(publish_tender, UUID(drafted.lot), law())
    async with house.sessions() as session:
        round_ = await current_round(session, UUID(drafted.lot))
        assert (round_.state, round_.tender, round_.deadline) == ("DRAFT", None, None)
        assert await key_sets_of(session, round_.id) == []
        assert await session.scalar(select(TimerRow).where(TimerRow.name == "freeze")) is None


async def test_the_scheme_is_frozen_in_the_tender_record(keyed: Market, hand: Hand) -> None:
    told = scheme_json(COMPREHENSIVE)
    await hand(put_scheme, UUID(keyed.lot), told)
    body = (await hand(publish_tender, UUID(keyed.lot), law()))["body"]
    check_shape(body)
    assert body["scheme"] == told
    with pytest.raises(WrongState):
        await hand(put_scheme, UUID(keyed.lot), None)


async def test_without_a_scheme_the_record_is_as_it_was(keyed: Market, hand: Hand) -> None:
    assert "scheme" not in (await hand(publish_tender, UUID(keyed.lot), law()))["body"]


async def test_a_scheme_that_does_not_fit_the_lot_is_not_kept(drafted: Market, hand: Hand) -> None:
    with pytest.raises(MethodUnreadable):
        await hand(put_scheme, UUID(drafted.lot), scheme_json(replace(COMPREHENSIVE, price_field="period")))


async def test_a_lot_that_no_longer_fits_its_scheme_is_not_published(keyed: Market, hand: Hand, house: House) -> None:
    await hand(put_scheme, UUID(keyed.lot), scheme_json(COMPREHENSIVE))
    async with house.sessions() as session, session.begin():
        lot = await session.get(Lot, UUID(keyed.lot))
        assert lot
        lot.scheme = scheme_json(replace(COMPREHENSIVE, price_field="other"))
    with pytest.raises(MethodUnreadable):
        await hand(publish_tender, UUID(keyed.lot), law())


async def test_a_lot_is_added_with_its_scheme(market: Market) -> None:
    await market.set_up()
    market.scheme = scheme_json(EVALUATED)
    await market.draft_lot()
    await market.agree_on_keys()
    assert (await market.publish())["scheme"] == market.scheme
