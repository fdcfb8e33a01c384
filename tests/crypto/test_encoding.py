"""Bytes that were written down by others, or by hand: the encoding does not merely agree with itself."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta, timezone

import pytest

from crypto.encoding import HS, MAC, H, canonical, digest, frame, parse_object, timestamp, unhex
from crypto.errors import CryptoError
from crypto.shapes import boolean, conform, exactly, integer, list_of, mapping, members, null_or, text, uuid
from crypto.signatures import KeyPair, key_from_passphrase, leaf_value, make_record, sign_document
from tests.crypto.vectors import refusal


def test_members_stand_in_the_order_of_rfc_8785() -> None:
    """RFC 8785, 3.2.3: by UTF-16 code units, so that an emoji comes before a Hebrew letter."""
    value = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "\u00f6": 7}
    expected = '{"\\r":2,"1":4,"\x80":6,"\u00f6":7,"\u20ac":1,"\U0001f600":5,"\ufb33":3}'
    assert canonical(value) == expected.encode()


def test_strings_are_escaped_as_in_rfc_8785() -> None:
    """RFC 8785, 3.2.2.2 and its first example."""
    assert canonical("\u20ac$\x0f\nA'B\"\\\\\"/") == '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'.encode()
    assert canonical("\b\t\n\f\r\x7f\u2028") == b'"\\b\\t\\n\\f\\r\x7f\xe2\x80\xa8"'


def test_a_frame_is_label_and_measured_parts() -> None:
    by_hand = b"tianping/1/leaf\x00" + b"\0\0\0\0\0\0\0\x02ab" + b"\0\0\0\0\0\0\0\0"
    assert frame("leaf", b"ab", b"") == by_hand
    assert H("leaf", b"ab", b"") == hashlib.sha256(by_hand).digest()
    assert MAC(b"key", "leaf", b"ab", b"") == hmac.new(b"key", by_hand, "sha256").digest()


def test_a_hashed_scalar_is_reduced() -> None:
    order = 2**252 + 27742317777372353535851937790883648493
    number = int.from_bytes(hashlib.sha512(frame("x")).digest(), "little") % order
    assert HS("x") == number.to_bytes(32, "little")


def test_sha256sum_agrees_with_a_digest() -> None:
    assert digest({"b": 1, "a": "中"}) == hashlib.sha256('{"a":"中","b":1}'.encode()).digest()


def test_a_leaf_is_bound_to_salt_type_and_body() -> None:
    body = {"type": "tianping/example/1"}
    record = make_record(sign_document(body, bytes(32), "platform"), b"\x05" * 16)
    hashed = hashlib.sha256(b'{"type":"tianping/example/1"}').digest()
    assert leaf_value(record) == H("leaf", b"\x05" * 16, b"tianping/example/1", hashed)


@pytest.mark.parametrize(
    ("value", "check"),
    [
        (1.5, "encoding-type"),
        (b"bytes", "encoding-type"),
        ({1: 2}, "encoding-type"),
        ({"a": {1, 2}}, "encoding-type"),
        (2**53, "encoding-integer"),
        ("\ud800", "encoding-unicode"),
        ({"\ud800": 1}, "encoding-unicode"),
    ],
)
def test_what_has_no_canonical_form_is_refused(value: object, check: str) -> None:
    with refusal(check):
        canonical(value)


def test_an_object_is_asked_for_and_given() -> None:
    assert parse_object(b'{"a":1}') == {"a": 1}
    with refusal("encoding-type"):
        parse_object(b"[]")


@pytest.mark.parametrize("text", ["AB", "abc", "0g", " ab", "ab\n", "٠٠", 7, None])
def test_only_lowercase_hex_is_hex(text: object) -> None:
    with refusal("encoding-hex"):
        unhex(text)


def test_hex_has_the_length_that_was_asked_for() -> None:
    assert unhex("00ff", 2) == b"\x00\xff"
    with refusal("encoding-hex"):
        unhex("00ff", 3)


def test_a_moment_is_told_in_utc_and_cut_to_milliseconds() -> None:
    beijing = timezone(timedelta(hours=8))
    assert timestamp(datetime(2026, 12, 17, 9, 30, 0, 999_999, tzinfo=beijing)) == "2026-12-17T01:30:00.999Z"
    assert timestamp(datetime(987, 1, 2, tzinfo=UTC)) == "0987-01-02T00:00:00.000Z"
    with refusal("encoding-time"):
        timestamp(datetime(2026, 12, 17))  # noqa: DTZ001  (a naive moment is what is refused)


SHAPE = members(a=integer(0, 9), b=null_or(text(1, 3)), c=list_of(boolean, 0, 2), d=exactly("x", "y"), e=uuid)
GOOD = {"a": 1, "b": None, "c": [True], "d": "x", "e": "0198c0de-0000-7000-8000-000000000001"}


class TestShapes:
    def test_a_document_of_the_shape_passes(self) -> None:
        assert conform(GOOD, SHAPE, "check") is GOOD

    @pytest.mark.parametrize(
        "change",
        [
            {"a": 10},
            {"a": True},
            {"a": "1"},
            {"b": ""},
            {"b": "long"},
            {"c": [True, False, True]},
            {"c": [1]},
            {"c": {}},
            {"d": "z"},
            {"d": []},
            {"e": "0198C0DE-0000-7000-8000-000000000001"},
            {"f": 1},
        ],
        ids=str,
    )
    def test_every_other_document_is_refused_under_the_given_name(self, change: dict[str, object]) -> None:
        with refusal("check"):
            conform({**GOOD, **change}, SHAPE, "check")

    def test_a_missing_member_is_named(self) -> None:
        with pytest.raises(CryptoError, match="lacks or adds: b"):
            conform({name: value for name, value in GOOD.items() if name != "b"}, SHAPE, "check")

    def test_a_mapping_has_any_names_but_not_too_many(self) -> None:
        shape = mapping(text(0, 1), 2)
        conform({"any": "a", "name": ""}, shape, "check")
        for wrong in ({"a": 1}, dict.fromkeys("abc", ""), []):
            with refusal("check"):
                conform(wrong, shape, "check")


class TestKeys:
    def test_a_pair_does_not_show_its_seed(self) -> None:
        pair = KeyPair.from_seed(b"\x17" * 32)
        assert (b"\x17" * 4).hex() not in repr(pair) and "\\x17" not in repr(pair)

    def test_a_seed_has_32_bytes(self) -> None:
        with refusal("signature-seed"):
            KeyPair.from_seed(bytes(31))
        assert len(KeyPair.new(lambda length: bytes(length)).public) == 32

    def test_a_second_signature_needs_the_same_body(self) -> None:
        signed = sign_document({"type": "x", "n": 1}, bytes(32), "platform")
        with refusal("signature-body"):
            sign_document({"type": "x", "n": 2}, bytes(32), "staff", signed)

    def test_a_second_signature_keeps_the_salt(self) -> None:
        record = make_record(sign_document({"type": "x"}, bytes(32), "platform"), bytes(16))
        assert sign_document({"type": "x"}, b"\x01" * 32, "staff", record)["salt"] == record["salt"]

    def test_salts_have_16_bytes(self) -> None:
        with refusal("signature-salt"):
            make_record(sign_document({"type": "x"}, bytes(32), "platform"), bytes(15))
        with refusal("passphrase-salt"):
            key_from_passphrase("words", bytes(8))

    def test_a_leaf_needs_a_salt_and_a_type(self) -> None:
        with refusal("signature-shape"):
            leaf_value(sign_document({"type": "x"}, bytes(32), "platform"))
        with refusal("signature-shape"):
            leaf_value(make_record(sign_document({}, bytes(32), "platform"), bytes(16)))

    def test_a_passphrase_is_well_formed(self) -> None:
        with refusal("passphrase"):
            key_from_passphrase("\ud800", bytes(16))
