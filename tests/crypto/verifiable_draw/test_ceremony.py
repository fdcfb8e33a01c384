"""The ceremony: any t custodians complete it, fewer cannot, who stays away after the cut-off changes nothing."""

import copy
from collections.abc import Iterable
from functools import cache
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.encoding import Body, digest
from crypto.errors import CryptoError
from crypto.signatures import sign_document
from crypto.verifiable_draw.ceremony import (
    check_dealing,
    check_draw_release,
    make_dealing,
    make_release,
    secrets_of,
    seed_of,
)
from tests.crypto.story import pair
from tests.crypto.vectors import refusal
from tests.crypto.verifiable_draw.story import COUNT, THRESHOLD, DrawStory, at
from tests.vectors.sources import counter, custodians

KEYS = [key.public for key in custodians(COUNT)]


@cache
def papers() -> tuple[Body, Body]:
    """Inputs and key set."""
    story = DrawStory()
    return story.inputs(1, story.sealed(1, []), [], 0, 1), story.key_set


def dealt(index: int, label: str = "dealing", **changes: object) -> Body:
    seed, entropy = pair(f"custodian {index}").seed, counter(f"{label} {index}")
    return make_dealing({**papers()[0], **changes}, index, KEYS, THRESHOLD, seed, "offline 1.0", at(2), entropy)


@cache
def dealings(dealers: tuple[int, ...] = (1, 2, 3, 4, 5)) -> tuple[Body, ...]:
    return tuple(dealt(index)["body"] for index in dealers)


def cut(found: Iterable[Body]) -> Body:
    inputs = papers()[0]
    listed = [{"index": each["index"], "dealing": digest(each).hex()} for each in found]
    named = {"draw": inputs["draw"], "inputs": digest(inputs).hex(), "dealings": listed}
    return {"type": "tianping/draw-cutoff/1", **named, "at": at(12)}


@cache
def released(index: int, dealers: tuple[int, ...] = (1, 2, 3, 4, 5)) -> Body:
    found = dealings(dealers)
    secret, seed = custodians(COUNT)[index - 1].secret, pair(f"custodian {index}").seed
    return make_release(cut(found), found, index, secret, seed, "offline 1.0", at(13), counter(f"release {index}"))


def seed(releasing: Iterable[int], dealers: tuple[int, ...] = (1, 2, 3, 4, 5)) -> bytes:
    found = dealings(dealers)
    bodies = [check_draw_release(released(index, dealers), cut(found), found, papers()[1]) for index in releasing]
    return seed_of(digest(papers()[0]), digest(cut(found)), secrets_of(bodies, found, THRESHOLD))


class TestSeed:
    @given(st.permutations(range(1, COUNT + 1)), st.integers(THRESHOLD, COUNT))
    @settings(max_examples=20, deadline=None)
    def test_any_t_or_more_releases_in_any_order_give_one_seed(self, order: list[int], count: int) -> None:
        assert seed(order[:count]) == seed((1, 2, 3))

    @pytest.mark.parametrize("few", list(combinations(range(1, COUNT + 1), THRESHOLD - 1)))
    def test_one_release_fewer_gives_none(self, few: tuple[int, ...]) -> None:
        with refusal("combine-threshold"):
            seed(few)

    def test_a_custodian_does_not_count_twice(self) -> None:
        with refusal("combine-distinct"):
            seed((1, 1, 2))

    def test_every_dealing_of_the_cutoff_matters_and_nothing_else(self) -> None:
        assert seed((1, 2, 3), (1, 2, 3)) != seed((1, 2, 3))
        assert seed((3, 4, 5), (1, 2, 3)) == seed((1, 2, 3), (1, 2, 3))

    def test_inputs_and_cutoff_are_part_of_it(self) -> None:
        secrets = [bytes(32)]
        seeds = {seed_of(*each, secrets) for each in ((b"a", b"b"), (b"a", b"c"), (b"c", b"b"), (b"", b"ab"))}
        assert len(seeds) == 4


class TestDealing:
    def test_a_dealing_holds_for_its_inputs(self) -> None:
        signed = dealt(2)
        assert check_dealing(signed, *papers()) == signed["body"]

    def test_it_is_of_no_other_draw(self) -> None:
        with refusal("draw-dealing"):
            check_dealing(dealt(2, eligible=7), *papers())

    def test_it_is_of_no_other_dealer(self) -> None:
        body = {**dealt(2)["body"], "index": 3}
        with refusal("sharing"):
            check_dealing(sign_document(body, pair("custodian 3").seed, "custodian"), *papers())

    @pytest.mark.parametrize(
        ("hand", "index", "check"), [("custodian 3", 2, "signature-role"), ("nobody", 6, "draw-dealing")]
    )
    def test_only_its_custodian_signs_it(self, hand: str, index: int, check: str) -> None:
        body = {**dealt(2)["body"], "index": index}
        with refusal(check):
            check_dealing(sign_document(body, pair(hand).seed, "custodian"), *papers())

    def test_a_member_more_is_refused(self) -> None:
        body = {**dealt(2)["body"], "note": ""}
        with refusal("draw-dealing-shape"):
            check_dealing(sign_document(body, pair("custodian 2").seed, "custodian"), *papers())


class TestRelease:
    def check(self, **changes: object) -> None:
        """Custodian 2 signs his release with changes."""
        body = {**copy.deepcopy(released(2)["body"]), **changes}
        signed = sign_document(body, pair("custodian 2").seed, "custodian")
        check_draw_release(signed, cut(dealings()), dealings(), papers()[1])

    def test_a_release_holds_for_its_cutoff(self) -> None:
        self.check()

    def test_it_is_of_no_other_cutoff(self) -> None:
        with refusal("draw-release"):
            self.check(cutoff="00" * 32)

    def test_it_names_its_own_share_key(self) -> None:
        with refusal("draw-release"):
            self.check(share_key=KEYS[0].hex())

    def test_it_has_one_share_of_each_dealing(self) -> None:
        with refusal("draw-release"):
            self.check(shares=released(2)["body"]["shares"][1:])

    def test_a_share_of_another_custodian_is_refused(self) -> None:
        with refusal("release-index"):
            self.check(shares=released(3)["body"]["shares"])

    def test_a_wrong_share_is_refused(self) -> None:
        shares = copy.deepcopy(released(2)["body"]["shares"])
        shares[0]["S"], shares[1]["S"] = shares[1]["S"], shares[0]["S"]
        with refusal("release"):
            self.check(shares=shares)

    def test_nothing_is_released_for_other_dealings_than_the_cutoffs(self) -> None:
        with pytest.raises(CryptoError) as caught:
            make_release(
                cut(dealings()), dealings()[1:], 2, custodians(2)[1].secret, bytes(32), "", at(13), counter("none")
            )
        assert caught.value.check == "draw-cutoff"
