"""Every member signs the reports with the key of his pledge, or says in writing why he sees it otherwise (条例53)."""

from typing import cast
from uuid import UUID

from crypto.encoding import Body, timestamp
from crypto.errors import CryptoError
from crypto.signatures import signed_bytes, verify
from evaluation_rooms.reports.actions.close import close_if_all_signed
from evaluation_rooms.reports.actions.state import record_of, standing_report
from evaluation_rooms.reports.bodies import dissent_body
from evaluation_rooms.reports.refusals import DissentStands, OtherReport, SignatureBroken, SigningOver
from evaluation_rooms.reports.tables import Dissent, Report, ReportSignature
from evaluation_rooms.rooms.actions import Seated, seated, tell
from foundation.records import Signature
from foundation.work import Work

RULE = "条例53"
IN_SIGNING = ("SIGNING", "CLOSED")


async def sign_report(work: Work, lot_id: UUID, digest: bytes, signature: bytes) -> None:
    """The asking member signs; the last one closes the room. The same again changes nothing."""
    seat, report = await _report(work, lot_id, digest)
    if await work.session.get(ReportSignature, (digest, seat.member.id)) is not None:
        return
    await _need_open(work, report)
    record = await record_of(work, digest)
    _check(seat, record.record()["body"], signature)
    key = cast(bytes, seat.member.sign_key)
    signed: Signature = {"key": key.hex(), "role": "member", "value": signature.hex()}
    record.signatures = [*record.signatures, signed]
    row = ReportSignature(report=digest, member_id=seat.member.id, value=signature, at=await work.now())
    work.session.add(row)
    await work.record("sign_report", "lot", lot_id, RULE, seat=seat.member.name, report=digest.hex())
    await tell(work, seat.session.id, "signed", seat=seat.member.name, lot=str(lot_id))
    await close_if_all_signed(work, seat.sitting)


async def dissent(work: Work, lot_id: UUID, digest: bytes, text: str, signature: bytes) -> None:
    """The asking member's different opinion; he signs the report besides, which tells that he took part."""
    seat, report = await _report(work, lot_id, digest)
    there = await work.session.get(Dissent, (digest, seat.member.id))
    if there is not None and there.text == text:
        return
    if there is not None:
        raise DissentStands()
    await _need_open(work, report)
    _check(seat, dissent_body(digest.hex(), seat.member.name, text), signature)
    row = Dissent(report=digest, member_id=seat.member.id, text=text, value=signature, at=await work.now())
    work.session.add(row)
    await work.record("dissent", "lot", lot_id, RULE, seat=seat.member.name, report=digest.hex())
    await tell(work, seat.session.id, "dissent", seat=seat.member.name, lot=str(lot_id))


async def _report(work: Work, lot_id: UUID, digest: bytes) -> tuple[Seated, Report]:
    seat = await seated(work, *IN_SIGNING, alone=True)
    report = await standing_report(work, seat.session.id, lot_id)
    if report.digest != digest:
        raise OtherReport(report=report.digest.hex()[:16])
    return seat, report


async def _need_open(work: Work, report: Report) -> None:
    if report.closing is not None:
        closing = await record_of(work, report.closing)
        raise SigningOver(at=timestamp(closing.at))


def _check(seat: Seated, body: Body, signature: bytes) -> None:
    try:
        verify(seat.member.sign_key or b"", signed_bytes(body), signature)
    except CryptoError:
        raise SignatureBroken() from None
