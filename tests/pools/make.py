"""The fixed pools, made the same on every machine: `python -m tests.pools.make` writes pool-200.json and its sisters.

17 cities with the weights of Hubei's, 12 specialities, one employer that has a tenth of everybody, the others with
sizes that fall like 1/rank inside a city. Numbers come from SHA-256 of a counter.
"""

import hashlib
import json
from pathlib import Path

CITIES = {
    "420100": 38, "420200": 5, "420300": 6, "420500": 9, "420600": 9, "420700": 3, "420800": 4, "420900": 5,
    "421000": 6, "421100": 5, "421200": 4, "421300": 4, "422800": 4, "429004": 2, "429005": 2, "429006": 2,
    "429021": 1,
}  # fmt: skip
SPECIALITIES = [f"A{number:02}" for number in range(1, 13)]
SHARES = [20, 15, 12, 10, 9, 8, 7, 6, 5, 4, 2, 2]
SIZES = (200, 2000, 10000)
HERE = Path(__file__).parent


class Numbers:
    """Whole numbers below a bound, from a name."""

    def __init__(self, name: str) -> None:
        self.name, self.at = name, 0

    def below(self, bound: int) -> int:
        """The next one; the bias of a modulus of 64 bits does not matter for a test's pool."""
        self.at += 1
        return int.from_bytes(hashlib.sha256(f"{self.name} {self.at}".encode()).digest()[:8], "big") % bound

    def weighted(self, weights: list[int]) -> int:
        """An index, by its weight."""
        left = self.below(sum(weights))
        for index, weight in enumerate(weights):
            if left < weight:
                return index
            left -= weight
        raise AssertionError


def expert(numbers: Numbers, size: int) -> list[int]:
    """[city, specialities (a bit for each), employer]; employer 0 dominates, the rest belong to a city."""
    city = numbers.weighted(list(CITIES.values()))
    mask = 1 << numbers.weighted(SHARES)
    if numbers.below(5) == 0:
        mask |= 1 << numbers.weighted(SHARES)
    if numbers.below(10) == 0:
        return [city, mask, 0]
    firms = max(3, size * list(CITIES.values())[city] // 109 // 6)
    rank = numbers.weighted([1000 // (place + 2) for place in range(firms)])
    return [city, mask, 1 + city + 17 * rank]


def pool(size: int) -> list[list[int]]:
    """All experts of the pool of this size."""
    numbers = Numbers(f"tianping pool {size}")
    return [expert(numbers, size) for _ in range(size)]


def main() -> None:
    """Write the files: one short list for each expert."""
    for size in SIZES:
        (HERE / f"pool-{size}.json").write_text(json.dumps(pool(size), separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
