"""Deeds on tender documents: draft, settle, amend, hand out; and the deed that publishes the tender."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bidding.custodians.actions import arm_drills, check_bodies, newest_key_set
from bidding.custodians.refusals import DocumentsNotSettled
from bidding.custodians.tables import KeySet, KeyStatement
from bidding.documents.answers import DocumentVersionShown, FileDrafted, VersionOpened, VersionSettled
from bidding.documents.downloads import Named
from bidding.documents.files import Hashed, StoredFile, check_file_names, file_json
from bidding.documents.publishing import (
    Parts,
    Terms,
    check_bid_period,
    check_clarification,
    check_lot,
    check_repeated,
    documents_body,
    read_rulebook,
    tender_body,
    tender_notice,
    version_notice,
)
from bidding.documents.refusals import FileCutOff, KeySetIncomplete, KeySetStale, NoDraft, NothingToSettle
from bidding.documents.tables import DocumentFile, DocumentVersion
from bidding.notices.actions import print_notice
from bidding.projects.actions import organisations_of
from bidding.projects.tables import Lot, Project
from bidding.tenders.actions import (
    current_round,
    lock_round,
    lot_and_project,
    lot_topic,
    need_relation,
    set_deadline,
)
from bidding.tenders.answers import SignedDocuments, SignedTender
from bidding.tenders.rules import MACHINE, check_changeable, read_deadline
from bidding.tenders.tables import LotRound
from crypto.encoding import timestamp
from foundation.entropy import Entropy
from foundation.errors import NoSuchThing
from foundation.records import RecordRow, find_record
from foundation.rulebook import Rulebook, rulebook
from foundation.schedule import arm
from foundation.work import Work
from storage.errors import PieceRefused
from storage.interface import Store
from storage.names import new_name, object_name

FILE = "file 文件"


async def keep_bytes(store: Store, entropy: Entropy, length: int, chunks: AsyncIterator[bytes]) -> StoredFile:
    """Stream a file into the store under a fresh name, hashed as it passes; no transaction is open meanwhile."""
    name, hashed = new_name("documents", entropy), Hashed(chunks)
    try:
        await store.put(name, length, aiter(hashed))
    except PieceRefused:
        raise FileCutOff() from None
    return StoredFile(name, length, hashed.sha256)


async def check_draft(work: Work, lot_id: UUID, name: str) -> None:
    """Refuse an upload before its bytes come: whose lot, whether a draft is open, whether the name may be."""
    await need_relation(work, lot_id, "agency", "buyer")
    check_file_names([name])
    round_ = await current_round(work.session, lot_id)
    versions = await _versions(work.session, round_.id)
    if (versions or round_.state != "DRAFT") and not (versions and versions[-1].settled_at is None):
        raise NoDraft()


async def put_document(work: Work, lot_id: UUID, name: str, media_type: str, stored: StoredFile) -> FileDrafted:
    """Add a file to the draft, or replace the one of that name; the old bytes are discarded after the commit."""
    await need_relation(work, lot_id, "agency", "buyer")
    round_ = await current_round(work.session, lot_id)
    draft = await _lock_draft(work, round_)
    files = await _files(work.session, draft.id)
    earlier = next((file for file in files if file.name == name), None)
    check_file_names([*(file.name for file in files if file is not earlier), name])
    if earlier is None:
        earlier = DocumentFile(version_id=draft.id, name=name)
        work.session.add(earlier)
    else:
        await _discard(work, earlier.object_name)
    earlier.media_type, earlier.length, earlier.sha256 = media_type, stored.length, stored.sha256
    earlier.object_name = stored.object_name
    await work.session.flush()
    await work.record("put_document", "lot round", round_.id, "R-DOC-SALE", name=name, sha256=stored.sha256.hex())
    return {**file_json(earlier), "version": draft.version}


async def remove_document(work: Work, lot_id: UUID, name: str) -> None:
    """Take a file out of the draft."""
    await need_relation(work, lot_id, "agency", "buyer")
    round_ = await current_round(work.session, lot_id)
    draft = await _lock_draft(work, round_)
    file = next((file for file in await _files(work.session, draft.id) if file.name == name), None)
    if file is None:
        raise NoSuchThing(what=FILE)
    await _discard(work, file.object_name)
    await work.session.delete(file)
    await work.session.flush()
    await work.record("remove_document", "lot round", round_.id, "R-DOC-SALE", name=name)


async def _discard(work: Work, name: str) -> None:
    """Have an object deleted once this deed is committed, unless another version still holds it."""
    await arm(work, "discard-document", f"discard:{name}", await work.now(), object=name)


async def discard_document(work: Work, payload: dict[str, Any]) -> datetime | None:
    """The timer of `_discard`."""
    name = object_name(payload["object"])
    held = await work.session.scalar(select(DocumentFile.id).where(DocumentFile.object_name == name).limit(1))
    if held is None:
        await work.store.delete(name)
    return None


async def _versions(session: AsyncSession, round_id: UUID) -> list[DocumentVersion]:
    query = select(DocumentVersion).where(DocumentVersion.round_id == round_id).order_by(DocumentVersion.version)
    return list(await session.scalars(query))


async def _files(session: AsyncSession, version_id: UUID) -> list[DocumentFile]:
    query = select(DocumentFile).where(DocumentFile.version_id == version_id).order_by(DocumentFile.name)
    return list(await session.scalars(query))


async def _lock_draft(work: Work, round_: LotRound) -> DocumentVersion:
    """The open draft, locked; the first version of a draft round is begun by its first file."""
    if round_.state == "DRAFT":
        first = insert(DocumentVersion).values(round_id=round_.id, version=1)
        await work.session.execute(first.on_conflict_do_nothing())
    versions = await _versions(work.session, round_.id)
    if not versions:
        raise NoDraft()
    draft = await work.lock(DocumentVersion, versions[-1].id)
    if draft.settled_at is not None:
        raise NoDraft()
    return draft


async def list_documents(work: Work, lot_id: UUID) -> list[DocumentVersionShown]:
    """Every version of the newest round with its files, drafts included; for its own staff."""
    await need_relation(work, lot_id, "agency", "buyer", "centre", "supervisor")
    round_ = await current_round(work.session, lot_id)
    shown: list[DocumentVersionShown] = []
    for version in await _versions(work.session, round_.id):
        files = await _files(work.session, version.id)
        shown.append(
            {
                "version": version.version,
                "digest": None if version.digest is None else version.digest.hex(),
                "settled_at": None if version.settled_at is None else timestamp(version.settled_at),
                "published_at": None if version.published_at is None else timestamp(version.published_at),
                "files": [file_json(file) for file in files],
            }
        )
    return shown


async def open_version(work: Work, lot_id: UUID) -> VersionOpened:
    """Begin the next version of a published tender's documents, with the files of the last; repeatable."""
    await need_relation(work, lot_id, "agency", "buyer")
    round_ = await lock_round(work, lot_id, share=True)
    step = MACHINE.step(round_.state, "amend")
    check_changeable(round_.deadline, await work.now())
    versions = await _versions(work.session, round_.id)
    if not versions or round_.state != "BIDDING":
        raise NoDraft()
    if versions[-1].settled_at is not None:
        await _copy_version(work, round_, versions[-1])
        await work.record("open_version", "lot round", round_.id, step.rule, version=versions[-1].version + 1)
    newest = (await _versions(work.session, round_.id))[-1]
    return {"version": newest.version, "files": [file_json(file) for file in await _files(work.session, newest.id)]}


