"""What holds for all inputs: any t open, any t-1 do not, and nothing but a refusal ever leaves a parser."""

import hashlib
import io
from collections.abc import Callable
from contextlib import suppress
from itertools import combinations
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.audit import audit
from crypto.bid import (
    check_bid,
    check_company_signature,
    parse_bid_key,
    parse_identity,
    parse_offer,
    parse_recovery,
)
from crypto.coefficients import draw
from crypto.encoding import Body, canonical, parse_canonical, parse_object, parse_timestamp, unhex
from crypto.envelope import BodyReader, Header, check_header_sharing, open_stream, read_preamble
from crypto.errors import CryptoError
from crypto.manifest import Manifest, check_names
from crypto.padding import CHUNK, body_length, padme, payload_length, payload_of_body
from crypto.pieces import PIECE, PieceHasher, body_root, piece_hash
from crypto.records import check_receipt, check_shape
from crypto.secret_sharing import check_possession, check_release, check_sharing, combine, deal, release_share
from crypto.signatures import check_document, leaf_value, make_record, sign_document, verify
from crypto.transparency_log import (
    Frontier,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    split_hashes,
    split_values,
    tree_root,
)
from tests.crypto.packages import HONEST, Story
from tests.crypto.story import pair, record_path
from tests.crypto.vectors import load
from tests.vectors.sources import counter, custodians

