"""Encoding, signatures, bids, receipts and coefficients agree with the shared vectors."""

from datetime import UTC, datetime
from typing import Any

import pytest

from crypto.bid import (
    bid_digest,
    check_bid,
    check_company_signature,
    identity_document,
    parse_bid_key,
    parse_identity,
    parse_offer,
    parse_recovery,
    sign_bid,
)
from crypto.coefficients import coefficient_seed, draw, pick
from crypto.encoding import HS, MAC, H, canonical, digest, frame, parse_canonical, parse_timestamp, timestamp
from crypto.records import check_client_release, check_receipt
from crypto.signatures import (
    KeyPair,
    check_document,
    key_from_passphrase,
    leaf_value,
    make_record,
    sign_document,
    signed_bytes,
    verify,
)
from tests.crypto.vectors import load, named, refusal

ENCODING, SIGNATURES, BID = load("encoding.json"), load("signatures.json"), load("bid.json")
RECEIPTS, COEFFICIENTS = load("receipts.json"), load("coefficients.json")
CLIENT_RELEASES = load("client_releases.json")
Case = dict[str, Any]


def un(text: str) -> bytes:
    return bytes.fromhex(text)


@pytest.mark.parametrize("case", named(ENCODING["canonical"]))
def test_a_value_has_one_spelling(case: Case) -> None:
    assert canonical(case["value"]).hex() == case["hex"]
    assert parse_canonical(un(case["hex"])) == case["value"]
    assert digest(case["value"]).hex() == case["sha256"]


@pytest.mark.parametrize("case", named(ENCODING["refused"]))
def test_every_other_spelling_is_refused(case: Case) -> None:
    with refusal(case["check"]):
        parse_canonical(un(case["hex"]))


def test_frames_keep_their_parts_apart() -> None:
    for case in ENCODING["frames"]:
        parts = [un(part) for part in case["parts"]]
        found = (frame(case["label"], *parts), H(case["label"], *parts), HS(case["label"], *parts))
        assert tuple(each.hex() for each in found) == (case["frame"], case["H"], case["HS"])
    assert len({case["frame"] for case in ENCODING["frames"]}) == len(ENCODING["frames"])


def test_macs_are_framed_too() -> None:
    for case in ENCODING["macs"]:
        assert MAC(un(case["key"]), case["label"], *map(un, case["parts"])).hex() == case["MAC"]


def test_times_are_utc_with_milliseconds() -> None:
    for case in ENCODING["times"]:
        moment = datetime.fromtimestamp(case["milliseconds"] // 1000, UTC).replace(
            microsecond=case["milliseconds"] % 1000 * 1000
        )
        assert timestamp(moment) == case["text"]
        assert parse_timestamp(case["text"]) == moment


@pytest.mark.parametrize("text", ENCODING["times_refused"])
def test_other_spellings_of_a_time_are_refused(text: str) -> None:
    with refusal("encoding-time"):
        parse_timestamp(text)


def test_signatures_are_those_of_rfc_8032() -> None:
    for case in SIGNATURES["rfc8032"]:
        pair = KeyPair.from_seed(un(case["seed"]))
        assert pair.public.hex() == case["public"]
        assert pair.sign(un(case["message"])).hex() == case["signature"]
        verify(pair.public, un(case["message"]), un(case["signature"]))


@pytest.mark.parametrize("case", named(SIGNATURES["refused"]))
def test_crafted_signatures_and_keys_are_refused(case: Case) -> None:
    with refusal(case["check"]):
        verify(un(case["key"]), un(case["message"]), un(case["signature"]))


@pytest.mark.parametrize("case", named(SIGNATURES["documents"]))
def test_a_signed_document_is_its_vector(case: Case) -> None:
    signed = case["signed"]
    earlier = {**signed, "signatures": signed["signatures"][:-1]} if len(signed["signatures"]) > 1 else None
    assert sign_document(case["body"], un(case["seed"]), case["role"], earlier) == signed
    assert signed_bytes(case["body"]).hex() == case["signed_bytes"]
    assert check_document(signed, type=case["body"]["type"], role=case["role"]) == case["body"]
    assert leaf_value(make_record(signed, un(case["salt"]))).hex() == case["leaf"]


