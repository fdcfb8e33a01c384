"""From experts to entries without names."""

from dataclasses import replace
from uuid import UUID

from crypto.verifiable_draw.pool import employer_label, expert_ref
from evaluation_rooms.draws.pools import named_entries
from evaluation_rooms.experts.people import PoolExpert

ONE = PoolExpert(UUID(int=1), "421281", ("A08", "A06", "A08"), "INSTITUTE", (), (), (), None, "active", (), True)
TWO = replace(ONE, id=UUID(int=2), city="429004", employer_uscc="UNIVERSITY")
NAMES = {ONE.id: "李评", TWO.id: "王审"}
SALTS = {ONE.id: b"1" * 16, TWO.id: b"2" * 16}


def test_entries_ascend_by_ref_and_tell_cities_specialities_and_labels() -> None:
    named = named_entries([TWO, ONE], NAMES, SALTS, b"s" * 16)
    assert [one.entry.ref for one in named] == sorted(one.entry.ref for one in named)
    first = next(one for one in named if one.expert == ONE.id).entry
    assert (first.city, first.specialities) == ("421200", ("A06", "A08"))
    assert first.employer == employer_label("INSTITUTE", b"s" * 16)
    assert {one.entry.city for one in named} == {"421200", "429004"}


def test_an_opening_leads_back_to_the_person() -> None:
    for one in named_entries([ONE, TWO], NAMES, SALTS, b"s" * 16):
        assert expert_ref(str(one.expert), one.name, one.salt) == one.entry.ref


def test_two_draws_cannot_be_joined() -> None:
    salts = {expert: salt[::-1] + b"x" for expert, salt in SALTS.items()}
    left = named_entries([ONE, TWO], NAMES, SALTS, b"s" * 16)
    right = named_entries([ONE, TWO], NAMES, {key: salt[-16:] for key, salt in salts.items()}, b"t" * 16)
    assert not {one.entry.ref for one in left} & {one.entry.ref for one in right}
    assert not {one.entry.employer for one in left} & {one.entry.employer for one in right}
