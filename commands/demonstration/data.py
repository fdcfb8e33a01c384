"""The demonstration's tenders: all names are invented, codes are synthetic with right check characters.

T is Thursday 17 December 2026, 09:30 in China, whatever the day is today: prices, days and results are those of the
design's vectors, and the calendar of 2026 is loaded. Offsets are in days before (-) or after T, at 09:30 unless told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from commands.rehearsal import schemes
from commands.rehearsal.stage_hands import Body, LotPlan, ProjectPlan
from foundation.calendar import SHANGHAI
from foundation.codes import project_code

T = datetime(2026, 12, 17, 9, 30, tzinfo=SHANGHAI)
SUFFIX = "演示"

COMPANIES: Sequence[tuple[str, str]] = (
    ("鄂西云杉建设" + SUFFIX, "91422800900000014C"),
    ("汉滨筑路" + SUFFIX, "914206009000000224"),
    ("夷陵恒基" + SUFFIX, "91420500900000030R"),
    ("江城远岫" + SUFFIX, "914201009000000492"),
    ("荆楚禾泽水利" + SUFFIX, "914210009000000574"),
    ("沔水设计" + SUFFIX, "91429004900000065U"),
    ("磁湖机电" + SUFFIX, "91420200900000073P"),
    ("车城路桥" + SUFFIX, "91420300900000081P"),
)
HAND_COMPANIES: Sequence[tuple[str, str]] = (
    ("香溪建工" + SUFFIX, "914205009000015865"),
    ("唐白河路桥" + SUFFIX, "91420600900001666X"),
    ("洪湖营造" + SUFFIX, "91421000900001746Y"),
)
"""Bid nowhere: their keys are handed to whoever tries the demonstration."""
HAND_TENDER = "演示项目（自行发布的演练标段）"
BUYERS: Mapping[str, Body] = {
    "D1": Body("云顶坪小学(筹)" + SUFFIX, "1242280090000009X7", "buyer", "422800"),
    "D2": Body("汉江新区建设管理处" + SUFFIX, "114206009000001020", "buyer", "420600"),
    "D3": Body("陆水河治理中心" + SUFFIX, "11421281900000110W", "buyer", "421281"),
    "D4": Body("四湖水利管理所" + SUFFIX, "124210009000001292", "buyer", "421000"),
    "D5": Body("铜都水务有限公司" + SUFFIX, "914202819000001370", "buyer", "420281"),
    "D6": Body("沔东街道办事处" + SUFFIX, "11429004900000145P", "buyer", "429004"),
}
CUSTODIANS: Sequence[tuple[str, str]] = (
    ("恩施州公证处" + SUFFIX, "422800"),
    ("宜昌市档案馆" + SUFFIX, "420500"),
    ("荆门市公证处" + SUFFIX, "420800"),
    ("十堰市档案馆" + SUFFIX, "420300"),
    ("武汉市公证处" + SUFFIX, "420100"),
)
"""Five bodies from five cities: at most one of them is local to any of the tenders."""


@dataclass(frozen=True)
class BidPlan:
    """One bid: its letter in the vectors, company by place in COMPANIES, price in yuan, when it is sent."""

    letter: str
    company: int
    price: str
    at: float
    lot: int = 1
    then: str = ""
    """What becomes of it: "" stays, "withdrawn", "replaced" (by its bid key), "superseded" (its key was lost)."""


@dataclass(frozen=True)
class TenderPlan:
    """One tender of the demonstration; `statutory` is the expected (must be tendered, must be judged from afar)."""

    key: str
    buyer: str
    project: ProjectPlan
    publish: float
    deadline: float
    bids: Sequence[BidPlan]
    period: str = "360"
    bond: str = ""
    statutory: tuple[bool, bool] = (True, True)
    extension: tuple[float, float, str] | None = None
    versions: Sequence[float] = ()
    remark: str = ""
    deadline_time: time = time(9, 30)

    @property
    def closes(self) -> datetime:
        """The deadline at publication."""
        return moment(self.deadline, self.deadline_time)


def moment(days: float, at: time = time(9, 30)) -> datetime:
    """A moment by its offset in days from T; fractions count from `at`."""
    whole = int(days // 1)
    day = (T + timedelta(days=whole)).date()
    return datetime.combine(day, at, SHANGHAI) + timedelta(days=days - whole)


def _project(
    number: int, name: str, kind: str, region: str, funds: Sequence[tuple[str, int]], lots: Sequence[LotPlan]
) -> ProjectPlan:
    """The sum of the funds is the project's investment."""
    sums = [(source, f"{amount}.00") for source, amount in funds]
    total = f"{sum(amount for _, amount in funds)}.00"
    code = project_code("E", region, 2026_120_000 + number)
    return ProjectPlan(code, name, kind, region, sums, total, lots)


