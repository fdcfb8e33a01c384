"""The ceremony that makes a seed: every custodian deals a fresh secret, the cut-off fixes whose, t of them release.

Before the cut-off nobody knows any secret but his own; after it t custodians complete the draw whatever the others do.
"""

from collections.abc import Sequence
from typing import Any

from crypto.encoding import Body, Entropy, H, digest, frame, u32
from crypto.errors import DrawRefused
from crypto.records import check_shape, type_of
from crypto.secret_sharing import check_release, check_sharing, combine, custodian_key, deal, release_share
from crypto.signatures import check_document, sign_document


def dealing_context(inputs: bytes, index: int) -> bytes:
    """What a dealing is bound to: the draw's inputs (their digest) and its dealer."""
    return frame("draw dealing", inputs, u32(index))


def make_dealing(
    inputs_body: Body,
    index: int,
    share_keys: Sequence[bytes],
    t: int,
    sign_seed: bytes,
    client: Any,
    at: str,
    entropy: Entropy,
) -> Body:
    """Custodian `index` shares a fresh secret among all share keys of the key set; it is not kept anywhere."""
    inputs = digest(inputs_body)
    body = {
        "type": type_of("draw-dealing"),
        "draw": inputs_body["draw"],
        "inputs": inputs.hex(),
        "index": index,
        "sharing": deal(share_keys, t, dealing_context(inputs, index), entropy).sharing,
        "client": client,
        "at": at,
    }
    return sign_document(body, sign_seed, "custodian")


def check_dealing(signed: Any, inputs_body: Body, key_set_body: Body) -> Body:
    """The body of a dealing for these inputs, signed by its dealer, whose sharing holds.

    Refuses `draw-dealing` for another draw or dealer, `sharing` for a false one, `signature..` and `..-shape`.
    """
    body = _signed_body(signed, "draw-dealing", key_set_body)
    inputs = digest(inputs_body)
    if (body["draw"], body["inputs"]) != (inputs_body["draw"], inputs.hex()):
        raise DrawRefused("draw-dealing", "the dealing is of another draw")
    keys = [bytes.fromhex(each["share_key"]) for each in key_set_body["custodians"]]
    check_sharing(body["sharing"], keys, key_set_body["t"], dealing_context(inputs, body["index"]))
    return body


def _signed_body(signed: Any, short: str, key_set_body: Body) -> Body:
    """The body of a custodian's record, signed by the signing key of the number it names."""
    body = check_document(signed, type=type_of(short), role="custodian")
    check_shape(body)
    check_document(signed, type=type_of(short), role="custodian", key=_custodian(body, short, key_set_body)["sign_key"])
    return body


def _custodian(body: Body, short: str, key_set_body: Body) -> Body:
    for each in key_set_body["custodians"]:
        if each["index"] == body["index"]:
            custodian: Body = each
            return custodian
    raise DrawRefused(short, f"the key set has no custodian {body['index']}")


def make_release(
    cutoff_body: Body,
    dealings: Sequence[Body],
    index: int,
    share_secret: bytes,
    sign_seed: bytes,
    client: Any,
    at: str,
    entropy: Entropy,
) -> Body:
    """Custodian `index` releases his share of every dealing of the cut-off. Check the dealings first.

    `dealings` are their bodies, in any order; refuses `draw-cutoff` unless they are exactly those of the cut-off.
    """
    shares = [
        {"dealer": each["index"], **release_share(share_secret, index, each["sharing"], _context(each), entropy)}
        for each in _of_cutoff(cutoff_body, dealings)
    ]
    body = {
        "type": type_of("draw-release"),
        "draw": cutoff_body["draw"],
        "cutoff": digest(cutoff_body).hex(),
        "index": index,
        "share_key": custodian_key(share_secret).public.hex(),
        "shares": shares,
        "client": client,
        "at": at,
    }
    return sign_document(body, sign_seed, "custodian")


def _context(dealing: Body) -> bytes:
    return dealing_context(bytes.fromhex(dealing["inputs"]), dealing["index"])


def _of_cutoff(cutoff_body: Body, dealings: Sequence[Body]) -> list[Body]:
    """The dealings in the order of the cut-off, which is by dealer."""
    found = {digest(each).hex(): each for each in dealings}
    listed = [entry["dealing"] for entry in cutoff_body["dealings"]]
    if found.keys() != set(listed):
        raise DrawRefused("draw-cutoff", "these are not the dealings of the cut-off")
    return [found[each] for each in listed]


def check_draw_release(signed: Any, cutoff_body: Body, dealings: Sequence[Body], key_set_body: Body) -> Body:
    """The body of a release for this cut-off, signed by its custodian, with a right share of every dealing.

    Refuses `draw-release` for another draw, cut-off or custodian, `release` for a wrong share.
    """
    body = _signed_body(signed, "draw-release", key_set_body)
    custodian = _custodian(body, "draw-release", key_set_body)
    if (body["draw"], body["cutoff"]) != (cutoff_body["draw"], digest(cutoff_body).hex()):
        raise DrawRefused("draw-release", "the release is of another draw")
    if body["share_key"] != custodian["share_key"]:
        raise DrawRefused("draw-release", "the share key is not this custodian's")
    expected = _of_cutoff(cutoff_body, dealings)
    if [share["dealer"] for share in body["shares"]] != [dealing["index"] for dealing in expected]:
        raise DrawRefused("draw-release", "the shares are not one of each dealing, in order")
    key = bytes.fromhex(custodian["share_key"])
    for share, dealing in zip(body["shares"], expected, strict=True):
        check_release(_proof(share), body["index"], key, dealing["sharing"], _context(dealing))
    return body


def _proof(share: Body) -> Body:
    return {name: value for name, value in share.items() if name != "dealer"}


def secrets_of(releases: Sequence[Body], dealings: Sequence[Body], t: int) -> list[bytes]:
    """The secret of each dealing, in the order of the dealers, from at least `t` checked releases (bodies)."""
    dealers = sorted(dealing["index"] for dealing in dealings)
    return [
        combine([share for each in releases for share in each["shares"] if share["dealer"] == dealer], t)
        for dealer in dealers
    ]


def seed_of(inputs: bytes, cutoff: bytes, secrets: Sequence[bytes]) -> bytes:
    """The seed (32 bytes): of the digests of inputs and cut-off and all secrets in the order of their dealers."""
    return H("draw seed", inputs, cutoff, *secrets)
