"""Small parts of a release: money, organisations, documents."""

from decimal import Decimal
from typing import Any

from evaluation_rooms.publication.ocds.process import Body, Process

SCHEME = "CN-USCC"
"""Unified social credit codes 统一社会信用代码 (GB 32100-2015)."""


def money(amount: str | Decimal) -> Body:
    """CNY. A number as the standard asks: sums below 90 billion yuan are exact to the fen in a double."""
    return {"amount": float(amount), "currency": "CNY"}


def organisation_id(uscc: str) -> str:
    """The id of a party."""
    return f"{SCHEME}-{uscc}"


def reference(named: Body) -> Body:
    """An organisation by its id, with its name beside it; of {name, uscc, ...}."""
    return {"id": organisation_id(named["uscc"]), "name": named["name"]}


class Parties:
    """Everybody named so far; roles only grow, and each list of them is whole, for lists of words merge as wholes."""

    def __init__(self) -> None:
        self._known: dict[str, Body] = {}

    def add(self, named: Body, *roles: str) -> Body:
        """Note that this organisation plays these roles; the reference to it."""
        found = self._known.setdefault(
            named["uscc"],
            {
                **reference(named),
                "identifier": {"scheme": SCHEME, "id": named["uscc"], "legalName": named["name"]},
                "roles": [],
            },
        )
        found["roles"] += [role for role in roles if role not in found["roles"]]
        return reference(named)

    def told(self) -> list[Body]:
        """As they stand now."""
        return [{**one, "roles": list(one["roles"])} for one in self._known.values()]


def bidding_documents(process: Process, documents: Body) -> list[Body]:
    """The files of one version; an older version's keep their own ids, for they stay open to download."""
    version = documents["version"]
    return [
        {
            "id": f"v{version}-{number}",
            "documentType": "biddingDocuments",
            "title": file["name"],
            "description": f"招标文件第{version}版，SHA-256 {file['sha256']}",
            "url": process.file_url(file),
            "datePublished": documents["at"],
            "format": file["media_type"],
            "language": "zh",
        }
        for number, file in enumerate(documents["files"], start=1)
    ]


def record_document(process: Process, kind: str, found: str, **members: Any) -> Body:
    """A record of ours as a document: signed, logged, and checked by whoever wants to."""
    url = process.record_url(kind, found)
    return {"id": found, **members, "url": url, "format": "application/json", "language": "zh"}
