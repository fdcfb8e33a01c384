"""Bids, key files and records beyond their vectors, and points that were crafted against the group."""

from typing import Any

import pytest
from nacl.bindings import crypto_core_ed25519_add, crypto_core_ed25519_sub

from crypto.bid import (
    bid_key_file,
    check_company_signature,
    check_identity_binding,
    check_offer_binding,
    offer_document,
    parse_bid_key,
    parse_recovery,
    recovery_file,
    sign_bid,
)
from crypto.coefficients import pick
from crypto.encoding import Body, canonical
from crypto.group import base_power, power, small_scalar
from crypto.records import check_receipt, check_shape, short_type
from crypto.secret_sharing import check_release, check_sharing, combine, custodian_key, deal, release_share
from crypto.shapes import anything, conform
from crypto.signatures import make_record, sign_document
from tests.crypto.vectors import load, refusal
from tests.vectors.documents import identity, statement
from tests.vectors.sources import LOT, counter, custodians, stream


class TestBid:
    def test_a_bid_is_signed_by_its_own_key(self) -> None:
        with refusal("bid-key"):
            sign_bid(statement(), stream("another bid key", 32))

    @pytest.mark.parametrize(
        "change", [{"lot": LOT.replace("1", "2")}, {"round": 2}, {"bid_key": "00" * 32}, {"digests": {}}], ids=str
    )
    def test_an_identity_belongs_to_one_bid(self, change: Body) -> None:
        check_identity_binding(identity(), statement())
        with refusal("identity-binding"):
            check_identity_binding({**identity(), **change}, statement())

    def test_an_offer_belongs_to_one_bid(self) -> None:
        with refusal("offer-binding"):
            check_offer_binding(offer_document(LOT, 1, bytes(32), {}), statement())

    def test_a_company_may_have_registered_another_key(self) -> None:
        key = bytes.fromhex(identity()["company_key"])
        check_company_signature(identity(), key)
        with refusal("company-key"):
            check_company_signature(identity(), bytes(32))

    def test_the_bidders_private_files_come_back(self) -> None:
        secrets = {kind: key.public for kind, key in zip(KINDS, custodians(4), strict=True)}
        for document, parse in (
            (bid_key_file(statement(), stream("bid key", 32)), parse_bid_key),
            (recovery_file(statement(), secrets), parse_recovery),
        ):
            assert parse(canonical(document)) == document


KINDS = ("identity", "offer", "documents", "pricing")


class TestRecords:
    @pytest.mark.parametrize("kind", ["tianping/Receipt/1", "tianping/receipt/2", "other/receipt/1", "tianping//1", 7])
    def test_a_type_of_another_house_is_refused(self, kind: Any) -> None:
        with refusal("record-type"):
            short_type({"type": kind})

    def test_a_type_of_a_later_version_has_no_shape_here(self) -> None:
        assert short_type({"type": "tianping/later-thing/1"}) == "later-thing"
        with refusal("record-type"):
            check_shape({"type": "tianping/later-thing/1"})

    def test_a_receipt_lists_the_kinds_in_order(self) -> None:
        body = load("receipts.json")["receipts"][0]["record"]["body"]
        turned = {**body, "envelopes": body["envelopes"][::-1]}
        with refusal("bid-kinds"):
            check_receipt(make_record(sign_document(turned, bytes(32), "platform"), bytes(16)))

    def test_only_an_object_can_conform(self) -> None:
        with refusal("check"):
            conform([], anything, "check")

    def test_a_coefficient_without_values_cannot_be_picked(self) -> None:
        with refusal("coefficient"):
            pick(bytes(32), "K", [])


class TestCraftedPoints:
    """Where libsodium raises by itself there is a refusal, nothing else."""

    KEYS = tuple(key.public for key in custodians(2))

    def test_a_polynomial_that_vanishes_at_a_custodian(self) -> None:
        """C_0 times C_1 is the neutral element, so that X_1 is, which no multiplication takes."""
        good = deal(self.KEYS, 2, b"", counter("deal")).sharing
        first = bytes.fromhex(good["C"][0])
        negated = crypto_core_ed25519_sub(first, crypto_core_ed25519_add(first, first))
        with refusal("group"):
            check_sharing({**good, "C": [first.hex(), negated.hex()]}, self.KEYS, 2, b"")

    def test_responses_that_cancel_a_commitment(self) -> None:
        """A_i = g^r X_i^c is the neutral element for r = -c p(i): a value like any other, and the proof fails."""
        secret = small_scalar(5)
        sharing = {
            "C": [base_power(secret).hex()],
            "Y": [power(key, secret).hex() for key in self.KEYS],
            "c": small_scalar(3).hex(),
            "r": [small_scalar(-15).hex()] * 2,
        }
        with refusal("sharing"):
            check_sharing(sharing, self.KEYS, 1, b"")

    def test_a_release_whose_proof_cancels(self) -> None:
        key = custodians(1)[0]
        dealing = deal([key.public], 1, b"", counter("deal"))
        release = release_share(key.secret, 1, dealing.sharing, b"", counter("release"))
        challenge = int.from_bytes(bytes.fromhex(release["c"]), "little")
        cancelling = small_scalar(-challenge * int.from_bytes(key.secret, "little")).hex()
        with refusal("release"):
            check_release({**release, "r": cancelling}, 1, key.public, dealing.sharing, b"")

    def test_shares_that_combine_to_the_neutral_element(self) -> None:
        """S_1^2 S_2^-1 is neutral for S_2 = S_1^2: no secret."""
        share = custodians(1)[0].public
        double = crypto_core_ed25519_add(share, share)
        with refusal("point"):
            combine([{"i": 1, "S": share.hex()}, {"i": 2, "S": double.hex()}], 2)

    def test_one_custodian_counts_once(self) -> None:
        share = custodians(1)[0].public.hex()
        with refusal("combine-distinct"):
            combine([{"i": 1, "S": share}, {"i": 1, "S": share}], 2)

    @pytest.mark.parametrize("secret", [bytes(32), b"\xff" * 32, bytes(31)])
    def test_a_custodians_secret_is_a_scalar(self, secret: bytes) -> None:
        with refusal("scalar"):
            custodian_key(secret)
