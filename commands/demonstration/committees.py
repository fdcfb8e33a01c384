"""Who judges the demonstration's tenders, when and where, and what then becomes of them: figures of the design."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commands.demonstration.data import moment

VENUES: Mapping[str, tuple[str, str]] = {
    "422800": ("恩施评标场所", "恩施市施州大道演示1号"),
    "420500": ("宜昌评标场所", "宜昌市西陵区演示2号"),
    "421200": ("咸宁评标场所", "咸宁市咸安区演示3号"),
    "430600": ("岳阳评标场所", "岳阳市岳阳楼区演示4号"),
    "421000": ("荆州评标场所", "荆州市沙市区演示5号"),
    "420800": ("荆门评标场所", "荆门市东宝区演示6号"),
    "420281": ("大冶评标场所", "大冶市东风路演示7号"),
    "420200": ("黄石市区评标场所", "黄石市下陆区演示8号"),
    "420700": ("鄂州评标场所", "鄂州市鄂城区演示9号"),
    "429004": ("仙桃评标场所", "仙桃市沔州大道演示10号"),
    "429005": ("潜江评标场所", "潜江市章华中路演示11号"),
    "420600": ("襄阳评标场所", "襄阳市襄城区演示12号"),
    "420300": ("十堰评标场所", "十堰市茅箭区演示13号"),
}
"""Physical city, then name and address. The provincial centre keeps them all, so that one person can play it."""
STATIONS = 9
"""Workstations of each: a committee of seven and two to spare."""
POOL_CITIES: Sequence[str] = (
    "422800", "420500", "421200", "430600", "421000", "420800", "420200", "420700",
    "429004", "429005", "420600", "420300",
)  # fmt: skip
POOL_PER_CITY = 30
"""So many that no expert's chance is above a fifth (R-DRAW-P-MAX), even where five come from one city."""


@dataclass(frozen=True)
class PanelPlan:
    """A committee: experts by speciality, cities of its venues with their seats, hour of its session.

    `drawn` and `judged` are offsets in days from T. `searched`: sub venues without a free seat, tried one by one.
    """

    key: str
    specialities: Sequence[tuple[str, int]]
    main: tuple[str, int]
    sub: tuple[str, int]
    drawn: float
    judged: float
    buyers: int = 1
    searched: Sequence[str] = ()
    refused: str = ""
    water: bool = False
    hours: int = 8

    @property
    def size(self) -> int:
        """Members, the buyer's included."""
        return sum(seats for _, seats in self.specialities) + self.buyers

    def form(self, project: str, lots: Sequence[str], venues: Mapping[str, str], sub: str = "") -> dict[str, Any]:
        """As the agency asks for it; `sub`: another city instead of the planned one."""
        (main, at_home), (away, count) = self.main, self.sub
        experts = at_home + count
        searched = [[_share(venues[city], count)] for city in self.searched if city != away]
        return {
            "project": project,
            "lots": list(lots),
            "starts_at": moment(self.judged).isoformat(),
            "hours": self.hours,
            "specialities": [{"speciality": code, "seats": seats} for code, seats in self.specialities],
            "buyer_members": self.buyers,
            "main": {"venue": venues[main], "least": 0, "most": experts if self.searched else at_home},
            "subs": [_share(venues[sub or away], count)],
            "remote_least": count,
            "widening": searched,
            "local_allowed": bool(self.searched),
            "water": self.water,
        }


def _share(venue: str, count: int) -> dict[str, Any]:
    return {"venue": venue, "least": 0, "most": count}


D3_PANEL = PanelPlan(
    "D3", (("A0504", 2), ("C0301", 2)), ("421200", 2), ("430600", 2), drawn=-0.75, judged=-30 / 1440,
)  # fmt: skip
D4_PANEL = PanelPlan(
    "D4", (("A0601", 2), ("A0804", 3)), ("421000", 3), ("420500", 2), drawn=-2.8, judged=-2,
    buyers=2, searched=("420500", "420800"), water=True,
)  # fmt: skip
D5_PANEL = PanelPlan(
    "D5", (("B0101", 2), ("C0301", 2)), ("420281", 2), ("420700", 2), drawn=-57.8, judged=-57, refused="420200",
)  # fmt: skip
D6_PANEL = PanelPlan(
    "D6", (("A0401", 2), ("A0402", 2)), ("429004", 2), ("429005", 2), drawn=-16.8, judged=-16,
)  # fmt: skip
PANELS: Sequence[PanelPlan] = (D3_PANEL, D4_PANEL, D5_PANEL, D6_PANEL)
SPECIALITIES = tuple(sorted({code for plan in PANELS for code, _ in plan.specialities} | {"A0801", "A0802", "B0201"}))
"""Every expert of the demonstration has them all: whoever tries another draw finds enough of them."""
