"""A bidder's own result out of the scores record: his rank, scores and marks, or why he was rejected. Pure."""

from collections.abc import Mapping
from typing import Any

from bidding.awards.answers import BondShown, OwnResult
from bidding.tenders.rules import ShownState


def own_result(
    scores: Mapping[str, Any],
    award: Mapping[str, Any] | None,
    bid: str,
    state: ShownState,
    bond: BondShown | None,
    bonds_until: str | None,
) -> OwnResult:
    """What one bidder learns: nothing of others but the winner; the members' marks only once they are public."""
    mine = next((one for one in scores["results"] if one["bid"] == bid), None)
    marks = [one for one in scores["marks"] if one["bid"] == bid] if award is not None else []
    rejected = [one for one in scores["rejected"] if one["bid"] == bid]
    return {
        "bid": bid,
        "state": state,
        "won": None if award is None else award["bid"] == bid,
        "rank": mine["rank"] if mine else None,
        "total": mine["total"] if mine else None,
        "price_score": mine["price_score"] if mine else None,
        "criteria": [{"name": one["name"], "score": one["score"]} for one in mine["criteria"]] if mine else [],
        "marks": [{"criterion": one["criterion"], "seat": one["seat"], "mark": one["mark"]} for one in marks],
        "rejected": [{"item": one["item"], "ground": one["ground"], "reason": one["reason"]} for one in rejected],
        "winner": award["name"] if award else None,
        "winning_price": award["price"] if award else None,
        "bond": bond,
        "bonds_until": bonds_until,
    }
