"""The body of `tianping/leads-verdict/1`: every lead about bids of a lot, each member's word, what most of them say."""

from collections.abc import Sequence

from crypto.encoding import Body
from evaluation_rooms.leads.rules import VERDICT, verdict_of


def verdict_body(head: Body, leads: Sequence[Body], said: Sequence[Sequence[Body]]) -> Body:
    """`head`: session, lot, round, scores, at. `said`: by lead, the votes of those who sit, by seat."""
    found = [
        {**lead, "votes": list(votes), "verdict": verdict_of([one["opinion"] for one in votes])}
        for lead, votes in zip(leads, said, strict=True)
    ]
    return {"type": VERDICT, **head, "leads": found}
