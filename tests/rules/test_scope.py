"""Must it be tendered, must it be judged from afar: the six tenders of the demonstration, the no, and the edges."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bidding.projects.scope import (
    FACT_WORDS,
    REMOTE_RULES,
    Estimate,
    Fund,
    ProjectClass,
    ProjectFacts,
    RemoteScopeRule,
    Source,
    is_in_remote_scope,
    is_statutory,
)

OPENING_DAY = date(2026, 12, 17)
ENSHI, XIANGYANG, CHIBI, JINGZHOU, DAYE, XIANTAO = "422800", "420600", "421281", "421000", "420281", "429004"


def project(
    project_class: ProjectClass,
    region_code: str,
    *estimates: int,
    source: Source = "budget",
    investment: int | None = None,
    **others: Any,
) -> ProjectFacts:
    whole = Decimal(investment or sum(estimates))
    contracts = tuple(Estimate(project_class, Decimal(amount)) for amount in estimates)
    return ProjectFacts(project_class, region_code, whole, (Fund(source, whole),), contracts, **others)


D1 = project("works", ENSHI, 28_600_000)
D2 = replace(
    project("works", XIANGYANG, 118_600_000, 86_400_000),
    funds=(Fund("budget", Decimal(100_000_000)), Fund("special_bond", Decimal(105_000_000))),
)
D3 = project("service", CHIBI, 1_860_000, investment=78_000_000)
D4 = project("works", JINGZHOU, 19_800_000)
D5 = project("goods", DAYE, 6_400_000, source="state_enterprise")
D6 = project("service", XIANTAO, 1_360_000, investment=42_000_000)
SHENNONGJIA = project("works", "429021", 3_600_000)


@pytest.mark.parametrize("facts", [D1, D2, D3, D4, D5, D6], ids=["D1", "D2", "D3", "D4", "D5", "D6"])
def test_the_six_tenders_of_the_demonstration_are_statutory(facts: ProjectFacts) -> None:
    assert is_statutory(facts).answer


@pytest.mark.parametrize(
    ("facts", "remote"),
    [(D1, True), (D2, True), (D3, True), (D4, True), (D5, False), (D6, True)],
    ids=["D1", "D2", "D3", "D4", "D5", "D6"],
)
def test_all_but_the_state_enterprise_are_judged_from_afar(facts: ProjectFacts, remote: bool) -> None:
    assert is_in_remote_scope(facts, OPENING_DAY).answer is remote


def test_a_state_enterprise_with_its_own_money_makes_no_government_investment() -> None:
    decision = is_in_remote_scope(D5, OPENING_DAY)
    assert decision.step("S-STATUTORY").answer
    assert not decision.step("S-INVESTMENT").answer


def test_the_walk_in_shennongjia_is_too_small_and_the_trace_says_so() -> None:
    decision = is_statutory(SHENNONGJIA)
    assert not decision.answer
    assert decision.step("S-FUNDS").answer
    small = decision.step("S-WORKS")
    assert not small.answer
    assert small.question_zh == "施工单项合同估算价不少于4,000,000元"
    assert small.question_en == "works: estimate of one contract at least 4,000,000 yuan"
    assert dict(small.facts) == {"largest_contract": "3,600,000.00", "at_least": "4,000,000.00"}
    assert not is_in_remote_scope(SHENNONGJIA, OPENING_DAY).answer


@pytest.mark.parametrize(
    ("project_class", "threshold"), [("works", 4_000_000), ("goods", 2_000_000), ("service", 1_000_000)]
)
def test_a_threshold_includes_itself(project_class: ProjectClass, threshold: int) -> None:
    facts = project(project_class, ENSHI, threshold, investment=9_000_000)
    alone = Estimate(project_class, Decimal(threshold), combinable=False)
    assert is_statutory(replace(facts, estimates=(alone,))).answer
    short = replace(alone, amount=Decimal(threshold) - Decimal("0.01"), combinable=True)
    assert not is_statutory(replace(facts, estimates=(short,))).answer


def test_contracts_of_one_class_are_summed() -> None:
    decision = is_statutory(project("works", ENSHI, 2_500_000, 1_500_000))
    assert decision.answer
    assert not decision.step("S-WORKS").answer
    assert decision.step("S-COMBINED").answer


def test_contracts_of_another_class_are_not_summed() -> None:
    facts = project("works", ENSHI, 3_600_000)
    assert not is_statutory(replace(facts, estimates=(*facts.estimates, Estimate("goods", Decimal(900_000))))).answer


def test_contracts_that_cannot_be_combined_are_not_summed() -> None:
    parts = tuple(Estimate("works", Decimal(2_500_000), combinable=False) for _ in range(2))
    assert not is_statutory(replace(D1, estimates=parts)).answer


@pytest.mark.parametrize(
    ("budget", "investment", "within"),
    [
        (2_000_000, 20_000_000, True),
        (1_999_999, 5_000_000, False),
        (2_000_000, 20_000_001, False),
        (5_000_000, 50_000_000, True),
    ],
)
def test_budget_funds_count_from_two_million_and_a_tenth(budget: int, investment: int, within: bool) -> None:
    funds = (Fund("budget", Decimal(budget)), Fund("private", Decimal(investment - budget)))
    facts = replace(D1, investment=Decimal(investment), funds=funds)
    assert is_statutory(facts).step("S-FUNDS").answer is within


def test_special_bonds_are_budget_funds() -> None:
    bonds = project("works", XIANGYANG, 86_400_000, source="special_bond")
    assert is_statutory(bonds).answer
    assert is_in_remote_scope(bonds, OPENING_DAY).answer


def test_a_private_project_is_free() -> None:
    private = project("works", ENSHI, 90_000_000, source="private")
    assert not is_statutory(private).answer
    assert is_statutory(replace(private, listed_infrastructure=True)).answer
    assert is_statutory(replace(private, state_leads=True)).answer


def test_half_of_state_money_does_not_yet_control() -> None:
    half = (Fund("state_enterprise", Decimal(5_000_000)), Fund("private", Decimal(5_000_000)))
    facts = replace(D5, investment=Decimal(10_000_000), funds=half)
    assert not is_statutory(facts).answer
    more = (Fund("state_enterprise", Decimal(5_000_001)), Fund("private", Decimal(4_999_999)))
    assert is_statutory(replace(facts, funds=more)).answer


def test_a_foreign_loan_of_any_size_counts() -> None:
    funds = (Fund("foreign_loan", Decimal(1)), Fund("private", Decimal(28_599_999)))
    assert is_statutory(replace(D1, funds=funds)).answer


def test_what_is_no_investment_in_fixed_assets_is_not_judged_from_afar() -> None:
    assert not is_in_remote_scope(replace(D1, fixed_assets=False), OPENING_DAY).answer


def test_a_scope_holds_between_its_days() -> None:
    rule = replace(REMOTE_RULES[0], rule_id="HB-1", effective_from=date(2026, 3, 1), effective_to=date(2026, 12, 17))
    assert [
        is_in_remote_scope(D1, day, [rule]).answer
        for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 12, 17), date(2026, 12, 18))
    ] == [False, True, True, False]


def test_a_published_scale_may_be_higher_or_lower_than_the_national_one() -> None:
    def rule(name: str, minimum: int) -> RemoteScopeRule:
        return replace(REMOTE_RULES[0], rule_id=name, minimum={"works": Decimal(minimum)})

    assert not is_in_remote_scope(D4, OPENING_DAY, [rule("HB-high", 20_000_000)]).answer
    both = is_in_remote_scope(D4, OPENING_DAY, [rule("HB-high", 20_000_000), rule("HB-low", 10_000_000)])
    assert both.answer
    assert both.steps[-1].rule_id == "HB-low"


def test_what_need_not_be_tendered_is_in_no_scope_however_low_its_scale() -> None:
    low = replace(REMOTE_RULES[0], minimum={"works": Decimal(1_000_000)})
    assert not is_in_remote_scope(SHENNONGJIA, OPENING_DAY, [low]).answer


def test_a_scope_speaks_for_its_province_and_classes_only() -> None:
    assert not is_in_remote_scope(replace(D1, region_code="430600"), OPENING_DAY).answer
    goods_only = replace(REMOTE_RULES[0], classes=frozenset({"goods"}))
    decision = is_in_remote_scope(D1, OPENING_DAY, [goods_only])
    assert not decision.answer
    assert not decision.step("S-REMOTE-RULE").answer


def test_without_any_published_rule_nothing_is_in_scope() -> None:
    assert not is_in_remote_scope(D1, OPENING_DAY, []).answer


def test_a_project_without_figures_is_answered_with_a_no() -> None:
    assert not is_statutory(ProjectFacts("works", ENSHI, Decimal(0), (), ())).answer


def test_the_trace_is_a_document_with_every_question_in_both_languages() -> None:
    document = is_in_remote_scope(D1, OPENING_DAY).as_document()
    assert document["answer"] is True
    assert [step["rule"] for step in document["steps"]] == ["S-STATUTORY", "S-INVESTMENT", "S-REMOTE-RULE", "S-REMOTE"]
    for step in document["steps"]:
        assert step["question"]["zh"]
        assert step["question"]["en"]
        assert all(isinstance(value, str) for value in step["facts"].values())


def test_every_fact_of_a_trace_has_a_word() -> None:
    names = {name for facts in (D1, D5) for step in is_statutory(facts).steps for name in step.facts}
    names |= {name for step in is_in_remote_scope(D1, OPENING_DAY).steps for name in step.facts}
    assert names == set(FACT_WORDS)
