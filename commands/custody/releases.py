"""What a custodian signs: key statements, drill answers, releases, requests for identities. Pure but for entropy."""

from collections.abc import Sequence
from typing import Any

from commands.custody.checks import FrozenEnvelope, FrozenList
from commands.custody.keys import CustodianKeys
from commands.key_sets import terms_of
from crypto.encoding import Body, Entropy, H, canonical
from crypto.secret_sharing import prove_possession, release_share
from crypto.signatures import sign_document

CLIENT = "tianping-custodian-cli/0.1.0"
DRILL_CONTEXT = b"drill"
"""Context of dummy dealings: never an envelope's, which is a JSON object."""

PUBLIC_KINDS = {"identities": ("identity",), "contents": ("offer",)}
WITHHELD_KINDS: dict[str, tuple[str, ...]] = {"identities": (), "contents": ("documents", "pricing")}
"""Shares of these go to the opening worker only; the signed release carries their salted hashes."""


def key_statement(terms: Body, index: int, keys: CustodianKeys, entropy: Entropy) -> Body:
    """The signed tianping/key-statement/1 over these terms."""
    terms = terms_of(terms)
    body = {
        "type": "tianping/key-statement/1",
        **terms,
        "index": index,
        "share_key": keys.share.public.hex(),
        "sign_key": keys.sign.public.hex(),
        "possession": prove_possession(keys.share.secret, canonical(terms), entropy),
    }
    return sign_document(body, keys.sign.seed, "custodian")


def drill_answer(drill: Body, index: int, keys: CustodianKeys, entropy: Entropy) -> Body:
    """The signed tianping/drill/1; check the dealing first."""
    body = {
        "type": "tianping/drill/1",
        "lot": drill["lot"],
        "round": drill["round"],
        "index": index,
        "drill": drill["drill"],
        "share": release_share(keys.share.secret, index, drill["sharing"], DRILL_CONTEXT, entropy),
    }
    return sign_document(body, keys.sign.seed, "custodian")


def make_release(frozen: FrozenList, step: str, keys: CustodianKeys, at: str, entropy: Entropy) -> Body:
    """What POST .../opening/releases takes, for every envelope of this step that was dealt to this custodian."""
    public = [_share(each, keys, entropy) for each in _mine(frozen.of_kind(*PUBLIC_KINDS[step]))]
    withheld = [_share(each, keys, entropy) for each in _mine(frozen.of_kind(*WITHHELD_KINDS[step]))]
    salted = [{**one, "salt": entropy(16).hex()} for one in withheld]
    body = {
        "type": "tianping/release/1",
        "lot": frozen.body["lot"],
        "round": frozen.body["round"],
        "freeze": frozen.freeze,
        "step": step,
        "index": frozen.index,
        "share_key": keys.share.public.hex(),
        "shares": public,
        "withheld": [
            {"envelope": one["envelope"], "hash": withheld_hash(one, bytes.fromhex(salt["salt"])).hex()}
            for one, salt in zip(withheld, salted, strict=True)
        ],
        "client": CLIENT,
        "at": at,
    }
    return {"release": sign_document(body, keys.sign.seed, "custodian"), "withheld": salted}


def _mine(envelopes: Sequence[FrozenEnvelope]) -> list[FrozenEnvelope]:
    return [each for each in envelopes if each.place is not None]


def _share(envelope: FrozenEnvelope, keys: CustodianKeys, entropy: Entropy) -> Body:
    assert envelope.place is not None  # see _mine
    header = envelope.header
    share = release_share(keys.share.secret, envelope.place, header.sharing, header.ctx, entropy)
    return {"envelope": envelope.digest, **share}


def withheld_hash(share: Body, salt: bytes) -> bytes:
    """What the signed release says of a share that is not published."""
    return H("withheld share", salt, canonical(share))


def identities_request(frozen: FrozenList, keys: CustodianKeys, at: str) -> dict[str, Any]:
    """The signed request for identity releases and bodies."""
    body = {
        "type": "tianping/identities-request/1",
        "lot": frozen.body["lot"],
        "round": frozen.body["round"],
        "freeze": frozen.freeze,
        "index": frozen.index,
        "at": at,
    }
    return sign_document(body, keys.sign.seed, "custodian")
