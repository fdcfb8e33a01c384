"""What the browser sealed, dealt, released and signed (tests/vectors/typescript) is opened and checked here."""

import io
import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from crypto.bid import (
    bid_digest,
    check_bid,
    check_company_signature,
    check_identity_binding,
    check_offer_binding,
    parse_bid_key,
    parse_identity,
    parse_offer,
    parse_recovery,
)
from crypto.encoding import H, canonical, parse_object
from crypto.envelope import BodyReader, Header, check_header_sharing, read_preamble, self_test
from crypto.records import check_shape
from crypto.secret_sharing import check_possession, check_release, check_sharing, combine, release_share
from crypto.signatures import KeyPair, check_document, leaf_value
from tests.vectors.sources import counter

FOLDER = Path(__file__).parents[1] / "vectors" / "typescript"
un = bytes.fromhex


def read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text())


@pytest.mark.parametrize("case", read("sharing.json")["dealings"], ids=lambda case: case["name"])
def test_a_dealing_of_the_browser_is_checked_and_opened(case: Any) -> None:
    keys, ctx, t = [un(k) for k in case["keys"]], un(case["context"]), case["threshold"]
    check_sharing(case["sharing"], keys, t, ctx)
    for number, release in enumerate(case["releases"], start=1):
        check_release(release, number, keys[number - 1], case["sharing"], ctx)
    sets = list(combinations(case["releases"], t))
    for chosen in [sets[0], sets[-1], sets[len(sets) // 2]]:
        assert combine(list(chosen), t).hex() == case["secret"]


@pytest.mark.parametrize("case", read("sharing.json")["possession"])
def test_a_proof_of_possession_of_the_browser_holds(case: Any) -> None:
    check_possession(un(case["public"]), un(case["context"]), case["proof"])


def opened(file: bytes, secret: bytes) -> tuple[Header, dict[str, bytes]]:
    source = io.BytesIO(file)
    header = Header.parse(read_preamble(source))
    check_header_sharing(header)
    body = source.read()
    assert len(body) == header.body_length
    reader = BodyReader(header, secret, lambda start, stop: body[start:stop])
    return header, {entry.name: reader.read_file(entry.name) for entry in reader.manifest().files}


@pytest.mark.parametrize("case", read("envelope.json")["envelopes"], ids=lambda case: case["name"])
def test_an_envelope_of_the_browser_opens(case: Any) -> None:
    file, secret = un(case["file"]), un(case["secret"])
    self_test(io.BytesIO(file), secret, un(case["digest"]))
    header, files = opened(file, secret)
    assert header.header_hash.hex() == case["header_hash"]
    assert files == {each["name"]: un(each["hex"]) for each in case["files"]}
    for number, release in enumerate(case["releases"], start=1):
        check_release(release, number, header.custodians[number - 1], header.sharing, header.ctx)
    assert combine(case["releases"][-case["threshold"] :], case["threshold"]) == secret


def test_a_sealed_bid_of_the_browser_opens_and_belongs_together() -> None:
    case = read("bid.json")
    statement = check_bid(parse_object(case["signed_text"].encode()))
    assert bid_digest(statement).hex() == case["bid"]
    assert parse_bid_key(case["bid_key_text"].encode())["bid"] == case["bid"]
    secrets = parse_recovery(case["recovery_text"].encode())["secrets"]
    forms: dict[str, dict[str, bytes]] = {}
    for envelope in statement["envelopes"]:
        kind, file = envelope["kind"], un(case["files"][f"{envelope['kind']}.tpe"])
        self_test(io.BytesIO(file), un(secrets[kind]), un(envelope["digest"]))
        header, forms[kind] = opened(file, un(secrets[kind]))
        releases = [
            release_share(un(secret), number, header.sharing, header.ctx, counter(f"{kind} {number}"))
            for number, secret in enumerate(case["custodian_secrets"], start=1)
        ]
        assert combine(releases[1:4], header.threshold).hex() == secrets[kind]
    identity = parse_identity(forms["identity"]["identity.json"])
    assert canonical(identity).decode() == case["identity_text"]
    check_identity_binding(identity, statement)
    check_company_signature(identity, KeyPair.from_seed(un(case["company_seed"])).public)
    check_offer_binding(parse_offer(forms["offer"]["offer.json"]), statement)


@pytest.mark.parametrize("case", read("documents.json")["records"], ids=lambda case: case["name"])
def test_a_record_signed_in_the_browser_holds(case: Any) -> None:
    record = parse_object(case["record_text"].encode())
    body = check_document(
        record, type=record["body"]["type"], role=case["role"], key=KeyPair.from_seed(un(case["seed"])).public
    )
    check_shape(body)
    assert leaf_value(record).hex() == case["leaf"]
    for entry, opened_share in zip(body.get("withheld", []), case.get("withheld", []), strict=True):
        share, salt = opened_share["share"], un(opened_share["salt"])
        assert H("withheld share", salt, canonical(share)).hex() == entry["hash"]
