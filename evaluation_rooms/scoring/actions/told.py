"""Rows as a scores record tells them."""

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from crypto.encoding import Body, timestamp
from evaluation_rooms.rooms.tables import Member
from evaluation_rooms.scoring.tables import Alert, CompetitionVote, Correction, Question
from foundation.money import money_text


def seat(row: Member, head: UUID | None) -> Body:
    """Who judged to the end, by seat."""
    return {"seat": row.name, "kind": row.kind, "head": row.id == head}


def replaced(row: Member) -> Body:
    """Who went: nothing of what he gave is in the record."""
    return {"seat": row.name, "reason": row.gone_reason, "at": timestamp(row.gone_at) if row.gone_at else None}


def by_bid(rows: Iterable[Correction], tell: Callable[[Correction], Body]) -> dict[str, list[Body]]:
    """Bodies by bid, in order of entering."""
    found: dict[str, list[Body]] = {}
    for row in rows:
        found.setdefault(row.bid.hex(), []).append(tell(row))
    return found


def newest(rows: Sequence[Correction]) -> list[Correction]:
    """The adjustments that hold: the last of each name and bid, by name."""
    last = {(row.name, row.bid): row for row in rows if row.kind == "adjustment"}
    return [last[key] for key in sorted(last)]


def correction(row: Correction) -> Body:
    """`after` is the price from then on."""
    before = None if row.before is None else money_text(row.before)
    return {
        "kind": row.kind,
        "place": row.name,
        "before": before,
        "after": money_text(row.after),
        "reason": row.reason,
    }


def adjustment(row: Correction) -> Body:
    """The document says whether it is added or deducted."""
    return {"name": row.name, "amount": money_text(row.after), "reason": row.reason}


def question(row: Question) -> Body:
    """The answer's record is named by its digest; it is not public before the award."""
    return {
        "bid": row.bid.hex(),
        "kind": row.kind,
        "item": row.item,
        "text": row.text,
        "asked_at": timestamp(row.asked_at),
        "due": timestamp(row.due),
        "answered_at": timestamp(row.answered_at) if row.answered_at else None,
        "answer": row.record.hex() if row.record else None,
    }


def alert(row: Alert, seat_name: str) -> Body:
    """What the member was asked, and what he said."""
    return {
        "bid": row.bid.hex(),
        "criterion": row.criterion,
        "seat": seat_name,
        "direction": row.direction,
        "band": row.band,
        "answer": row.answer,
        "reason": row.reason,
        "before": f"{row.before:.2f}",
        "after": None if row.after is None else f"{row.after:.2f}",
    }


def competition_vote(seat_name: str, row: CompetitionVote) -> Body:
    """With the argument (1117号十三)."""
    return {"seat": seat_name, "lacking": row.lacking, "argument": row.argument}
