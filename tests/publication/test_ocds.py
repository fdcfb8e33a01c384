"""The open data of one lot: valid by the standard's own schema, and true at every moment of its life."""

import csv
import io
import json
from typing import Any

import pytest
from ocdsmerge.rules import get_merge_rules

from evaluation_rooms.publication.ocds.extension import FILES
from evaluation_rooms.publication.ocds.packages import MERGE_RULES, record_of, record_package, release_package
from evaluation_rooms.publication.ocds.panel import panel_of
from evaluation_rooms.publication.ocds.process import Process
from evaluation_rooms.publication.ocds.releases import releases_of
from tests.publication import life
from tests.publication.standard import faults, paths, release_schema, undocumented

WHOLE = life.process(*life.WHOLE)
LIVES = {f"the first {count} records": life.process(*life.WHOLE[:count]) for count in range(2, len(life.WHOLE) + 1)}
LIVES["a tender that ends without a contract"] = life.process(*life.WHOLE[:8], life.FAILED)
REJECTED = (*life.WHOLE[:5], life.ALL_REJECTED, life.DRAW)
LIVES["a tender of which every bid is rejected"] = life.process(*REJECTED)


def tags(process: Process) -> list[list[str]]:
    return [release["tag"] for release in releases_of(process)]


def compiled(process: Process) -> Any:
    return record_of(process)["compiledRelease"]


@pytest.mark.parametrize("process", LIVES.values(), ids=LIVES)
def test_packages_are_valid_at_every_moment_of_a_life(process: Process) -> None:
    assert faults(release_package(life.ADDRESS, "天平", [process]), "release-package-schema.json") == []
    assert faults(record_package(life.ADDRESS, "天平", [process]), "record-package-schema.json") == []


def test_a_package_that_is_not_valid_is_found_so() -> None:
    package = release_package(life.ADDRESS, "天平", [WHOLE])
    package["releases"][0]["tag"] = ["notice"]
    package["releases"][1]["date"] = "yesterday"
    assert len(faults(package, "release-package-schema.json")) == 2


def test_no_field_is_undocumented_or_deprecated() -> None:
    told = [*releases_of(WHOLE), compiled(WHOLE)]
    assert set().union(*(undocumented(one) for one in told)) == set()


def test_an_undocumented_field_is_found() -> None:
    assert undocumented({"tender": {"evaluationPanels": [{"id": "1", "names": []}]}}) == {
        "/tender/evaluationPanels/names"
    }


def test_merge_rules_are_the_standard_s_for_every_field_that_is_told() -> None:
    told = {path for release in releases_of(WHOLE) for path in paths(release)}
    rules = {path: rule for path, rule in get_merge_rules(release_schema()).items() if path in told}
    assert rules == MERGE_RULES


def test_releases_follow_the_life_of_a_lot() -> None:
    assert tags(WHOLE) == [
        ["planning", "tender"],
        ["tenderAmendment"],
        ["tenderAmendment"],
        ["tenderUpdate"],
        ["tenderUpdate", "award"],
        ["awardUpdate", "tenderUpdate"],
        ["tenderUpdate"],
        ["awardUpdate", "tenderUpdate"],
        ["contract"],
    ]


def test_release_ids_are_unique_and_stay_what_they_are() -> None:
    early, late = releases_of(life.process(*life.WHOLE[:6])), releases_of(WHOLE)
    assert late[: len(early)] == early
    assert len({release["id"] for release in late}) == len(late)


def test_before_the_opening_nothing_tells_who_or_how_many() -> None:
    for release in releases_of(life.process(*life.WHOLE[:4])):
        assert "bids" not in release
        assert not {"numberOfTenderers", "tenderers"} & release["tender"].keys()
        assert {role for party in release["parties"] for role in party["roles"]} == {"buyer", "procuringEntity"}


def test_the_opening_tells_bids_and_their_number() -> None:
    told = compiled(life.process(*life.WHOLE[:5]))
    assert told["tender"]["numberOfTenderers"] == 4
    assert {one["measure"]: one["value"] for one in told["bids"]["statistics"]} == {
        "bids": 5,
        "validBids": 4,
        "bidders": 4,
    }
    first, unknown = told["bids"]["details"][0], told["bids"]["details"][4]
    assert (first["value"], first["status"]) == ({"amount": 26500000.0, "currency": "CNY"}, "pending")
    assert "tenderers" not in unknown and unknown["status"] == "disqualified"
    assert not any(party["name"] == "某公司" for party in told["parties"])


def test_the_compiled_release_is_the_state_of_the_day() -> None:
    told = compiled(WHOLE)
    assert told["tag"] == ["compiled"] and told["date"] == life.CONTRACT["at"]
    assert told["tender"]["tenderPeriod"] == {"startDate": life.at(2), "endDate": life.at(12)}
    assert told["tender"]["status"] == "complete"
    assert [one["status"] for one in told["bids"]["details"]] == ["valid"] * 3 + ["disqualified"] * 2
    assert [one["status"] for one in told["awards"]] == ["cancelled", "active"]
    assert told["contracts"][0]["awardID"] == told["awards"][1]["id"]
    assert [one["title"] for one in told["tender"]["documents"] if one["documentType"] == "biddingDocuments"] == [
        "招标文件.pdf",
        "招标文件.pdf",
        "清单.pdf",
    ]


