"""Publicly verifiable secret sharing (Schoenmakers 1999): anyone checks a dealing, t of n custodians open it.

Notation is multiplicative: g is the base point, G a hashed second generator, y_i = G^x_i a custodian's key.
Who holds only public keys can check that a dealing is good, that a release is right, and whose release is not.
Every challenge hashes all public values under its own label. Only a hash of the secret is ever used as a key.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from crypto.encoding import HS, Body, Entropy, u32
from crypto.errors import SharingRefused
from crypto.group import (
    base_power,
    checked_point,
    generator,
    inverse,
    minus,
    plus,
    point,
    power,
    product,
    random_scalar,
    scalar,
    small_scalar,
    times,
)

MOST_CUSTODIANS = 16


@dataclass(frozen=True)
class CustodianKey:
    """A custodian's pair: scalar x and point y = G^x, 32 bytes each."""

    secret: bytes = field(repr=False)
    public: bytes


@dataclass(frozen=True)
class Dealing:
    """The secret point S (32 bytes) and the public sharing of it, ready to be JSON."""

    secret: bytes = field(repr=False)
    sharing: Body


def new_custodian_key(entropy: Entropy) -> CustodianKey:
    """A fresh pair."""
    return custodian_key(random_scalar(entropy))


def custodian_key(secret: bytes) -> CustodianKey:
    """The pair of a secret that was kept; refuses zero and what is not reduced."""
    scalar(secret.hex(), "the custodian's secret")
    return CustodianKey(secret, power(generator(), secret))


def prove_possession(secret: bytes, context: bytes, entropy: Entropy) -> Body:
    """That whoever made the key knows its secret: {"R", "s"}."""
    nonce = random_scalar(entropy)
    commitment = power(generator(), nonce)
    challenge = HS("possession", context, power(generator(), secret), commitment)
    return {"R": commitment.hex(), "s": plus(nonce, product(challenge, secret)).hex()}


def check_possession(public: bytes, context: bytes, proof: Body) -> None:
    """Refuse unless G^s = R * y^c."""
    _exact_members(proof, {"R", "s"}, "possession-shape")
    checked_point(public, "the custodian's key")
    commitment, response = point(proof["R"], "R"), scalar(proof["s"], "s")
    challenge = HS("possession", context, public, commitment)
    if power(generator(), response) != times(commitment, power(public, challenge)):
        raise SharingRefused("possession", "the proof of possession does not hold")


def deal(keys: Sequence[bytes], threshold: int, context: bytes, entropy: Entropy) -> Dealing:
    """Share a fresh secret among these keys so that any `threshold` of them open it.

    Draws 64 bytes for each coefficient a_0 .. a_{t-1}, then 64 for each w_1 .. w_n, in this order.
    """
    _check_roster(keys, threshold)
    coefficients = [random_scalar(entropy) for _ in range(threshold)]
    commitments = [base_power(each) for each in coefficients]
    values = [_evaluate(coefficients, index) for index in range(1, len(keys) + 1)]
    shares = [power(key, value) for key, value in zip(keys, values, strict=True)]
    images = [base_power(value) for value in values]
    nonces = [random_scalar(entropy) for _ in keys]
    left = [base_power(nonce) for nonce in nonces]
    right = [power(key, nonce) for key, nonce in zip(keys, nonces, strict=True)]
    challenge = _sharing_challenge(context, threshold, keys, commitments, images, shares, left, right)
    responses = [minus(w, product(challenge, value)) for w, value in zip(nonces, values, strict=True)]
    sharing: Body = {
        "C": [each.hex() for each in commitments],
        "Y": [each.hex() for each in shares],
        "c": challenge.hex(),
        "r": [each.hex() for each in responses],
    }
    return Dealing(power(generator(), coefficients[0]), sharing)


def check_sharing(sharing: Body, keys: Sequence[bytes], threshold: int, context: bytes) -> None:
    """Refuse unless every share is of one polynomial of degree threshold - 1: log_g X_i = log_y_i Y_i for each i."""
    _check_roster(keys, threshold)
    _exact_members(sharing, {"C", "Y", "c", "r"}, "sharing-shape")
    commitments = _points(sharing["C"], threshold, "C")
    shares = _points(sharing["Y"], len(keys), "Y")
    responses = [scalar(each, "r") for each in _listed(sharing["r"], len(keys), "r")]
    challenge = scalar(sharing["c"], "c")
    images = [_image(commitments, index) for index in range(1, len(keys) + 1)]
    left = [times(base_power(r), power(x, challenge)) for r, x in zip(responses, images, strict=True)]
    right = [
        times(power(key, r), power(share, challenge))
        for key, r, share in zip(keys, responses, shares, strict=True)
    ]
    if challenge != _sharing_challenge(context, threshold, keys, commitments, images, shares, left, right):
        raise SharingRefused("sharing", "the dealer's proof does not hold")


