"""The checks of an evaluation: the ranking computed again from the marks, and all that was made of it.

They stand beside `crypto.audit`, which imports none of our code: a ranking follows from the published method, and its
mathematics is the platform's own (`bidding/methods`). They are made when a package has an award.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from commands.evaluation_case import Evaluation, by, refuse, same
from commands.evaluation_ranking import check_ranking
from crypto.audit import Check
from crypto.encoding import Body, parse_object
from crypto.errors import CryptoError
from crypto.signatures import signers
from crypto.verifiable_draw.verify import verify_draw
from evaluation_rooms.statistics.proof import kind_of_record, signed_seats
from foundation.errors import Refusal
from foundation.regions import city_key
from foundation.rulebook import rulebook

MALFORMED = (Refusal, KeyError, TypeError, ValueError, IndexError, AttributeError, ArithmeticError)
"""What reading a record may raise that has not the shape of its type."""


def check_scores_named(case: Evaluation) -> str:
    """The scores are of this tender and opening: its scheme, its coefficients, its valid bids with their prices."""
    name, scores, opening = "scores-named", case.scores.body, case.opening.body
    same(scores["opening_record"], case.opening.digest, name, "opening record")
    same(scores["tender"], opening["tender"], name, "tender")
    same(scores["scheme"], case.tender.body.get("scheme"), name, "scheme than the tender document froze")
    told = _check_price_opening(case)
    same(scores["coefficients"], told["coefficients"], name, "coefficients than were drawn")
    field = scores["scheme"]["price_field"]
    valid = {row["bid"]: row for row in opening["bids"] if row["outcome"] == "VALID"}
    judged = by(scores["bids"], "bid", name)
    same(set(judged), set(valid), name, "set of bids than the valid ones")
    for bid, row in valid.items():
        for member in ("name", "uscc"):
            same(judged[bid][member], row[member], name, f"{member} of bid {bid[:16]}")
    priced = {row["bid"]: row["values"] or {} for row in told["bids"]}
    for bid in valid:
        same(judged[bid]["price"], priced.get(bid, {}).get(field, ""), name, f"price of bid {bid[:16]}")
    return f"{len(valid)} bids"


def _check_price_opening(case: Evaluation) -> Body:
    """The record that tells the prices: with two envelopes that of the second opening, over who passed the review."""
    name, scores, found = "scores-named", case.scores.body, case.price_opening
    same(scores.get("price_record"), None if found is None else found.digest, name, "record of a price opening")
    if found is None:
        return case.opening.body
    listed = case.package.get("price-list", found.body["list"])
    review = case.package.get("price-review", listed.body["review"])
    for member in ("lot", "round", "tender", "opening_record"):
        same(review.body[member], listed.body[member], name, f"{member} of the review")
    same(listed.body["bids"], sorted(review.body["passed"]), name, "list of bids than passed the review")
    return found.body


def check_marks_of_members(case: Evaluation) -> str:
    """Every mark is by a member who sat to the end, within full marks, one for each bid and criterion."""
    name, scores = "marks-complete", case.scores.body
    seats, rejected = by(scores["seats"], "seat", name), {one["bid"] for one in scores["rejected"]}
    weights = {one["name"]: Decimal(one["weight"]) for one in scores["scheme"]["method"]["criteria"]}
    marked = {one["name"] for one in scores["scheme"]["method"]["criteria"] if one["kind"] != "price"}
    found: set[tuple[str, str, str]] = set()
    for one in scores["marks"]:
        place = (one["bid"], one["criterion"], one["seat"])
        if one["seat"] not in seats or one["criterion"] not in marked or place in found:
            raise refuse(name, f"a mark for {one['criterion']} by {one['seat']} that does not belong here")
        if not 0 <= Decimal(one["mark"]) <= weights[one["criterion"]]:
            raise refuse(name, f"{one['seat']} gave {one['mark']} for {one['criterion']}")
        found.add(place)
    passed = [one["bid"] for one in scores["bids"] if one["bid"] not in rejected]
    lacking = {(bid, item, seat) for bid in passed for item in marked for seat in seats} - found
    if lacking and scores["failed"] is None:
        bid, item, seat = min(lacking)
        raise refuse(name, f"no mark for {item} of bid {bid[:16]} by {seat}")
    return f"{len(found)} marks by {len(seats)} members"


def check_report(case: Evaluation) -> str:
    """The report names these scores and tells what they say: who was rejected, every place, who is recommended."""
    name, report, scores = "report-as-scored", case.report.body, case.scores.body
    same(report["scores"], case.scores.digest, name, "scores record")
    same(report["opening_record"], case.opening.digest, name, "opening record")
    same(report["session"], scores["session"], name, "session")
    judged = by(scores["bids"], "bid", name)
    seats = [(one["seat"], one["kind"], one["head"]) for one in report["committee"]]
    same(sorted(seats), sorted((one["seat"], one["kind"], one["head"]) for one in scores["seats"]), name, "committee")
    same(_grounds(report["rejected"]), _grounds(scores["rejected"]), name, "list of rejections")
    told = [_named(one, judged) for one in report["candidates"]]
    same([one["bid"] for one in told], scores["candidates"], name, "list of candidates")
    same([one["rank"] for one in told], list(range(1, len(told) + 1)), name, "order of candidates")
    _check_places(report, scores)
    return f"{len(told)} candidates"


def _grounds(entries: list[Body]) -> list[tuple[Any, ...]]:
    return sorted((one["bid"], one["item"], one["ground"], one["reason"]) for one in entries)


def _named(candidate: Body, judged: Mapping[str, Body]) -> Body:
    bid = judged[candidate["bid"]]
    for member in ("name", "uscc", "price"):
        same(candidate[member], bid[member], "report-as-scored", f"{member} of candidate {candidate['rank']}")
    return candidate


def _check_places(report: Body, scores: Body) -> None:
    """The comparison table, line by line."""
    results = by(scores["results"], "bid", "report-as-scored")
    table = by(report["comparison"], "bid", "report-as-scored")
    same(set(table), set(results), "report-as-scored", "set of compared bids")
    for bid, line in table.items():
        told = (line["rank"], line["score"])
        same(told, (results[bid]["rank"], results[bid]["total"]), "report-as-scored", f"place of bid {bid[:16]}")


def check_signatures(case: Evaluation) -> str:
    """Every member signed the report with the key of the pledge, or was silent, which the closing tells (条例53)."""
    name, keys = "report-signed", {one["seat"]: one["sign_key"] for one in case.report.body["committee"]}
    if case.report.fault is not None:
        raise refuse(name, case.report.fault)
    if len(set(keys.values())) < len(keys):
        raise refuse(name, "two members pledged one key")
    closing = case.closing.body
    silent, signed = set(closing["silent"]), signed_seats(closing)
    found = set(signers(case.report.signed, "member"))
    same({keys[seat] for seat in signed}, found, name, "set of members' signatures")
    if silent & signed or silent | signed != set(keys):
        raise refuse(name, "the closing does not tell of each member that he signed or was silent")
    return f"{len(signed)} signed, {len(silent)} silent, {len(closing['dissent'])} dissenting"


def check_candidates(case: Evaluation) -> str:
    """The publicity names this report and these scores, and publishes what they recommend and reject."""
    name, told, report = "candidates-as-reported", case.candidates.body, case.report.body
    same(told["report"], case.report.digest, name, "report")
    same(told["scores"], case.scores.digest, name, "scores record")
    totals = {one["bid"]: one["total"] for one in case.scores.body["results"]}
    recommended = by(report["candidates"], "bid", name)
    same([one["bid"] for one in told["candidates"]], list(recommended), name, "list of candidates")
    for one in told["candidates"]:
        for member in ("rank", "name", "uscc", "price"):
            same(one[member], recommended[one["bid"]][member], name, f"{member} of candidate {one['rank']}")
        same(one["score"], totals[one["bid"]], name, f"score of candidate {one['rank']}")
    same(_grounds(told["rejected"]), _grounds(report["rejected"]), name, "list of rejections")
    return f"{len(told['candidates'])} candidates, until {told['ends']}"


def check_award(case: Evaluation) -> str:
    """Each award is made after the publicity, to one of its candidates, in front of whom everybody was passed over."""
    name, candidates = "award-as-published", by(case.candidates.body["candidates"], "bid", "award-as-published")
    before: set[str] = set()
    for record in case.awards:
        award = record.body
        for member in ("report", "scores", "candidates"):
            same(award[member], case.award.body[member], name, member)
        if award["bid"] not in candidates:
            raise refuse(name, f"bid {award['bid'][:16]} is no candidate")
        for member in ("rank", "name", "uscc", "price"):
            same(award[member], candidates[award["bid"]][member], name, f"{member} of the winner")
        _check_order(award, candidates, before)
        before = {one["bid"] for one in award["passed_over"]} | {award["bid"]}
    if case.awards[0].body["at"] < _publicity_end(case):
        raise refuse(name, "it was made before the publicity was over")
    return f"{case.award.body['name']}, candidate {case.award.body['rank']}"


def _check_order(award: Body, candidates: Mapping[str, Body], before: set[str]) -> None:
    """Who stands in front of the winner was passed over; so was the winner of an earlier award."""
    passed = set(by(award["passed_over"], "bid", "award-as-published"))
    if award["bid"] in passed:
        raise refuse("award-as-published", "the winner was passed over")
    front = {bid for bid, one in candidates.items() if one["rank"] < award["rank"]}
    if award["first_only"] and front - passed:
        raise refuse("award-as-published", "a candidate in front of the winner was not passed over")
    if before - passed:
        raise refuse("award-as-published", "an earlier winner was not passed over")


def _publicity_end(case: Evaluation) -> str:
    """When it was over: an answer to an objection moves the end that stood before."""
    ends = [one.body["ends"] for one in case.package.of("result-answer") if one.body["ends"] is not None]
    return str(max([case.candidates.body["ends"], *ends]))


def check_draws(case: Evaluation) -> str:
    """Every draw package here is repeated in all but its probabilities, and the report's seats are those drawn."""
    drawn = {}
    for path in case.package.below("draws", ".json"):
        package = parse_object(case.package.read(path))
        failed = [one.name for one in verify_draw(package) if one.failed]
        if failed:
            raise refuse("draws-repeated", f"{path}: {', '.join(failed)}")
        record = package["record"]["body"]
        drawn[record["session"]] = record
    report = case.report.body
    if report["session"] not in drawn:
        return "the draw record of this session is not published yet" if not drawn else "of another session only"
    seated = {one["name"]: one["venue"] for one in drawn[report["session"]]["seats"]}
    told = {one["seat"]: one["venue"] for one in report["committee"] if one["kind"] == "expert"}
    same(told, seated, "draws-repeated", "seats than were drawn")
    return f"{len(drawn)} draws"


