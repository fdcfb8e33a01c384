"""How the made-up tenders of rehearsal and demonstration are judged: methods, preliminary items, help beside criteria.

Weights, formulas and drawn values are those of the design's vectors, so that their results can be looked up.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from bidding.methods.method import Band, Coefficient, Criterion, CriterionKind, LotAwardRule, Method, PriceRule
from bidding.methods.scheme import (
    Adjustment,
    CriterionHelp,
    CriterionPart,
    Part,
    PreliminaryItem,
    Scheme,
    read_scheme,
    scheme_json,
)

Row = tuple[str, Part, CriterionKind, int]
"""Name, part, kind and full marks of a criterion."""

ITEMS = (
    PreliminaryItem("F1", "formal", "投标函签字盖章", "第三章 2.1.1(1)", 1, False),
    PreliminaryItem("F2", "formal", "投标文件格式和内容完整", "第三章 2.1.1(2)", 6, True),
    PreliminaryItem("Q1", "qualification", "营业执照和资质等级", "第三章 2.1.2(1)", 3, False),
    PreliminaryItem("Q2", "qualification", "项目负责人资格", "第三章 2.1.2(2)", 3, True),
    PreliminaryItem("R1", "responsiveness", "工期、质量、投标有效期", "第三章 2.1.3(1)", 6, True),
    PreliminaryItem("R2", "responsiveness", "投标保证金", "第三章 2.1.3(2)", 6, False),
    PreliminaryItem("R3", "responsiveness", "投标报价不高于最高投标限价", "第三章 2.1.3(3)", 5, False),
)
TRIMMED = (Band(5, 1, 1),)
"""Of five and more marks one highest and one lowest are left out."""
TIES = ("lower_price", "buyer")


def figures(*texts: str) -> tuple[Decimal, ...]:
    """Figures by their texts."""
    return tuple(map(Decimal, texts))


def scheme_of(
    name: str,
    rows: Sequence[Row],
    price: PriceRule,
    *,
    blind: Sequence[str] = (),
    lots: LotAwardRule | None = None,
    adjustments: Sequence[Adjustment] = (),
    minutes: int = 60,
) -> dict[str, Any]:
    """The scheme as a lot is given it, checked."""
    criteria = tuple(Criterion(row[0], row[2], Decimal(row[3]), row[0] in blind) for row in rows)
    asked = [row for row in rows if row[2] != "price"]
    scheme = Scheme(
        method=Method(name, criteria, price, TRIMMED, ties=TIES, lots=lots or LotAwardRule()),
        preliminary=ITEMS,
        parts=tuple(CriterionPart(row[0], row[1]) for row in rows),
        help=tuple(CriterionHelp(row[0], _help(row)) for row in asked),
        price_field="price",
        adjustments=tuple(adjustments),
        candidates=3,
        envelopes=1,
        clarification_minutes=minutes,
    )
    told = scheme_json(scheme)
    assert read_scheme(told) == scheme
    return told


def _help(row: Row) -> str:
    name, _, kind, most = row
    if kind == "objective":
        return f"按招标文件附表逐项核对证明材料，满分{most}分；各成员评分应当一致。"
    high, low = most * 4 // 5, most // 2
    return f"{name}：优，{high}至{most}分；良，{low}至{high}分；一般，0至{low}分。"


def comprehensive(minutes: int = 60) -> dict[str, Any]:
    """35 blind technical, 10 business, 5 credit, 50 price: mean without highest and lowest, +1.0 and -0.5 per 1 %."""
    rows: list[Row] = [
        ("施工组织设计", "technical", "subjective", 35),
        ("企业业绩", "business", "subjective", 10),
        ("信用评价", "credit", "subjective", 5),
        ("投标报价", "price", "price", 50),
    ]
    price = PriceRule(
        "benchmark",
        "mean",
        (Band(4, 1, 1),),
        above=Decimal("1.0"),
        below=Decimal("0.5"),
    )
    return scheme_of("综合评估法", rows, price, blind=["施工组织设计"], minutes=minutes)


def by_lowest(name: str, technical: int, business: int, credit: int, price: int) -> dict[str, Any]:
    """Marks for everything, the price's by lowest over price."""
    rows: list[Row] = [
        (name, "technical", "subjective", technical),
        ("企业业绩和人员", "business", "subjective", business),
        ("信用评价", "credit", "subjective", credit),
        ("投标报价", "price", "price", price),
    ]
    return scheme_of("综合评估法", rows, PriceRule("lowest"))


def reasonable_low(values: Sequence[str]) -> dict[str, Any]:
    """Only the price is marked; the benchmark is lowered by a drawn k; one lot for a bidder, lot 1 first."""
    price = PriceRule(
        "benchmark",
        "mean",
        (Band(4, 1, 1),),
        (Coefficient("k", figures(*values)),),
        above=Decimal(2),
        below=Decimal(1),
    )
    rows: list[Row] = [("投标报价", "price", "price", 100)]
    return scheme_of("合理低价法", rows, price, lots=LotAwardRule(1, ("1", "2")))


def composite(drawn: Sequence[tuple[str, Sequence[str]]]) -> dict[str, Any]:
    """A x K1 x Q1 + B x K2 x (1 - Q1) for 50 of the marks, all three drawn."""
    rows: list[Row] = [
        ("施工组织设计", "technical", "subjective", 35),
        ("企业业绩", "business", "subjective", 10),
        ("信用评价", "credit", "subjective", 5),
        ("投标报价", "price", "price", 50),
    ]
    price = PriceRule(
        "benchmark",
        "composite",
        (Band(1, take="second_lowest"), Band(4, drop_high=1), Band(7, percent=Decimal(20))),
        tuple(Coefficient(name, figures(*values)) for name, values in drawn),
        above=Decimal(1),
        below=Decimal("0.5"),
    )
    return scheme_of("综合评估法", rows, price, blind=["施工组织设计"])


def evaluated_lowest() -> dict[str, Any]:
    """Prices with what the document adds and deducts; nothing is marked."""
    adjustments = (Adjustment("供货范围缺漏", "add"), Adjustment("节能效果折算", "deduct"))
    return scheme_of("经评审的最低投标价法", [], PriceRule("evaluated_lowest"), adjustments=adjustments)
