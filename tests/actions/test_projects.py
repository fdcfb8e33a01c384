"""Deeds on projects and lots: the scope decision, whose they are, forms that cannot be published."""

from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from bidding.methods.offer_form import OfferFormUnreadable
from bidding.projects.actions import NewLot, add_lot, enter_project, list_projects, own_project
from bidding.projects.forms import check_coefficients, check_form
from bidding.projects.intake import NewProject
from bidding.projects.refusals import (
    ForeignProject,
    FundsExceedInvestment,
    LotNumberTaken,
    OrganisationUnfit,
    ProjectCodeTaken,
)
from bidding.projects.scope import Estimate, Fund, ProjectFacts
from bidding.projects.tables import Project
from foundation.codes import CodeUnreadable
from foundation.errors import FieldRefused, NoSuchThing, NotAllowed, NotSignedIn
from foundation.regions import RegionCodeUnknown
from tests.actions.conftest import Hand
from tests.conftest import People

FACTS = ProjectFacts(
    project_class="works",
    region_code="429021",
    investment=Decimal("5000000"),
    funds=(Fund("budget", Decimal("5000000")),),
    estimates=(Estimate("works", Decimal("3600000")),),
)
"""神农架 景区步道: below 4,000,000, hence not statutory."""
FORM = [{"name": "price", "title": {"zh": "投标报价", "en": "Price"}, "kind": "money", "unit": "元"}]


@pytest.fixture
async def intake(hand: Hand, as_: People) -> NewProject:
    """A project an agency may enter; `hand` is that agency."""
    agency, buyer = await as_("agency"), await as_("buyer")
    hand.actor = agency.actor
    return NewProject("E4290210000000001", "景区步道", buyer.organisation, agency.organisation, None, FACTS)


def lot(estimate: str, **changes: Any) -> NewLot:
    """A lot of this estimate, in yuan."""
    told: dict[str, Any] = {"number": None, "name": "步道", "ceiling": None, "offer_form": FORM, "coefficients": []}
    return NewLot(**{**told, "estimate": Decimal(estimate), **changes})


async def test_a_no_is_stored_with_every_step(hand: Hand, intake: NewProject) -> None:
    project = await hand(enter_project, intake)
    assert (project.is_statutory, project.is_in_remote_scope) == (False, False)
    steps = {step["rule"]: step for step in project.trace["statutory"]["steps"]}
    assert steps["S-BUDGET"]["answer"] and not steps["S-WORKS"]["answer"]
    assert project.trace["facts"]["estimates"][0]["amount"] == "3600000.00"


async def test_a_yes_when_the_estimate_reaches_the_threshold(hand: Hand, intake: NewProject) -> None:
    facts = replace(FACTS, estimates=(Estimate("works", Decimal("4000000")),))
    project = await hand(enter_project, replace(intake, facts=facts))
    assert project.is_statutory and project.is_in_remote_scope


async def test_real_lots_turn_a_planned_no_into_a_yes_and_never_back(hand: Hand, intake: NewProject) -> None:
    project = await hand(enter_project, intake)
    await hand(add_lot, project.id, lot("2000000"))
    assert not (await hand(own_project, project.id)).is_statutory
    await hand(add_lot, project.id, lot("2000000"))
    judged = await hand(own_project, project.id)
    assert judged.is_statutory and judged.is_in_remote_scope
    assert len(judged.trace["facts"]["estimates"]) == 2


async def test_the_same_project_again_is_the_one_that_is_there(hand: Hand, intake: NewProject, as_: People) -> None:
    first = await hand(enter_project, intake)
    assert (await hand(enter_project, intake)).id == first.id
    with pytest.raises(ProjectCodeTaken) as told:
        await hand(enter_project, replace(intake, name="别的项目"))
    assert told.value.problem()["rule"] == "D-CODE"
    other = await as_("agency", "另一家代理")
    with pytest.raises(ProjectCodeTaken):
        await hand(enter_project, replace(intake, agency=other.organisation), actor=other.actor)


async def test_the_same_lot_number_again_is_the_one_that_is_there(hand: Hand, intake: NewProject) -> None:
    project = await hand(enter_project, intake)
    first, fresh = await hand(add_lot, project.id, lot("10", number=4))
    again, stale = await hand(add_lot, project.id, lot("10", number=4))
    following, _ = await hand(add_lot, project.id, lot("10"))
    assert (first.id, fresh, stale, following.number) == (again.id, True, False, 5)
    with pytest.raises(LotNumberTaken) as told:
        await hand(add_lot, project.id, lot("11", number=4))
    assert told.value.problem()["rule"] == "D-CODE"


