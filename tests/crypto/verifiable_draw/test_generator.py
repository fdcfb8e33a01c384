"""Numbers from a seed: within bounds, without favour, an own stream for each purpose."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.encoding import H, u64
from crypto.verifiable_draw.generator import RANGE, Stream
from tests.crypto.vectors import refusal

SEED = bytes(range(32))


@given(st.binary(min_size=32, max_size=32), st.integers(1, RANGE))
def test_a_number_lies_below_its_bound(seed: bytes, bound: int) -> None:
    assert all(0 <= Stream(seed, "any").below(bound) < bound for _ in range(3))


@given(st.binary(max_size=40), st.lists(st.integers(), max_size=40), st.data())
def test_a_sample_is_taken_from_the_list_and_a_shuffle_loses_nothing(
    seed: bytes, items: list[int], data: st.DataObject
) -> None:
    count = data.draw(st.integers(0, len(items)))
    assert sorted(Stream(seed, "any").shuffled(items)) == sorted(items)
    assert not Counter(Stream(seed, "any").sample(items, count)) - Counter(items)
    assert Stream(seed, "any").sample(items, count) == Stream(seed, "any").shuffled(items)[:count]


def test_numbers_are_the_blocks_eight_bytes_at_a_time() -> None:
    blocks = b"".join(H("draw stream", SEED, b"any", u64(block)) for block in range(3))
    stream = Stream(SEED, "any")
    drawn = b"".join(u64(stream.below(RANGE)) for _ in range(12))
    assert drawn == blocks


def test_what_would_favour_small_numbers_is_skipped() -> None:
    bound = 2**63 + 1
    whole, taken = Stream(SEED, "any"), Stream(SEED, "any")
    kept = [number for number in (whole.below(RANGE) for _ in range(64)) if number < bound]
    assert 16 < len(kept) < 48
    assert [taken.below(bound) for _ in kept] == kept


def test_another_purpose_or_seed_gives_other_numbers() -> None:
    streams = [Stream(SEED, "one"), Stream(SEED, "two"), Stream(bytes(32), "one")]
    assert len({stream.below(RANGE) for stream in streams}) == 3


@pytest.mark.parametrize("bound", [0, -1, RANGE + 1])
def test_no_other_bound_is_taken(bound: int) -> None:
    with refusal("draw-stream"):
        Stream(SEED, "any").below(bound)


def test_more_than_there_are_cannot_be_drawn() -> None:
    with refusal("draw-stream"):
        Stream(SEED, "any").sample([1, 2], 3)
