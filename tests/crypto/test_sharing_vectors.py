"""Sharing, envelopes and the log agree with the shared vectors."""

import hashlib
import io
from itertools import combinations
from typing import Any

import pytest

from crypto.encoding import u64
from crypto.envelope import (
    BodyReader,
    Header,
    SourceFile,
    check_header_sharing,
    content_key,
    open_stream,
    read_preamble,
    seal_envelope,
    self_test,
)
from crypto.group import generator
from crypto.header import body_key
from crypto.manifest import check_names
from crypto.padding import padme, payload_of_body
from crypto.secret_sharing import (
    check_possession,
    check_release,
    check_sharing,
    combine,
    deal,
    new_custodian_key,
    prove_possession,
    release_share,
)
from crypto.transparency_log import (
    Frontier,
    check_consistency,
    check_inclusion,
    check_tick,
    entry_leaf,
    fill_tick,
    leaf_hash,
    split_values,
    tick_entry,
    tick_root,
    tree_root,
)
from tests.crypto.vectors import load, named, refusal
from tests.vectors.sources import counter, stream

SHARING, ENVELOPE, LOG = load("sharing.json"), load("envelope.json"), load("log.json")
Case = dict[str, Any]


def un(text: str) -> bytes:
    return bytes.fromhex(text)


def all_bytes(texts: list[str]) -> list[bytes]:
    return [bytes.fromhex(text) for text in texts]


def test_custodian_keys_and_possession_are_their_vectors() -> None:
    assert generator().hex() == SHARING["generator"]
    for case in SHARING["custodians"]:
        key = new_custodian_key(counter(case["entropy"]))
        assert (key.secret.hex(), key.public.hex()) == (case["secret"], case["public"])
    for case in SHARING["possession"]:
        proof = prove_possession(un(case["secret"]), un(case["context"]), counter(case["entropy"]))
        assert proof == case["proof"]


@pytest.mark.parametrize("case", named(SHARING["possession_refused"]))
def test_a_false_proof_of_possession_is_refused(case: Case) -> None:
    with refusal(case["check"]):
        check_possession(un(case["public"]), un(case["context"]), case["proof"])


@pytest.mark.parametrize("case", named(SHARING["dealings"]))
def test_a_dealing_is_its_vector(case: Case) -> None:
    keys, context, threshold = all_bytes(case["keys"]), un(case["context"]), case["threshold"]
    dealing = deal(keys, threshold, context, counter(case["entropy"]))
    assert (dealing.secret.hex(), dealing.sharing) == (case["secret"], case["sharing"])
    check_sharing(case["sharing"], keys, threshold, context)
    for index, each in enumerate(case["releases"], start=1):
        secret = un(case["secrets"][index - 1])
        assert release_share(secret, index, dealing.sharing, context, counter(each["entropy"])) == each["release"]
        check_release(each["release"], index, keys[index - 1], dealing.sharing, context)


@pytest.mark.parametrize("case", named(SHARING["dealings"][:3]))
def test_any_threshold_of_the_custodians_opens(case: Case) -> None:
    releases = [each["release"] for each in case["releases"]]
    for chosen in combinations(releases, case["threshold"]):
        assert combine(list(chosen), case["threshold"]).hex() == case["secret"]


@pytest.mark.parametrize("case", named(SHARING["sharings_refused"]))
def test_a_false_sharing_is_refused(case: Case) -> None:
    with refusal(case["check"]):
        check_sharing(case["sharing"], all_bytes(case["keys"]), case["threshold"], un(case["context"]))


@pytest.mark.parametrize("case", named(SHARING["releases_refused"]))
def test_a_false_release_is_refused(case: Case) -> None:
    with refusal(case["check"]):
        check_release(case["release"], case["index"], un(case["key"]), case["sharing"], un(case["context"]))


def content(made: Case) -> bytes:
    return un(made["hex"]) if "hex" in made else stream(made["counter"], made["length"])


def seal(case: Case) -> tuple[Any, bytes]:
    target = io.BytesIO()
    sealed = seal_envelope(
        kind=case["kind"],
        lot=case["lot"],
        round=case["round"],
        document_version=case["document_version"],
        floor=case["floor"],
        custodians=all_bytes(case["custodians"]),
        threshold=case["threshold"],
        bid_key=un(case["bid_key"]),
        files=[SourceFile(each["name"], each["media_type"], content(each["content"])) for each in case["files"]],
        target=target,
        entropy=counter(case["entropy"]),
    )
    return sealed, target.getvalue()


@pytest.mark.parametrize("case", named(ENVELOPE["envelopes"]))
def test_sealing_gives_the_vectors_bytes(case: Case) -> None:
    sealed, data = seal(case)
    assert hashlib.sha256(data).hexdigest() == case["file_sha256"]
    assert case["file"] in (None, data.hex())
    assert sealed.header_bytes.decode() == case["header_text"]
    assert (sealed.digest.hex(), sealed.body_root.hex()) == (case["digest"], case["body_root"])
    assert sealed.header.header_hash.hex() == case["header_hash"]
    assert payload_of_body(sealed.body_length) == case["payload_length"]


