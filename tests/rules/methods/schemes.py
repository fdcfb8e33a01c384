"""Schemes that tests judge by: the example of the demonstration's first tender, and the evaluated price."""

from decimal import Decimal as D

from bidding.methods.method import Band, Criterion, Method, PriceRule
from bidding.methods.scheme import Adjustment, CriterionHelp, CriterionPart, PreliminaryItem, Scheme

ITEMS = (
    PreliminaryItem("F1", "formal", "投标函签字盖章", "第三章2.1.1", 1, False),
    PreliminaryItem("Q1", "qualification", "资质等级", "第三章2.1.2", 3, False),
    PreliminaryItem("R1", "responsiveness", "投标报价不超过最高投标限价", "第三章2.1.3", 5, False),
)

COMPREHENSIVE = Scheme(
    Method(
        "综合评估法",
        (
            Criterion("施工组织设计", "subjective", D(35), True),
            Criterion("业绩", "subjective", D(10)),
            Criterion("信用", "objective", D(5)),
            Criterion("投标报价", "price", D(50)),
        ),
        PriceRule("benchmark", "mean", (Band(5, 1, 1),), above=D(1), below=D("0.5")),
        (Band(5, 1, 1),),
    ),
    ITEMS,
    (
        CriterionPart("施工组织设计", "technical"),
        CriterionPart("业绩", "business"),
        CriterionPart("信用", "credit"),
        CriterionPart("投标报价", "price"),
    ),
    (CriterionHelp("施工组织设计", "30至35分：方案完整，针对性强。\n20至29分：方案可行。"),),
    "price",
    (),
    3,
    1,
    60,
)

EVALUATED = Scheme(
    Method("经评审的最低投标价法", (), PriceRule("evaluated_lowest"), ()),
    ITEMS,
    (),
    (),
    "price",
    (Adjustment("缺漏项", "add"), Adjustment("提前交货", "deduct")),
    3,
    1,
    60,
)