def _lot(
    name: str,
    estimate: int,
    ceiling: int,
    coefficients: Sequence[dict[str, Any]] = (),
    scheme: dict[str, Any] | None = None,
) -> LotPlan:
    return LotPlan(name, f"{estimate}.00", f"{ceiling}.00", coefficients=coefficients, scheme=scheme)


def _bids(at: float, *rows: tuple[str, int, int], lot: int = 1) -> tuple[BidPlan, ...]:
    """Bids sent at one time, in whole yuan."""
    return tuple(BidPlan(letter, company, f"{price}.00", at, lot) for letter, company, price in rows)


K_DRAWN: Sequence[dict[str, Any]] = ({"name": "k", "values": ["0.50", "0.75", "1.00"]},)
"""Percent by which the benchmark is lowered."""
THREE_DRAWN: Sequence[dict[str, Any]] = (
    {"name": "K1", "values": ["0.95", "0.96", "0.97", "0.98"]},
    {"name": "Q1", "values": ["0.65", "0.70", "0.75", "0.80"]},
    {"name": "K2", "values": ["0.91", "0.92", "0.93", "0.94"]},
)
REASONABLE_LOW = schemes.reasonable_low(K_DRAWN[0]["values"])
COMPOSITE = schemes.composite([(str(one["name"]), one["values"]) for one in THREE_DRAWN])

D1 = TenderPlan(
    "D1",
    "D1",
    _project(
        1, "云顶坪小学教学综合楼施工", "works", "422800", [("budget", 28_600_000)],
        [_lot("施工总承包", 28_600_000, 27_950_000, scheme=schemes.comprehensive())],
    ),
    publish=-27,
    deadline=5 / 1440,
    bond="500000.00",
    bids=(
        BidPlan("A", 0, "26999000.00", -2, then="replaced"),
        BidPlan("B", 1, "27300000.00", -2, then="superseded"),
        BidPlan("C", 2, "26450300.00", -2),
        BidPlan("H", 7, "27000000.00", -2, then="withdrawn"),
        BidPlan("A", 0, "26888000.00", -0.02),
        BidPlan("B", 1, "27105600.00", -0.02),
        BidPlan("D", 3, "27322000.00", -0.02),
        BidPlan("E", 4, "26999999.99", -0.02),
        BidPlan("F", 5, "26720400.00", -0.02),
        BidPlan("G", 6, "28010000.00", -0.02),
    ),
    remark="五分钟后截标，由演示保管单位自动开标",
)  # fmt: skip

D2 = TenderPlan(
    "D2",
    "D2",
    _project(
        2, "汉江新区北纬路及管廊施工", "works", "420600", [("budget", 120_000_000), ("special_bond", 90_000_000)],
        [
            _lot("一标段 北纬路", 118_600_000, 115_230_000, coefficients=K_DRAWN, scheme=REASONABLE_LOW),
            _lot("二标段 综合管廊", 86_400_000, 84_150_000, coefficients=K_DRAWN, scheme=REASONABLE_LOW),
        ],
    ),
    publish=-20,
    deadline=6,
    bond="800000.00",
    period="540",
    extension=(-2, 13, "招标文件第3版对管廊断面作出澄清，投标截止时间相应顺延"),
    versions=(-10, -2),
    bids=(
        *_bids(-15, ("H", 0, 108_350_000), ("I", 1, 109_880_000), ("J", 2, 110_420_000)),
        *_bids(-1.9, ("K", 3, 111_060_000), ("L", 4, 112_900_000), ("M", 5, 107_990_000)),
        *_bids(-1.9, ("H", 0, 79_600_000), ("I", 1, 80_120_000), ("J", 2, 80_990_000), lot=2),
        *_bids(-1.9, ("N", 6, 81_450_000), ("L", 4, 78_880_000), lot=2),
    ),
    remark="两个标段；第3版文件在截标前8日发出，截止时间延期；按第1版加密的投标文件继续有效",
)  # fmt: skip

