"""The archive 归档: one signed manifest of every record and file of the round, and until when it is kept (R-ARCH)."""

from typing import cast
from uuid import UUID

from sqlalchemy import select

from bidding.awards.actions.contract import won_digest
from bidding.awards.actions.state import STAFF, body_of, bonds_of, find_award, lock_own, record_of
from bidding.awards.documents import Archive, ArchivedFile, ArchivedRecord, SignedArchive
from bidding.awards.refusals import ArchiveIncomplete, NotAwarded
from bidding.awards.rules import keep_until
from bidding.awards.tables import Award
from bidding.bids.tables import Bid, EnvelopeRow
from bidding.documents.tables import DocumentFile, DocumentVersion
from bidding.tenders.actions import current_round, lot_topic, need_relation
from bidding.tenders.rules import MACHINE
from bidding.tenders.tables import LotRound
from crypto.encoding import timestamp
from foundation.calendar import shanghai
from foundation.records import records_of
from foundation.rulebook import rulebook
from foundation.work import Work


async def show_archive(work: Work, lot_id: UUID) -> Archive:
    """The manifest as it was signed, or as it would be signed now: for those whose lot it is."""
    await need_relation(work, lot_id, *STAFF)
    round_ = await current_round(work.session, lot_id)
    award = await find_award(work.session, round_.id)
    if award.archive is not None:
        return cast(SignedArchive, await record_of(work.session, award.archive))["body"]
    if award.contract is None:
        raise NotAwarded()
    return await _manifest(work, round_, award)


async def archive_lot(work: Work, lot_id: UUID) -> SignedArchive:
    """Close the round: report filed, every bond accounted for, the manifest signed. Safe to repeat."""
    round_, award = await lock_own(work, lot_id)
    if award.archive is None:
        step = MACHINE.step(round_.state, "archive")
        await _check_complete(work, round_, award)
        body = await _manifest(work, round_, award)
        row = await work.publish({**body}, lot=lot_id, round_no=round_.number, public=False)
        award.archive, round_.state = row.digest, step.after
        await work.session.flush()
        until = body["keep_until"]
        await work.record("archive_lot", "lot_round", round_.id, step.rule, record=row.digest.hex(), keep_until=until)
        await work.announce(lot_topic(lot_id), "award", state=round_.state)
    return cast(SignedArchive, await record_of(work.session, award.archive))


async def _check_complete(work: Work, round_: LotRound, award: Award) -> None:
    missing = [] if award.written_report else [("the written report (法47)", "书面报告（法47条）")]
    bonds = await bonds_of(work.session, round_.id)
    open_ones = [bid for bid in await sealed_bids(work, round_) if bid not in bonds]
    if open_ones:
        missing.append((f"{len(open_ones)} bid bond(s) (R-BOND-BACK)", f"{len(open_ones)}份投标保证金退还情况"))
    if missing:
        english, chinese = zip(*missing, strict=True)
        raise ArchiveIncomplete(missing=", ".join(english), missing_zh="、".join(chinese))


async def sealed_bids(work: Work, round_: LotRound) -> list[str]:
    """The bids of the frozen list, by digest in hex."""
    query = select(Bid.digest).where(Bid.round_id == round_.id, Bid.state == "SEALED").order_by(Bid.digest)
    return [digest.hex() for digest in await work.session.scalars(query)]


async def _manifest(work: Work, round_: LotRound, award: Award) -> Archive:
    at = await work.now()
    assert award.contract is not None  # asked by the callers
    until = keep_until(shanghai(at).date(), rulebook(round_.rulebook))
    return {
        "type": "tianping/archive/1",
        "lot": str(round_.lot_id),
        "round": round_.number,
        "award": won_digest(award),
        "contract": award.contract.hex(),
        "keep_until": str(until),
        "records": await _records(work, round_, award),
        "files": [*await _documents(work, round_), *await _envelopes(work, round_)],
        "at": timestamp(at),
    }


async def _records(work: Work, round_: LotRound, award: Award) -> list[ArchivedRecord]:
    rows = await records_of(work.session, round_.lot_id, round_.number)
    session = (await body_of(work.session, award.report)).get("session")
    if session is not None:
        # The draw record is the session's, which may judge several lots: it stands under the session's id.
        rows += await records_of(work.session, UUID(session), 0)
    return [
        {"type": row.type, "digest": row.digest.hex(), "at": timestamp(row.at), "public": row.public} for row in rows
    ]


async def _documents(work: Work, round_: LotRound) -> list[ArchivedFile]:
    query = (
        select(DocumentFile, DocumentVersion.version)
        .join(DocumentVersion, DocumentVersion.id == DocumentFile.version_id)
        .where(DocumentVersion.round_id == round_.id, DocumentVersion.settled_at.is_not(None))
        .order_by(DocumentVersion.version, DocumentFile.name)
    )
    found = await work.session.execute(query)
    return [
        {"kind": "document", "name": f"v{version}/{file.name}", "length": file.length, "digest": file.sha256.hex()}
        for file, version in found
    ]


async def _envelopes(work: Work, round_: LotRound) -> list[ArchivedFile]:
    """Sealed bids by their envelopes' digests, which header and body give."""
    query = select(EnvelopeRow).join(Bid, Bid.digest == EnvelopeRow.bid)
    query = query.where(Bid.round_id == round_.id, Bid.state == "SEALED").order_by(EnvelopeRow.bid, EnvelopeRow.kind)
    return [
        {"kind": "envelope", "name": f"{one.bid.hex()}/{one.kind}", "length": one.length, "digest": one.digest.hex()}
        for one in await work.session.scalars(query)
    ]
