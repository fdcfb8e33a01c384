"""Deeds around custodians: bodies, proposals, statements, replacement, drills, readiness."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from bidding.custodians.actions import (
    answer_drill,
    key_sets_of,
    list_bodies,
    list_drills,
    propose_key_set,
    register_body,
    show_key_set,
    show_readiness,
    sign_key_statement,
)
from bidding.custodians.bodies import NewBody
from bidding.custodians.refusals import (
    BodyKeyTaken,
    DocumentsNotSettled,
    DrillOver,
    DrillUnknown,
    KeysNotDistinct,
    NoKeySet,
    RosterRefused,
    StatementDiffers,
)
from bidding.custodians.statements import DRILL_CONTEXT
from bidding.custodians.tables import CustodianBody, KeyStatement
from bidding.documents.actions import reopen_documents
from bidding.tenders.actions import current_round, extend_deadline
from bidding.tenders.refusals import DeadlineBehind
from crypto.encoding import canonical, parse_timestamp
from crypto.errors import CryptoError
from crypto.records import check_shape
from crypto.secret_sharing import check_sharing, new_custodian_key, prove_possession, release_share
from crypto.signatures import KeyPair, check_document, sign_document
from foundation.entropy import counted_entropy
from foundation.errors import FieldRefused, NoSuchThing, NotAllowed
from foundation.realtime import events_after
from foundation.work import House
from tests.actions.conftest import Hand
from tests.conftest import Clock
from tests.market import Keeper, Market

RunDue = Callable[[], Awaitable[int]]


def new_body(seed: bytes = b"new body", **changes: Any) -> NewBody:
    """A body with fresh keys and a right proof, but for the changes."""
    entropy = counted_entropy(seed)
    share, sign = new_custodian_key(entropy), KeyPair.new(entropy)
    proof = prove_possession(share.secret, b"custodian-body", entropy)
    told: dict[str, Any] = {"name": "鄂州市公证处", "prefecture": "420700", "seat": "other", "persons": 3}
    told |= {"share_key": share.public, "sign_key": sign.public, "possession": proof, "phone": "", "organisation": None}
    return NewBody(**{**told, **changes})


def ids(keepers: list[Keeper]) -> list[UUID]:
    """Their bodies."""
    return [UUID(keeper.id) for keeper in keepers]


async def test_a_body_is_registered_once(drafted: Market, hand: Hand) -> None:
    hand.actor = drafted.centre.actor
    first = await hand(register_body, new_body())
    assert (await hand(register_body, new_body())).id == first.id
    assert len(await hand(list_bodies)) == 6
    with pytest.raises(BodyKeyTaken) as told:
        await hand(register_body, new_body(name="别的单位"))
    assert told.value.problem()["rule"] == "R-CUSTODIAN-KEYS"
    with pytest.raises(BodyKeyTaken):
        await hand(register_body, new_body(b"another", sign_key=new_body().sign_key))
    with pytest.raises(BodyKeyTaken):
        await hand(register_body, new_body(b"another", sign_key=new_body().share_key))
    assert len(await hand(list_bodies)) == 6


@pytest.mark.parametrize(
    ("changes", "refusal", "rule"),
    [
        ({"persons": 1}, RosterRefused, "R-PERSONS-MIN"),
        ({"seat": "king"}, FieldRefused, "D-FORM"),
        ({"name": "x\u202e"}, FieldRefused, "D-FORM"),
        ({"sign_key": new_body().share_key}, KeysNotDistinct, "R-CUSTODIAN-KEYS"),
    ],
)
async def test_a_body_that_cannot_be_is_refused(
    drafted: Market, hand: Hand, changes: dict[str, Any], refusal: type[Any], rule: str
) -> None:
    with pytest.raises(refusal) as told:
        await hand(register_body, new_body(**changes), actor=drafted.centre.actor)
    assert told.value.problem()["rule"] == rule


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"possession": prove_possession(b"\5" + bytes(31), b"custodian-body", counted_entropy(b"x"))}, "possession"),
        ({"possession": {"R": "00", "s": "00"}}, "point"),
        ({"possession": {}}, "possession-shape"),
        ({"share_key": b"\1" + bytes(31)}, "point"),
        ({"sign_key": b"\1" + bytes(31)}, "point"),
    ],
)
async def test_keys_are_points_whose_secret_is_known(
    drafted: Market, hand: Hand, changes: dict[str, Any], check: str
) -> None:
    with pytest.raises(CryptoError) as told:
        await hand(register_body, new_body(**changes), actor=drafted.centre.actor)
    assert told.value.check == check


async def test_only_centre_and_administrator_register_bodies(drafted: Market, hand: Hand) -> None:
    with pytest.raises(NotAllowed):
        await hand(register_body, new_body())


async def test_all_faults_of_a_roster_are_told_at_once(drafted: Market, hand: Hand) -> None:
    with pytest.raises(RosterRefused) as told:
        await hand(propose_key_set, UUID(drafted.lot), ids(drafted.keepers)[:2] * 2, 2)
    problem = told.value.problem()
    rules = {fault["rule"] for fault in problem["facts"]["faults"]}
    assert rules >= {"R-CUSTODIANS-N", "R-CUSTODIANS-T", "R-CUSTODIAN-KEYS", "R-CUSTODIAN-OUTSIDE"}
    assert problem["rule"] == "R-CUSTODIANS-N" and "保管单位4家" in problem["title_zh"]


async def test_the_agency_s_own_body_cannot_sit_as_another(drafted: Market, hand: Hand) -> None:
    hidden = new_body(organisation=drafted.agency.organisation)
    body = await hand(register_body, hidden, actor=drafted.centre.actor)
    with pytest.raises(RosterRefused) as told:
        await hand(propose_key_set, UUID(drafted.lot), [*ids(drafted.keepers)[:4], body.id], 3)
    assert told.value.problem()["rule"] == "R-CUSTODIAN-BUYER"


async def test_unknown_bodies_and_unsettled_documents_are_refused(drafted: Market, hand: Hand, house: House) -> None:
    lot = UUID(drafted.lot)
    with pytest.raises(NoSuchThing):
        await hand(propose_key_set, lot, [*ids(drafted.keepers)[:4], UUID(int=9)], 3)
    with pytest.raises(NoKeySet):
        await hand(lambda work: show_key_set(work.session, lot))


async def test_statements_need_settled_documents(market: Market, hand: Hand) -> None:
    await market.set_up()
    await market.draft_lot()
    hand.actor = market.agency.actor
    project = (await market.client.get("/api/projects", headers=market.agency.headers)).json()["projects"][0]["id"]
    lot = {"name": "二标段", "estimate": "1.00", "offer_form": [{"name": "a", "title": "b", "kind": "text"}]}
    made = await market.client.post(f"/api/projects/{project}/lots", json=lot, headers=market.agency.headers)
    with pytest.raises(DocumentsNotSettled) as told:
        await hand(propose_key_set, UUID(made.json()["id"]), ids(market.keepers), 3)
    assert told.value.problem()["rule"] == "R-BID-PERIOD"


async def test_the_last_statement_makes_the_key_set_record(
    keyed: Market, hand: Hand, house: House, platform_key: bytes
) -> None:
    shown = await hand(lambda work: show_key_set(work.session, UUID(keyed.lot)))
    body = check_shape(check_document(shown["record"], type="tianping/key-set/1", role="platform", key=platform_key))
    assert shown["state"] == "complete" and all(member["signed"] for member in shown["members"])
    assert [one["body"] for one in body["custodians"]] == [keeper.id for keeper in keyed.keepers]
    async with house.sessions() as session:
        round_ = await current_round(session, UUID(keyed.lot))
        [key_set] = await key_sets_of(session, round_.id)
        digests = await session.scalars(select(KeyStatement.digest).order_by(KeyStatement.index))
        assert [one.hex() for one in digests] == body["statements"]
    assert round_.key_set_id == key_set.id and round_.key_set == key_set.digest


def statement(shown: dict[str, Any], keeper: Keeper, index: int, /, **changes: Any) -> dict[str, Any]:
    """What this custodian signs, but for the changes."""
    terms = {name: shown[name] for name in ("lot", "round", "t", "share_keys", "document_digest")}
    proof = prove_possession(keeper.share.secret, canonical(terms), counted_entropy(keeper.name.encode()))
    body = {**shown["to_sign"][index - 1], "possession": proof, **changes}
    return sign_document(body, keeper.sign.seed, "custodian")


async def test_a_statement_must_say_exactly_what_is_proposed(drafted: Market, hand: Hand, house: House) -> None:
    lot, keeper, other = UUID(drafted.lot), drafted.keepers[0], drafted.keepers[1]
    await hand(propose_key_set, lot, ids(drafted.keepers), 3)
    shown = await hand(lambda work: show_key_set(work.session, lot))
    wrong: dict[str, dict[str, Any]] = {
        "t": {"t": 2},
        "share_keys": {"share_keys": shown["share_keys"][::-1]},
        "document_digest": {"document_digest": "00" * 32},
        "round": {"round": 2},
        "share_key": {"share_key": other.share.public.hex()},
        "extra": {"extra": 1},
        "index": {"index": 9},
    }
    for member, changes in wrong.items():
        with pytest.raises(StatementDiffers) as told:
            await hand(sign_key_statement, lot, statement(shown, keeper, 1, **changes))
        assert told.value.problem()["facts"] == {"member": member}
        assert told.value.problem()["rule"] == "R-CUSTODIAN-KEYS"
    for signed in (
        statement(shown, Keeper("x", "", "", keeper.share, other.sign), 1),
        statement(shown, Keeper("x", "", "", other.share, keeper.sign), 1),
        statement(shown, keeper, 1, possession=None),
        {"body": {"index": 1}},
    ):
        with pytest.raises(CryptoError):
            await hand(sign_key_statement, lot, signed)
    async with house.sessions() as session:
        assert await session.scalar(select(func.count(KeyStatement.id))) == 0


async def test_a_statement_may_be_sent_again(drafted: Market, hand: Hand) -> None:
    lot = UUID(drafted.lot)
    await hand(propose_key_set, lot, ids(drafted.keepers), 3)
    shown = await hand(lambda work: show_key_set(work.session, lot))
    signed = statement(shown, drafted.keepers[0], 1)
    first = await hand(sign_key_statement, lot, signed)
    assert first == {"index": 1, "signed": 1, "of": 5, "complete": False}
    assert await hand(sign_key_statement, lot, signed) == first


async def test_a_draft_may_choose_again_and_go_back(keyed: Market, hand: Hand, house: House) -> None:
    lot, five = UUID(keyed.lot), ids(keyed.keepers)
    before = (await hand(lambda work: show_key_set(work.session, lot)))["record"]
    await hand(propose_key_set, lot, five[::-1], 3)
    async with house.sessions() as session:
        round_ = await current_round(session, lot)
        assert round_.key_set_id is None and await key_sets_of(session, round_.id) == []
    await hand(propose_key_set, lot, five, 3)
    assert (await hand(lambda work: show_key_set(work.session, lot)))["record"] == before


async def test_custodians_of_a_running_tender_are_replaced_and_old_envelopes_keep_theirs(
    running: Market, hand: Hand, house: House
) -> None:
    lot, before = UUID(running.lot), (await running.look())["key_set"]
    await running.agree_on_keys(3, running.keepers[::-1])
    page = await running.look()
    assert page["key_set"] != before and page["key_sets"] == [before, page["key_set"]]
    assert page["tender"]["body"]["key_set"] != page["key_set"]["body"]
    async with house.sessions() as session:
        round_ = await current_round(session, lot)
        sets = await key_sets_of(session, round_.id)
        events = await events_after(session, f"lot:{lot}", 0)
    assert [one.id for one in sets][-1] == round_.key_set_id and len(sets) == 2
    assert events[-1].kind == "key-set"
    await running.agree_on_keys(3, running.keepers)
    assert (await running.look())["key_set"] == before


async def test_after_the_deadline_no_custodian_is_replaced(running: Market, hand: Hand, clock: Clock) -> None:
    lot = UUID(running.lot)
    await hand(propose_key_set, lot, ids(running.keepers)[::-1], 3)
    shown = await hand(lambda work: show_key_set(work.session, lot))
    await clock.forward(minutes=11)
    with pytest.raises(DeadlineBehind):
        await hand(propose_key_set, lot, [*ids(running.keepers)[1:], ids(running.keepers)[0]], 3)
    with pytest.raises(DeadlineBehind) as told:
        await hand(sign_key_statement, lot, statement(shown, running.keepers[4], 1))
    assert told.value.problem()["rule"] == "R-DEADLINE"


async def test_a_retired_body_keeps_no_new_keys(drafted: Market, hand: Hand, house: House, clock: Clock) -> None:
    async with house.sessions.begin() as session:
        body = await session.get(CustodianBody, UUID(drafted.keepers[2].id))
        assert body
        body.retired_at = await clock.now()
    with pytest.raises(NoSuchThing):
        await hand(propose_key_set, UUID(drafted.lot), ids(drafted.keepers), 3)


async def test_reopened_documents_make_old_statements_worthless(keyed: Market, hand: Hand) -> None:
    await hand(reopen_documents, UUID(keyed.lot))
    with pytest.raises(DocumentsNotSettled):
        await hand(propose_key_set, UUID(keyed.lot), ids(keyed.keepers), 4)


async def newest_drill(hand: Hand, lot: UUID) -> dict[str, Any]:
    """As custodians' clients fetch it."""
    drills: list[dict[str, Any]] = await hand(lambda work: list_drills(work.session, lot))
    return drills[0]


