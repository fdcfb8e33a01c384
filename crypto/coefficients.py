"""Coefficients nobody can choose: picked by the secrets of all frozen offers, fixed by the bidders at the deadline.

Until t custodians have released their shares nobody knows the seed; afterwards everybody can repeat the pick.
"""

from collections.abc import Sequence

from crypto.encoding import H, u32
from crypto.errors import PackageRefused

SPAN = 2**64


def coefficient_seed(lot: str, round: int, freeze: bytes, secrets: Sequence[bytes]) -> bytes:
    """32 bytes from the digest of the freeze list and the secret of every frozen offer, in the list's order."""
    return H("coefficients", lot.encode(), u32(round), freeze, b"".join(secrets))


def pick(seed: bytes, name: str, values: Sequence[str]) -> str:
    """The value of this coefficient: every one equally likely."""
    if not values:
        raise PackageRefused("coefficient", f"{name} has no values to pick from")
    return values[draw(seed, name, len(values))[0]]


def draw(seed: bytes, name: str, count: int) -> tuple[int, int]:
    """An index below `count`, and how many numbers were drawn: those that would favour low indices are rejected."""
    limit = SPAN // count * count
    attempt = 0
    while True:
        number = int.from_bytes(H("coefficient", seed, name.encode(), u32(attempt))[:8], "big")
        attempt += 1
        if number < limit:
            return number % count, attempt
