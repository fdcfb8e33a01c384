"""The whole computation of one lot, from what members gave to who is recommended. Pure, exact, in any order.

Marks of whoever does not sit, and of bids that are out, count for nothing. What is drawn here is drawn from a seed that
was fixed before anybody judged: one price of an `abc` benchmark. Alerts are no part of it, for they change no mark.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from bidding.methods.benchmarks import PricedBid, abc_choices, benchmark, population
from bidding.methods.marks import criterion_marks
from bidding.methods.method import Criterion, LotAwardRule, Method
from bidding.methods.prices import benchmark_score, lowest_score
from bidding.methods.ranking import Ranked, Standing, ranking
from bidding.methods.refusals import NotAsPublished
from bidding.methods.review import Rejection
from bidding.methods.rounding import rounded
from bidding.methods.scheme import Scheme
from crypto.encoding import H
from crypto.verifiable_draw.generator import Stream

LATE = ("CONFIRM", "RANKED")
"""Phases in which the benchmark stands already."""

Decider = Literal["draw", "buyer"]


@dataclass(frozen=True)
class SeatMark:
    """What one member gave one bid for one criterion."""

    bid: str
    criterion: str
    seat: str
    mark: Decimal


@dataclass(frozen=True)
class Case:
    """One lot as it stands. `prices`: evaluated prices in yuan of all bids; `seed`: fixed before anybody judged.

    `decided`: place by bid among equals, drawn or chosen; `left_out`: bids whose bidders lead as many lots as they may.
    """

    scheme: Scheme
    ceiling: Decimal | None
    coefficients: Mapping[str, Decimal]
    seed: bytes
    prices: Mapping[str, Decimal]
    seats: Sequence[str]
    rejected: Sequence[Rejection] = ()
    marks: Sequence[SeatMark] = ()
    lacking: bool = False
    decided: Mapping[str, int] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()

    @property
    def standing(self) -> list[str]:
        """Bids that nobody rejected, ascending."""
        out = {one.bid for one in self.rejected}
        return [bid for bid in sorted(self.prices) if bid not in out]


@dataclass(frozen=True)
class Result:
    """A bid's scores by criterion in the method's order; `total` is null where evaluated prices alone are compared."""

    bid: str
    criteria: tuple[tuple[str, Decimal], ...]
    price_score: Decimal | None
    total: Decimal | None
    rank: int


@dataclass(frozen=True)
class Tie:
    """Bids that the published chain left equal, ascending; `order`: as decided, null while `by` has not decided."""

    bids: tuple[str, ...]
    by: Decider
    order: tuple[str, ...] | None


@dataclass(frozen=True)
class Settlement:
    """What follows: results by rank, the benchmark in yuan, ties, candidates first to last, and whether all failed."""

    rejected: tuple[Rejection, ...]
    results: tuple[Result, ...] = ()
    benchmark: Decimal | None = None
    ties: tuple[Tie, ...] = ()
    candidates: tuple[str, ...] = ()
    failed: Literal["rejected"] | None = None


def settle(case: Case) -> Settlement:
    """Everything that follows from the case. Raises NotAsPublished where the method cannot be applied to it."""
    out = tuple(sorted(case.rejected, key=lambda one: (one.bid, one.phase, one.item)))
    if case.lacking or not case.standing:
        return Settlement(out, failed="rejected")
    scores, base = _scores(case), _benchmark(case)
    prices = _price_scores(case, base)
    standings = [_standing(case, bid, scores[bid], prices.get(bid)) for bid in case.standing]
    by_price = case.scheme.method.price.family == "evaluated_lowest"
    level = ranking(standings, case.scheme.method.ties, by_price=by_price)
    ranked = ranking(standings, case.scheme.method.ties, case.decided, by_price=by_price)
    results = tuple(_result(case, one, scores[one.bid], prices.get(one.bid)) for one in ranked)
    return Settlement(
        out, results, _shown(case, base), _ties(level, case.decided), candidates(ranked, case.scheme, case.left_out)
    )


def candidates(ranked: Sequence[Ranked], scheme: Scheme, left_out: frozenset[str]) -> tuple[str, ...]:
    """At most as many as the document recommends, without those who lead enough other lots."""
    return tuple(one.bid for one in ranked if one.bid not in left_out)[: scheme.candidates]


def _marked(method: Method) -> list[Criterion]:
    return [one for one in method.criteria if one.kind != "price"]


def _scores(case: Case) -> dict[str, dict[str, Decimal]]:
    """Scores of the bids that stand, by bid and criterion. A mark that lacks is refused: nobody is averaged away."""
    given: dict[tuple[str, str], dict[str, Decimal]] = {}
    for one in case.marks:
        if one.seat in case.seats:
            given.setdefault((one.bid, one.criterion), {})[one.seat] = one.mark
    return {
        bid: {c.name: _score(case, c, given.get((bid, c.name), {})) for c in _marked(case.scheme.method)}
        for bid in case.standing
    }


def _score(case: Case, criterion: Criterion, marks: Mapping[str, Decimal]) -> Decimal:
    if set(marks) != set(case.seats):
        raise NotAsPublished(
            why=f"{criterion.name} was not marked by every member", why_zh=f"{criterion.name}未经全体成员评分"
        )
    return criterion_marks(criterion, marks, case.scheme.method.mark_bands, case.scheme.method.mark_places)


def priced(case: Case) -> list[PricedBid]:
    """Every bid with its evaluated price and whether it was out before the benchmark, after, or is not.

    A price that was never opened (双信封) is compared with no other.
    """
    phases: dict[str, list[str]] = {}
    for one in case.rejected:
        phases.setdefault(one.bid, []).append(one.phase)
    late = {bid: "after" if all(phase in LATE for phase in told) else "before" for bid, told in phases.items()}
    known = [bid for bid in sorted(case.prices) if case.scheme.envelopes == 1 or case.prices[bid] > 0]
    return [PricedBid(bid, case.prices[bid], late.get(bid, "no")) for bid in known]  # type: ignore[arg-type]


def _benchmark(case: Case) -> Fraction | None:
    rule = case.scheme.method.price
    if rule.family != "benchmark":
        return None
    prices = population(priced(case), rule, case.ceiling)
    return benchmark(prices, rule, _drawn(case, prices), case.ceiling)


def _drawn(case: Case, prices: Sequence[Decimal]) -> Mapping[str, Decimal]:
    """The coefficients as drawn at the opening, and for `abc` the one price that is drawn among those in its range."""
    rule = case.scheme.method.price
    if rule.base != "abc" or case.ceiling is None:
        return case.coefficients
    fixed = {one.name: one.values[0] for one in rule.coefficients if len(one.values) == 1}
    by = {name: Fraction(value) for name, value in {**fixed, **case.coefficients}.items()}
    choices = abc_choices(prices, Fraction(case.ceiling), by)
    if not choices:
        return case.coefficients
    return {**case.coefficients, "B": choices[Stream(H("benchmark draw", case.seed), "B").below(len(choices))]}


def _shown(case: Case, base: Fraction | None) -> Decimal | None:
    return None if base is None else rounded(base, max(2, case.scheme.method.price.rounding.benchmark or 0))


def _price_scores(case: Case, base: Fraction | None) -> dict[str, Decimal]:
    """Marks for the price by bid; none where evaluated prices are compared as they are."""
    rule, weight = case.scheme.method.price, case.scheme.method.price_weight
    if rule.family == "evaluated_lowest":
        return {}
    if base is not None:
        return {bid: benchmark_score(case.prices[bid], base, rule, weight).score for bid in case.standing}
    kept = [case.prices[bid] for bid in case.standing]
    return {bid: lowest_score(case.prices[bid], kept, rule, weight).score for bid in case.standing}


def _standing(case: Case, bid: str, scores: Mapping[str, Decimal], price: Decimal | None) -> Standing:
    named = {one.name: price for one in case.scheme.method.criteria if one.kind == "price" and price is not None}
    return Standing(bid, {**scores, **named}, case.prices[bid])


def _result(case: Case, one: Ranked, scores: Mapping[str, Decimal], price: Decimal | None) -> Result:
    total = None if case.scheme.method.price.family == "evaluated_lowest" else one.total
    return Result(one.bid, tuple(scores.items()), price, total, one.place)


def _ties(level: Sequence[Ranked], decided: Mapping[str, int]) -> tuple[Tie, ...]:
    """The equal places before anybody decided, each with the order that was decided."""
    places: dict[int, list[Ranked]] = {}
    for one in level:
        if one.tied_by:
            places.setdefault(one.place, []).append(one)
    return tuple(_tie([one.bid for one in group], group[0].tied_by, decided) for group in places.values())


def _tie(bids: Sequence[str], by: str, decided: Mapping[str, int]) -> Tie:
    known = all(bid in decided for bid in bids)
    order = tuple(sorted(bids, key=lambda bid: decided[bid])) if known else None
    return Tie(tuple(sorted(bids)), "draw" if by == "draw" else "buyer", order)


def draw_ties(found: Settlement, seed: bytes, lot: str) -> dict[str, int]:
    """The drawn place of each tied bid where the document has a draw decide. Nobody who marks knows the `seed`."""
    decided: dict[str, int] = {}
    for tie in found.ties:
        if tie.by == "draw":
            label = H("ranking tie", seed, lot.encode(), *(bid.encode() for bid in tie.bids))
            drawn = Stream(label, "tie").shuffled(tie.bids)
            decided |= {bid: place for place, bid in enumerate(drawn, 1)}
    return decided


def over_limit(
    lots: Mapping[str, Sequence[str]], bidders: Mapping[str, str], rule: LotAwardRule
) -> dict[str, frozenset[str]]:
    """Bids that the lot award rule leaves out of the candidates, by lot. `lots`: bids by rank; `bidders`: of each bid.

    Lots are decided in the rule's order, those that it does not name after them; a bid out of the rule's reach stays.
    """
    named = [lot for lot in rule.order if lot in lots]
    order = [*named, *sorted(lot for lot in lots if lot not in named)]
    led: dict[str, int] = {}
    found: dict[str, frozenset[str]] = {}
    for lot in order:
        full = {one for one, count in led.items() if rule.most is not None and count >= rule.most}
        found[lot] = frozenset(bid for bid in lots[lot] if bidders[bid] in full)
        leader = next((bidders[bid] for bid in lots[lot] if bid not in found[lot]), None)
        if leader is not None:
            led[leader] = led.get(leader, 0) + 1
    return found
