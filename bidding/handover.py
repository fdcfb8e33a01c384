"""The one door between the houses: what the opening hands to whoever judges or publishes.

Documents and bytes go through it, never rows: a reader on the other side needs no table of ours.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, select

from bidding.awards.actions.receive import receive_report
from bidding.bids.tables import Bid, EnvelopeRow
from bidding.companies.actions import records_of_companies
from bidding.custodians.tables import KeySet
from bidding.opening.actions.counted import CountedLot as CountedLot
from bidding.opening.actions.counted import CountedProject as CountedProject
from bidding.opening.actions.counted import coming_projects as coming_projects
from bidding.opening.actions.counted import counted_projects as counted_projects
from bidding.opening.actions.counted import project_of_lot as project_of_lot
from bidding.opening.actions.judged import READABLE, readable_step
from bidding.opening.actions.judged import JudgedBid as JudgedBid
from bidding.opening.actions.judged import JudgedLot as JudgedLot
from bidding.opening.actions.judged import bid_file as bid_file
from bidding.opening.actions.judged import judged_lot as judged_lot
from bidding.opening.actions.prices import appoint_prices
from bidding.opening.actions.shut import shut_envelopes
from bidding.opening.actions.state import identity_outcomes
from bidding.opening.bid_files import BidFile as BidFile
from bidding.opening.custody import index_in, read_custody_request
from bidding.opening.rules import BIDDER
from bidding.opening.tables import OpenedEnvelope, Opening, PriceOpening
from bidding.projects.actions import own_projects, relation_to
from bidding.projects.tables import Lot, Project
from bidding.tenders.actions import RESULT_FIXED_NEWS as RESULT_FIXED_NEWS
from bidding.tenders.actions import lot_topic, tell_result_fixed
from bidding.tenders.rules import EVALUATION_OVER as EVALUATION_OVER
from bidding.tenders.rules import MACHINE
from bidding.tenders.rules import RESULT_FIXED as RESULT_FIXED
from bidding.tenders.tables import LotRound
from foundation.accounts.tables import Organisation
from foundation.errors import NoSuchThing
from foundation.records import RecordRow, SignedDocument
from foundation.work import Work
from storage.names import ObjectName, object_name

PUBLIC_KINDS = ("identity", "offer")


@dataclass(frozen=True)
class FrozenEnvelope:
    """One envelope of a frozen list; `body` is its object when anybody may open it (identity, offer) or is shown that
    it does not open, else None. `shares`: the t withheld shares that show it, by custodian.
    """

    digest: str
    kind: str
    header: bytes
    root: bytes
    body: ObjectName | None
    shares: tuple[dict[str, Any], ...] = ()


async def closed_round(work: Work, lot_id: UUID, number: int) -> UUID:
    """Id of a lot round whose opening is closed and whose record is signed; NoSuchThing before that."""
    query = (
        select(LotRound.id)
        .join(Opening, Opening.round_id == LotRound.id)
        .where(LotRound.lot_id == lot_id, LotRound.number == number, Opening.record.is_not(None))
    )
    found = await work.session.scalar(query)
    if found is None:
        raise NoSuchThing(what="package 存证包")
    return found


async def frozen_envelopes(work: Work, round_id: UUID) -> list[FrozenEnvelope]:
    """Every envelope of the frozen list; bodies only of those identities and offers that were opened.

    Of a bid that is revoked for its documents or pricing, also the body and t withheld shares of that one envelope.
    Offers of a second opening are shown once it is closed.
    """
    query = (
        select(EnvelopeRow, OpenedEnvelope.state, OpenedEnvelope.cause)
        .join(Bid, Bid.digest == EnvelopeRow.bid)
        .outerjoin(OpenedEnvelope, and_(OpenedEnvelope.envelope == EnvelopeRow.digest, readable_step()))
        .where(Bid.round_id == round_id, Bid.state == "SEALED")
        .order_by(EnvelopeRow.digest)
    )
    envelopes = [_frozen(*found) for found in await work.session.execute(query)]
    shown = await shut_envelopes(work.session, round_id)
    return [_shown(one, *shown[one.digest]) if one.digest in shown else one for one in envelopes]


def _frozen(row: EnvelopeRow, state: str | None, cause: str | None) -> FrozenEnvelope:
    # A body that stayed shut by its sealer's fault is published too: anyone can see that it does not open. One that we
    # damaged or lost is not the body that was frozen, and is not shown as if it were.
    opened = state == "OPEN" or (state == "SHUT" and cause == BIDDER)
    shown = row.kind in PUBLIC_KINDS and opened
    body = object_name(row.object_name) if shown else None
    return FrozenEnvelope(row.digest.hex(), row.kind, row.header, row.root, body)


def _shown(one: FrozenEnvelope, name: str, shares: Sequence[dict[str, Any]]) -> FrozenEnvelope:
    return replace(one, body=object_name(name), shares=tuple(shares))


async def bidders_records(work: Work, round_id: UUID) -> list[SignedDocument]:
    """Registration records of the companies that appear in the opening; of a lot that failed unopened, nobody's."""
    began = select(OpenedEnvelope.envelope).where(OpenedEnvelope.round_id == round_id).limit(1)
    if await work.session.scalar(began) is None:
        return []
    outcomes = await identity_outcomes(work.session, round_id)
    rows = await records_of_companies(work.session, [one.uscc for one in outcomes if one.uscc])
    return [row.record() for row in rows]


