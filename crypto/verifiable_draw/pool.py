"""Who may be drawn: pool entries without names, and the commitment to all of them.

An entry tells a city, specialities and an employer's label, never a person: `ref` commits to the person under a salt
of its own, and the label is new in every draw, so that two published draws cannot be joined.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from crypto.encoding import Body, H, canonical
from crypto.errors import DrawRefused
from crypto.shapes import conform, hex_of, list_of, members, text
from crypto.transparency_log import leaf_hash, tree_root

_SHAPE = members(ref=hex_of(16), city=text(6, 6), specialities=list_of(text(1, 16), 0, 64), employer=hex_of(16))


@dataclass(frozen=True, slots=True)
class Entry:
    """One expert in one draw. `specialities`: codes, ascending; `ref` and `employer`: 16 bytes in hex."""

    ref: str
    city: str
    specialities: tuple[str, ...]
    employer: str

    def body(self) -> Body:
        """As published."""
        return {
            "ref": self.ref,
            "city": self.city,
            "specialities": list(self.specialities),
            "employer": self.employer,
        }


def read_entry(value: object) -> Entry:
    """An entry as published; ShapeRefused `draw-entry` for anything else."""
    body = conform(value, _SHAPE, "draw-entry")
    codes = tuple(body["specialities"])
    if any(left >= right for left, right in pairwise(codes)):
        raise DrawRefused("draw-entry", "specialities do not ascend")
    return Entry(body["ref"], body["city"], codes, body["employer"])


def expert_ref(expert: str, name: str, salt: bytes) -> str:
    """What stands for a person in one draw: 16 bytes in hex of a hash of id, name and a fresh 16-byte salt."""
    return H("draw expert", salt, canonical({"expert": expert, "name": name}))[:16].hex()


def employer_label(uscc: str, salt: bytes) -> str:
    """What stands for an employer in one draw; `salt` is the draw's, so that a label can be recomputed for one."""
    return H("draw employer", salt, uscc.encode())[:16].hex()


def pool_root(entries: Sequence[Entry]) -> bytes:
    """The commitment to a pool: the root (RFC 9162) over its entries, which must ascend by ref."""
    if any(left.ref >= right.ref for left, right in pairwise(entries)):
        raise DrawRefused("draw-pool-order", "entries do not ascend by ref")
    return tree_root([leaf_hash(canonical(each.body())) for each in entries])
