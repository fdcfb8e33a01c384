"""Doors of scoring: of the seats, of the bidders who are asked, and a count for staff."""

from collections.abc import AsyncIterator
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.response import Stream
from litestar.types import ControllerRouterHandler

from evaluation_rooms.rooms.routes.seat_door import SEAT
from evaluation_rooms.scoring import answers
from evaluation_rooms.scoring.actions import batches, confirm, files, hand_in, mailbox, prices, questions, sheets, show
from evaluation_rooms.scoring.ranges import read_range
from evaluation_rooms.scoring.rules import MOST_IN_BATCH, CorrectionKind, Part, QuestionKind
from foundation.money import parse_money
from foundation.work import Work

BidName = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{64}|T[1-9][0-9]{0,4})$")]
Digest = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Words = Annotated[str, msgspec.Meta(max_length=2000)]
Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
Base = Annotated[int, msgspec.Meta(ge=0, le=2**31)]
Page = Annotated[int, msgspec.Meta(ge=1, le=100_000)]
Yuan = Annotated[str, msgspec.Meta(max_length=20)]


class VoteEntry(msgspec.Struct, forbid_unknown_fields=True, rename={"passed": "pass"}):
    """A pass or fail of an item; null takes it back. `base`: the version that the sender saw, 0 for none."""

    bid: BidName
    item: Code
    passed: bool | None
    base: Base
    page: Page | None = None
    reason: Words = ""


class VotesForm(msgspec.Struct, forbid_unknown_fields=True):
    """A batch of votes; `id` is made by the client, so that a repeated one is the same."""

    id: UUID
    votes: Annotated[list[VoteEntry], msgspec.Meta(min_length=1, max_length=MOST_IN_BATCH)]
    entered_at: datetime | None = None


class MarkEntry(msgspec.Struct, forbid_unknown_fields=True):
    """A mark with at most two decimals; null takes it back."""

    bid: BidName
    criterion: Code
    value: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,3}(\.[0-9]{1,2})?$")] | None
    base: Base


class MarksForm(msgspec.Struct, forbid_unknown_fields=True):
    """A batch of marks."""

    id: UUID
    marks: Annotated[list[MarkEntry], msgspec.Meta(min_length=1, max_length=MOST_IN_BATCH)]
    entered_at: datetime | None = None


class HandInForm(msgspec.Struct, forbid_unknown_fields=True):
    """Which part, and the version of the sheet as its owner sees it."""

    part: Part
    version: Base


class AlertForm(msgspec.Struct, forbid_unknown_fields=True):
    """The mark stays (`confirmed`), or another `value` is given (`changed`); why."""

    answer: Literal["confirmed", "changed"]
    reason: Reason
    value: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,3}(\.[0-9]{1,2})?$")] | None = None


class QuestionForm(msgspec.Struct, forbid_unknown_fields=True):
    """A question to a bidder; `id` is made by the client."""

    id: UUID
    bid: Digest
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
    kind: QuestionKind = "clarify"
    item: Code | None = None


class PriceVoteForm(msgspec.Struct, forbid_unknown_fields=True):
    """Whether a low price is explained, and why."""

    bid: Digest
    explained: bool
    reason: Reason


class CompetitionForm(msgspec.Struct, forbid_unknown_fields=True):
    """Whether competition is obviously lacking, argued."""

    lacking: bool
    argument: Reason


class CorrectionForm(msgspec.Struct, forbid_unknown_fields=True):
    """`after`: the price from now on, or an adjustment's amount, in yuan; `void` takes it back."""

    id: UUID
    bid: Digest
    kind: CorrectionKind
    after: Yuan
    reason: Reason
    name: Annotated[str, msgspec.Meta(max_length=200)] = ""
    before: Yuan | None = None
    void: bool = False


class LetterGiven(msgspec.Struct, forbid_unknown_fields=True):
    """What the holder of a bid key signed."""

    signed: dict[str, Any]