async def _copy_version(work: Work, round_: LotRound, last: DocumentVersion) -> None:
    fresh = insert(DocumentVersion).values(round_id=round_.id, version=last.version + 1)
    made = await work.session.scalar(fresh.on_conflict_do_nothing().returning(DocumentVersion.id))
    for file in await _files(work.session, last.id) if made else []:
        copy = DocumentFile(version_id=made, name=file.name, media_type=file.media_type, length=file.length)
        copy.sha256, copy.object_name = file.sha256, file.object_name
        work.session.add(copy)
    await work.session.flush()


async def settle_documents(work: Work, lot_id: UUID) -> VersionSettled:
    """Close the draft and record it. Before publication it becomes what custodians sign; afterwards it is published.

    A late change (R-CLARIFY before the deadline) is refused until the deadline was extended. Repeatable.
    """
    await need_relation(work, lot_id, "agency", "buyer")
    round_ = await lock_round(work, lot_id, share=False)
    versions = await _versions(work.session, round_.id)
    if not versions:
        raise NothingToSettle()
    version = await work.lock(DocumentVersion, versions[-1].id)
    if version.digest is None:
        await _settle(work, round_, version)
    row = await find_record(work.session, version.digest or b"")
    assert row is not None
    record = cast(SignedDocuments, row.record())
    return {"version": version.version, "digest": row.digest.hex(), "record": record}


