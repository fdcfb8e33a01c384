"""Every page once: where it is looked at, as whom. A route of the pages without a line here fails the run."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.browser.town import Town

PUBLIC = ""

ZH, EN = "zh", "en"


@dataclass(frozen=True)
class Visit:
    """One look at a page: its address in the town, and who looks. The public's pages are looked at in English, too."""

    at: Callable[[Town], str]
    role: str = PUBLIC
    phone: bool = True
    refused: tuple[str, ...] = ()
    """Answers of 400 and more that belong to this page, as patterns."""


def at(path: str, *roles: str, refused: tuple[str, ...] = ()) -> list[Visit]:
    """`{bidding}` etc. in the path is the lot of that state, `{bidding_project}` its project; others than the first
    of the roles look from a desk only.
    """

    def address(town: Town) -> str:
        named = {name.replace(" ", "_"): lot for name, lot in town.lots.items()}
        named |= {f"{name.replace(' ', '_')}_project": project for name, project in town.projects.items()}
        return path.format(**named)

    first, *others = roles or (PUBLIC,)
    return [Visit(address, first, True, refused), *(Visit(address, role, False, refused) for role in others)]


OF_A_PROJECT = ("agency", "buyer", "centre_staff", "supervisor")
OFFICE = ("agency", "buyer", "centre_staff", "supervisor", "system_admin", "security_admin", "audit_admin")

PAGES: dict[str, list[Visit]] = {
    "/": at("/"),
    "/notices": at("/notices?rehearsal=true") + at("/notices"),
    "/notices/:number(\\d+)": at("/notices/1"),
    "/tenders": at("/tenders?rehearsal=true") + at("/tenders"),
    "/tenders/:lot": at("/tenders/{bidding}") + at("/tenders/{opened}") + at("/tenders/{failed}"),
    "/lots/:lot": at("/lots/{bidding}"),
    "/hall": at("/hall?rehearsal=true") + at("/hall"),
    "/hall/:lot": [
        *at("/hall/{bidding}"),
        *at("/hall/{waiting}"),
        *at("/hall/{read_out}"),
        *at("/hall/{opened}"),
        *at("/hall/{failed}"),
    ],
    "/seat": at("/seat"),
    "/seat/documents": at("/seat/documents?lot={opened}", refused=("/api/seat/",)),
    "/share": at("/share"),
    "/wall": at("/wall", "centre_staff", "agency", "buyer", "supervisor"),
    "/desk/:lot": [
        *at("/desk/{read_out}", "agency", "buyer", "centre_staff", "supervisor"),
        *at("/desk/{waiting}", "agency"),
        *at("/desk/{opened}", "agency"),
        *at("/desk/{failed}", "agency"),
        *at("/desk/{bidding}", "agency"),
    ],
    "/awards/:lot": at("/awards/{opened}", "agency", "buyer", "supervisor", refused=("/award/desk", "/report")),
    "/bid": at("/bid"),
    "/bid/mine": at("/bid/mine"),
    "/bid/sealed/:bid([0-9a-f]{64})": at("/bid/sealed/" + "0" * 64),
    "/bid/:lot([0-9a-f-]{36})": at("/bid/{bidding}") + at("/bid/{opened}"),
    "/company-key": at("/company-key"),
    "/companies": at("/companies", "centre_staff"),
    "/custodian": at("/custodian"),
    "/custodian/ceremony": at("/custodian/ceremony"),
    "/custodian/restore": at("/custodian/restore"),
    "/custodian/lots": at("/custodian/lots"),
    "/custodian/lots/:lot": at("/custodian/lots/{bidding}") + at("/custodian/lots/{draft}"),
    "/custodian-bodies": at("/custodian-bodies", "centre_staff", "system_admin"),
    "/check": at("/check"),
    "/check/receipt": at("/check/receipt"),
    "/check/record": at("/check/record"),
    "/check/draw": at("/check/draw"),
    "/check/program": at("/check/program"),
    "/work": at("/work", *OFFICE),
    "/projects": at("/projects", *OF_A_PROJECT),
    "/projects/new": at("/projects/new", "agency", "buyer"),
    "/projects/:project": at("/projects/{draft_project}", *OF_A_PROJECT) + at("/projects/{bidding_project}", "buyer"),
    "/projects/:project/lots/new": at("/projects/{draft_project}/lots/new", "agency", "buyer"),
    "/projects/:project/lots/:lot": [
        *at("/projects/{draft_project}/lots/{draft}", *OF_A_PROJECT),
        *at("/projects/{bidding_project}/lots/{bidding}", "agency", "buyer"),
        *at("/projects/{opened_project}/lots/{opened}", "agency"),
    ],
    "/demo": at("/demo"),
    "/signin": at("/signin"),
    "/setup": at("/setup") + at("/setup#one-time-token"),
    "/me": at("/me", "agency", "system_admin"),
    "/accounts": at("/accounts", "system_admin", "security_admin"),
    "/rulebook": at("/rulebook"),
    "/journal": at("/journal", "audit_admin"),
    "/platform": at("/platform"),
    "/no-role": at("/no-role?needs=agency,buyer"),
    "/:path(.*)*": at("/nothing/here"),
}