D3 = TenderPlan(
    "D3",
    "D3",
    _project(
        3, "陆水河南岸治理工程监理", "service", "421281", [("budget", 62_000_000)],
        [_lot("施工监理", 1_860_000, 1_820_000, scheme=schemes.by_lowest("监理大纲", 50, 25, 5, 20))],
    ),
    publish=-24,
    deadline=-1,
    deadline_time=time(15, 0),
    bond="30000.00",
    bids=_bids(-1.1, ("P", 3, 1_638_000), ("Q", 5, 1_702_000), ("R", 0, 1_745_000), ("S", 2, 1_589_000)),
    remark="昨日开标，跨省远程评标正在进行，可凭席位单入座",
)  # fmt: skip

_D4_FUNDS = [("budget", 19_800_000)]
_D4_LOT = _lot("险闸加固施工", 19_800_000, 19_260_000, coefficients=THREE_DRAWN, scheme=COMPOSITE)

D4_FIRST = TenderPlan(
    "D4-1",
    "D4",
    _project(4, "四湖东干渠险闸加固施工（第一次招标）", "works", "421000", _D4_FUNDS, [_D4_LOT]),
    publish=-52,
    deadline=-31,
    bond="380000.00",
    bids=_bids(-31.1, ("T", 4, 18_260_000), ("U", 1, 18_640_000)),
    remark="投标人不足三个，未开启任何投标文件",
)

D4 = TenderPlan(
    "D4",
    "D4",
    _project(5, "四湖东干渠险闸加固施工（第二次招标）", "works", "421000", _D4_FUNDS, [_D4_LOT]),
    publish=-24,
    deadline=-3,
    bond="380000.00",
    bids=(
        *_bids(-3.1, ("T", 4, 18_120_000), ("U", 1, 18_460_000), ("V", 0, 18_590_000)),
        *_bids(-3.1, ("W", 2, 18_730_000), ("X", 7, 18_990_000)),
    ),
    remark="重新招标，副场无空席，本地评标（理由记入抽取记录），候选人公示中",
)  # fmt: skip

D5 = TenderPlan(
    "D5",
    "D5",
    _project(
        6, "城东污水厂鼓风机及控制系统", "goods", "420281", [("state_enterprise", 6_400_000)],
        [_lot("鼓风机及控制系统", 6_400_000, 6_250_000, scheme=schemes.evaluated_lowest())],
    ),
    publish=-85,
    deadline=-58,
    bond="120000.00",
    period="120",
    statutory=(True, False),
    bids=(
        *_bids(-58.1, ("a", 6, 5_580_000), ("b", 3, 5_725_000), ("c", 2, 5_890_000)),
        *_bids(-58.1, ("d", 0, 5_460_000), ("e", 7, 5_700_000)),
    ),
    remark="国企自有资金，不属于远程异地评标范围；远程评标、定标、合同、归档均已完成",
)  # fmt: skip

D6 = TenderPlan(
    "D6",
    "D6",
    _project(
        7, "沔东片区老旧小区改造设计", "service", "429004", [("budget", 45_000_000)],
        [_lot("方案及施工图设计", 1_360_000, 1_330_000, scheme=schemes.by_lowest("设计方案", 60, 20, 5, 15))],
    ),
    publish=-41,
    deadline=-17,
    bond="20000.00",
    period="90",
    bids=_bids(-17.1, ("a", 5, 1_098_000), ("b", 3, 1_156_000), ("c", 0, 1_210_000)),
    remark="省直辖市之间远程评标，一名专家更换、副场中断100分钟，已定标",
)  # fmt: skip

TENDERS: Sequence[TenderPlan] = (D1, D2, D3, D4_FIRST, D4, D5, D6)

NOT_STATUTORY = _project(
    8, "神农架景区步道", "works", "429021", [("budget", 3_600_000)], [_lot("步道施工", 3_600_000, 3_500_000)]
)
"""Entered without documents: below 4,000,000, so the trace shows a "no"."""