def drill_answer(drill: dict[str, Any], keeper: Keeper, index: int, /, **changes: Any) -> dict[str, Any]:
    """A right answer, but for the changes."""
    share = release_share(keeper.share.secret, index, drill["sharing"], DRILL_CONTEXT, counted_entropy(b"drill"))
    body = {"type": "tianping/drill/1", "lot": drill["lot"], "round": drill["round"], "index": index}
    return sign_document({**body, "drill": drill["drill"], "share": share, **changes}, keeper.sign.seed, "custodian")


async def test_drills_are_held_before_the_deadline_and_show_who_is_ready(
    running: Market, hand: Hand, clock: Clock, run_due: RunDue
) -> None:
    lot = UUID(running.lot)
    assert await hand(show_readiness, lot) == {
        "proposed": True,
        "drill": None,
        "alarm": False,
        "needed": None,
        "ready": 0,
        "custodians": [],
    }
    await clock.to(parse_timestamp(running.tender["deadline"]) - timedelta(seconds=55))
    await run_due()
    drill = await newest_drill(hand, lot)
    keys = [bytes.fromhex(key) for key in drill["share_keys"]]
    check_sharing(drill["sharing"], keys, drill["t"], DRILL_CONTEXT)
    assert drill["drill"].startswith("first-")
    for index in (1, 2, 3):
        answered = drill_answer(drill, running.keepers[index - 1], index)
        assert (await hand(answer_drill, lot, answered)) == (await hand(answer_drill, lot, answered))
    few = await hand(show_readiness, lot)
    await hand(answer_drill, lot, drill_answer(drill, running.keepers[3], 4))
    enough = await hand(show_readiness, lot)
    assert (few["ready"], few["needed"], few["alarm"]) == (3, 4, True)
    assert (enough["ready"], enough["alarm"]) == (4, False)
    assert enough["custodians"][4]["ready_at"] is None and enough["custodians"][4]["phone"] == "0718-0000000"


