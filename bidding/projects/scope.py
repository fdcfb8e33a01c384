"""Must it be tendered, and must it be judged from afar? Two pure questions with their reasons (domain.md 1.3).

Both answers carry every step that was asked, with rule id, facts and answer: the trace is stored on the project and
printed, so that a "no" can be checked as well as a "yes".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, TypedDict

from foundation.answers import BothLanguages
from foundation.money import percent_of, show_money
from foundation.regions import province_key
from foundation.rulebook import Rulebook, rulebook

ProjectClass = Literal["works", "goods", "service"]
Source = Literal["budget", "special_bond", "state_enterprise", "state_institution", "foreign_loan", "private"]

BUDGET_SOURCES = frozenset({"budget", "special_bond"})
"""Funds arranged in a government budget; special bonds stand in the government fund budget."""
STATE_SOURCES = frozenset({"state_enterprise", "state_institution"})

_THRESHOLD: Mapping[ProjectClass, str] = MappingProxyType(
    {"works": "S-WORKS", "goods": "S-GOODS", "service": "S-SERVICE"}
)
FACT_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "budget_funds": ("预算安排资金(元)", "budget funds (yuan)"),
        "amount": ("该类资金(元)", "funds of this kind (yuan)"),
        "investment": ("投资额(元)", "investment (yuan)"),
        "percent": ("占投资额", "of the investment"),
        "foreign_loans": ("国外贷款、援助资金(元)", "foreign loans and aid (yuan)"),
        "largest_contract": ("单项合同最高估算价(元)", "largest estimate of one contract (yuan)"),
        "combined": ("同类合并估算价(元)", "combined estimate of the class (yuan)"),
        "estimate": ("估算价(元)", "estimate (yuan)"),
        "at_least": ("规模标准(元)", "threshold (yuan)"),
        "fixed_assets": ("固定资产投资", "fixed-asset investment"),
        "region": ("行政区划", "division code"),
        "class": ("类别", "class"),
        "on": ("判定日期", "judged on"),
    }
)
"""The words for the names of facts in a trace, zh and en."""
_CLASS_ZH: Mapping[ProjectClass, str] = MappingProxyType({"works": "施工", "goods": "货物", "service": "服务"})


@dataclass(frozen=True)
class Fund:
    """One source of the project's money, in yuan."""

    source: Source
    amount: Decimal


@dataclass(frozen=True)
class Estimate:
    """The estimate of one contract of the project, in yuan; `combinable`: 可以合并进行 with others of its class."""

    project_class: ProjectClass
    amount: Decimal
    combinable: bool = True


@dataclass(frozen=True)
class ProjectFacts:
    """What both tests look at. Funds and investment are the whole project's, not the contract's.

    `estimates` are the contracts of this tender and, if any, the others of the same project.
    """

    project_class: ProjectClass
    region_code: str
    investment: Decimal
    funds: tuple[Fund, ...]
    estimates: tuple[Estimate, ...]
    fixed_assets: bool = True
    state_leads: bool = False
    listed_infrastructure: bool = False

    def total(self, sources: Iterable[str]) -> Decimal:
        """The sum of the funds from these sources."""
        return sum((fund.amount for fund in self.funds if fund.source in sources), Decimal(0))

    def share(self, sources: Iterable[str]) -> Decimal:
        """Their percentage of the investment, unrounded; a project without investment has none."""
        return self.total(sources) * 100 / self.investment if self.investment > 0 else Decimal(0)


@dataclass(frozen=True)
class Step:
    """One question of the trace; `facts` are words and figures as they are shown."""

    rule_id: str
    question_zh: str
    question_en: str
    facts: Mapping[str, str]
    answer: bool


class ScopeStep(TypedDict):
    """One question as stored and shown; `facts` by the names of FACT_WORDS."""

    rule: str
    question: BothLanguages
    facts: dict[str, str]
    answer: bool


class ScopeDecision(TypedDict):
    """An answer as stored and shown, with every step that was asked."""

    answer: bool
    steps: list[ScopeStep]