@pytest.mark.parametrize("case", named(SIGNATURES["documents_refused"]))
def test_a_spoilt_document_is_refused(case: Case) -> None:
    with refusal(case["check"]):
        check_document(case["signed"], type=case["type"], role=case["role"], key=case["key"])


def test_a_passphrase_gives_the_same_key_in_every_width() -> None:
    for case in SIGNATURES["passphrases"]:
        assert key_from_passphrase(case["passphrase"], un(case["salt"])).hex() == case["key"]
    salt = un(SIGNATURES["passphrases"][0]["salt"])
    assert key_from_passphrase("full width", salt) == key_from_passphrase("ｆｕｌｌ　ｗｉｄｔｈ", salt)


def test_a_bid_is_its_vector() -> None:
    for case in BID["statements"]:
        assert sign_bid(case["body"], un(case["seed"])) == case["signed"]
        assert check_bid(case["signed"]) == case["body"]
        assert canonical(case["body"]).decode() == case["body_text"]
        assert bid_digest(case["body"]).hex() == case["digest"]


@pytest.mark.parametrize("case", named(BID["statements_refused"]))
def test_a_spoilt_bid_is_refused(case: Case) -> None:
    with refusal(case["check"]):
        check_bid(case["signed"])


def test_an_identity_is_its_vector() -> None:
    for case in BID["identities"]:
        body = case["body"]
        check_company_signature(parse_identity(case["text"].encode()))
        again = identity_document(
            lot=body["lot"],
            round=body["round"],
            bid_key=un(body["bid_key"]),
            company=body["name"],
            uscc=body["uscc"],
            replaces_all_earlier=body["replaces_all_earlier"],
            bond=body["bond"],
            digests={kind: un(each) for kind, each in body["digests"].items()},
            company_seed=un(case["company_seed"]),
        )
        assert again == body


@pytest.mark.parametrize("case", named(BID["identities_refused"]))
def test_a_spoilt_identity_is_refused(case: Case) -> None:
    with refusal(case["check"]):
        check_company_signature(parse_identity(case["text"].encode()))


def test_offers_and_private_files_are_their_vectors() -> None:
    readers = {"offers": parse_offer, "bid_keys": parse_bid_key, "recoveries": parse_recovery}
    for member, parse in readers.items():
        for case in BID[member]:
            assert parse(case["text"].encode()) == case["body"]
        for case in BID[f"{member}_refused"]:
            with refusal(case["check"]):
                parse(case["text"].encode())


def test_a_receipt_is_its_vector() -> None:
    for case in RECEIPTS["receipts"]:
        assert digest(check_receipt(case["record"], case["key"])).hex() == case["digest"]
        assert leaf_value(case["record"]).hex() == case["leaf"]
    for case in RECEIPTS["refused"]:
        with refusal(case["check"]):
            check_receipt(case["record"], case["key"])


def test_a_client_release_is_its_vector() -> None:
    for case in CLIENT_RELEASES["releases"]:
        assert digest(check_client_release(case["record"], case["key"])).hex() == case["digest"]
        assert leaf_value(case["record"]).hex() == case["leaf"]


@pytest.mark.parametrize("case", named(CLIENT_RELEASES["refused"]))
def test_a_spoilt_client_release_is_refused(case: Case) -> None:
    with refusal(case["check"]):
        check_client_release(case["record"], case["key"])


def test_coefficients_follow_from_the_offers_secrets() -> None:
    for case in COEFFICIENTS:
        seed = coefficient_seed(case["lot"], case["round"], un(case["freeze"]), [un(each) for each in case["secrets"]])
        assert seed.hex() == case["seed"]
        for each in case["picks"]:
            assert pick(seed, each["name"], each["values"]) == each["value"]
            assert draw(seed, each["name"], len(each["values"]))[1] == each["attempts"]
