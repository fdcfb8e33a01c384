"""The figures of the demonstration's data, read at the doors that everybody has."""

from datetime import datetime
from typing import Any

import httpx

Json = dict[str, Any]

STATES = {
    "D1": ["BIDDING"],
    "D2": ["BIDDING", "BIDDING"],
    "D3": ["EVALUATING"],
    "D4-1": ["FAILED_FEW"],
    "D4": ["PUBLICITY"],
    "D5": ["ARCHIVED"],
    "D6": ["AWARDED"],
}
SHARE = {"K1": (1, 2), "K2-A": (2, 3), "K2-B": (2, 3), "K2-C": (2, 3), "K2-D": (1, 2), "K3": (0, 2)}
"""Counted at the start: D4 at one place, D5 and D6 in the province; D5 is outside the scope of K1."""
DECEMBER = {"K1": (1, 2), "K2-A": (1, 2)}
KINDS = {"D4": "LOCAL", "D5": "REMOTE_IN_PROVINCE", "D6": "REMOTE_IN_PROVINCE"}
EVALUATED = [
    ("磁湖机电演示", "5675000.00"),
    ("夷陵恒基演示", "5680000.00"),
    ("鄂西云杉建设演示", "5720000.00"),
    ("江城远岫演示", "5725000.00"),
]
"""D5: the lowest quote comes third, the rejected bid nowhere."""
D6_PRICES = {"1098000.00": "15.00", "1156000.00": "14.25", "1210000.00": "13.61"}
D4_ENDS = "2026-12-21T16:00:00.000Z"
"""T+2 is a Saturday: the publicity ends with Monday, T+4."""


class Doors:
    """A running demonstration as anybody sees it."""

    def __init__(self, port: int) -> None:
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)
        self.shown: Json = self.get("/api/demonstration")

    def __enter__(self) -> "Doors":
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def get(self, path: str, **asked: str) -> Any:
        """A GET without a name."""
        return self.client.get(path, params=asked).raise_for_status().json()

    def lots(self, key: str) -> list[str]:
        """The lots of a tender of the demonstration."""
        return [one["lot"] for one in self.shown["tenders"] if one["key"] == key]

    def states(self) -> dict[str, list[str]]:
        """State of every lot, by tender."""
        return {key: [self.get(f"/api/lots/{lot}")["state"] for lot in self.lots(key)] for key in STATES}

    def share(self, wanted: Json, period: str = "") -> Json:
        """The raw figures of these indicators as (numerator, denominator)."""
        figures = self.get("/api/share", **({"period": period} if period else {}))["figures"]
        raw = {one["indicator"]: one["raw"] for one in figures}
        return {name: (raw[name]["numerator"], raw[name]["denominator"]) for name in wanted}

    def kinds(self) -> dict[str, str]:
        """What each counted lot counts as."""
        page = self.get("/api/share/lots", indicator="K2-A", side="denominator", limit="200")
        counted = {lot["lot"]: lot["kind"] for project in page["items"] for lot in project["lots"]}
        return {key: counted[self.lots(key)[0]] for key in KINDS if self.lots(key)[0] in counted}

    def record(self, key: str, kind: str) -> Json:
        """The published record of that kind of a lot's round."""
        base = f"/api/lots/{self.lots(key)[0]}/rounds/1/package/"
        files = self.get(base + "package.json")["files"]
        path = next(path for path in files if path.startswith(f"records/{kind}-"))
        body: Json = self.get(base + path)["body"]
        return body

    def price_scores(self, key: str) -> Json:
        """Price and its score of every ranked bid."""
        scores = self.record(key, "scores")
        prices = {one["bid"]: one["price"] for one in scores["bids"]}
        return {prices[one["bid"]]: one["price_score"] for one in scores["results"]}

    def evaluated(self, key: str) -> list[tuple[str, str]]:
        """Names with their evaluated prices by rank."""
        rows = self.record(key, "evaluation-report")["comparison"]
        return [(one["name"], one["evaluated_price"]) for one in sorted(rows, key=lambda row: row["rank"])]

    def minutes_cut(self, key: str) -> list[int]:
        """How long each interruption in a report lasted."""
        rows = self.record(key, "evaluation-report")["interruptions"]
        cut = [one for one in rows if one["kind"] == "interrupted"]
        return [round((_moment(one["until"]) - _moment(one["since"])).total_seconds() / 60) for one in cut]

    def sit_down(self) -> Json:
        """The sheet of a seat of D3's room, entered by the slip on the page."""
        room = self.shown["room"]
        code = next(one["code"] for one in room["seats"] if one["seat"] == "E02")
        token = self.client.post("/api/seat/login", json={"code": code}).raise_for_status().json()["token"]
        self.client.cookies.clear()
        path, headers = f"/api/seat/lots/{room['lot']}/sheet", {"Authorization": f"Bearer {token}"}
        sheet: Json = self.client.get(path, headers=headers).raise_for_status().json()
        return sheet


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