@dataclass(frozen=True)
class Decision:
    """An answer with its reasons, in the order in which they were asked."""

    answer: bool
    steps: tuple[Step, ...]

    def as_document(self) -> ScopeDecision:
        """As stored on the project."""
        return {"answer": self.answer, "steps": [_step_document(step) for step in self.steps]}

    def step(self, rule_id: str) -> Step:
        """The step of that rule; KeyError if it was not asked."""
        for step in self.steps:
            if step.rule_id == rule_id:
                return step
        raise KeyError(rule_id)


def _step_document(step: Step) -> ScopeStep:
    question: BothLanguages = {"zh": step.question_zh, "en": step.question_en}
    return {"rule": step.rule_id, "question": question, "facts": dict(step.facts), "answer": step.answer}


@dataclass(frozen=True)
class RemoteScopeRule:
    """A province's published scope: which classes, from which estimate, between which days (the last included).

    `minimum` None means the national thresholds of the class.
    """

    rule_id: str
    province: str
    classes: frozenset[ProjectClass]
    minimum: Mapping[ProjectClass, Decimal] | None
    effective_from: date
    effective_to: date | None
    basis_zh: str
    basis_en: str

    def covers(self, facts: ProjectFacts, on: date) -> bool:
        """Whether the rule speaks of such a project on that day, whatever its size."""
        in_time = self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)
        return in_time and self.province == province_key(facts.region_code) and facts.project_class in self.classes


REMOTE_RULES: tuple[RemoteScopeRule, ...] = (
    RemoteScopeRule(
        rule_id="S-REMOTE",
        province="420000",
        classes=frozenset({"works", "goods", "service"}),
        minimum=None,
        effective_from=date(2026, 1, 1),
        effective_to=None,
        basis_zh=rulebook(1).row("S-REMOTE").basis_zh,
        basis_en=rulebook(1).row("S-REMOTE").basis_en,
    ),
)
"""The rules known today: [K?] Hubei, all classes at the national thresholds, until a published scope says otherwise."""


def is_statutory(facts: ProjectFacts, rules: Rulebook | None = None) -> Decision:
    """依法必须招标: (funds or kind of the project) and (one contract, or contracts of one class combined)."""
    rules = rules or rulebook(1)
    funds = _fund_steps(facts, rules)
    amounts = _amount_steps(facts, rules)
    return Decision(funds[-1].answer and any(step.answer for step in amounts), funds + amounts)


def is_in_remote_scope(
    facts: ProjectFacts,
    on: date,
    remote_rules: Iterable[RemoteScopeRule] = REMOTE_RULES,
    rules: Rulebook | None = None,
) -> Decision:
    """政府投资, statutory, and within a scope that the province has published and that holds on that day."""
    rules = rules or rulebook(1)
    statutory = _step(rules, "S-STATUTORY", is_statutory(facts, rules).answer)
    steps = (statutory, _investment_step(facts, rules), *_remote_steps(facts, on, remote_rules, rules))
    return Decision(all(step.answer for step in steps), steps)


def _fund_steps(facts: ProjectFacts, rules: Rulebook) -> tuple[Step, ...]:
    budget, share = facts.total(BUDGET_SOURCES), facts.share(BUDGET_SOURCES)
    state = facts.share(STATE_SOURCES) > rules.value("S-STATE-SHARE") or facts.state_leads
    foreign = facts.total({"foreign_loan"})
    enough = _step(rules, "S-BUDGET", budget >= rules.value("S-BUDGET"), budget_funds=show_money(budget))
    weighty = _step(rules, "S-BUDGET-SHARE", share >= rules.value("S-BUDGET-SHARE"), **_portion(facts, BUDGET_SOURCES))
    others = (
        _step(rules, "S-STATE-FUNDS", state, **_portion(facts, STATE_SOURCES)),
        _step(rules, "S-FOREIGN", foreign > 0, foreign_loans=show_money(foreign)),
        _step(rules, "S-LISTED", facts.listed_infrastructure),
    )
    within = (enough.answer and weighty.answer) or any(step.answer for step in others)
    return (enough, weighty, *others, _step(rules, "S-FUNDS", within))


