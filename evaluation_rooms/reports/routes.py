"""Doors of the reports: of the seats that sign, and of those who read what was signed."""

import asyncio
from pathlib import Path
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from evaluation_rooms.reports.actions import compose, paper, review, show, sign
from evaluation_rooms.reports.answers import ReportsOfRoom, ReviewShown, WholeReport
from evaluation_rooms.reports.rules import Ground, Outcome
from evaluation_rooms.rooms.routes.seat_door import SEAT
from foundation.print.evaluation_report import print_evaluation_report
from foundation.web import plain_bytes
from foundation.work import Work

PDF = "application/pdf"
Digest = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
SignatureText = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{128}$")]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]


class MattersOfLot(msgspec.Struct, forbid_unknown_fields=True):
    """What is to be settled before the contract of a lot is made."""

    lot: UUID
    matters: Annotated[str, msgspec.Meta(max_length=4000)]


class ComposeForm(msgspec.Struct, forbid_unknown_fields=True):
    """Lots of which there is something to say; the others have their reports too."""

    lots: Annotated[list[MattersOfLot], msgspec.Meta(max_length=100)] = []


class ReportSignatureForm(msgspec.Struct, forbid_unknown_fields=True):
    """The digest of the report that was read, and the signature over its body."""

    report: Digest
    signature: SignatureText


class DissentForm(msgspec.Struct, forbid_unknown_fields=True):
    """The opinion with its reasons; the signature is over `tianping/report-dissent/1`."""

    report: Digest
    text: Text
    signature: SignatureText


class ReviewForm(msgspec.Struct, forbid_unknown_fields=True):
    """Why the report must be checked."""

    ground: Ground
    text: Text


class ReviewAnswerForm(msgspec.Struct, forbid_unknown_fields=True):
    """What came of the check."""

    outcome: Outcome
    text: Text


@get("/api/seat/report", dependencies=SEAT)
async def show_room_reports(seat_work: NamedDependency[Work]) -> ReportsOfRoom:
    """The reports of the room, to be signed."""
    return await show.show_reports(seat_work)


@post("/api/seat/report", dependencies=SEAT, status_code=200)
async def make_reports(data: JSONBody[ComposeForm], seat_work: NamedDependency[Work]) -> ReportsOfRoom:
    """The head has the reports of all lots made. Safe to repeat."""
    await compose.compose(seat_work, {one.lot: one.matters for one in data.lots})
    return await show.show_reports(seat_work)


@post("/api/seat/lots/{lot:uuid}/report/signature", dependencies=SEAT, status_code=200)
async def sign_report(
    lot: FromPath[UUID], data: JSONBody[ReportSignatureForm], seat_work: NamedDependency[Work]
) -> ReportsOfRoom:
    """Sign the report with the key of the pledge. Safe to repeat."""
    await sign.sign_report(seat_work, lot, bytes.fromhex(data.report), bytes.fromhex(data.signature))
    return await show.show_reports(seat_work)


@post("/api/seat/lots/{lot:uuid}/report/dissent", dependencies=SEAT, status_code=200)
async def give_dissent(
    lot: FromPath[UUID], data: JSONBody[DissentForm], seat_work: NamedDependency[Work]
) -> ReportsOfRoom:
    """A different opinion in writing. Safe to repeat."""
    given = (bytes.fromhex(data.report), data.text, bytes.fromhex(data.signature))
    await sign.dissent(seat_work, lot, *given)
    return await show.show_reports(seat_work)


@get("/api/seat/lots/{lot:uuid}/report.pdf", dependencies=SEAT, media_type=PDF)
async def print_report_to_sign(lot: FromPath[UUID], seat_work: NamedDependency[Work]) -> Response[bytes]:
    """The report on paper, as it is signed so far."""
    return await _pdf(seat_work, await paper.draft_for_print(seat_work, lot))


@get("/api/lots/{lot:uuid}/report")
async def show_evaluation_report(lot: FromPath[UUID], work: NamedDependency[Work]) -> WholeReport:
    """The signed report: to buyer, agency and supervisor once it is handed in, to everybody from the award on."""
    return await show.show_report(work, lot)


@get("/api/lots/{lot:uuid}/report.pdf", media_type=PDF)
async def print_report(lot: FromPath[UUID], work: NamedDependency[Work]) -> Response[bytes]:
    """The same on paper."""
    return await _pdf(work, await paper.report_for_print(work, lot))


async def _pdf(work: Work, printed: paper.Printed) -> Response[bytes]:
    fonts = Path(work.settings.font_dir) if work.settings.font_dir else None
    data = await asyncio.to_thread(print_evaluation_report, *printed, fonts)
    return plain_bytes(data, PDF, {"content-disposition": "inline"})


@post("/api/lots/{lot:uuid}/report/review", status_code=200)
async def ask_report_review(
    lot: FromPath[UUID], data: JSONBody[ReviewForm], work: NamedDependency[Work]
) -> ReviewShown:
    """Buyer or supervisor has the report checked. Safe to repeat."""
    return await review.ask_review(work, lot, data.ground, data.text)


@post("/api/lots/{lot:uuid}/report/review/answer", status_code=200)
async def answer_report_review(
    lot: FromPath[UUID], data: JSONBody[ReviewAnswerForm], work: NamedDependency[Work]
) -> ReviewShown:
    """The report stands, or nothing of it counts. Safe to repeat."""
    return await review.answer_review(work, lot, data.outcome, data.text)


ROUTES: list[ControllerRouterHandler] = [
    show_room_reports,
    make_reports,
    sign_report,
    give_dissent,
    print_report_to_sign,
    show_evaluation_report,
    print_report,
    ask_report_review,
    answer_report_review,
]
