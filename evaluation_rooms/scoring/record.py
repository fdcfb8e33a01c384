"""The body of `tianping/scores/1`: everything that members gave of one lot, and everything that follows. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bidding.methods.review import ItemVote, PriceVote
from bidding.methods.scheme import scheme_json
from bidding.methods.scores_record import TYPE, settlement_json
from bidding.methods.settle import SeatMark, Settlement
from crypto.encoding import Body
from evaluation_rooms.scoring.facts import FrozenBid, LotFacts
from foundation.money import money_text


@dataclass(frozen=True)
class Given:
    """What was given of one lot beside votes and marks; lists are bodies in their order."""

    seats: Sequence[Body]
    replaced: Sequence[Body]
    votes: Sequence[ItemVote]
    marks: Sequence[SeatMark]
    corrections: Mapping[str, Sequence[Body]]
    adjustments: Mapping[str, Sequence[Body]]
    questions: Sequence[Body] = ()
    alerts: Sequence[Body] = ()
    low_rules: Mapping[str, Sequence[str]] = field(default_factory=dict)
    low_votes: Sequence[PriceVote] = ()
    low_phases: Mapping[str, str] = field(default_factory=dict)
    competition: Body | None = None


def scores_body(
    facts: LotFacts, room: Body, given: Given, found: Settlement, prices: Mapping[str, Decimal], left_out: Iterable[str]
) -> Body:
    """`room`: session, committee_no and at. `prices`: evaluated, by bid."""
    return {
        "type": TYPE,
        **room,
        "lot": facts.lot,
        "round": facts.round,
        "tender": facts.tender,
        "opening_record": facts.opening_record,
        **({"price_record": facts.price_record} if facts.scheme.envelopes == 2 else {}),
        "seed": facts.seed,
        "scheme": scheme_json(facts.scheme),
        "ceiling": facts.ceiling,
        "coefficients": [{"name": name, "value": value} for name, value in facts.coefficients],
        "seats": list(given.seats),
        "replaced": list(given.replaced),
        "bids": [_bid(one, given, prices[one.bid]) for one in facts.bids],
        "preliminary": [_vote(one) for one in _sorted(given.votes, "bid", "item", "seat")],
        "questions": list(given.questions),
        "marks": [_mark(one) for one in _sorted(given.marks, "bid", "criterion", "seat")],
        "alerts": list(given.alerts),
        "low_price": [_low_price(bid, given) for bid in sorted(given.low_rules)],
        "competition": given.competition,
        "left_out": sorted(left_out),
        **settlement_json(found),
    }


def _sorted(entries: Iterable[Any], *names: str) -> list[Any]:
    return sorted(entries, key=lambda one: tuple(getattr(one, name) for name in names))


def _bid(one: FrozenBid, given: Given, price: Decimal) -> Body:
    return {
        "bid": one.bid,
        "pseudonym": one.pseudonym,
        "name": one.name,
        "uscc": one.uscc,
        "price": one.price,
        "evaluated_price": money_text(price),
        "corrections": list(given.corrections.get(one.bid, ())),
        "adjustments": list(given.adjustments.get(one.bid, ())),
    }


def _vote(one: ItemVote) -> Body:
    told: Body = {"bid": one.bid, "item": one.item, "seat": one.seat, "pass": one.passed}
    return {**told, "page": one.page, "reason": one.reason or None}


def _mark(one: SeatMark) -> Body:
    return {"bid": one.bid, "criterion": one.criterion, "seat": one.seat, "mark": f"{one.mark:.2f}"}


def _low_price(bid: str, given: Given) -> Body:
    """Votes by seat; `phase` is null where nobody had to decide any more."""
    votes = [
        {"seat": one.seat, "explained": one.explained, "reason": one.reason}
        for one in _sorted(given.low_votes, "seat")
        if one.bid == bid
    ]
    return {"bid": bid, "rules": list(given.low_rules[bid]), "phase": given.low_phases.get(bid), "votes": votes}