async def test_projects_are_their_own_organisations(hand: Hand, intake: NewProject, as_: People) -> None:
    project: Project = await hand(enter_project, intake)
    other = await as_("agency", "另一家代理")
    with pytest.raises(NoSuchThing):
        await hand(own_project, project.id, actor=other.actor)
    with pytest.raises(NoSuchThing):
        await hand(add_lot, project.id, lot("1"), actor=other.actor)
    with pytest.raises(NotSignedIn):
        await Hand(hand.house)(own_project, project.id)
    buyer, stranger = await as_("buyer"), await as_("buyer", "另一招标人")
    assert [one.id for one in await hand(list_projects, None, 10, actor=buyer.actor)] == [project.id]
    assert await hand(list_projects, None, 10, actor=stranger.actor) == []
    assert await hand(list_projects, None, 10, actor=other.actor) == []


async def test_a_supervisor_reads_the_projects_of_its_place(hand: Hand, intake: NewProject, as_: People) -> None:
    project = await hand(enter_project, intake)
    near, far = (await as_("supervisor")).actor, (await as_("supervisor")).actor
    near, far = replace(near, region="420000"), replace(far, region="429004")
    assert [one.id for one in await hand(list_projects, None, 10, actor=near)] == [project.id]
    assert await hand(list_projects, None, 10, actor=far) == []
    with pytest.raises(NotAllowed):
        await hand(add_lot, project.id, lot("1"), actor=near)


async def test_a_project_is_entered_for_oneself(hand: Hand, intake: NewProject, as_: People) -> None:
    other = await as_("agency", "另一家代理")
    with pytest.raises(ForeignProject) as told:
        await hand(enter_project, replace(intake, agency=other.organisation))
    assert told.value.problem()["rule"] == "D-ACCESS"
    with pytest.raises(NotAllowed):
        await hand(enter_project, intake, actor=(await as_("centre_staff")).actor)


async def test_named_organisations_are_what_they_are_named_as(hand: Hand, intake: NewProject) -> None:
    for changes in ({"buyer": intake.agency}, {"buyer": UUID(int=1)}, {"centre": intake.buyer}):
        with pytest.raises(OrganisationUnfit) as told:
            await hand(enter_project, replace(intake, **changes))
        assert told.value.problem()["rule"] == "D-FORM"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"investment": Decimal(1)}, FundsExceedInvestment),
        ({"investment": Decimal(0)}, FieldRefused),
        ({"funds": ()}, FieldRefused),
        ({"funds": (Fund("gold", Decimal(1)),)}, FieldRefused),  # type: ignore[arg-type]  # as JSON may bring it
        ({"project_class": "art"}, FieldRefused),
        ({"region_code": "42"}, RegionCodeUnknown),
        ({"estimates": ()}, FieldRefused),
    ],
)
async def test_facts_that_cannot_be_are_refused(
    hand: Hand, intake: NewProject, changes: dict[str, Any], refusal: type[Any]
) -> None:
    with pytest.raises(refusal):
        await hand(enter_project, replace(intake, facts=replace(FACTS, **changes)))


@pytest.mark.parametrize("code", ["", "E1", "E4290210000000001001001", "e4290210000000001"])
async def test_codes_are_of_projects_or_tenders(hand: Hand, intake: NewProject, code: str) -> None:
    with pytest.raises(CodeUnreadable):
        await hand(enter_project, replace(intake, code=code))


@pytest.mark.parametrize(
    "rows",
    [
        [{"name": "k", "values": []}],
        [{"name": "k", "values": ["1", "1"]}],
        [{"name": "k", "values": [1]}],
        [{"name": "", "values": ["1"]}],
        [{"name": "k", "values": ["1"]}, {"name": "k", "values": ["2"]}],
        [{"name": "k"}],
        [{"name": "k", "values": ["1\n2"]}],
        [{"name": str(number), "values": ["1"]} for number in range(21)],
    ],
)
def test_coefficients_that_cannot_be_drawn_are_refused(rows: list[dict[str, Any]]) -> None:
    with pytest.raises(FieldRefused):
        check_coefficients(rows)


def test_forms_are_kept_as_they_are_published() -> None:
    assert check_form(FORM) == FORM
    assert check_coefficients([{"name": "下浮率", "values": ["0.50", "0.75"]}])[0]["name"] == "下浮率"
    for rows in ([], FORM * 2, [{**FORM[0], "name": f"a{number}"} for number in range(51)]):
        with pytest.raises(OfferFormUnreadable):
            check_form(rows)
