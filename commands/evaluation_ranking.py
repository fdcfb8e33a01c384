"""The ranking computed again from a scores record: who failed by majority, marks, benchmark, totals, places. Pure.

Whatever the record says was computed is computed here from what members gave, by the published scheme alone.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, Literal

from bidding.methods.benchmarks import PricedBid, benchmark, population
from bidding.methods.marks import criterion_marks
from bidding.methods.method import Criterion
from bidding.methods.prices import benchmark_score, lowest_score
from bidding.methods.ranking import Ranked, Standing, ranking
from bidding.methods.scheme import Scheme, read_scheme
from commands.evaluation_case import by, refuse, same
from crypto.encoding import Body

NAME = "ranking-recomputed"
LATE_PHASES = ("CONFIRM", "RANKED")
"""Phases in which the benchmark stands already: a rejection there does not move a frozen one."""


def check_ranking(scores: Body) -> str:
    """Refuses a record whose rejections, scores, benchmark or places do not follow from votes and marks."""
    scheme = read_scheme(scores["scheme"])
    check_majorities(scores)
    marks, prices = _marks(scores, scheme), _price_marks(scores, scheme)
    results = {one["bid"]: one for one in by(scores["results"], "bid", NAME).values() if one["rank"] is not None}
    same(set(results), set(passed(scores)), NAME, "set of ranked bids")
    standings = [_standing(scores, bid, marks, prices, scheme) for bid in sorted(results)]
    for one in standings:
        _check_result(results[one.bid], marks.get(one.bid, {}), prices.get(one.bid), one.total, scheme)
    lowest = scheme.method.price.family == "evaluated_lowest"
    ranked = ranking(standings, scheme.method.ties, by_price=lowest)
    _check_places(ranked, {bid: one["rank"] for bid, one in results.items()})
    leaders = sorted(results, key=lambda bid: (results[bid]["rank"], bid))[: scheme.candidates]
    same(sorted(scores["candidates"]), sorted(leaders), NAME, "list of candidates")
    return f"{len(ranked)} bids, the first {leaders[0][:16]}" if leaders else "no bid is left"


def passed(scores: Body) -> list[str]:
    """Bids that nobody rejected, as the record lists them."""
    rejected = {one["bid"] for one in scores["rejected"]}
    return [one["bid"] for one in scores["bids"] if one["bid"] not in rejected]


def check_majorities(scores: Body) -> None:
    """An item that more than half of the members failed rejects its bid, and no other item does."""
    seats = len(scores["seats"])
    against: dict[tuple[str, str], int] = defaultdict(int)
    for vote in scores["preliminary"]:
        against[vote["bid"], vote["item"]] += not vote["pass"]
    failed = {place for place, count in against.items() if 2 * count > seats}
    told = {(one["bid"], one["item"]) for one in scores["rejected"] if one["phase"] == "PRELIMINARY"}
    same(told, failed, NAME, "set of bids rejected by majority")


def _marks(scores: Body, scheme: Scheme) -> dict[str, dict[str, Decimal]]:
    """Scores by bid and criterion, of bids that stayed, from the members' marks."""
    given: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(dict)
    for one in scores["marks"]:
        given[one["bid"], one["criterion"]][one["seat"]] = Decimal(one["mark"])
    marked = [one for one in scheme.method.criteria if one.kind != "price"]
    return {bid: {one.name: _score(one, given[bid, one.name], scheme) for one in marked} for bid in passed(scores)}


def _score(criterion: Criterion, marks: Mapping[str, Decimal], scheme: Scheme) -> Decimal:
    return criterion_marks(criterion, marks, scheme.method.mark_bands, scheme.method.mark_places)


def _price_marks(scores: Body, scheme: Scheme) -> dict[str, Decimal]:
    """Price marks by bid; none where evaluated prices are compared as they are."""
    rule, weight = scheme.method.price, scheme.method.price_weight
    prices = _prices(scores)
    if rule.family == "evaluated_lowest" or not passed(scores):
        same(scores["benchmark"], None, NAME, "benchmark where there is none")
        return {}
    if rule.family == "lowest":
        kept = [prices[bid] for bid in passed(scores)]
        return {bid: lowest_score(prices[bid], kept, rule, weight).score for bid in passed(scores)}
    ceiling = None if scores["ceiling"] is None else Decimal(scores["ceiling"])
    drawn = {one["name"]: Decimal(one["value"]) for one in scores["coefficients"]}
    base = benchmark(population(_priced(scores, prices), rule, ceiling), rule, drawn, ceiling)
    if abs(Decimal(scores["benchmark"]) - Decimal(base.numerator) / base.denominator) > Decimal("0.005"):
        raise refuse(NAME, f"the benchmark is {float(base):.2f}, not {scores['benchmark']}")
    return {bid: benchmark_score(prices[bid], base, rule, weight).score for bid in passed(scores)}


def _prices(scores: Body) -> dict[str, Decimal]:
    for one in scores["bids"]:
        if not one["corrections"] and not one["adjustments"]:
            same(one["evaluated_price"], one["price"], NAME, f"evaluated price of bid {one['bid'][:16]}")
    return {one["bid"]: Decimal(one["evaluated_price"]) for one in scores["bids"]}


def _priced(scores: Body, prices: Mapping[str, Decimal]) -> list[PricedBid]:
    phases = {one["bid"]: one["phase"] for one in scores["rejected"]}

    def when(bid: str) -> Literal["no", "before", "after"]:
        return "no" if bid not in phases else "after" if phases[bid] in LATE_PHASES else "before"

    return [PricedBid(bid, price, when(bid)) for bid, price in prices.items()]


def _standing(
    scores: Body, bid: str, marks: Mapping[str, Mapping[str, Decimal]], prices: Mapping[str, Decimal], scheme: Scheme
) -> Standing:
    priced = {one.name: prices[bid] for one in scheme.method.criteria if one.kind == "price"}
    return Standing(bid, {**marks[bid], **priced}, _prices(scores)[bid])


def _check_result(
    told: Body, marks: Mapping[str, Decimal], price: Decimal | None, total: Decimal, scheme: Scheme
) -> None:
    bid = told["bid"][:16]
    given = {one["name"]: Decimal(one["score"]) for one in told["criteria"]}
    priced = {one.name for one in scheme.method.criteria if one.kind == "price"}
    same({name: score for name, score in given.items() if name not in priced}, dict(marks), NAME, f"scores of {bid}")
    same(_figure(told["price_score"]), price, NAME, f"marks for the price of {bid}")
    if scheme.method.criteria:
        same(_figure(told["total"]), total, NAME, f"total of {bid}")


def _figure(text: Any) -> Decimal | None:
    return None if text is None else Decimal(text)


def _check_places(ranked: Sequence[Ranked], told: Mapping[str, int]) -> None:
    """Bids that are level may share their place, or stand in the order that a draw or the buyer gave them."""
    for place, group in groupby(ranked, key=lambda one: one.place):
        level = [one.bid for one in group]
        found = sorted(told[bid] for bid in level)
        if found not in ([place] * len(level), list(range(place, place + len(level)))):
            raise refuse(NAME, f"place {place} belongs to bid {level[0][:16]}")
