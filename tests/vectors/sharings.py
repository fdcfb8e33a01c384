"""Vectors of the secret sharing."""

from typing import Any

from crypto.encoding import Body
from crypto.group import generator
from crypto.secret_sharing import Dealing, deal, prove_possession, release_share
from tests.vectors.signings import GROUP_ORDER, SMALL_ORDER, mixed_order
from tests.vectors.sources import counter, custodians

ZERO = "00" * 32
ORDER = GROUP_ORDER.to_bytes(32, "little").hex()


def sharing() -> Body:
    """sharing.json."""
    keys = custodians(5)
    possession = prove_possession(keys[0].secret, b"key statement", counter("possession"))
    return {
        "generator": generator().hex(),
        "custodians": [
            {"entropy": f"custodian {number}", "secret": key.secret.hex(), "public": key.public.hex()}
            for number, key in enumerate(keys, start=1)
        ],
        "possession": [
            {
                "secret": keys[0].secret.hex(),
                "context": b"key statement".hex(),
                "entropy": "possession",
                "proof": possession,
            }
        ],
        "possession_refused": _possession_refused(possession),
        "dealings": [_dealing(count, threshold) for count, threshold in ((1, 1), (3, 2), (5, 3), (16, 9))],
        "sharings_refused": _sharings_refused(),
        "releases_refused": _releases_refused(),
    }


def _possession_refused(proof: Body) -> list[Body]:
    keys = custodians(2)
    cases = [
        ("another key", keys[1].public.hex(), b"key statement", proof, "possession"),
        ("another context", keys[0].public.hex(), b"another", proof, "possession"),
        ("R of small order", keys[0].public.hex(), b"key statement", {**proof, "R": SMALL_ORDER[0]}, "point"),
        ("s zero", keys[0].public.hex(), b"key statement", {**proof, "s": ZERO}, "scalar"),
        ("s not reduced", keys[0].public.hex(), b"key statement", {**proof, "s": ORDER}, "scalar"),
        ("one member more", keys[0].public.hex(), b"key statement", {**proof, "x": 1}, "possession-shape"),
    ]
    return [
        {"name": name, "public": public, "context": context.hex(), "proof": each, "check": check}
        for name, public, context, each, check in cases
    ]


def dealt(count: int, threshold: int) -> Dealing:
    """The dealing of the case of this size."""
    keys = [key.public for key in custodians(count)]
    return deal(keys, threshold, _context(count, threshold), counter(f"deal {threshold} of {count}"))


def _context(count: int, threshold: int) -> bytes:
    return f"context {threshold} of {count}".encode()


def release(count: int, threshold: int, index: int) -> Body:
    """The release of one custodian in the case of this size."""
    secret = custodians(count)[index - 1].secret
    context = _context(count, threshold)
    return release_share(secret, index, dealt(count, threshold).sharing, context, counter(f"release {index}"))


def _dealing(count: int, threshold: int) -> Body:
    keys, dealing = custodians(count), dealt(count, threshold)
    return {
        "name": f"{threshold} of {count}",
        "keys": [key.public.hex() for key in keys],
        "secrets": [key.secret.hex() for key in keys],
        "threshold": threshold,
        "context": _context(count, threshold).hex(),
        "entropy": f"deal {threshold} of {count}",
        "sharing": dealing.sharing,
        "secret": dealing.secret.hex(),
        "releases": [
            {"entropy": f"release {index}", "release": release(count, threshold, index)}
            for index in range(1, count + 1)
        ],
    }