@pytest.mark.parametrize("case", named(ENVELOPE["envelopes"]))
def test_opening_gives_the_files_back(case: Case) -> None:
    _, data = seal(case)
    source, secret = io.BytesIO(data), un(case["secret"])
    header = Header.parse(read_preamble(source))
    check_header_sharing(header)
    assert content_key(secret, header).hex() == case["content_key"]
    assert (header.kc.hex(), body_key(secret, header).hex()) == (case["kc"], case["ek"])
    body = source.read()
    reader = BodyReader(header, secret, lambda start, stop: body[start:stop])
    assert reader.manifest().to_bytes().decode() == case["manifest_text"]
    for each in case["files"]:
        assert reader.read_file(each["name"]) == content(each["content"])
        reader.check_file(each["name"])
    assert self_test(io.BytesIO(data), secret, un(case["digest"])) == reader.manifest()


@pytest.mark.parametrize("case", named(ENVELOPE["envelopes"]))
def test_custodians_open_an_envelope(case: Case) -> None:
    header = Header.parse(case["header_text"].encode())
    secrets = all_bytes(case["custodian_secrets"])
    releases = [
        release_share(secret, index, header.sharing, header.ctx, counter("any"))
        for index, secret in enumerate(secrets, start=1)
    ]
    assert combine(releases[1:], header.threshold).hex() == case["secret"]


@pytest.mark.parametrize("case", named(ENVELOPE["refused"]))
def test_a_spoilt_envelope_is_refused(case: Case) -> None:
    usual = next(each for each in ENVELOPE["envelopes"] if each["name"] == "documents with an empty file")
    file = un(usual["file"])
    body = un(case["body"]) if case["body"] else file[len(file) - usual["body_length"] :]
    with refusal(case["check"]):
        open_stream(Header.parse(case["header_text"].encode()), un(case["secret"]), [body])


def test_padded_lengths_are_the_vectors() -> None:
    for length, padded in ENVELOPE["padme"]:
        assert padme(length) == padded


def test_file_names_mean_one_thing_on_every_machine() -> None:
    check_names(ENVELOPE["names"])
    for name in ENVELOPE["names_refused"]:
        with refusal("manifest-name"):
            check_names([name])


def test_trees_are_those_of_certificate_transparency() -> None:
    for case in LOG["trees"]:
        assert tree_root([leaf_hash(un(leaf)) for leaf in case["leaves"]]).hex() == case["root"]
    assert LOG["trees"][8]["root"] == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def inclusion(case: Case) -> None:
    check_inclusion(un(case["leaf"]), case["index"], case["size"], all_bytes(case["proof"]), un(case["root"]))


def consistency(case: Case) -> None:
    roots = un(case["earlier_root"]), un(case["root"])
    check_consistency(case["earlier"], roots[0], case["size"], roots[1], all_bytes(case["proof"]))


def test_proofs_of_the_vectors_hold() -> None:
    for case in LOG["inclusion"]:
        inclusion(case)
    for case in LOG["consistency"]:
        consistency(case)


@pytest.mark.parametrize("case", named(LOG["inclusion_refused"]))
def test_a_false_inclusion_proof_is_refused(case: Case) -> None:
    with refusal(case["check"]):
        inclusion(case)


@pytest.mark.parametrize("case", named(LOG["consistency_refused"]))
def test_a_false_consistency_proof_is_refused(case: Case) -> None:
    with refusal(case["check"]):
        consistency(case)


def test_frontiers_are_the_vectors() -> None:
    for case in LOG["frontiers"]:
        frontier = Frontier()
        for number in range(case["size"]):
            frontier = frontier.append(leaf_hash(u64(number)))
        assert (frontier.to_bytes().hex(), frontier.root().hex()) == (case["bytes"], case["root"])
        assert Frontier.from_bytes(un(case["bytes"])) == frontier


def test_ticks_are_the_vectors() -> None:
    for case in LOG["ticks"]:
        values = fill_tick(all_bytes(case["leaves"]), un(case["filler_key"]), case["number"])
        assert hashlib.sha256(b"".join(values)).hexdigest() == case["values_sha256"]
        entry = tick_entry(case["number"], case["at"], tick_root(values), un(case["filler_key"]))
        assert (entry, entry_leaf(entry).hex()) == (case["entry"], case["leaf"])
        check_tick(entry, values, un(case["leaf"]))


@pytest.mark.parametrize("case", named(LOG["ticks_refused"]))
def test_a_spoilt_tick_is_refused(case: Case) -> None:
    first = LOG["ticks"][0]
    values = fill_tick([], un(first["filler_key"]), 0)
    values[case["values_change"]["index"]] = un(case["values_change"]["hex"])
    with refusal(case["check"]):
        check_tick(case["entry"], split_values(b"".join(values)), un(case["leaf"]))