def _amount_steps(facts: ProjectFacts, rules: Rulebook) -> tuple[Step, ...]:
    single, combined = _estimates(facts)
    rule_id = _THRESHOLD[facts.project_class]
    least = rules.value(rule_id)
    return (
        _step(rules, rule_id, single >= least, largest_contract=show_money(single), at_least=show_money(least)),
        _step(rules, "S-COMBINED", combined >= least, combined=show_money(combined), at_least=show_money(least)),
    )


def _estimates(facts: ProjectFacts) -> tuple[Decimal, Decimal]:
    """The largest contract of the tender's class, and the sum of those of the class that can be combined."""
    alike = [one for one in facts.estimates if one.project_class == facts.project_class]
    single = max((one.amount for one in alike), default=Decimal(0))
    return single, sum((one.amount for one in alike if one.combinable), Decimal(0))


def _investment_step(facts: ProjectFacts, rules: Rulebook) -> Step:
    """政府投资 is narrower than 国有资金: a state enterprise's own money is none."""
    budget = facts.total(BUDGET_SOURCES)
    answer = facts.fixed_assets and budget > 0
    fixed = "是 yes" if facts.fixed_assets else "否 no"
    return _step(rules, "S-INVESTMENT", answer, budget_funds=show_money(budget), fixed_assets=fixed)


def _remote_steps(
    facts: ProjectFacts, on: date, remote_rules: Iterable[RemoteScopeRule], rules: Rulebook
) -> tuple[Step, ...]:
    """Whether a published rule speaks of the project, and whether the estimate reaches the lowest scale of those."""
    amount = max(_estimates(facts))
    spoken = [rule for rule in remote_rules if rule.covers(facts, on)]
    least = {rule.rule_id: _remote_minimum(rule, facts.project_class, rules) for rule in spoken}
    chosen = min(spoken, key=lambda rule: least[rule.rule_id], default=None)
    words = {"region": facts.region_code, "class": _CLASS_ZH[facts.project_class], "on": on.isoformat()}
    published = _step(rules, "S-REMOTE-RULE", chosen is not None, **words)
    if chosen is None:
        return (published,)
    question_zh = f"估算价达到公布的规模标准({chosen.basis_zh})"
    question_en = f"the estimate reaches the published scale ({chosen.basis_en})"
    figures = {"estimate": show_money(amount), "at_least": show_money(least[chosen.rule_id])}
    return published, Step(chosen.rule_id, question_zh, question_en, figures, amount >= least[chosen.rule_id])


def _remote_minimum(rule: RemoteScopeRule, project_class: ProjectClass, rules: Rulebook) -> Decimal:
    own = (rule.minimum or {}).get(project_class)
    return rules.value(_THRESHOLD[project_class]) if own is None else own


def _portion(facts: ProjectFacts, sources: Iterable[str]) -> dict[str, str]:
    """Amount, investment and the percentage as shown; the answer itself is taken from the unrounded share."""
    amount, whole = facts.total(sources), facts.investment
    percent = f"{percent_of(amount, whole)}%" if whole > 0 else "-"
    return {"amount": show_money(amount), "investment": show_money(whole), "percent": percent}


def _step(rules: Rulebook, rule_id: str, answer: bool, **facts: str) -> Step:
    """A step whose question is the row's own words, with its figure."""
    row = rules.row(rule_id)
    figure = "" if isinstance(row.value, str) else f"{row.value:,}"
    zh = f"{row.what_zh}{figure}{row.unit_zh}" if figure else row.what_zh
    en = f"{row.what_en} {figure} {row.unit_en}".strip() if figure else row.what_en
    return Step(rule_id, zh, en, MappingProxyType(facts), answer)