def envelope_body(work: Work, envelope: FrozenEnvelope) -> AsyncIterator[bytes]:
    """The ciphertext of a public envelope's body, streamed."""
    if envelope.body is None:
        raise NoSuchThing(what="body")
    return work.store.read(envelope.body)


@dataclass(frozen=True)
class KeptKeySet:
    """A complete key set that names a custodian: digest of its record, threshold, and the custodian's number in it."""

    digest: bytes
    threshold: int
    index: int


async def key_sets_of_asker(work: Work, signed: dict[str, Any]) -> list[KeptKeySet]:
    """Of the body that signed this custody request of these minutes. Raises CryptoError, RequestStale."""
    keys = read_custody_request(signed, await work.now())
    named = KeySet.members.contains([{"share_key": keys.share.hex(), "sign_key": keys.sign.hex()}])
    sets = await work.session.scalars(select(KeySet).where(named, KeySet.digest.is_not(None)))
    return [KeptKeySet(one.digest, one.threshold, index_in(one, keys.share)) for one in sets if one.digest]


@dataclass(frozen=True)
class JudgedProject:
    """A project as a committee's planning needs it; `relation`: what the asking actor is to it."""

    id: UUID
    code: str
    name: str
    project_class: str
    region_code: str
    is_in_remote_scope: bool
    buyer: UUID
    agency: UUID | None
    centre: UUID | None
    relation: frozenset[str]


async def judged_project(work: Work, project_id: UUID) -> JudgedProject:
    """The project, whoever asks; the caller judges who may. Raises NoSuchThing."""
    row = await work.session.get(Project, project_id)
    if row is None:
        raise NoSuchThing(what="project 项目")
    return JudgedProject(
        id=row.id,
        code=row.code,
        name=row.name,
        project_class=row.project_class,
        region_code=row.region_code,
        is_in_remote_scope=row.is_in_remote_scope,
        buyer=row.buyer_id,
        agency=row.agency_id,
        centre=row.centre_id,
        relation=frozenset(relation_to(row, work.actor)),
    )


async def buyer_name(work: Work, project_id: UUID) -> str:
    """The buyer's name as it stands now."""
    project = await work.session.get_one(Project, project_id)
    return (await work.session.get_one(Organisation, project.buyer_id)).name


def own_project_ids(work: Work) -> Select[UUID]:
    """The ids of the projects that are the actor's own in this role."""
    return select(Project.id).where(own_projects(work.actor))


def projects_of_buyer(buyer: UUID) -> Select[UUID]:
    """The ids of everything that a buyer tenders."""
    return select(Project.id).where(Project.buyer_id == buyer)


@dataclass(frozen=True)
class JudgedRound:
    """The newest round of a lot as the evaluation needs it; `key_set`: digest of its record, once published."""

    lot: UUID
    project: UUID
    name: str
    number: int
    state: str
    rulebook: int
    rehearsal: bool
    deadline: datetime | None
    key_set: bytes | None


async def judged_rounds(work: Work, lots: Sequence[UUID], *, lock: bool = False) -> list[JudgedRound]:
    """The newest rounds of these lots, by lot; unknown lots are left out. `lock` holds them until the deed ends."""
    newest = {row.lot_id: row.id for row in await _newest_rounds(work, lots)}
    query = select(LotRound, Lot).join(Lot, Lot.id == LotRound.lot_id).where(LotRound.id.in_(newest.values()))
    query = query.order_by(LotRound.lot_id).execution_options(populate_existing=True)
    query = query.with_for_update(of=LotRound) if lock else query
    return [_judged(*found) for found in await work.session.execute(query)]