def release_share(secret: bytes, index: int, sharing: Body, context: bytes, entropy: Entropy) -> Body:
    """The share of custodian `index` (from 1), with the proof that it is right: {"i", "S", "c", "r"}.

    Check the sharing first: this function trusts it.
    """
    key = custodian_key(secret).public
    encrypted = _encrypted_share(sharing, index)
    share = power(encrypted, inverse(secret))
    nonce = random_scalar(entropy)
    left, right = power(generator(), nonce), power(share, nonce)
    challenge = HS("release", context, u32(index), key, encrypted, share, left, right)
    response = minus(nonce, product(challenge, secret))
    return {"i": index, "S": share.hex(), "c": challenge.hex(), "r": response.hex()}


def check_release(release: Body, index: int, key: bytes, sharing: Body, context: bytes) -> None:
    """Refuse unless log_G y_i = log_S_i Y_i: the release is the right share of the custodian with this key."""
    _exact_members(release, {"i", "S", "c", "r"}, "release-shape")
    if _index(release["i"]) != index:
        raise SharingRefused("release-index", "the release is of another custodian")
    checked_point(key, "the custodian's key")
    encrypted = _encrypted_share(sharing, index)
    share, challenge, response = point(release["S"], "S"), scalar(release["c"], "c"), scalar(release["r"], "r")
    left = times(power(generator(), response), power(key, challenge))
    right = times(power(share, response), power(encrypted, challenge))
    if challenge != HS("release", context, u32(index), key, encrypted, share, left, right):
        raise SharingRefused("release", "the custodian's proof does not hold")


def combine(releases: Sequence[Body], threshold: int) -> bytes:
    """The secret S from `threshold` checked releases of different custodians; more than that are not looked at."""
    shares: dict[int, bytes] = {}
    for release in releases:
        if not isinstance(release, dict) or not {"i", "S"} <= release.keys():
            raise SharingRefused("release-shape", "not a release")
        index = _index(release["i"])
        if index in shares:
            raise SharingRefused("combine-distinct", "two releases of one custodian")
        shares[index] = point(release["S"], "S")
    if threshold < 1 or len(shares) < threshold:
        raise SharingRefused("combine-threshold", f"{len(shares)} releases, {threshold} are needed")
    chosen = dict(sorted(shares.items())[:threshold])
    parts = [power(share, _lagrange(index, chosen)) for index, share in chosen.items()]
    secret = parts[0]
    for part in parts[1:]:
        secret = times(secret, part)
    return checked_point(secret, "the combined secret")


def _check_roster(keys: Sequence[bytes], threshold: int) -> None:
    if not 1 <= threshold <= len(keys) <= MOST_CUSTODIANS:
        raise SharingRefused("roster", f"needs 1 <= t <= n <= {MOST_CUSTODIANS}")
    for key in keys:
        checked_point(key, "a custodian's key")
    if len(set(keys)) != len(keys):
        raise SharingRefused("roster", "two custodians with one key")


def _evaluate(coefficients: Sequence[bytes], at: int) -> bytes:
    """p(at), by Horner's rule."""
    value, where = coefficients[-1], small_scalar(at)
    for coefficient in reversed(coefficients[:-1]):
        value = plus(product(value, where), coefficient)
    return value


def _image(commitments: Sequence[bytes], at: int) -> bytes:
    """X_i = product of C_j^(i^j) = g^p(i), from public values only.

    Term by term: the terms of Horner's rule could be the neutral element, at which libsodium raises.
    """
    image = commitments[0]
    for exponent, commitment in enumerate(commitments[1:], start=1):
        factor = commitment if at == 1 else power(commitment, small_scalar(at**exponent))
        image = times(image, factor)
    return image


def _lagrange(index: int, chosen: dict[int, bytes]) -> bytes:
    """lambda_i at 0 over the chosen indices, as a scalar."""
    above = below = small_scalar(1)
    for other in chosen:
        if other != index:
            above = product(above, small_scalar(other))
            below = product(below, small_scalar(other - index))
    return product(above, inverse(below))


def _sharing_challenge(context: bytes, threshold: int, *groups: Sequence[bytes]) -> bytes:
    return HS("sharing", context, u32(threshold), *(b"".join(group) for group in groups))


def _exact_members(value: object, names: set[str], check: str) -> None:
    if not isinstance(value, dict) or value.keys() != names:
        raise SharingRefused(check, f"not an object of exactly {', '.join(sorted(names))}")


def _listed(value: object, length: int, what: str) -> list[object]:
    if not isinstance(value, list) or len(value) != length:
        raise SharingRefused("sharing-shape", f"{what} is not a list of {length}")
    return value


def _points(value: object, length: int, what: str) -> list[bytes]:
    return [point(each, what) for each in _listed(value, length, what)]


def _index(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_CUSTODIANS:
        raise SharingRefused("release-index", "not a custodian's number")
    return value


def _encrypted_share(sharing: Body, index: int) -> bytes:
    shares = sharing.get("Y") if isinstance(sharing, dict) else None
    if not isinstance(shares, list) or not 1 <= index <= len(shares):
        raise SharingRefused("release-index", "the sharing has no such custodian")
    return point(shares[index - 1], "Y")


