"""Ticks and frontiers beyond their vectors."""

import pytest

from crypto.encoding import MAC, u32, u64
from crypto.transparency_log import (
    TICK_SIZE,
    Frontier,
    check_fillers,
    consistency_proof,
    fill_tick,
    inclusion_proof,
    leaf_hash,
    leaf_position,
    split_hashes,
    split_values,
    tick_entry,
    tick_root,
)
from tests.crypto.vectors import refusal
from tests.vectors.sources import FLOOR, stream

KEY = stream("filler key", 32)
LEAVES = [stream(f"leaf {number}", 32) for number in range(3)]


def test_a_tick_is_leaves_among_fillers_in_ascending_order() -> None:
    values = fill_tick(LEAVES, KEY, 7)
    fillers = {MAC(KEY, "filler", u64(7), u32(number)) for number in range(TICK_SIZE - 3)}
    assert set(values) == fillers | set(LEAVES)
    assert values == sorted(values) and len(values) == TICK_SIZE


def test_a_leaf_is_found_where_it_stands() -> None:
    values = fill_tick(LEAVES, KEY, 7)
    assert values[leaf_position(LEAVES[1], values)] == LEAVES[1]
    with refusal("tick-membership"):
        leaf_position(bytes(32), values)


@pytest.mark.parametrize("leaves", [[b"short"], [LEAVES[0]] * 2, [stream(str(n), 32) for n in range(1025)]])
def test_a_tick_takes_at_most_1024_different_values(leaves: list[bytes]) -> None:
    with refusal("tick-leaves"):
        fill_tick(leaves, KEY, 0)


def test_once_the_filler_key_is_out_every_value_is_accounted_for() -> None:
    values = fill_tick(LEAVES, KEY, 7)
    entry = tick_entry(7, FLOOR, tick_root(values), KEY)
    check_fillers(values, LEAVES, KEY, entry)
    with refusal("tick-filler"):
        check_fillers(values, LEAVES[:2], KEY, entry)
    with refusal("tick-filler"):
        check_fillers(values, LEAVES, bytes(32), entry)


def test_values_of_another_length_or_order_are_refused() -> None:
    values = fill_tick(LEAVES, KEY, 7)
    assert split_values(b"".join(values)) == values
    for data in (b"".join(values[:-1]), b"".join(reversed(values)), b"".join([values[0], *values[:-1]])):
        with refusal("tick-values"):
            split_values(data)
    with refusal("log-leaves"):
        split_hashes(bytes(33))


def test_a_frontier_of_another_length_is_refused() -> None:
    good = Frontier().append(leaf_hash(b"")).to_bytes()
    for data in (b"", good[:-1], good + b"\0", u64(3) + good[8:]):
        with refusal("frontier"):
            Frontier.from_bytes(data)


def test_no_proof_is_made_of_what_is_not_there() -> None:
    hashes = [leaf_hash(bytes([number])) for number in range(3)]
    for index in (-1, 3):
        with refusal("inclusion-index"):
            inclusion_proof(hashes, index)
    for earlier in (0, 4):
        with refusal("consistency-size"):
            consistency_proof(hashes, earlier)
