"""The doors from the report to the archive: candidates, objections, award, contract, bonds, written report."""

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from bidding.awards import forms
from bidding.awards.actions import archive, award, contract, objections, paper, publicity, show, written_report
from bidding.awards.answers import AwardDesk, AwardShown, BondNoted, OwnResult, ResultObjectionTold
from bidding.awards.documents import (
    Archive,
    SignedArchive,
    SignedAward,
    SignedCandidates,
    SignedContract,
    SignedFailure,
    SignedResultAnswer,
    SignedWrittenReport,
    WrittenReport,
)
from bidding.awards.rules import GROUNDS, Signed
from bidding.opening.requests import read_digest
from foundation.money import parse_money
from foundation.print.award_notice import print_award_notice, print_written_report
from foundation.work import Work


@get("/api/lots/{lot:uuid}/award")
async def show_lot_award(lot: FromPath[UUID], public_work: NamedDependency[Work]) -> AwardShown:
    """Candidates, publicity, objections by number, award and contract of a lot, for everybody."""
    return await show.show_award(public_work, lot)


@get("/api/lots/{lot:uuid}/award/desk")
async def show_lot_award_desk(lot: FromPath[UUID], work: NamedDependency[Work]) -> AwardDesk:
    """The desk: seven duties with their dates, objections with their texts, bonds, alerts."""
    return await show.show_award_desk(work, lot)


@post("/api/lots/{lot:uuid}/candidates", status_code=201)
async def publish_lot_candidates(
    lot: FromPath[UUID], data: JSONBody[forms.PublicityForm], work: NamedDependency[Work]
) -> SignedCandidates:
    """Publish the report's candidates. Safe to repeat."""
    told = publicity.Told(
        described=[msgspec.to_builtins(one) for one in data.candidates],
        summary=data.summary,
        channel=msgspec.to_builtins(data.channel),
        ends=data.ends,
    )
    return await publicity.publish_candidates(work, lot, told)


@post("/api/lots/{lot:uuid}/result-objections", status_code=201)
async def object_to_lot_result(
    lot: FromPath[UUID], data: JSONBody[forms.SignedStatementForm], public_work: NamedDependency[Work]
) -> ResultObjectionTold:
    """Object to the result, signed by a bid key or a registered company's key (条例54). Safe to repeat."""
    return show.objection_told(await objections.object_to_result(public_work, lot, data.signed))


@post("/api/lots/{lot:uuid}/result-objections/{objection:str}/answer", status_code=200)
async def answer_lot_objection(
    lot: FromPath[UUID], objection: FromPath[str], data: JSONBody[forms.AnswerForm], work: NamedDependency[Work]
) -> SignedResultAnswer:
    """The buyer's answer; with the last one the publicity runs on."""
    return await objections.answer_result_objection(work, lot, read_digest(objection), data.text)


@get("/api/lots/{lot:uuid}/award/notice.pdf", media_type="application/pdf")
async def print_lot_award(lot: FromPath[UUID], public_work: NamedDependency[Work]) -> Response[bytes]:
    """The award notice 中标通知书 on paper, made from the award in force."""
    record, words = await paper.award_for_print(public_work, lot)
    return await _printed(partial(print_award_notice, record, words, GROUNDS, _fonts(public_work)))


def _fonts(work: Work) -> Path | None:
    return Path(work.settings.font_dir) if work.settings.font_dir else None


async def _printed(make: Callable[[], bytes]) -> Response[bytes]:
    pdf = await asyncio.to_thread(make)
    return Response(pdf, media_type="application/pdf", headers={"Content-Disposition": "inline"})


@post("/api/lots/{lot:uuid}/award", status_code=201)
async def award_to_bid(
    lot: FromPath[UUID], data: JSONBody[forms.AwardForm], work: NamedDependency[Work]
) -> SignedAward:
    """Award the lot, or, once it is, to a next candidate. Safe to repeat."""
    passed: list[Any] = [msgspec.to_builtins(one) for one in data.passed_over]
    return await award.award_lot(work, lot, data.bid, passed, data.reason)