few = settings(max_examples=25, deadline=None, derandomize=True)
many = settings(max_examples=150, deadline=None, derandomize=True)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**54), 2**54) | st.text(max_size=8) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
good_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place inside a JSON value."""
    if not isinstance(value, dict | list):
        return [path]
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    return [path, *(found for name, each in inner for found in places(each, (*path, name)))]


def put(value: Any, path: tuple[Any, ...], other: Any) -> Any:
    """The value with another one at that place."""
    if not path:
        return other
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = put(value[path[0]], path[1:], other)
    return copy


@st.composite
def altered(pick: Callable[[Any], Any], document: Any) -> Any:
    """The document with something else at some place."""
    path = pick(st.sampled_from(places(document)))
    return put(document, path, pick(json_values | st.text("0123456789abcdef", min_size=64, max_size=64)))


def only_refuses(function: Callable[..., object], *arguments: object) -> None:
    with suppress(CryptoError):
        function(*arguments)


@many
@given(good_values)
def test_a_value_survives_its_own_spelling(value: Any) -> None:
    assert parse_canonical(canonical(value)) == value


@few
@given(st.integers(1, 5).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n))), st.binary(max_size=20))
def test_any_threshold_opens_and_one_fewer_does_not(sizes: tuple[int, int], context: bytes) -> None:
    count, threshold = sizes
    keys = custodians(count)
    dealing = deal([key.public for key in keys], threshold, context, counter("property"))
    releases = [
        release_share(key.secret, index, dealing.sharing, context, counter("release"))
        for index, key in enumerate(keys, start=1)
    ]
    assert all(combine(chosen, threshold) == dealing.secret for chosen in combinations(releases, threshold))
    for fewer in combinations(releases, threshold - 1):
        only_refuses(combine, fewer, threshold)
        if fewer:
            assert combine(fewer, len(fewer)) != dealing.secret


PARSERS: list[Callable[[bytes], object]] = [
    parse_canonical,
    parse_object,
    parse_identity,
    parse_offer,
    parse_bid_key,
    parse_recovery,
    Header.parse,
    Frontier.from_bytes,
    split_values,
    split_hashes,
    lambda data: Manifest.parse(data, "documents", 0),
    lambda data: read_preamble(io.BytesIO(data)),
    lambda data: verify(data, data, data),
    lambda data: unhex(data.decode("latin-1")),
    lambda data: parse_timestamp(data.decode("latin-1")),
    lambda data: audit({"package.json": data}),
]


@pytest.mark.parametrize("parse", PARSERS)
@many
@given(st.binary(max_size=200) | json_values.map(lambda value: repr(value).encode()) | st.just(b"TIANPING\x01"))
def test_parsers_only_ever_refuse(parse: Callable[[bytes], object], data: bytes) -> None:
    only_refuses(parse, data)


ENVELOPE = load("envelope.json")["envelopes"][2]
BODY = bytes.fromhex(ENVELOPE["file"])[-ENVELOPE["body_length"] :]
SHARING = load("sharing.json")["dealings"][1]
KEYS = [bytes.fromhex(key) for key in SHARING["keys"]]
BID = load("bid.json")
RECEIPT = load("receipts.json")["receipts"][0]["record"]


def open_altered(header: Any) -> None:
    parsed = Header.parse(canonical(header))
    check_header_sharing(parsed)
    open_stream(parsed, bytes.fromhex(ENVELOPE["secret"]), [BODY])


@many
@given(altered(parse_object(ENVELOPE["header_text"].encode())))
def test_no_header_that_differs_opens(header: Any) -> None:
    if canonical_or_none(header) != ENVELOPE["header_text"].encode():
        with pytest.raises(CryptoError):
            open_altered(header)


def canonical_or_none(value: Any) -> bytes | None:
    try:
        return canonical(value)
    except CryptoError:
        return None


@many
@given(altered(SHARING["sharing"]))
def test_no_sharing_that_differs_holds(sharing: Any) -> None:
    if sharing != SHARING["sharing"]:
        with pytest.raises(CryptoError):
            check_sharing(sharing, KEYS, 2, bytes.fromhex(SHARING["context"]))


@many
@given(altered(SHARING["releases"][0]["release"]))
def test_no_release_that_differs_holds(release: Any) -> None:
    only_refuses(combine, [release, release], 2)
    if release != SHARING["releases"][0]["release"]:
        with pytest.raises(CryptoError):
            check_release(release, 1, KEYS[0], SHARING["sharing"], bytes.fromhex(SHARING["context"]))


@many
@given(altered(load("sharing.json")["possession"][0]["proof"]))
def test_no_proof_of_possession_that_differs_holds(proof: Any) -> None:
    good = load("sharing.json")["possession"][0]
    if proof != good["proof"]:
        with pytest.raises(CryptoError):
            check_possession(KEYS[0], bytes.fromhex(good["context"]), proof)


@many
@given(altered(BID["statements"][0]["signed"]))
def test_no_bid_that_differs_holds(signed: Any) -> None:
    good = BID["statements"][0]["signed"]
    if canonical_or_none(signed) != canonical(good) and signed_part(signed) != signed_part(good):
        with pytest.raises(CryptoError):
            check_bid(signed)


def signed_part(signed: Any) -> Any:
    """Everything but the salt, which a bid does not have and a record may change for another leaf."""
    return {name: value for name, value in signed.items() if name != "salt"} if isinstance(signed, dict) else signed


@many
@given(altered(BID["identities"][1]["body"]))
def test_no_identity_that_differs_holds(identity: Any) -> None:
    data = canonical_or_none(identity)
    if data is not None and data != BID["identities"][1]["text"].encode():
        with pytest.raises(CryptoError):
            check_company_signature(parse_identity(data))


@many
@given(altered(RECEIPT))
def test_no_receipt_that_differs_holds_or_has_the_same_leaf(record: Any) -> None:
    if record != RECEIPT:
        try:
            check_receipt(record)
        except CryptoError:
            return
        assert leaf_value(record) != leaf_value(RECEIPT)


@many
@given(json_values)
def test_checkers_only_ever_refuse(value: Any) -> None:
    only_refuses(check_bid, value)
    only_refuses(check_receipt, value)
    only_refuses(check_shape, value)
    only_refuses(leaf_value, value)
    only_refuses(lambda: check_document(value, type="x", role="bid"))
    only_refuses(check_sharing, value, KEYS, 2, b"")
    only_refuses(check_release, value, 1, KEYS[0], SHARING["sharing"], b"")
    only_refuses(check_release, SHARING["releases"][0]["release"], 1, KEYS[0], value, b"")
    only_refuses(check_possession, KEYS[0], b"", value)
    only_refuses(combine, [value], 1)


class Tiny(Story):
    """The smallest story in which something is opened."""

    bidders = HONEST[:1]
    withdrawn = ()
    count, threshold, minimum, idle_ticks = 1, 1, 1, 1
    compact = True


TOLD = Tiny().tell()


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.data())
def test_the_audit_never_raises_whatever_the_platform_signs(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(path for path in TOLD.files if path.endswith(".json"))))
    document = parse_object(TOLD.files[path])
    other = data.draw(altered(document))
    body = other.get("body") if isinstance(other, dict) else None
    if path.startswith("records/") and isinstance(body, dict) and canonical_or_none(body) is not None:
        resign(path, body)
    elif canonical_or_none(other) is not None:
        audit({**TOLD.files, path: canonical(other)})


@few
@given(st.sampled_from(sorted(TOLD.files)), st.binary(max_size=70))
def test_the_audit_never_raises_whatever_a_file_holds(path: str, data: bytes) -> None:
    assert any(check.failed for check in audit({**TOLD.files, path: data}))


def resign(path: str, body: Body) -> None:
    signed = sign_document(body, pair("platform, second key").seed, "platform")
    record = make_record(signed, bytes(16))
    if not isinstance(body.get("type"), str):
        return
    named = record_path(record)
    files = {name: data for name, data in TOLD.files.items() if name != path} | {named: canonical(record)}
    index = {**parse_object(files["package.json"]), "files": sorted(files)}
    checks = audit({**files, "package.json": canonical(index)})
    assert [check.name for check in checks if check.failed] != []


@many
@given(st.integers(0, 2**40))
def test_a_padded_length_hides_and_comes_back(content: int) -> None:
    payload = payload_length(content)
    assert 8 + content <= payload <= max(16384, (8 + content) * 1.12)
    assert padme(payload) == payload
    assert payload_of_body(body_length(payload)) == payload


@few
@given(st.integers(1, 40))
def test_every_proof_of_every_tree_holds(size: int) -> None:
    hashes = [leaf_hash(bytes([number])) for number in range(size)]
    root, frontier = tree_root(hashes), Frontier()
    assert root == recursive_root(hashes)
    for each in hashes:
        frontier = frontier.append(each)
    assert frontier.root() == root
    for index in range(size):
        check_inclusion(hashes[index], index, size, inclusion_proof(hashes, index), root)
    for earlier in range(1, size + 1):
        check_consistency(earlier, tree_root(hashes[:earlier]), size, root, consistency_proof(hashes, earlier))


def recursive_root(hashes: list[bytes]) -> bytes:
    """RFC 9162's own definition, word for word."""
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node_hash(recursive_root(hashes[:split]), recursive_root(hashes[split:]))


