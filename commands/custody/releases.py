"""What a custodian signs: key statements, drill answers, releases, requests for identities. Pure but for entropy."""

from collections.abc import Sequence
from typing import Any

from commands.custody.checks import FrozenEnvelope, FrozenList, refuse
from commands.custody.keys import CustodianKeys
from commands.custody.passed import PassedList
from commands.key_sets import terms_of
from crypto.encoding import Body, Entropy, H, canonical
from crypto.secret_sharing import prove_possession, release_share
from crypto.signatures import sign_document
from crypto.steps import STEPS

CLIENT = "tianping-custodian-cli/0.1.0"
DRILL_CONTEXT = b"drill"
"""Context of dummy dealings: never an envelope's, which is a JSON object."""

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


def make_release(
    frozen: FrozenList, step: str, keys: CustodianKeys, at: str, entropy: Entropy, passed: PassedList | None = None
) -> Body:
    """What POST .../opening/releases takes, for every envelope of this step that was dealt to this custodian.

    `passed`: the checked list of bids whose prices are opened; a step of listed bids is released for no other.
    Withheld shares go to the opening worker only; the signed release carries their salted hashes.
    """
    of_step = STEPS[step]
    if of_step.listed != (passed is not None):
        why = "prices, and nothing else, are released over a list of passed bids"
        raise refuse("price-list", why, "报价份额须依据通过评审名单出具")
    bids = None if passed is None else passed.bids
    public = [_share(each, keys, entropy) for each in _mine(frozen.of_kind(*of_step.shares), bids)]
    withheld = [_share(each, keys, entropy) for each in _mine(frozen.of_kind(*of_step.withheld), bids)]
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
        **({} if passed is None else {"list": passed.digest}),
    }
    return {"release": sign_document(body, keys.sign.seed, "custodian"), "withheld": salted}


def _mine(envelopes: Sequence[FrozenEnvelope], bids: frozenset[str] | None) -> list[FrozenEnvelope]:
    return [each for each in envelopes if each.place is not None and (bids is None or each.bid in bids)]


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