async def test_an_extended_tender_holds_its_drills_again(
    running: Market, hand: Hand, clock: Clock, run_due: RunDue
) -> None:
    lot, deadline = UUID(running.lot), parse_timestamp(running.tender["deadline"])
    await clock.to(deadline - timedelta(seconds=5))
    await run_due()
    await hand(extend_deadline, lot, deadline + timedelta(hours=1), "停电")
    await clock.to(deadline + timedelta(minutes=1))
    await run_due()
    assert len(await hand(lambda work: list_drills(work.session, lot))) == 3
    await clock.to(deadline + timedelta(hours=1) - timedelta(seconds=5))
    await run_due()
    drills = await hand(lambda work: list_drills(work.session, lot))
    assert len(drills) == 6 and len({drill["deadline"] for drill in drills}) == 2


async def test_a_wrong_answer_to_a_drill_is_refused(running: Market, hand: Hand, clock: Clock, run_due: RunDue) -> None:
    lot, first, second = UUID(running.lot), running.keepers[0], running.keepers[1]
    await clock.to(parse_timestamp(running.tender["deadline"]) - timedelta(seconds=55))
    await run_due()
    drill = await newest_drill(hand, lot)
    right = drill_answer(drill, first, 1)
    for signed in (
        drill_answer(drill, first, 2),
        drill_answer(drill, second, 2, index=1),
        drill_answer(drill, Keeper("", "", "", second.share, first.sign), 1),
        drill_answer(drill, first, 1, index=16),
        drill_answer(drill, first, 1, lot="00000000-0000-0000-0000-000000000000"),
        drill_answer(drill, first, 1, share={}),
        {**right, "signatures": []},
        {},
    ):
        with pytest.raises(CryptoError):
            await hand(answer_drill, lot, signed)
    with pytest.raises(DrillUnknown) as told:
        await hand(answer_drill, lot, drill_answer(drill, first, 1, drill="no such"))
    assert told.value.problem()["rule"] == "R-DRILL-FIRST"
    await clock.forward(minutes=2)
    await run_due()
    with pytest.raises(DrillOver) as over:
        await hand(answer_drill, lot, right)
    assert over.value.problem()["rule"] == "R-DRILL-LAST"


async def test_readiness_is_for_the_lot_s_own_staff(running: Market, hand: Hand) -> None:
    with pytest.raises(NoSuchThing):
        await hand(show_readiness, UUID(running.lot), actor=(await running.as_("agency", "另一家代理")).actor)
