"""A `tianping/scores/1` body computed again: what members gave goes in, everything that follows comes out. Pure.

`recomputed` gives the members of the body that follow from its others; a reader compares them with what it says.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from bidding.methods.corrections import adjusted_price, corrected_price
from bidding.methods.review import ItemVote, PriceVote, Rejection, by_late_price, is_lacking, preliminary, unexplained
from bidding.methods.scheme import Scheme, read_scheme
from bidding.methods.settle import Case, Result, SeatMark, Settlement, settle
from foundation.money import AmountUnreadable, money_text, parse_money

TYPE = "tianping/scores/1"
Json = Mapping[str, Any]


def settlement_of_record(body: Json) -> Settlement:
    """The settlement that the body's votes, marks, prices and drawn figures lead to, whatever it says follows."""
    return settle(case_of_record(body))


def recomputed(body: Json) -> dict[str, Any]:
    """The members `rejected`, `results`, `benchmark`, `ties`, `candidates`, `failed` and `bids[].evaluated_price`."""
    case = case_of_record(body)
    prices = {bid: money_text(price) for bid, price in case.prices.items()}
    bids = [{**one, "evaluated_price": prices[one["bid"]]} for one in body["bids"]]
    return {"bids": bids, **settlement_json(settle(case))}


def settlement_json(found: Settlement) -> dict[str, Any]:
    """The members of a record that a settlement gives: figures as texts."""
    return {
        "rejected": [_rejection_json(one) for one in found.rejected],
        "results": [_result_json(one) for one in found.results],
        "benchmark": None if found.benchmark is None else f"{found.benchmark:f}",
        "ties": [
            {"bids": list(one.bids), "by": one.by, "order": None if one.order is None else list(one.order)}
            for one in found.ties
        ],
        "candidates": list(found.candidates),
        "failed": found.failed,
    }


def _rejection_json(one: Rejection) -> dict[str, Any]:
    return {"bid": one.bid, "item": one.item, "ground": one.ground, "reason": one.reason, "phase": one.phase}


def _result_json(one: Result) -> dict[str, Any]:
    return {
        "bid": one.bid,
        "criteria": [{"name": name, "score": f"{score:f}"} for name, score in one.criteria],
        "price_score": None if one.price_score is None else f"{one.price_score:f}",
        "total": None if one.total is None else f"{one.total:f}",
        "rank": one.rank,
    }


def case_of_record(body: Json) -> Case:
    """The case that a body tells. `ties[].order` and `left_out` are taken as told: other records prove them."""
    scheme, seats = read_scheme(body["scheme"]), [one["seat"] for one in body["seats"]]
    ceiling = None if body["ceiling"] is None else Decimal(body["ceiling"])
    return Case(
        scheme=scheme,
        ceiling=ceiling,
        coefficients={one["name"]: Decimal(one["value"]) for one in body["coefficients"]},
        seed=bytes.fromhex(body["seed"]),
        prices={one["bid"]: evaluated(scheme, one) for one in body["bids"]},
        seats=seats,
        rejected=_rejections(body, scheme, seats, ceiling),
        marks=[SeatMark(one["bid"], one["criterion"], one["seat"], Decimal(one["mark"])) for one in body["marks"]],
        lacking=_lacking(body, seats),
        decided=_decided(body),
        left_out=frozenset(body["left_out"]),
    )


def quoted(bid: Json) -> Decimal:
    """The price as read out; 0 where there is no amount."""
    try:
        return parse_money(bid["price"])
    except AmountUnreadable:
        return Decimal(0)


def evaluated(scheme: Scheme, bid: Json) -> Decimal:
    """The price that is compared: as read out, corrected, adjusted."""
    after = [Decimal(one["after"]) for one in bid["corrections"]]
    amounts = {one["name"]: Decimal(one["amount"]) for one in bid["adjustments"]}
    return adjusted_price(scheme, corrected_price(quoted(bid), after), amounts)


def _rejections(body: Json, scheme: Scheme, seats: Sequence[str], ceiling: Decimal | None) -> list[Rejection]:
    votes = [
        ItemVote(one["bid"], one["item"], one["seat"], one["pass"], one["page"], one["reason"] or "")
        for one in body["preliminary"]
    ]
    asked = [
        PriceVote(one["bid"], vote["seat"], vote["explained"], vote["reason"])
        for one in body["low_price"]
        for vote in one["votes"]
    ]
    phases = {one["bid"]: one["phase"] for one in body["low_price"]}
    prices = {one["bid"]: quoted(one) for one in body["bids"]}
    voted = preliminary(scheme, votes, seats)
    priced = by_late_price(scheme, prices, ceiling, voted, told=body.get("price_record") is not None)
    return [*voted, *priced, *unexplained(asked, seats, phases)]


def _lacking(body: Json, seats: Sequence[str]) -> bool:
    told = body["competition"]
    return told is not None and bool(is_lacking({one["seat"]: one["lacking"] for one in told["votes"]}, seats))


def _decided(body: Json) -> dict[str, int]:
    return {bid: place for tie in body["ties"] for place, bid in enumerate(tie["order"] or (), 1)}
