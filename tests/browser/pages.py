"""Every page once: where it is looked at, as whom. A route of the pages without a line here fails the run."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.browser.town import Town

PUBLIC = ""

ZH, EN = "zh", "en"


@dataclass(frozen=True)
class Visit:
    """One look at a page: its address in the town, and who looks. `english` pages are looked at in English, too."""

    at: Callable[[Town], str]
    role: str = PUBLIC
    english: bool = False
    refused: tuple[str, ...] = ()
    """Answers of 400 and more that belong to this page, as patterns."""


def at(path: str, role: str = PUBLIC, *, english: bool | None = None, refused: tuple[str, ...] = ()) -> Visit:
    """`{bidding}` etc. in the path is the lot of that state, `{project}` the project of the draft."""

    def address(town: Town) -> str:
        lots = {name.replace(" ", "_"): lot for name, lot in town.lots.items()}
        return path.format(project=town.project, **lots)

    return Visit(address, role, role == PUBLIC if english is None else english, refused)


PAGES: dict[str, list[Visit]] = {
    "/": [at("/")],
    "/signin": [at("/signin")],
    "/setup": [at("/setup"), at("/setup#one-time-token")],
    "/me": [at("/me", "agency"), at("/me", "system_admin")],
    "/no-role": [at("/no-role?needs=agency,buyer")],
    "/:path(.*)*": [at("/nothing/here")],
}
