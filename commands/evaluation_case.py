"""What the checks of an evaluation look at: the award in force, and every record that it stands on.

The records are read as a stranger has them, from a package's files; nothing of the platform is asked.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from crypto.encoding import Body
from crypto.errors import PackageRefused
from crypto.package import Package, Record


def refuse(check: str, why: str) -> PackageRefused:
    """The refusal that makes a check fail."""
    return PackageRefused(check, why)


def by(entries: Iterable[Body], member: str, check: str) -> dict[str, Body]:
    """Entries by a member that names each once."""
    told = list(entries)
    found = {str(one[member]): one for one in told}
    if len(found) < len(told):
        raise refuse(check, f"a {member} stands twice")
    return found


def same(found: Any, expected: Any, check: str, what: str) -> None:
    """Refuse unless both are equal; the words name what is not."""
    if found != expected:
        raise refuse(check, f"another {what}")


class Evaluation:
    """A package under audit. Members refuse when what they need is missing or malformed."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.package = Package(files)

    @property
    def is_told(self) -> bool:
        """Whether there is an award: with it scores and report come out, and not before."""
        return bool(self.package.of("award"))

    @cached_property
    def awards(self) -> list[Record]:
        """All awards, the first one first, each naming the one before it."""
        left = {record.body["previous"]: record for record in self.package.of("award")}
        chain: list[Record] = []
        previous: str | None = None
        while (record := left.pop(previous, None)) is not None:
            chain.append(record)
            previous = record.digest
        if len(chain) != len(self.package.of("award")):
            raise refuse("award-as-published", "the awards do not form one chain")
        return chain

    @cached_property
    def award(self) -> Record:
        """The newest award: the one in force."""
        return max(self.package.of("award"), key=lambda one: str(one.body["at"]))

    @cached_property
    def candidates(self) -> Record:
        """The publicity that the award follows."""
        return self.package.get("candidates", self.award.body["candidates"])

    @cached_property
    def report(self) -> Record:
        """The committee's report."""
        return self.package.get("evaluation-report", self.award.body["report"])

    @cached_property
    def closing(self) -> Record:
        """What became of the members' signatures under it."""
        found = [one for one in self.package.of("report-closing") if one.body["report"] == self.report.digest]
        if len(found) != 1:
            raise refuse("report-signed", f"{len(found)} records close this report, not one")
        return found[0]

    @cached_property
    def scores(self) -> Record:
        """Its scores."""
        return self.package.get("scores", self.award.body["scores"])

    @cached_property
    def opening(self) -> Record:
        """The opening record."""
        return self.package.only("opening-record")

    @cached_property
    def price_opening(self) -> Record | None:
        """The record of a second opening, where prices were opened at one."""
        return self.package.only("price-opening-record") if self.package.of("price-opening-record") else None

    @cached_property
    def tender(self) -> Record:
        """The tender as it was opened."""
        return self.package.get("tender", self.opening.body["tender"])