def test_roles_of_a_winner_and_of_a_buyer() -> None:
    roles = {party["id"]: party["roles"] for party in compiled(WHOLE)["parties"]}
    assert roles["CN-USCC-11420000011000014L"] == ["buyer"]
    assert roles["CN-USCC-91420100100000016T"] == ["procuringEntity"]
    assert roles["CN-USCC-914205001000000325"] == ["tenderer", "supplier"]
    alone = releases_of(life.process(life.FIRST, {**life.TENDER, "agency": None}))[0]
    assert [party["roles"] for party in alone["parties"]] == [["buyer", "procuringEntity"]]


def test_every_organisation_of_a_release_is_among_its_parties() -> None:
    for release in releases_of(WHOLE):
        known = {party["id"] for party in release["parties"]}
        assert {one["id"] for one in _references(release)} <= known


def _references(release: Any) -> list[Any]:
    named = [release["buyer"]]
    named += release.get("tender", {}).get("tenderers", [])
    named += [one for bid in release.get("bids", {}).get("details", []) for one in bid.get("tenderers", [])]
    return named + [one for award in release.get("awards", []) for one in award.get("suppliers", [])]


def test_the_panel_comes_out_with_the_award_and_its_draw_record_after_it() -> None:
    early = life.process(*life.WHOLE[:7])
    assert not any("evaluationPanels" in release.get("tender", {}) for release in releases_of(early))
    (panel,) = compiled(WHOLE)["tender"]["evaluationPanels"]
    assert panel["id"] == life.SESSION and panel["isRemote"] and panel["class"] == "remoteInProvince"
    assert [one["id"] for one in panel["regions"]] == ["420500", "422800"]
    assert [one["id"] for one in panel["seats"]] == ["E01", "E02", "E03", "E04", "B01"]
    assert panel["drawRecord"]["digest"] == life.named(life.DRAW)
    assert panel["report"]["digest"] == life.named(life.REPORT)


@pytest.mark.parametrize(
    ("away", "told"),
    [
        (("420500", "420500"), "remoteInProvince"),
        (("420500", "422800"), "local"),
        (("422801", "422802"), "crossCounty"),
        (("500100", "430100"), "remoteCrossProvince"),
        (("500100", "420500"), "remoteCrossProvince"),
    ],
)
def test_the_class_of_a_panel_follows_from_where_its_experts_sat(away: tuple[str, str], told: str) -> None:
    seats = [
        {**seat, "city": city, "remote": city[:4] != "4228"}
        for seat, city in zip(life.REPORT["committee"], ("422800", "422800", *away, "422800"), strict=True)
    ]
    assert panel_of({**life.REPORT, "committee": seats}, "00" * 32, 1)["evaluationPanels"][0]["class"] == told


def test_a_tender_that_fails_after_its_report_cancels_what_was_awarded() -> None:
    told = compiled(life.process(*life.WHOLE[:8], life.FAILED))
    assert told["tender"]["status"] == "unsuccessful"
    assert [one["status"] for one in told["awards"]] == ["cancelled"]


def test_a_committee_that_rejects_every_bid_ends_the_tender_and_tells_its_panel() -> None:
    told = compiled(life.process(*REJECTED))
    assert told["tender"]["status"] == "unsuccessful"
    assert {one["id"]: one["status"] for one in told["bids"]["details"]} == {
        **dict.fromkeys(life.BIDS[:4], "disqualified"),
        life.BIDS[4]: "disqualified",
    }
    [panel] = told["tender"]["evaluationPanels"]
    assert panel["class"] == "remoteInProvince" and panel["drawRecord"] and "awards" not in told


def test_a_report_with_candidates_is_not_told_before_its_award() -> None:
    assert tags(life.process(*life.WHOLE[:6])) == tags(life.process(*life.WHOLE[:5]))


def test_too_few_bidders_end_the_tender() -> None:
    few = {**life.OPENING, "result": "FAILED_FEW", "valid_bidders": 0, "bids": []}
    assert compiled(life.process(life.FIRST, life.TENDER, few))["tender"]["status"] == "unsuccessful"


def test_the_extension_s_code_lists_are_those_of_its_schema() -> None:
    told = json.loads(FILES["extension.json"])
    definitions = json.loads(FILES["release-schema.json"])["definitions"]
    listed = {
        field["codelist"]: {code for code in field["enum"] if code}
        for one in definitions.values()
        for field in one["properties"].values()
        if "codelist" in field
    }
    found = {
        name: {row["Code"] for row in csv.DictReader(io.StringIO(FILES[f"codelists/{name}"].decode()))}
        for name in told["codelists"]
    }
    assert found == listed
