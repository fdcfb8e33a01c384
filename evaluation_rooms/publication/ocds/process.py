"""One contracting process: a lot round with its public records, as releases are made of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import quote

from crypto.encoding import digest
from foundation.records import SignedDocument

Body = dict[str, Any]

TENDER, DOCUMENTS, EXTENSION = "tianping/tender/1", "tianping/documents/1", "tianping/extension/1"
OPENING, CANDIDATES, AWARD = "tianping/opening-record/1", "tianping/candidates/1", "tianping/award/1"
FAILED, CONTRACT = "tianping/award-failed/1", "tianping/contract/1"
REPORT, DRAW = "tianping/evaluation-report/1", "tianping/draw-record/1"
TOLD = (TENDER, DOCUMENTS, EXTENSION, OPENING, CANDIDATES, AWARD, FAILED, CONTRACT, REPORT, DRAW)
"""Types of records that releases are made of."""


@dataclass(frozen=True)
class Process:
    """`records`: the public ones in the order of making, the draw record of the round's session among them.

    `estimate` is the planned budget, `ceiling` the highest price that may be offered; both are on the tender's page.
    """

    ocid: str
    address: str
    lot: str
    number: int
    project_class: str
    region: str
    estimate: Decimal
    ceiling: Decimal | None
    records: tuple[SignedDocument, ...]

    @cached_property
    def by_digest(self) -> Mapping[str, Body]:
        """Bodies by the digest that names them."""
        return {digest(one["body"]).hex(): one["body"] for one in self.records}

    def of(self, kind: str) -> Iterator[Body]:
        """Bodies of one type, oldest first."""
        return (one["body"] for one in self.records if one["body"]["type"] == kind)

    @property
    def tender(self) -> Body:
        """The tender that the round was published with."""
        return next(self.of(TENDER))

    @property
    def price_field(self) -> str | None:
        """Which value of an offer is its price: the scheme says, else the one sum of money in the form."""
        scheme = self.tender.get("scheme")
        if scheme is not None:
            return str(scheme["price_field"])
        money = [one["name"] for one in self.tender["offer_form"] if one["kind"] == "money"]
        return money[0] if len(money) == 1 else None

    def file_url(self, file: Body) -> str:
        """Where a tender document is downloaded."""
        return f"{self.address}/files/{file['sha256']}/{quote(file['name'], safe='')}"

    def record_url(self, kind: str, found: str) -> str:
        """Where a record of the round is read, in the package that a stranger checks."""
        short = kind.split("/")[1]
        return f"{self.address}/api/lots/{self.lot}/rounds/{self.number}/package/records/{short}-{found}.json"

    def release_id(self, kind: str, found: str) -> str:
        """Of the release that follows from a record: unique within the process."""
        return f"{self.ocid}-{kind.split('/')[1]}-{found}"