async def _settle(work: Work, round_: LotRound, version: DocumentVersion) -> None:
    step = MACHINE.step(round_.state, "amend")
    at, running = await work.now(), round_.state == "BIDDING"
    check_changeable(round_.deadline, at)
    files = await _files(work.session, version.id)
    if not files:
        raise NothingToSettle()
    if running and round_.deadline is not None:
        check_clarification(at, round_.deadline, rulebook(round_.rulebook))
    body = documents_body(round_, version, files, at)
    row = await work.publish({**body}, lot=round_.lot_id, round_no=round_.number, public=running)
    version.digest, version.settled_at = row.digest, at
    if not running:
        round_.documents = row.digest
    await work.session.flush()
    await work.record("settle_documents", "lot round", round_.id, step.rule, version=version.version)
    if running:
        await _publish_version(work, round_, version, row)


async def _publish_version(work: Work, round_: LotRound, version: DocumentVersion, row: RecordRow) -> None:
    version.published_at, round_.document_version = version.settled_at, version.version
    await work.session.flush()
    lot, project = await lot_and_project(work.session, round_.lot_id)
    assert round_.deadline is not None
    title, body = version_notice(lot, project, cast(SignedDocuments, row.record())["body"], round_.deadline)
    await work.announce(lot_topic(lot.id), "version", version=version.version, digest=row.digest.hex())
    await print_notice(work, "version", lot.id, project.region_code, title, body, row.digest, round_.rehearsal)


async def reopen_documents(work: Work, lot_id: UUID) -> None:
    """Undo the settling of a round that is not published; what custodians signed no longer counts."""
    await need_relation(work, lot_id, "agency", "buyer")
    round_ = await lock_round(work, lot_id, share=False)
    if round_.state != "DRAFT":
        raise NoDraft()
    for version in await _versions(work.session, round_.id):
        version.digest = version.settled_at = None
    round_.documents = None
    await work.session.flush()
    await work.record("reopen_documents", "lot round", round_.id, "R-DOC-SALE")


async def find_public_file(session: AsyncSession, sha256: bytes, name: str) -> tuple[Named, str] | None:
    """A file of a published version, and the object that holds it; a draft's is not there."""
    query = (
        select(DocumentFile)
        .join(DocumentVersion, DocumentVersion.id == DocumentFile.version_id)
        .where(DocumentFile.sha256 == sha256, DocumentFile.name == name, DocumentVersion.published_at.is_not(None))
        .order_by(DocumentFile.id)
        .limit(1)
    )
    file = await session.scalar(query)
    return None if file is None else (Named(file.name, file.media_type, file.length, file.sha256), file.object_name)


async def find_own_file(work: Work, lot_id: UUID, name: str) -> tuple[Named, str]:
    """A file of the newest version, draft or not, for the lot's own staff."""
    await need_relation(work, lot_id, "agency", "buyer", "centre")
    round_ = await current_round(work.session, lot_id)
    versions = await _versions(work.session, round_.id)
    files = await _files(work.session, versions[-1].id) if versions else []
    file = next((file for file in files if file.name == name), None)
    if file is None:
        raise NoSuchThing(what=FILE)
    return Named(file.name, file.media_type, file.length, file.sha256), file.object_name


