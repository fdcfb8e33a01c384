"""Packages of releases and of records, and the compiled release: all releases of a process merged into one."""

from collections.abc import Sequence
from typing import Any, Final

from ocdsmerge import Merger

from evaluation_rooms.publication.ocds.process import Process
from evaluation_rooms.publication.ocds.releases import releases_of

VERSION: Final = "1.1"
BIDS: Final = "https://raw.githubusercontent.com/open-contracting-extensions/ocds_bid_extension/v1.1.5/extension.json"
PANELS: Final = "/api/ocds/evaluation-panels/extension.json"

WHOLE, OMITTED = "wholeListMerge", "omitWhenMerged"
MERGE_RULES: Final = {
    ("id",): OMITTED,
    ("date",): OMITTED,
    ("tag",): OMITTED,
    ("parties", "roles"): WHOLE,
    ("tender", "submissionMethod"): WHOLE,
}
"""The standard's rules for the fields that we tell, by path; a test derives them anew from its schema."""


def release_package(address: str, publisher: str, processes: Sequence[Process]) -> dict[str, Any]:
    """All releases of all rounds of a lot."""
    releases = [release for process in processes for release in releases_of(process)]
    return {**_package(address, publisher, "releases", processes, releases), "releases": releases}


def record_package(address: str, publisher: str, processes: Sequence[Process]) -> dict[str, Any]:
    """A record for each round: its releases, and what they come to together."""
    records = [record_of(process) for process in processes]
    releases = [release for record in records for release in record["releases"]]
    return {**_package(address, publisher, "records", processes, releases), "records": records}


def record_of(process: Process) -> dict[str, Any]:
    """One process."""
    releases = releases_of(process)
    return {"ocid": process.ocid, "releases": releases, "compiledRelease": compiled(releases)}


def compiled(releases: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Merged as the standard rules, by its own library."""
    merged: dict[str, Any] = Merger(merge_rules=MERGE_RULES).create_compiled_release(list(releases))
    return merged


def _package(
    address: str, publisher: str, kind: str, processes: Sequence[Process], releases: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Its date is that of the newest release: the same releases make the same bytes."""
    return {
        "uri": f"{address}/api/ocds/{kind}/{processes[0].lot}",
        "version": VERSION,
        "extensions": [BIDS, f"{address}{PANELS}"],
        "publisher": {"name": publisher, "uri": address},
        "publishedDate": max(release["date"] for release in releases),
    }
