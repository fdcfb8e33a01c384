"""Run by `benchmarks.draws` inside an environment of its own, where the package `sortition-algorithms` is installed.

Reads {"people": [{id, city, speciality, remote, employer}], "features": [{feature, value, min, max}], "seats"} from
standard input; writes {"seconds", "least", "greatest", "committees"}. Nothing of this repository is imported.
"""

import json
import sys
import time
from collections import Counter

from sortition_algorithms.committee_generation import find_distribution_maximin
from sortition_algorithms.features import read_in_features
from sortition_algorithms.people import read_in_people
from sortition_algorithms.settings import Settings


def main() -> None:
    """One maximin lottery by the package's own algorithm."""
    asked = json.load(sys.stdin)
    head = ["feature", "value", "min", "max"]
    features, _, _ = read_in_features(head, asked["features"], asked["seats"])
    settings = Settings(
        id_column="id",
        columns_to_keep=["employer"],
        check_same_address=True,
        check_same_address_columns=["employer"],
    )
    people, _ = read_in_people(list(asked["people"][0]), asked["people"], features, settings)
    start = time.perf_counter()
    committees, shares, _ = find_distribution_maximin(features, people, asked["seats"], ["employer"])
    taken = time.perf_counter() - start
    chances = Counter({one["id"]: 0.0 for one in asked["people"]})
    for committee, share in zip(committees, shares, strict=True):
        chances.update(dict.fromkeys(committee, share))
    least, greatest = min(chances.values()), max(chances.values())
    print(json.dumps({"seconds": taken, "least": least, "greatest": greatest, "committees": len(committees)}))


if __name__ == "__main__":
    main()
