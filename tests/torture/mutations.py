"""How bytes and documents are spoiled: a little, as by an accident, or much, as by an enemy."""

import random
import struct
from collections.abc import Sequence
from typing import Any

JUNK: list[Any] = [
    None, True, False, 0, -1, 1, 2**31, 2**53 - 1, 2**53, 2**63, -(2**64), 1.5,
    "", " ", "0", "\x00", "\ud7ff", "é", "e\u0301", "a" * 10_000,
    "00" * 32, "ff" * 32, "01" + "00" * 31, "ED" * 32, "zz" * 32,
    "2026-02-30T00:00:00.000Z", "0001-01-01T00:00:00.000Z", "../../etc/passwd", "tianping/bid/1",
    [], {}, [[]], [None], {"": None}, [0] * 300, {"a": {"a": {"a": {}}}},
]  # fmt: skip


def mutated(data: bytes, dice: random.Random, others: Sequence[bytes]) -> bytes:
    """The bytes with one to three things wrong."""
    for _ in range(dice.choice([1, 1, 1, 2, 3])):
        data = _once(data, dice, others)
    return data


def _once(data: bytes, dice: random.Random, others: Sequence[bytes]) -> bytes:
    at = dice.randrange(len(data) + 1)
    end = min(len(data), at + dice.choice([1, 1, 2, 4, 8, 32, 1000]))
    kind = dice.randrange(9)
    if kind == 0 and at < len(data):
        return data[:at] + bytes([data[at] ^ (1 << dice.randrange(8))]) + data[at + 1 :]
    if kind == 1:
        return data[:at] + dice.randbytes(end - at) + data[end:]
    if kind == 2:
        return data[:at] + data[end:]
    if kind == 3:
        return data[:at] + data[at:end] + data[at:]
    if kind == 4:
        return data[:at]
    if kind == 5:
        other = dice.choice(others)
        return data[:at] + other[dice.randrange(len(other) + 1) :]
    if kind == 6:
        number = dice.choice([0, 1, 2**31 - 1, 2**32 - 1, dice.randrange(2**32)])
        return data[:at] + struct.pack(dice.choice([">I", "<I"]), number) + data[at + 4 :]
    if kind == 7:
        return (
            data[:at]
            + dice.choice([b'"', b"{", b"}", b"[", b",", b":", b"\\", b"\\u0000", b"1e9", b"NaN", b"\xff"])
            + data[at:]
        )
    return data + dice.randbytes(dice.choice([1, 16, 200]))


def altered(value: Any, dice: random.Random) -> Any:
    """The document with a member exchanged, removed, added or doubled somewhere in it."""
    if not isinstance(value, (dict, list)) or not value or dice.random() < 0.05:
        return _other(value, dice)
    if isinstance(value, list):
        return _altered_list(list(value), dice)
    told, name = dict(value), dice.choice(sorted(value))
    kind = dice.random()
    if kind < 0.1:
        del told[name]
    elif kind < 0.2:
        told[dice.choice(["extra", "", "type", name + "2"])] = dice.choice(JUNK)
    elif kind < 0.3:
        told[name] = value[dice.choice(sorted(value))]
    else:
        told[name] = altered(value[name], dice)
    return told


def _altered_list(value: list[Any], dice: random.Random) -> list[Any]:
    at, kind = dice.randrange(len(value)), dice.random()
    if kind < 0.15:
        value.pop(at)
    elif kind < 0.3:
        value.insert(at, value[dice.randrange(len(value))])
    elif kind < 0.4:
        dice.shuffle(value)
    else:
        value[at] = altered(value[at], dice)
    return value


def _other(value: Any, dice: random.Random) -> Any:
    if isinstance(value, str) and value and dice.random() < 0.5:
        at = dice.randrange(len(value))
        return value[:at] + dice.choice(["0", "f", "F", "é", "", " ", value[at] * 2]) + value[at + 1 :]
    if isinstance(value, int) and dice.random() < 0.5:
        return value + dice.choice([-1, 1, 2**32])
    return dice.choice(JUNK)