async def _newest_rounds(work: Work, lots: Sequence[UUID]) -> list[LotRound]:
    query = select(LotRound).where(LotRound.lot_id.in_(lots)).order_by(LotRound.lot_id, LotRound.number)
    return list(await work.session.scalars(query))


def _judged(round_: LotRound, lot: Lot) -> JudgedRound:
    return JudgedRound(
        lot=lot.id,
        project=lot.project_id,
        name=lot.name,
        number=round_.number,
        state=round_.state,
        rulebook=round_.rulebook,
        rehearsal=round_.rehearsal,
        deadline=round_.deadline,
        key_set=round_.key_set,
    )


async def begin_drawing(work: Work, lots: Sequence[UUID]) -> None:
    """The committee of these lots is being drawn."""
    await _step(work, lots, "draw")


async def drawing_failed(work: Work, lots: Sequence[UUID]) -> None:
    """No committee could be drawn as it was planned."""
    await _step(work, lots, "fail")


async def committee_assembled(work: Work, lots: Sequence[UUID]) -> None:
    """Every place of the committee is taken."""
    await _step(work, lots, "assemble")


async def redraw_place(work: Work, lots: Sequence[UUID]) -> None:
    """A place of the complete committee is free again."""
    await _step(work, lots, "replace")


async def begin_evaluating(work: Work, lots: Sequence[UUID]) -> None:
    """The committee sits: from now on it reads bids."""
    await _step(work, lots, "evaluate", "begin_evaluating")


async def interrupt_evaluation(work: Work, lots: Sequence[UUID]) -> None:
    """The evaluation stands still; the clock of R-EVAL-WAIT is the caller's."""
    await _step(work, lots, "interrupt", "interrupt_evaluation")


async def resume_evaluation(work: Work, lots: Sequence[UUID]) -> None:
    """It goes on where it stood."""
    await _step(work, lots, "resume", "resume_evaluation")


async def void_evaluation(work: Work, lots: Sequence[UUID]) -> None:
    """Nothing of it counts; another committee is drawn, without anybody of this one."""
    await _step(work, lots, "void", "void_evaluation")


async def reject_all(work: Work, lots: Sequence[UUID]) -> None:
    """The committee rejected every bid (法42)."""
    await _step(work, lots, "reject_all", "reject_all")
    for lot in lots:
        await tell_result_fixed(work, lot)


async def accept_report(work: Work, report: RecordRow) -> None:
    """The committee's report of a lot is complete: its work is over, and the buyer's clocks begin (条例53, 54)."""
    assert report.lot is not None  # a report is of one lot
    await _step(work, [report.lot], "report", "accept_report")
    await receive_report(work, report)


async def open_prices(work: Work, lot: UUID, passed: Sequence[str], review: bytes) -> None:
    """The review is over and its marks are locked: the prices of these bids are to be opened (双信封).

    `review`: the digest of the record that says who passed. A round has one such list: asked again nothing changes.
    """
    found = await _newest_round(work, lot)
    if found is None:
        raise NoSuchThing(what="lot 标段")
    await appoint_prices(work, await work.lock(LotRound, found.id, what="lot 标段"), passed, review)


async def _newest_round(work: Work, lot: UUID) -> LotRound | None:
    return next(reversed(await _newest_rounds(work, [lot])), None)


async def prices_appointed(work: Work, lot: UUID) -> bool:
    """Whether the newest round of the lot has a list of passed bids already, by whatever committee."""
    found = await _newest_round(work, lot)
    return found is not None and await work.session.get(PriceOpening, found.id) is not None


async def review_report(work: Work, lot: UUID) -> None:
    """The report is checked: candidates are neither published nor awarded until the check is over."""
    await _step(work, [lot], "review", "review_report")


async def keep_report(work: Work, lot: UUID) -> None:
    """The check is over and the report stands; a publicity begins anew."""
    await _step(work, [lot], "accept", "keep_report")


async def void_report(work: Work, lot: UUID) -> None:
    """The check found the evaluation void; another committee is drawn."""
    await _step(work, [lot], "void", "void_report")