@get("/api/seat/lots/{lot:uuid}/sheet", dependencies=SEAT)
async def show_score_sheet(lot: FromPath[UUID], seat_work: NamedDependency[Work]) -> answers.SheetShown:
    """One's own sheet in this phase."""
    return await sheets.show_sheet(seat_work, lot)


@post("/api/seat/lots/{lot:uuid}/votes", status_code=200, dependencies=SEAT)
async def save_item_votes(
    lot: FromPath[UUID], data: JSONBody[VotesForm], seat_work: NamedDependency[Work]
) -> answers.BatchTaken:
    """Save a batch of votes of the preliminary review."""
    given = [batches.VoteGiven(one.bid, one.item, one.passed, one.page, one.reason, one.base) for one in data.votes]
    return await batches.save_votes(seat_work, lot, batches.Sent(data.id, data.entered_at), given)


@post("/api/seat/lots/{lot:uuid}/marks", status_code=200, dependencies=SEAT)
async def save_score_marks(
    lot: FromPath[UUID], data: JSONBody[MarksForm], seat_work: NamedDependency[Work]
) -> answers.BatchTaken:
    """Save a batch of marks."""
    given = [batches.MarkGiven(one.bid, one.criterion, one.value, one.base) for one in data.marks]
    return await batches.save_marks(seat_work, lot, batches.Sent(data.id, data.entered_at), given)


@post("/api/seat/lots/{lot:uuid}/hand-in", status_code=200, dependencies=SEAT)
async def hand_in_sheet(
    lot: FromPath[UUID], data: JSONBody[HandInForm], seat_work: NamedDependency[Work]
) -> answers.HandedIn:
    """Hand in one's sheet; the last one lets the room go on. Safe to repeat."""
    return await hand_in.hand_in(seat_work, lot, data.part, data.version)


@post("/api/seat/alerts/{alert:uuid}", status_code=200, dependencies=SEAT)
async def answer_mark_alert(
    alert: FromPath[UUID], data: JSONBody[AlertForm], seat_work: NamedDependency[Work]
) -> answers.AlertAnsweredShown:
    """Confirm or change the mark that an alert is about. Safe to repeat."""
    return await confirm.answer_alert(seat_work, alert, data.answer, data.reason, data.value)


@get("/api/seat/lots/{lot:uuid}/questions", dependencies=SEAT)
async def list_questions(lot: FromPath[UUID], seat_work: NamedDependency[Work]) -> answers.QuestionsShown:
    """Questions to bidders with their answers."""
    return {"questions": await questions.show_questions(seat_work, lot)}


@post("/api/seat/lots/{lot:uuid}/questions", status_code=200, dependencies=SEAT)
async def ask_bidder(
    lot: FromPath[UUID], data: JSONBody[QuestionForm], seat_work: NamedDependency[Work]
) -> answers.QuestionShown:
    """Ask a bidder in writing. Safe to repeat."""
    asked = questions.QuestionAsked(data.id, data.bid, data.kind, data.item, data.text)
    return await questions.ask(seat_work, lot, asked)


@post("/api/seat/lots/{lot:uuid}/price-votes", status_code=204, dependencies=SEAT)
async def vote_low_price(lot: FromPath[UUID], data: JSONBody[PriceVoteForm], seat_work: NamedDependency[Work]) -> None:
    """Vote whether a low price is explained."""
    await prices.vote_price(seat_work, lot, data.bid, explained=data.explained, reason=data.reason)


@post("/api/seat/lots/{lot:uuid}/competition-vote", status_code=204, dependencies=SEAT)
async def vote_on_competition(
    lot: FromPath[UUID], data: JSONBody[CompetitionForm], seat_work: NamedDependency[Work]
) -> None:
    """Vote whether competition is obviously lacking."""
    await prices.vote_competition(seat_work, lot, lacking=data.lacking, argument=data.argument)


