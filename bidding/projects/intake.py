"""A project as it is entered, checked for form, and the two decisions with their reasons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypedDict, get_args
from uuid import UUID

from bidding.projects.refusals import FundsExceedInvestment
from bidding.projects.scope import (
    Decision,
    Estimate,
    Fund,
    ProjectClass,
    ProjectFacts,
    ScopeDecision,
    Source,
    is_in_remote_scope,
    is_statutory,
)
from bidding.projects.words import check_words
from foundation.codes import CodeUnreadable, code_level
from foundation.errors import FieldRefused
from foundation.money import money_text, parse_money
from foundation.regions import city_key

CLASSES: tuple[ProjectClass, ...] = get_args(ProjectClass)
SOURCES: tuple[Source, ...] = get_args(Source)
MOST_FUNDS = 50


class FundShown(TypedDict):
    """One source of the project's money; `amount` as "26888000.00"."""

    source: Source
    amount: str


class EstimateShown(TypedDict):
    """The estimate of one contract, and whether it may be combined with others of its class."""

    project_class: ProjectClass
    amount: str
    combinable: bool


class FactsJudged(TypedDict):
    """What both scope tests looked at, money as text."""

    project_class: ProjectClass
    region_code: str
    investment: str
    funds: list[FundShown]
    estimates: list[EstimateShown]
    fixed_assets: bool
    state_leads: bool
    listed_infrastructure: bool


class ScopeTrace(TypedDict):
    """The day `2026-12-17` on which the facts were judged, and both decisions with every step."""

    judged_on: str
    facts: FactsJudged
    statutory: ScopeDecision
    remote: ScopeDecision


@dataclass(frozen=True)
class NewProject:
    """What is entered; money in yuan. `estimates` are the planned contracts of the project."""

    code: str
    name: str
    buyer: UUID
    agency: UUID | None
    centre: UUID | None
    facts: ProjectFacts


def check_project(new: NewProject) -> None:
    """Refuse a code, name, place or amounts that cannot be."""
    if code_level(new.code) == "lot":
        raise CodeUnreadable(code=new.code, what="project code")
    check_words("name", new.name, 2, 200)
    facts = new.facts
    city_key(facts.region_code)
    if facts.project_class not in CLASSES:
        raise FieldRefused(
            field="project_class", why="one of " + ", ".join(CLASSES), why_zh="应为" + "、".join(CLASSES)
        )
    if any(fund.source not in SOURCES for fund in facts.funds):
        raise FieldRefused(field="funds", why="one of " + ", ".join(SOURCES), why_zh="应为" + "、".join(SOURCES))
    if not 1 <= len(facts.funds) <= MOST_FUNDS or not 1 <= len(facts.estimates) <= MOST_FUNDS:
        raise FieldRefused(field="funds", why="1 to 50 funds and estimates", why_zh="资金和估算各1至50项")
    _check_amounts(facts)


def _check_amounts(facts: ProjectFacts) -> None:
    named = {"investment": [facts.investment], "funds": [fund.amount for fund in facts.funds]}
    named["estimates"] = [estimate.amount for estimate in facts.estimates]
    for field, amounts in named.items():
        if any(amount <= 0 for amount in amounts):
            raise FieldRefused(field=field, why="an amount above zero", why_zh="金额应大于零")
    total = facts.total(SOURCES)
    if total > facts.investment:
        raise FundsExceedInvestment(funds=str(total), investment=str(facts.investment))


def check_amount(field: str, text: str) -> Decimal:
    """An amount in yuan above zero."""
    amount = parse_money(text)
    if amount <= 0:
        raise FieldRefused(field=field, why="an amount above zero", why_zh="金额应大于零")
    return amount


def judge(facts: ProjectFacts, on: date) -> tuple[Decision, Decision]:
    """Must it be tendered, must it be judged from afar; the law in force, with its trace."""
    return is_statutory(facts), is_in_remote_scope(facts, on)


def trace_of(facts: ProjectFacts, on: date, statutory: Decision, remote: Decision) -> ScopeTrace:
    """What is stored on the project: the facts that were judged, when, and both decisions with every step."""
    return {
        "judged_on": on.isoformat(),
        "facts": facts_json(facts),
        "statutory": statutory.as_document(),
        "remote": remote.as_document(),
    }


def facts_json(facts: ProjectFacts) -> FactsJudged:
    """The facts as JSON, money as text."""
    return {
        "project_class": facts.project_class,
        "region_code": facts.region_code,
        "investment": money_text(facts.investment),
        "funds": funds_json(facts.funds),
        "estimates": [
            {"project_class": one.project_class, "amount": money_text(one.amount), "combinable": one.combinable}
            for one in facts.estimates
        ],
        "fixed_assets": facts.fixed_assets,
        "state_leads": facts.state_leads,
        "listed_infrastructure": facts.listed_infrastructure,
    }


def facts_of(stored: FactsJudged, estimates: Iterable[Decimal] | None = None) -> ProjectFacts:
    """The stored facts; with `estimates`, the same project with these contracts instead (its real lots)."""
    kind = stored["project_class"]
    contracts: Sequence[Estimate] = (
        [Estimate(one["project_class"], Decimal(one["amount"]), one["combinable"]) for one in stored["estimates"]]
        if estimates is None
        else [Estimate(kind, amount) for amount in estimates]
    )
    return ProjectFacts(
        project_class=kind,
        region_code=stored["region_code"],
        investment=Decimal(stored["investment"]),
        funds=tuple(Fund(one["source"], Decimal(one["amount"])) for one in stored["funds"]),
        estimates=tuple(contracts),
        fixed_assets=stored["fixed_assets"],
        state_leads=stored["state_leads"],
        listed_infrastructure=stored["listed_infrastructure"],
    )


def funds_json(funds: Iterable[Fund]) -> list[FundShown]:
    """The funds as stored and shown."""
    return [{"source": fund.source, "amount": money_text(fund.amount)} for fund in funds]