def check_remote(case: Evaluation) -> str:
    """Who counts as away follows from the cities of the venues: one venue, one city; here is where nobody is away."""
    name, cities = "remote-as-seated", dict[str, str]()
    seats = case.report.body["committee"]
    for one in seats:
        same(one["city"], cities.setdefault(one["venue"], one["city"]), name, f"city of the venue of {one['seat']}")
    here = {city_key(one["city"]) for one in seats if not one["remote"]}
    if len(here) != 1:
        raise refuse(name, "the main venue's city does not follow: nobody sat there, or members of several cities")
    for one in seats:
        same(one["remote"], city_key(one["city"]) not in here, name, f"answer whether {one['seat']} sat away")
    away = [one["city"] for one in seats if one["remote"] and one["kind"] == "expert"]
    return f"{len(away)} of {sum(one['kind'] == 'expert' for one in seats)} experts in other cities than {min(here)}"


def check_share(case: Evaluation) -> str:
    """The count names this report, its seats are the committee's, and the kind follows from where they are."""
    name, report = "share-counted", case.report.body
    counts = [one.body for one in case.package.of("share-count") if one.body["report"] == case.report.digest]
    if len(counts) != 1:
        if counts:
            raise refuse(name, f"{len(counts)} counts of one report")
        return "no count is published yet"
    (count,) = counts
    same(count["closing"], case.closing.digest, name, "closing of the report")
    same(count["session"], report["session"], name, "session")
    signed = signed_seats(case.closing.body)
    told = sorted((one["seat"], one["kind"], one["city"], one["signed"]) for one in count["seats"])
    sat = sorted((one["seat"], one["kind"], one["city"], one["seat"] in signed) for one in report["committee"])
    same(told, sat, name, "list of seats")
    same(count["rulebook"], case.tender.body["rulebook"], name, "rulebook")
    same(count["least"], rulebook(count["rulebook"]).count("R-REMOTE-EXPERTS-MIN"), name, "number of remote experts")
    here = {city_key(one["city"]) for one in report["committee"] if not one["remote"]}
    same({city_key(count["main_city"])}, here, name, "city of the main venue")
    same(count["kind"], kind_of_record(count), name, "kind")
    return str(count["kind"])


CHECKS: dict[str, Callable[[Evaluation], str]] = {
    "scores-named": check_scores_named,
    "marks-complete": check_marks_of_members,
    "ranking-recomputed": lambda case: check_ranking(case.scores.body),
    "report-as-scored": check_report,
    "report-signed": check_signatures,
    "candidates-as-reported": check_candidates,
    "award-as-published": check_award,
    "draws-repeated": check_draws,
    "remote-as-seated": check_remote,
    "share-counted": check_share,
}


def check_evaluation(files: Mapping[str, bytes]) -> list[Check]:
    """Every check of a package that has an award; none of one that has not. Nothing in it makes this raise."""
    case = Evaluation(files)
    try:
        if not case.is_told:
            return []
    except CryptoError as refusal:
        return [Check("award-as-published", False, refusal.message)]
    return [_run(name, check, case) for name, check in CHECKS.items()]


def _run(name: str, check: Callable[[Evaluation], str], case: Evaluation) -> Check:
    try:
        return Check(name, True, check(case))
    except CryptoError as refusal:
        return Check(name, False, refusal.message)
    except MALFORMED as fault:
        return Check(name, False, f"a record has not the shape of its type: {type(fault).__name__} {fault}")