async def publish_tender(work: Work, lot_id: UUID, terms: Terms) -> SignedTender:
    """Publish the round: from this moment the deadline runs. Answers the tender record; repeatable.

    1. Who asks, and the round locked exclusively: nothing of it changes meanwhile.
    2. The state table allows it; a repeated request gets the record that is there.
    3. Rulebook and deadline: ahead, on a working day, not before the least period (法24).
    4. Documents are settled; every custodian has signed their digest; the roster holds under this rulebook.
    5. The record, the deadline with its freeze, the drills, the journal; watchers and the press last.
    """
    await need_relation(work, lot_id, "agency", "buyer")
    terms = Terms(read_deadline(terms.deadline), terms.rulebook, terms.rehearsal)
    round_ = await lock_round(work, lot_id, share=False)
    if round_.tender is not None:
        return await _published_before(work.session, round_.tender, terms)
    step, rules, at = MACHINE.step(round_.state, "publish"), read_rulebook(terms), await work.now()
    lot, project = await lot_and_project(work.session, lot_id)
    check_bid_period(terms, at, statutory=project.is_statutory, rules=rules)
    check_lot(lot)
    version = await _settled_version(work.session, round_)
    key_set = await _signed_key_set(work.session, round_, project, version, rules)
    bodies = await organisations_of(work.session, project)
    parts = Parts(round_, lot, project, bodies, key_set.digest or b"", version.digest or b"")
    row = await work.publish({**tender_body(parts, terms, at, rules)}, lot=lot_id, round_no=round_.number)
    round_.state, round_.tender, round_.published_at = step.after, row.digest, at
    round_.rulebook, round_.rehearsal = rules.number, terms.rehearsal
    await _open_documents(work, round_, version)
    await set_deadline(work, round_, terms.deadline, "")
    await arm_drills(work, round_)
    await work.record("publish_tender", "lot round", round_.id, step.rule, tender=row.digest.hex())
    await _tell_publication(work, lot, project, row)
    return cast(SignedTender, row.record())


async def _published_before(session: AsyncSession, digest: bytes, terms: Terms) -> SignedTender:
    row = await find_record(session, digest)
    assert row is not None
    record = cast(SignedTender, row.record())
    check_repeated(record["body"], terms)
    return record


async def _settled_version(session: AsyncSession, round_: LotRound) -> DocumentVersion:
    versions = await _versions(session, round_.id)
    if not versions or versions[-1].digest is None:
        raise DocumentsNotSettled(lot=str(round_.lot_id))
    return versions[-1]


async def _signed_key_set(
    session: AsyncSession, round_: LotRound, project: Project, version: DocumentVersion, rules: Rulebook
) -> KeySet:
    """The newest proposed set, complete, signed over these documents, and a roster under this rulebook."""
    key_set = await newest_key_set(session, round_.id)
    if key_set.document_digest != version.digest:
        raise KeySetStale()
    if key_set.digest is None or round_.key_set_id != key_set.id:
        signed = await session.scalars(select(KeyStatement.id).where(KeyStatement.key_set_id == key_set.id))
        raise KeySetIncomplete(signed=len(list(signed)), of=len(key_set.members))
    bodies = [UUID(member["body"]) for member in key_set.members]
    await check_bodies(session, project, bodies, key_set.threshold, rules)
    return key_set


async def _open_documents(work: Work, round_: LotRound, version: DocumentVersion) -> None:
    """From now on anyone may download version 1."""
    row = await find_record(work.session, version.digest or b"")
    assert row is not None
    row.public, version.published_at, round_.document_version = True, await work.now(), version.version
    await work.session.flush()


async def _tell_publication(work: Work, lot: Lot, project: Project, row: RecordRow) -> None:
    tender = cast(SignedTender, row.record())["body"]
    await work.announce(lot_topic(lot.id), "published", deadline=tender["deadline"], tender=row.digest.hex())
    title, body = tender_notice(project, tender)
    await print_notice(work, "tender", lot.id, project.region_code, title, body, row.digest, tender["rehearsal"])


TIMERS = {"discard-document": discard_document}
