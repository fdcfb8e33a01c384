"""Vectors of the transparency log."""

import hashlib
from typing import Any

from crypto.encoding import Body, canonical, u64
from crypto.transparency_log import (
    Frontier,
    consistency_proof,
    entry_leaf,
    fill_tick,
    inclusion_proof,
    leaf_hash,
    tick_entry,
    tick_root,
    tree_root,
)
from tests.vectors.sources import FLOOR, stream

KNOWN_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]


def log() -> Body:
    """log.json."""
    known = [bytes.fromhex(leaf) for leaf in KNOWN_LEAVES]
    hashes = [leaf_hash(u64(number)) for number in range(100)]
    inclusion = [_inclusion(hashes, index, size) for index, size in ((0, 1), (0, 8), (5, 8), (6, 7), (0, 3), (99, 100))]
    consistency = [
        _consistency(hashes, old, new) for old, new in ((1, 1), (1, 8), (6, 8), (4, 8), (3, 7), (64, 100), (99, 100))
    ]
    return {
        "trees": [
            {"leaves": KNOWN_LEAVES[:size], "root": tree_root([leaf_hash(leaf) for leaf in known[:size]]).hex()}
            for size in range(9)
        ],
        "inclusion": inclusion,
        "consistency": consistency,
        "inclusion_refused": _inclusion_refused(inclusion[2]),
        "consistency_refused": _consistency_refused(consistency),
        "frontiers": [_frontier(hashes[:size]) for size in (0, 1, 2, 3, 64, 100)],
        "ticks": [_tick(number, count) for number, count in ((0, 0), (1, 3), (2**40, 1024))],
        "ticks_refused": _ticks_refused(),
    }


def _inclusion(hashes: list[bytes], index: int, size: int) -> Body:
    tree = hashes[:size]
    return {
        "leaf": tree[index].hex(),
        "index": index,
        "size": size,
        "root": tree_root(tree).hex(),
        "proof": [each.hex() for each in inclusion_proof(tree, index)],
    }


def _consistency(hashes: list[bytes], earlier: int, size: int) -> Body:
    return {
        "earlier": earlier,
        "earlier_root": tree_root(hashes[:earlier]).hex(),
        "size": size,
        "root": tree_root(hashes[:size]).hex(),
        "proof": [each.hex() for each in consistency_proof(hashes[:size], earlier)],
    }


def _inclusion_refused(good: Body) -> list[Body]:
    cases: dict[str, Body] = {
        "another index": {"index": good["index"] - 1},
        "index beyond": {"index": good["size"]},
        "another size": {"size": 5},
        "another leaf": {"leaf": "00" * 32},
        "another root": {"root": "00" * 32},
        "proof too short": {"proof": good["proof"][:-1]},
        "proof too long": {"proof": [*good["proof"], "00" * 32]},
        "proof turned": {"proof": good["proof"][::-1]},
        "short node": {"proof": [good["proof"][0][2:], *good["proof"][1:]]},
    }
    return [{"name": name, **good, **change, "check": "inclusion-proof"} for name, change in cases.items()]


def _consistency_refused(good: list[Body]) -> list[Body]:
    base = good[2]
    cases: list[tuple[str, Body, Body, str]] = [
        ("from size 0", base, {"earlier": 0, "earlier_root": hashlib.sha256(b"").hexdigest()}, "consistency-size"),
        ("backwards", base, {"earlier": 9}, "consistency-size"),
        ("another earlier root", base, {"earlier_root": "00" * 32}, "consistency-proof"),
        ("another root", base, {"root": "00" * 32}, "consistency-proof"),
        ("proof too short", base, {"proof": base["proof"][:-1]}, "consistency-proof"),
        ("proof too long", base, {"proof": [*base["proof"], "00" * 32]}, "consistency-proof"),
        ("no proof", base, {"proof": []}, "consistency-proof"),
        ("one size, two roots", good[0], {"root": "00" * 32}, "consistency-proof"),
        ("one size, a proof", good[0], {"proof": ["00" * 32]}, "consistency-proof"),
    ]
    return [{"name": name, **start, **change, "check": check} for name, start, change, check in cases]


def _frontier(hashes: list[bytes]) -> Body:
    frontier = Frontier()
    for each in hashes:
        frontier = frontier.append(each)
    return {"size": len(hashes), "bytes": frontier.to_bytes().hex(), "root": frontier.root().hex()}


def _made_tick(number: int, count: int) -> tuple[list[bytes], list[bytes], bytes, Body]:
    leaves = [stream(f"leaf {number} {which}", 32) for which in range(count)]
    filler_key = stream(f"filler key {number}", 32)
    values = fill_tick(leaves, filler_key, number)
    return leaves, values, filler_key, tick_entry(number, FLOOR, tick_root(values), filler_key)


def _tick(number: int, count: int) -> Body:
    leaves, values, filler_key, entry = _made_tick(number, count)
    return {
        "number": number,
        "at": FLOOR,
        "filler_key": filler_key.hex(),
        "leaves": [leaf.hex() for leaf in leaves],
        "values_sha256": hashlib.sha256(b"".join(values)).hexdigest(),
        "root": entry["root"],
        "entry": entry,
        "entry_text": canonical(entry).decode(),
        "leaf": entry_leaf(entry).hex(),
    }


def _ticks_refused() -> list[Body]:
    _, values, _, entry = _made_tick(0, 0)
    same = {"index": 0, "hex": values[0].hex()}
    cases: list[tuple[str, Body, Any, str, str]] = [
        ("a value changed", entry, {"index": 0, "hex": "00" * 32}, entry_leaf(entry).hex(), "tick-root"),
        ("values not ascending", entry, {"index": 0, "hex": "ff" * 32}, entry_leaf(entry).hex(), "tick-values"),
        ("another entry", {**entry, "at": "2026-12-17T01:30:10.000Z"}, same, entry_leaf(entry).hex(), "tick-entry"),
        ("another leaf", entry, same, "00" * 32, "tick-entry"),
    ]
    return [
        {"name": name, "entry": each, "values_change": change, "leaf": leaf, "check": check}
        for name, each, change, leaf, check in cases
    ]