@few
@given(st.lists(st.integers(1, PIECE), min_size=1, max_size=4))
def test_a_body_has_one_root_however_it_is_cut(cuts: list[int]) -> None:
    body = bytes(PIECE + 5)
    hasher, start = PieceHasher(), 0
    for cut in [*cuts, len(body)]:
        hasher.update(body[start : start + cut])
        start += cut
    assert hasher.length == len(body)
    assert hasher.root() == body_root([piece_hash(body[:PIECE]), piece_hash(body[PIECE:])])


@few
@given(st.integers(0, 1200), st.integers(0, 1200))
def test_any_range_of_a_file_can_be_read_alone(start: int, stop: int) -> None:
    header = Header.parse(ENVELOPE["header_text"].encode())
    reader = BodyReader(header, bytes.fromhex(ENVELOPE["secret"]), lambda first, last: BODY[first:last])
    name = ENVELOPE["files"][0]["name"]
    whole = reader.read_file(name)
    assert hashlib.sha256(whole).digest() == reader.manifest().entry(name).sha256
    assert reader.read_file(name, start, stop) == whole[start:stop]


@few
@given(st.lists(st.integers(1, CHUNK), max_size=5))
def test_a_body_opens_in_portions_of_any_size(cuts: list[int]) -> None:
    portions, rest = [], BODY
    for cut in cuts:
        portions.append(rest[:cut])
        rest = rest[cut:]
    header = Header.parse(ENVELOPE["header_text"].encode())
    manifest = open_stream(header, bytes.fromhex(ENVELOPE["secret"]), [*portions, rest])
    assert manifest.to_bytes().decode() == ENVELOPE["manifest_text"]


@many
@given(st.binary(min_size=32, max_size=32), st.integers(1, 2**33))
def test_a_coefficient_lies_among_its_values(seed: bytes, count: int) -> None:
    index, attempts = draw(seed, "K", count)
    assert 0 <= index < count
    assert attempts >= 1


@many
@given(st.text(max_size=130))
def test_a_good_file_name_is_one_path_component(name: str) -> None:
    try:
        check_names([name])
    except CryptoError:
        return
    assert PurePosixPath(name).name == PureWindowsPath("folder", name).name == name
    assert not {"/", "\\", "\0", "\n"} & set(name)
