"""The body of `tianping/evaluation-report/1`: the contents that Order 12 Art. 42 asks for, made of the scores. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crypto.encoding import Body
from evaluation_rooms.reports.rules import CLOSING, DISSENT, REPORT


@dataclass(frozen=True)
class Surroundings:
    """What the scores do not tell: project, places, times. Lists are bodies in their order, `at` a record's time."""

    at: str
    project: Body
    committee: Sequence[Body]
    """Seat, kind, head, venue, city, remote, sign_key of everybody who judged to the end."""
    interruptions: Sequence[Body]
    judged_seconds: int
    matters: str
    """What is to be settled before the contract is made."""


def report_body(scores: Body, digest: str, around: Surroundings) -> Body:
    """The report of the lot of these scores, whose record has this digest."""
    return {
        "type": REPORT,
        **{name: scores[name] for name in ("session", "lot", "round", "tender", "opening_record")},
        "scores": digest,
        "at": around.at,
        "project": around.project,
        "committee": list(around.committee),
        "method": _method(scores["scheme"]),
        "reviewed": _reviewed(scores),
        "rejected": _rejected(scores),
        "comparison": _comparison(scores),
        "candidates": _candidates(scores),
        "clarifications": [
            {name: one[name] for name in ("bid", "kind", "text", "asked_at", "answered_at", "answer")}
            for one in scores["questions"]
        ],
        "alerts": _alerts(scores),
        "matters": around.matters,
        "interruptions": list(around.interruptions),
        "judged_seconds": around.judged_seconds,
        "replacements": scores["replaced"],
        "failed": scores["failed"],
    }


def _method(scheme: Body) -> Body:
    """Its name and what was marked, with weights: the standards of the document."""
    method = scheme["method"]
    criteria = [{name: one[name] for name in ("name", "kind", "weight")} for one in method["criteria"]]
    return {"name": method["name"], "criteria": criteria}


def _by_bid(scores: Body) -> dict[str, Body]:
    return {one["bid"]: one for one in scores["bids"]}


def _reviewed(scores: Body) -> list[Body]:
    """Every bid with what the review found."""
    out = {one["bid"] for one in scores["rejected"]}
    return [
        {"bid": one["bid"], "name": one["name"], "outcome": "rejected" if one["bid"] in out else "passed"}
        for one in scores["bids"]
    ]


def _rejected(scores: Body) -> list[Body]:
    """Each with the clause of the document; null where the price itself decides."""
    bids = _by_bid(scores)
    clauses = {one["code"]: one["clause"] for one in scores["scheme"]["preliminary"]}
    return [{**one, "name": bids[one["bid"]]["name"], "clause": clauses.get(one["item"])} for one in scores["rejected"]]


def _comparison(scores: Body) -> list[Body]:
    bids = _by_bid(scores)
    return [
        {
            **{name: bids[one["bid"]][name] for name in ("bid", "name", "price", "evaluated_price")},
            "score": one["total"],
            "rank": one["rank"],
        }
        for one in scores["results"]
    ]


def _candidates(scores: Body) -> list[Body]:
    bids = _by_bid(scores)
    return [
        {"rank": rank, **{name: bids[bid][name] for name in ("bid", "name", "uscc", "price")}}
        for rank, bid in enumerate(scores["candidates"], 1)
    ]


def _alerts(scores: Body) -> Body:
    changed = sum(1 for one in scores["alerts"] if one["answer"] == "changed")
    return {"made": len(scores["alerts"]), "changed": changed}


def dissent_body(report: str, seat: str, text: str) -> Body:
    """What a dissenting member signs; `report` is the digest."""
    return {"type": DISSENT, "report": report, "seat": seat, "text": text}


def closing_body(report: Body, digest: str, at: str, said: Mapping[str, bool], dissent: Sequence[Body]) -> Body:
    """Who signed, who was silent. `said`: by seat, whether he signed."""
    named: dict[str, Any] = {name: report[name] for name in ("session", "lot", "round")}
    signed = sorted(seat for seat, done in said.items() if done)
    silent = sorted(seat for seat, done in said.items() if not done)
    return {
        "type": CLOSING,
        **named,
        "report": digest,
        "signed": signed,
        "silent": silent,
        "dissent": list(dissent),
        "at": at,
    }
