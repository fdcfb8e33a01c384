"""Fixed pools of experts and the quotas that the lottery is measured by; `make.py` made the files."""

import hashlib
import json
from pathlib import Path

from crypto.verifiable_draw.pool import Entry
from crypto.verifiable_draw.quotas import Quotas
from tests.pools.make import CITIES, SPECIALITIES

HERE = Path(__file__).parent


def entries(size: int) -> list[Entry]:
    """The pool of 200, 2,000 or 10,000 experts, ascending by ref."""
    codes = list(CITIES)
    rows = json.loads((HERE / f"pool-{size}.json").read_text())
    return [
        Entry(
            f"{number:032x}",
            codes[city],
            tuple(code for bit, code in enumerate(SPECIALITIES) if mask >> bit & 1),
            hashlib.sha256(f"employer {employer}".encode()).hexdigest()[:32],
        )
        for number, (city, mask, employer) in enumerate(rows)
    ]


def open_to_all(most: int = 5) -> tuple[tuple[str, int, int], ...]:
    """Every city, nobody required."""
    return tuple((city, 0, most) for city in sorted(CITIES))


QUOTAS = {
    "five": Quotas((("A01", 2), ("A02", 1), ("A03", 1), ("A04", 1)), open_to_all(), "420100", 2, 2, 1),
    "seven": Quotas(
        tuple((code, 1) for code in SPECIALITIES[:7]),
        tuple((city, 1 if city == "420100" else 0, 3 if city == "420100" else 1) for city in sorted(CITIES)),
        "420100", 4, 5, 1,
    ),
    "any": Quotas((("A", 7),), open_to_all(4), "420100", 3, 3, 1),
    "all": Quotas(tuple((code, 1) for code in SPECIALITIES), open_to_all(4), "420100", 4, 4, 1),
    "three cities": Quotas(
        (("A01", 2), ("A02", 2), ("A03", 1)), (("420100", 2, 4), ("420500", 1, 2), ("420600", 0, 2)), "420100", 1, 2, 1
    ),
}  # fmt: skip