@post("/api/seat/lots/{lot:uuid}/corrections", status_code=200, dependencies=SEAT)
async def correct_price(
    lot: FromPath[UUID], data: JSONBody[CorrectionForm], seat_work: NamedDependency[Work]
) -> list[answers.CorrectionShown]:
    """Correct or adjust a price, or take that back; the head does it for the committee. Safe to repeat."""
    return await prices.correct(seat_work, lot, _correction(data))


def _correction(data: CorrectionForm) -> prices.CorrectionGiven:
    before: Decimal | None = None if data.before is None else parse_money(data.before)
    after = parse_money(data.after)
    return prices.CorrectionGiven(data.id, data.bid, data.kind, data.name, before, after, data.reason, data.void)


@get("/api/seat/lots/{lot:uuid}/files", dependencies=SEAT)
async def list_bid_files(lot: FromPath[UUID], seat_work: NamedDependency[Work]) -> answers.FilesShown:
    """Files of the bids that may be read now."""
    return await files.list_files(seat_work, lot)


@get("/api/seat/lots/{lot:uuid}/files/{bid:str}/{number:int}", dependencies=SEAT)
async def read_bid_file(
    lot: FromPath[UUID],
    bid: FromPath[str],
    number: FromPath[int],
    request: Request[Any, Any, Any],
    seat_work: NamedDependency[Work],
) -> Response[Any]:
    """A file of a bid, or one range of it, decrypted as it is read; nothing of it is kept."""
    wanted = read_range(request.headers.get("range"))
    file = await files.open_file(seat_work, lot, bid, number, wanted)
    await seat_work.session.commit()  # the reading is journalled before a byte goes out; the stream needs no rows
    headers = {
        "accept-ranges": "bytes",
        "cache-control": "private, no-store",
        "content-length": str(file.stop - file.start),
        "content-disposition": "inline",
        "x-content-type-options": "nosniff",
    }
    if file.partial:
        headers["content-range"] = f"bytes {file.start}-{file.stop - 1}/{file.shown['length']}"
    status = 206 if file.partial else 200
    return Stream(_bytes(file.chunks), status_code=status, headers=headers, media_type=file.shown["media_type"])


async def _bytes(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    async for chunk in chunks:
        yield chunk


@get("/api/seat/lots/{lot:uuid}/ranking", dependencies=SEAT)
async def show_lot_ranking(lot: FromPath[UUID], seat_work: NamedDependency[Work]) -> answers.RankingShown:
    """What the committee found, once the ranking stands."""
    return await show.show_ranking(seat_work, lot)


@get("/api/rooms/{session:uuid}/progress")
async def show_scoring_progress(session: FromPath[UUID], work: NamedDependency[Work]) -> answers.ProgressShown:
    """How far a room is, in counts; never a mark."""
    return await show.show_progress(work, session)


@post("/api/lots/{lot:uuid}/mailbox", status_code=200)
async def open_mailbox(
    lot: FromPath[UUID], data: JSONBody[LetterGiven], public_work: NamedDependency[Work]
) -> answers.MailboxShown:
    """The questions to a bid, asked under its key."""
    return await mailbox.show_mailbox(public_work, lot, data.signed)


@post("/api/lots/{lot:uuid}/mailbox/{question:uuid}", status_code=200)
async def answer_bid_question(
    lot: FromPath[UUID], question: FromPath[UUID], data: JSONBody[LetterGiven], public_work: NamedDependency[Work]
) -> answers.LetterShown:
    """Answer a question under the key of the bid. Safe to repeat."""
    return await mailbox.answer_question(public_work, lot, question, data.signed)


ROUTES: list[ControllerRouterHandler] = [
    show_score_sheet,
    save_item_votes,
    save_score_marks,
    hand_in_sheet,
    answer_mark_alert,
    list_questions,
    ask_bidder,
    vote_low_price,
    vote_on_competition,
    correct_price,
    list_bid_files,
    read_bid_file,
    show_lot_ranking,
    show_scoring_progress,
    open_mailbox,
    answer_bid_question,
]
