"""From a seed to places: the same seed gives the same committee, a supplementary draw fills its one place only."""

from dataclasses import replace
from typing import Any

import pytest

from crypto.encoding import Body
from crypto.errors import DrawRefused
from crypto.verifiable_draw.quotas import Member, broken_quotas
from evaluation_rooms.draws.drawn import Drawn, draw_places
from tests.draws.ceremonies import POOL, QUOTAS, sealed_body

OF_REF = {entry.ref: entry for entry in POOL}
DRAW = "0198c0de-0000-7000-8000-0000000000d1"


def drawn(seed: bytes, *, vacancies: Any = (), used: Any = (), **sealed: Any) -> Drawn:
    """The outcome of that seed over the pool of these tests."""
    inputs: Body = {"quotas": QUOTAS.body(), "vacancies": list(vacancies)}
    return draw_places(inputs, {**sealed_body(DRAW), **sealed}, POOL, set(used), seed)


def members(found: Drawn) -> list[Member]:
    """The committee as the quotas see it."""
    return [Member(OF_REF[seat.ref], seat.speciality) for seat in found.committee]


def test_a_seed_gives_one_lawful_committee_and_everybody_else_in_order() -> None:
    found = drawn(b"\x01" * 32)
    assert found == drawn(b"\x01" * 32)
    assert found != drawn(b"\x02" * 32)
    assert broken_quotas(QUOTAS, members(found)) == []
    assert [seat.place for seat in found.committee] == [1, 2, 3]
    chosen = {seat.ref for seat in found.committee}
    assert sorted([*chosen, *found.reserves]) == [entry.ref for entry in POOL]


def test_whoever_is_excluded_is_neither_drawn_nor_a_reserve() -> None:
    out = [entry.ref for entry in POOL[:10]]
    for seed in range(50):
        found = drawn(bytes([seed]) * 32, exclusions=[{"ref": ref, "code": "LOAD"} for ref in out])
        assert not {seat.ref for seat in found.committee} & set(out)
        assert not set(found.reserves) & set(out)


def test_a_supplementary_draw_fills_the_vacant_place_beside_those_who_stay() -> None:
    committee = drawn(b"\x01" * 32).committee
    fixed = [seat.body() for seat in committee if seat.place != 2]
    used = [seat.ref for seat in committee]
    vacancy = {"place": 2, "speciality": "A08"}
    found = {
        drawn(bytes([seed]) * 32, vacancies=[vacancy], used=used, table=None, fixed=fixed).committee[0].ref
        for seed in range(100)
    }
    assert len(found) > 5
    for ref in found:
        stays = [seat for seat in committee if seat.place != 2]
        whole = [*stays, replace(committee[1], ref=ref)]
        assert broken_quotas(QUOTAS, members(Drawn(tuple(whole), ()))) == []
        assert ref not in used


def test_a_supplementary_draw_without_candidates_is_refused() -> None:
    committee = drawn(b"\x01" * 32).committee
    fixed = [seat.body() for seat in committee[:2]]
    with pytest.raises(DrawRefused, match="draw-supplement"):
        drawn(b"\x03" * 32, vacancies=[{"place": 3, "speciality": "A08"}], used=OF_REF, table=None, fixed=fixed)
