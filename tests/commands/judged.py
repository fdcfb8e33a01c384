"""A published package of a lot that was judged and awarded, made by hand: the story of tests/crypto goes on.

`Judged("scores", change=...)` signs another body of that type: an adversary who holds the platform's key.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from bidding.methods.scheme import scheme_json
from crypto.encoding import Body, digest
from crypto.signatures import sign_document
from tests.crypto.packages import HONEST, Story
from tests.crypto.story import SealedBid, at, pair
from tests.rules.methods.schemes import COMPREHENSIVE

Change = Callable[[Body], Body]
SESSION = "019a0000-0000-7000-8000-0000000000aa"
SEATS = ("E01", "E02", "E03", "E04", "B01")
ENSHI, YICHANG = "422800", "420500"
CITIES = dict(zip(SEATS, (ENSHI, ENSHI, YICHANG, YICHANG, ENSHI), strict=True))
VENUES = {ENSHI: "019a0000-0000-7000-8000-0000000000b1", YICHANG: "019a0000-0000-7000-8000-0000000000b2"}
MARKS = {
    "甲": {"施工组织设计": "30.00", "业绩": "8.00", "信用": "5.00"},
    "乙": {"施工组织设计": "28.00", "业绩": "9.00", "信用": "4.00"},
    "丙": {"施工组织设计": "26.00", "业绩": "7.00", "信用": "5.00"},
}
"""All members gave the same."""
PRICE_MARKS = {"甲": "49.14", "乙": "48.35", "丙": "48.74"}
"""50 less 1 for each percent above the mean of 26,659,333.33, less 0.5 for each below."""


class Judged(Story):
    """Three bids, a report that recommends all of them, a publicity, an award to the first."""

    bidders = (*HONEST[:3], HONEST[-1])
    count, threshold, idle_ticks = 2, 2, 1
    compact = True

    def __init__(self, *edited: str, change: Change | None = None) -> None:
        super().__init__()
        self._edited, self._change = edited, change

    def edit(self, short: str, body: Body) -> Body:
        if short == "tender":
            body = {**body, "scheme": scheme_json(COMPREHENSIVE)}
        return self._change(body) if self._change and short in self._edited else body

    def _open(self, freeze: Body, bids: list[SealedBid]) -> None:
        super()._open(freeze, bids)
        self._judge()
        self.tick(at(days=30))

    def _judge(self) -> None:
        opening = self._last("opening-record")["body"]
        ranked = sorted((row for row in opening["bids"]), key=lambda row: "甲乙丙".index(row["name"][0]))
        scores = self.publish(self._scores(ranked))
        body = self._report(ranked, scores)
        report = self.publish(body, self.signed_report(body))
        self.publish(self._closing(report))
        self.publish(self._count(report))
        candidates = self.publish(self._candidates(scores, report))
        self.publish(self._award(candidates, rank=1, passed_over=[], previous=None, at=at(days=25)))

    def signed_report(self, body: Body) -> Body:
        """By the platform and by every member but the last, who is silent. Adversary: otherwise."""
        signed = sign_document(body, self.signer.seed, "platform")
        for seat in SEATS[:-1]:
            signed = sign_document(body, pair(f"member {seat}").seed, "member", signed)
        return signed

    def _closing(self, report: Body) -> Body:
        told = {"signed": list(SEATS[:-1]), "silent": [SEATS[-1]], "dissent": []}
        return self._of_lot("report-closing", report=digest(report["body"]).hex(), **told, at=at(days=21, hours=1))

    def _count(self, report: Body) -> Body:
        """What the share counts of the lot."""
        seats = [
            {**{name: one[name] for name in ("seat", "kind", "city")}, "signed": one["seat"] != SEATS[-1]}
            for one in report["body"]["committee"]
        ]
        return self._of_lot(
            "share-count",
            session=SESSION,
            project="019a0000-0000-7000-8000-0000000000c1",
            report=self.named("evaluation-report"),
            closing=self.named("report-closing"),
            draw=None,
            main_city=ENSHI,
            seats=seats,
            least=2,
            rulebook=1,
            at=at(days=21, hours=2),
            kind="REMOTE_IN_PROVINCE",
        )

    def named(self, short: str) -> str:
        """Digest of the newest record of that type."""
        return digest(self._last(short)["body"]).hex()

    def _scores(self, rows: list[Body]) -> Body:
        opening = self._last("opening-record")["body"]
        return self._of_lot(
            "scores",
            session=SESSION,
            committee_no=1,
            tender=opening["tender"],
            opening_record=self.named("opening-record"),
            at=at(days=20),
            scheme=scheme_json(COMPREHENSIVE),
            ceiling="30000000.00",
            seed="5e" * 32,
            coefficients=opening["coefficients"],
            seats=[_seat(seat) for seat in sorted(SEATS)],
            replaced=[],
            bids=sorted((_judged(row, number) for number, row in enumerate(rows, 1)), key=lambda one: str(one["bid"])),
            preliminary=[],
            rejected=[],
            questions=[],
            marks=[mark for row in rows for mark in _marks(row)],
            alerts=[],
            low_price=[],
            competition=None,
            results=[_result(row, rank) for rank, row in enumerate(rows, 1)],
            benchmark="26659333.33",
            ties=[],
            candidates=[row["bid"] for row in rows],
            failed=None,
            left_out=[],
        )

    def _report(self, rows: list[Body], scores: Body) -> Body:
        results = {one["bid"]: one["total"] for one in scores["body"]["results"]}
        return self._of_lot(
            "evaluation-report",
            session=SESSION,
            at=at(days=21),
            opening_record=self.named("opening-record"),
            scores=self.named("scores"),
            committee=[{**_seat(seat), **_place(seat)} for seat in sorted(SEATS)],
            rejected=[],
            comparison=[
                {
                    **_named(row),
                    "evaluated_price": row["values"]["price"],
                    "score": results.get(row["bid"]),
                    "rank": rank,
                }
                for rank, row in enumerate(rows, 1)
            ],
            candidates=[{"rank": rank, "uscc": row["uscc"], **_named(row)} for rank, row in enumerate(rows, 1)],
        )

    def _candidates(self, scores: Body, report: Body) -> Body:
        totals = {one["bid"]: one["total"] for one in scores["body"]["results"]}
        return self._of_lot(
            "candidates",
            report=self.named("evaluation-report"),
            scores=self.named("scores"),
            candidates=[{**one, "score": totals.get(one["bid"])} for one in report["body"]["candidates"]],
            rejected=[],
            at=at(days=22),
            ends=at(days=25),
        )

    def _award(self, candidates: Body, rank: int, **members: Any) -> Body:
        won = candidates["body"]["candidates"][rank - 1]
        told = {name: won[name] for name in ("bid", "name", "uscc", "price")}
        named = {"report": self.named("evaluation-report"), "scores": self.named("scores")}
        return self._of_lot(
            "award", **named, candidates=self.named("candidates"), rank=rank, **told, first_only=True, **members
        )


class Passed(Judged):
    """The first candidate gave up; the second won."""

    def _judge(self) -> None:
        super()._judge()
        first, candidates = self._last("award"), self._last("candidates")
        passed = [{"bid": first["body"]["bid"], "ground": "gave_up", "reason": "放弃"}]
        award = self._award(
            candidates, rank=2, passed_over=passed, previous=digest(first["body"]).hex(), at=at(days=28)
        )
        self.publish(award)


def _seat(seat: str) -> Body:
    return {"seat": seat, "kind": "expert" if seat.startswith("E") else "buyer", "head": seat == "E01"}


def _place(seat: str) -> Body:
    city = CITIES[seat]
    key = pair(f"member {seat}").public.hex()
    return {"venue": VENUES[city], "city": city, "remote": city != ENSHI, "sign_key": key}


def _named(row: Body) -> Body:
    return {"bid": row["bid"], "name": row["name"], "price": row["values"]["price"]}


def _judged(row: Body, number: int) -> Body:
    told = {**_named(row), "uscc": row["uscc"], "pseudonym": f"T{number}"}
    return {**told, "evaluated_price": row["values"]["price"], "corrections": [], "adjustments": []}


def _marks(row: Body) -> list[Body]:
    given = MARKS[row["name"][0]]
    return [
        {"bid": row["bid"], "criterion": criterion, "seat": seat, "mark": mark}
        for criterion, mark in sorted(given.items())
        for seat in sorted(SEATS)
    ]


def _result(row: Body, rank: int) -> Body:
    given, price = MARKS[row["name"][0]], PRICE_MARKS[row["name"][0]]
    total = sum(map(Decimal, given.values()), Decimal(price))
    criteria = [{"name": name, "score": score} for name, score in given.items()]
    return {"bid": row["bid"], "criteria": criteria, "price_score": price, "total": str(total), "rank": rank}