@post("/api/lots/{lot:uuid}/award/failure", status_code=201)
async def end_without_award(
    lot: FromPath[UUID], data: JSONBody[forms.FailureForm], work: NamedDependency[Work]
) -> SignedFailure:
    """End the round after its report without a contract. Safe to repeat."""
    return await award.fail_lot(work, lot, data.reason)


@post("/api/lots/{lot:uuid}/result", status_code=200)
async def show_bidders_result(
    lot: FromPath[UUID], data: JSONBody[forms.SignedStatementForm], public_work: NamedDependency[Work]
) -> OwnResult:
    """A bidder's own rank, scores, marks and reasons, asked under the bid key."""
    return await show.show_own_result(public_work, lot, data.signed)


@put("/api/lots/{lot:uuid}/contract", status_code=200)
async def put_contract(
    lot: FromPath[UUID], data: JSONBody[forms.ContractForm], work: NamedDependency[Work]
) -> SignedContract:
    """Record the contract's facts, compared with the offer and the 30 days. Safe to repeat."""
    bond = None if data.performance_bond is None else parse_money(data.performance_bond)
    signed = Signed(data.signed_on, parse_money(data.price), data.period)
    return await contract.record_contract(work, lot, contract.Given(signed, bond, data.reason))


@put("/api/lots/{lot:uuid}/bonds/{bid:str}", status_code=200)
async def put_bond(
    lot: FromPath[UUID], bid: FromPath[str], data: JSONBody[forms.BondForm], work: NamedDependency[Work]
) -> BondNoted:
    """Note what became of a bid's bond, with its day."""
    amount = None if data.amount is None else parse_money(data.amount)
    interest = None if data.interest is None else parse_money(data.interest)
    given = contract.BondGiven(data.became, data.on, amount, interest, data.note)
    return {"bid": bid, "alert": await contract.record_bond(work, lot, read_digest(bid), given)}


@get("/api/lots/{lot:uuid}/written-report")
async def show_lot_written_report(lot: FromPath[UUID], work: NamedDependency[Work]) -> WrittenReport:
    """The written report to the supervisor, pre-filled, or as it was filed."""
    return await written_report.show_written_report(work, lot)


@get("/api/lots/{lot:uuid}/written-report.pdf", media_type="application/pdf")
async def print_lot_written_report(lot: FromPath[UUID], work: NamedDependency[Work]) -> Response[bytes]:
    """The written report on paper; marked as a draft until it is filed."""
    body, words, draft = await paper.report_for_print(work, lot)
    return await _printed(partial(print_written_report, body, words, _fonts(work), draft=draft))


@post("/api/lots/{lot:uuid}/written-report", status_code=201)
async def file_lot_written_report(
    lot: FromPath[UUID], data: JSONBody[forms.WrittenReportForm], work: NamedDependency[Work]
) -> SignedWrittenReport:
    """File it with the supervisor (法47). Safe to repeat."""
    return await written_report.file_written_report(work, lot, data.remarks)


@get("/api/lots/{lot:uuid}/archive")
async def show_lot_archive(lot: FromPath[UUID], work: NamedDependency[Work]) -> Archive:
    """The archive's manifest, as signed or as it would be now."""
    return await archive.show_archive(work, lot)


@post("/api/lots/{lot:uuid}/archive", status_code=201)
async def archive_own_lot(lot: FromPath[UUID], work: NamedDependency[Work]) -> SignedArchive:
    """Close the round with the signed manifest. Safe to repeat."""
    return await archive.archive_lot(work, lot)


ROUTES: list[ControllerRouterHandler] = [
    show_lot_award,
    show_lot_award_desk,
    print_lot_award,
    publish_lot_candidates,
    object_to_lot_result,
    answer_lot_objection,
    award_to_bid,
    end_without_award,
    show_bidders_result,
    put_contract,
    put_bond,
    show_lot_written_report,
    print_lot_written_report,
    file_lot_written_report,
    show_lot_archive,
    archive_own_lot,
]
