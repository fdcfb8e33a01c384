"""The report comes in: what it ranks is kept, and the buyer's clocks begin (条例54)."""

from sqlalchemy.dialects.postgresql import insert

from bidding.awards.tables import Award
from bidding.tenders.actions import current_round, lot_topic
from foundation.records import RecordRow
from foundation.work import Work


async def receive_report(work: Work, report: RecordRow) -> None:
    """Keep what the report ranks; whoever calls holds the round's lock and takes the round's step.

    The same report again changes nothing. Another report of the same round, after a void evaluation, replaces it with
    everything that followed from the former but the objections, which stay as they were made and answered.
    """
    assert report.lot is not None and report.round is not None  # a report is of a lot round
    round_ = await current_round(work.session, report.lot)
    body, at = report.record()["body"], await work.now()
    values = {
        "round_id": round_.id,
        "report": report.digest,
        "scores": bytes.fromhex(body["scores"]),
        "received_at": at,
        "candidates": [_candidate(one) for one in body["candidates"]],
        **dict.fromkeys(("publicity", "published_at", "ends_at", "stopped_at")),
    }
    fresh = insert(Award).values(values)
    kept = {name: fresh.excluded[name] for name in values if name != "round_id"}
    other = Award.report != report.digest
    taken = fresh.on_conflict_do_update(index_elements=[Award.round_id], set_=kept, where=other)
    if await work.session.scalar(taken.returning(Award.round_id)) is None:
        return
    await work.record("receive_report", "lot_round", round_.id, "R-CAND-PUB-START", report=report.digest.hex())
    await work.announce(lot_topic(report.lot), "award", state="REPORTED")


def _candidate(one: dict[str, object]) -> dict[str, object]:
    return {name: one[name] for name in ("rank", "bid", "name", "uscc", "price")}