def _sharings_refused() -> list[Body]:
    good, keys = dealt(5, 3).sharing, [key.public.hex() for key in custodians(5)]
    other = deal([bytes.fromhex(key) for key in keys], 3, b"other", counter("other dealing")).sharing
    replaced = lambda member, value, at=0: {**good, member: _put(good[member], at, value)}  # noqa: E731
    cases: list[tuple[str, Body, list[str], int, str]] = [
        ("a share of another dealing", replaced("Y", other["Y"][4], 4), keys, 3, "sharing"),
        ("a commitment of another dealing", replaced("C", other["C"][1], 1), keys, 3, "sharing"),
        ("a response of another dealing", replaced("r", other["r"][0]), keys, 3, "sharing"),
        ("another challenge", {**good, "c": other["c"]}, keys, 3, "sharing"),
        ("shares swapped", {**good, "Y": [good["Y"][1], good["Y"][0], *good["Y"][2:]]}, keys, 3, "sharing"),
        ("another context", other, keys, 3, "sharing"),
        ("keys in another order", good, [keys[1], keys[0], *keys[2:]], 3, "sharing"),
        ("threshold too low", good, keys, 2, "sharing-shape"),
        ("one share fewer", {**good, "Y": good["Y"][:4]}, keys, 3, "sharing-shape"),
        ("one member more", {**good, "x": 1}, keys, 3, "sharing-shape"),
        ("C is not a list", {**good, "C": "00"}, keys, 3, "sharing-shape"),
        ("C of small order", replaced("C", SMALL_ORDER[1]), keys, 3, "point"),
        ("Y of small order", replaced("Y", SMALL_ORDER[3]), keys, 3, "point"),
        ("Y of mixed order", replaced("Y", mixed_order(bytes.fromhex(good["Y"][0])).hex()), keys, 3, "point"),
        ("Y not canonical", replaced("Y", "ee" + "ff" * 30 + "7f"), keys, 3, "point"),
        ("r zero", replaced("r", ZERO), keys, 3, "scalar"),
        ("r not reduced", replaced("r", ORDER), keys, 3, "scalar"),
        ("c zero", {**good, "c": ZERO}, keys, 3, "scalar"),
        ("uppercase", {**good, "c": good["c"].upper()}, keys, 3, "scalar"),
        ("two keys equal", good, [keys[0], keys[0], *keys[2:]], 3, "roster"),
        ("threshold zero", good, keys, 0, "roster"),
        ("threshold above n", good, keys, 6, "roster"),
        ("a key of mixed order", good, [mixed_order(bytes.fromhex(keys[0])).hex(), *keys[1:]], 3, "point"),
    ]
    context = _context(5, 3).hex()
    return [
        {"name": name, "keys": roster, "threshold": threshold, "context": context, "sharing": each, "check": check}
        for name, each, roster, threshold, check in cases
    ]


def _put(values: list[Any], at: int, value: Any) -> list[Any]:
    return [value if index == at else each for index, each in enumerate(values)]


def _releases_refused() -> list[Body]:
    dealing, keys, good = dealt(5, 3), custodians(5), release(5, 3, 1)
    other = release(5, 3, 2)
    cases = [
        ("another custodian's share", {**other, "i": 1}, 1, "release"),
        ("another custodian's index", good, 2, "release-index"),
        ("a wrong share", {**good, "S": other["S"]}, 1, "release"),
        ("a wrong response", {**good, "r": other["r"]}, 1, "release"),
        ("a wrong challenge", {**good, "c": other["c"]}, 1, "release"),
        ("S of small order", {**good, "S": SMALL_ORDER[2]}, 1, "point"),
        ("S of mixed order", {**good, "S": mixed_order(bytes.fromhex(good["S"])).hex()}, 1, "point"),
        ("r zero", {**good, "r": ZERO}, 1, "scalar"),
        ("c not reduced", {**good, "c": ORDER}, 1, "scalar"),
        ("one member more", {**good, "x": 1}, 1, "release-shape"),
    ]
    return [
        {
            "name": name,
            "index": index,
            "key": keys[index - 1].public.hex(),
            "context": _context(5, 3).hex(),
            "sharing": dealing.sharing,
            "release": each,
            "check": check,
        }
        for name, each, index, check in cases
    ]