async def _step(work: Work, lots: Sequence[UUID], verb: str, deed: str = "") -> None:
    newest = {row.lot_id: row.id for row in await _newest_rounds(work, lots)}
    for round_id in [newest[lot] for lot in sorted(newest)]:
        round_ = await work.lock(LotRound, round_id, what="lot 标段")
        step = MACHINE.step(round_.state, verb)
        round_.state = step.after
        await work.record(deed or f"{verb}_committee", "lot_round", round_.id, step.rule)
        await work.announce(lot_topic(round_.lot_id), "committee", state=round_.state)


async def bid_key_of(work: Work, lot_id: UUID, bid: str) -> bytes | None:
    """The public key of a sealed bid of the lot whose committee sits or has reported; None for everything else."""
    query = (
        select(Bid.bid_key)
        .join(LotRound, LotRound.id == Bid.round_id)
        .where(LotRound.lot_id == lot_id, LotRound.state.in_(READABLE), Bid.state == "SEALED")
        .where(Bid.digest == bytes.fromhex(bid))
    )
    return await work.session.scalar(query)


@dataclass(frozen=True)
class Parties:
    """Whose people cannot judge: credit codes of bidders with their consortium members, of buyer and agency.

    `region`: the division code whose authorities oversee the project.
    """

    bidders: tuple[str, ...]
    buyer: str
    agency: str | None
    region: str


async def parties_of(work: Work, lots: Sequence[UUID]) -> Parties:
    """Of opened rounds of one project: every bidder whose identity became known, whatever became of its bid."""
    bidders: set[str] = set()
    for round_id in {row.lot_id: row.id for row in await _newest_rounds(work, lots)}.values():
        outcomes = await identity_outcomes(work.session, round_id)
        bidders |= {one.uscc for one in outcomes if one.uscc}
    project = await work.session.scalar(
        select(Project).join(Lot, Lot.project_id == Project.id).where(Lot.id == lots[0])
    )
    assert project is not None  # its rounds were found
    query = select(Organisation).where(Organisation.id.in_([project.buyer_id, project.agency_id]))
    bodies = {row.id: row.uscc for row in await work.session.scalars(query)}
    agency = bodies[project.agency_id] if project.agency_id else None
    return Parties(tuple(sorted(bidders)), bodies[project.buyer_id], agency, project.region_code)


@dataclass
class PublishedRound:
    """A published lot round with its public records in the order of making; nothing under a veil is among them."""

    id: UUID
    lot: UUID
    number: int
    project_class: str
    region: str
    estimate: Decimal
    ceiling: Decimal | None
    records: list[SignedDocument]


@dataclass(frozen=True)
class Wanted:
    """Which published rounds: of one lot, or of all after one in the order of their ids, rehearsals only if asked."""

    lot: UUID | None = None
    after: UUID | None = None
    rehearsal: bool = False
    limit: int = 100


async def published_rounds(work: Work, wanted: Wanted, types: Sequence[str]) -> list[PublishedRound]:
    """Rounds by id with their records of these types, in one query."""
    held = and_(
        RecordRow.lot == LotRound.lot_id,
        RecordRow.round == LotRound.number,
        RecordRow.type.in_(types),
        RecordRow.public,
        RecordRow.veil.is_(None),
    )
    query = select(LotRound, Lot, Project, RecordRow).join(Lot, Lot.id == LotRound.lot_id)
    query = query.join(Project, Project.id == Lot.project_id).join(RecordRow, held)
    query = query.where(LotRound.id.in_(_wanted(wanted))).order_by(LotRound.id, RecordRow.id)
    found: dict[UUID, PublishedRound] = {}
    for round_, lot, project, row in await work.session.execute(query):
        found.setdefault(round_.id, _published(round_, lot, project)).records.append(row.record())
    return list(found.values())


def _wanted(wanted: Wanted) -> Select[UUID]:
    query = select(LotRound.id).where(LotRound.tender.is_not(None))
    if wanted.lot is not None:
        return query.where(LotRound.lot_id == wanted.lot)
    query = query if wanted.rehearsal else query.where(LotRound.rehearsal.is_(False))
    query = query if wanted.after is None else query.where(LotRound.id > wanted.after)
    return query.order_by(LotRound.id).limit(wanted.limit)


def _published(round_: LotRound, lot: Lot, project: Project) -> PublishedRound:
    return PublishedRound(
        id=round_.id,
        lot=lot.id,
        number=round_.number,
        project_class=project.project_class,
        region=project.region_code,
        estimate=lot.estimate,
        ceiling=lot.ceiling,
        records=[],
    )
