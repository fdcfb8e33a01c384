"""The draw's shared vectors: this house and the browser must agree on every one."""

import copy
from typing import Any

import pytest

from crypto.audit import failures
from crypto.encoding import Body, canonical, parse_canonical
from crypto.verifiable_draw.ceremony import dealing_context, seed_of
from crypto.verifiable_draw.draw import draw_committee, reserve_order, seat_names, seat_workstations
from crypto.verifiable_draw.generator import Stream
from crypto.verifiable_draw.pool import employer_label, expert_ref, pool_root, read_entry
from crypto.verifiable_draw.quotas import read_quotas
from crypto.verifiable_draw.record import read_table
from crypto.verifiable_draw.table import group
from crypto.verifiable_draw.verify import verify_draw
from tests.crypto.vectors import load, named

STEPS = load("draw_steps.json")
PACKAGE = load("draw_package.json")
un = bytes.fromhex


def changed(changes: list[Body]) -> Any:
    """The package with values put at paths."""
    package = copy.deepcopy(PACKAGE)
    for change in changes:
        place = package
        for step in change["path"][:-1]:
            place = place[step]
        place[change["path"][-1]] = change["value"]
    return package


class TestSteps:
    @pytest.mark.parametrize("case", STEPS["streams"], ids=lambda case: case["purpose"])
    def test_a_seed_gives_these_numbers(self, case: Any) -> None:
        stream = Stream(un(case["seed"]), case["purpose"])
        assert [stream.below(int(each["bound"])) for each in case["drawn"]] == [
            int(each["number"]) for each in case["drawn"]
        ]

    @pytest.mark.parametrize("case", STEPS["orders"], ids=lambda case: f"{case['take']} of {case['items']}")
    def test_a_seed_gives_this_order(self, case: Any) -> None:
        stream = Stream(un(case["seed"]), case["purpose"])
        assert stream.sample(range(case["items"]), case["take"]) == case["order"]

    def test_people_and_employers_stand_under_these_labels(self) -> None:
        for case in STEPS["refs"]:
            assert expert_ref(case["expert"], case["name"], un(case["salt"])) == case["ref"]
        for case in STEPS["labels"]:
            assert employer_label(case["uscc"], un(case["salt"])) == case["label"]

    def test_dealings_are_bound_and_seeds_follow(self) -> None:
        for case in STEPS["contexts"]:
            assert dealing_context(un(case["inputs"]), case["index"]).hex() == case["context"]
        for case in STEPS["seeds"]:
            secrets = [un(each) for each in case["secrets"]]
            assert seed_of(un(case["inputs"]), un(case["cutoff"]), secrets).hex() == case["seed"]

    @pytest.mark.parametrize("case", named(STEPS["committees"]))
    def test_a_seed_gives_this_committee_and_these_reserves(self, case: Any) -> None:
        entries, quotas = [read_entry(each) for each in case["entries"]], read_quotas(case["quotas"])
        groups, table = group(entries, quotas, frozenset(case["large"])), read_table(case["table"])
        assert pool_root(entries).hex() == case["root"]
        for draw in case["draws"]:
            committee = draw_committee(groups, quotas, table, un(draw["seed"]))
            told = [{"ref": member.entry.ref, "speciality": member.speciality} for member in committee]
            assert told == draw["committee"]
            assert [one.ref for one in reserve_order(entries, committee, un(draw["seed"]))] == draw["reserves"]

    @pytest.mark.parametrize("case", STEPS["seats"], ids=lambda case: len(case["refs"]))
    def test_a_seed_gives_these_seats(self, case: Any) -> None:
        assert seat_names(case["refs"], un(case["seed"])) == case["names"]
        given = seat_workstations(case["refs"], case["workstations"], case["venue"], un(case["seed"]))
        assert given == case["places"]


class TestPackages:
    def test_the_honest_package_holds_in_every_check(self) -> None:
        checks = verify_draw(PACKAGE)
        assert [check.name for check in checks] == load("draw_checks.json")
        assert failures(checks) == []

    def test_it_is_told_in_canonical_values(self) -> None:
        assert parse_canonical(canonical(PACKAGE)) == PACKAGE

    @pytest.mark.parametrize("case", named(load("draw_refused.json")))
    def test_a_changed_package_fails_by_name(self, case: Any) -> None:
        failed = failures(verify_draw(changed(case["changes"])))
        assert set(case["checks"]) <= set(failed), failed

    @pytest.mark.parametrize("case", named(load("draw_sat.json")))
    def test_who_sat_keeps_his_seat_and_who_comes_takes_the_seed_s(self, case: Any) -> None:
        failed = failures(verify_draw(changed(case["changes"])))
        assert failed == case["checks"]

    def test_every_light_check_is_failed_by_some_change(self) -> None:
        failed = {name for case in load("draw_refused.json") for name in case["checks"]}
        assert failed == set(load("draw_checks.json"))
