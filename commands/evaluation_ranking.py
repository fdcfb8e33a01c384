"""The ranking computed again from what members gave: votes, marks, prices, and the seed of what is drawn. Pure."""

from bidding.methods.scores_record import TYPE, recomputed, settlement_of_record
from bidding.methods.settle import draw_ties
from commands.evaluation_case import same
from crypto.encoding import Body

NAME = "ranking-recomputed"


def check_ranking(scores: Body) -> str:
    """Refuses a record of which a member that follows from its others says something else."""
    same(scores["type"], TYPE, NAME, "type")
    for member, expected in recomputed(scores).items():
        same(scores[member], expected, NAME, member.replace("_", " "))
    _check_drawn_ties(scores)
    if scores["failed"] is not None:
        return "every bid was rejected"
    return f"{len(scores['results'])} bids, the first {scores['results'][0]['bid'][:16]}"


def _check_drawn_ties(scores: Body) -> None:
    """Where a draw decides between equals, its order follows from the seed."""
    drawn = draw_ties(settlement_of_record(scores), bytes.fromhex(scores["seed"]), scores["lot"])
    for tie in scores["ties"]:
        if tie["by"] == "draw" and tie["order"] is not None:
            same(tie["order"], sorted(tie["bids"], key=lambda bid: drawn[bid]), NAME, "order of bids by draw")
