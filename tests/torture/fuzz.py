"""Mutated envelopes, headers, manifests, bodies, statements, releases and records through every parser.

Only a refusal (CryptoError, Refusal, StoreTrouble) may come out. A run is named by its seed: the n-th case of a worker
depends on nothing else.
"""

import io
import json
import random
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from bidding.bids.rules import Arrived, RoundFacts, check_envelopes, read_statement
from crypto.audit import audit
from crypto.bid import check_bid, check_company_signature, parse_bid_key, parse_identity, parse_offer, parse_recovery
from crypto.encoding import canonical, parse_canonical, parse_object
from crypto.envelope import BodyReader, Header, check_header_sharing, open_stream, read_preamble
from crypto.errors import CryptoError
from crypto.manifest import Manifest
from crypto.records import check_receipt, check_shape
from crypto.secret_sharing import check_release
from crypto.signatures import check_document, leaf_value
from crypto.transparency_log import Frontier, check_tick, split_values
from foundation.errors import Refusal
from storage.errors import StoreTrouble
from storage.index import index_from
from tests.torture.mutations import altered, mutated

VECTORS = Path(__file__).parents[1] / "vectors"
REFUSALS = (CryptoError, Refusal, StoreTrouble)
ROUNDS = 500
"""Cases between two looks at the clock."""


@dataclass
class Samples:
    """What is mutated: real documents of the vectors."""

    files: list[bytes]
    headers: list[bytes]
    secrets: list[bytes]
    bodies: list[bytes]
    manifests: list[bytes]
    forms: list[bytes]
    statements: list[Any]
    records: list[Any]
    package: dict[str, bytes]


def load() -> Samples:
    """Read them once a worker."""
    vectors = json.loads((VECTORS / "envelope.json").read_text())["envelopes"]
    envelopes = [one for one in vectors if one["file"] is not None]
    bids = json.loads((VECTORS / "bid.json").read_text())
    folder = VECTORS / "package"
    files = [bytes.fromhex(one["file"]) for one in envelopes]
    return Samples(
        files=files,
        headers=[one["header_text"].encode() for one in envelopes],
        secrets=[bytes.fromhex(one["secret"]) for one in envelopes],
        bodies=[file[-one["body_length"] :] for file, one in zip(files, envelopes, strict=True)],
        manifests=[one["manifest_text"].encode() for one in envelopes],
        forms=[
            one["text"].encode() for kind in ("identities", "offers", "bid_keys", "recoveries") for one in bids[kind]
        ],
        statements=[one["signed"] for one in bids["statements"]],
        records=[json.loads(path.read_text()) for path in sorted((folder / "records").iterdir())],
        package={
            path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
        },
    )


class AcceptedError(Exception):
    """Something spoiled was taken for good where a seal or a signature should have told."""


def untouched(same: bool) -> None:
    """What was accepted must be what was made."""
    if not same:
        raise AcceptedError


Case = Callable[[Samples, random.Random], object]


def header(s: Samples, dice: random.Random) -> object:
    return Header.parse(mutated(dice.choice(s.headers), dice, s.headers))


def header_members(s: Samples, dice: random.Random) -> object:
    return Header.parse(canonical(altered(json.loads(dice.choice(s.headers)), dice)))


def sharing(s: Samples, dice: random.Random) -> object:
    told = json.loads(dice.choice(s.headers))
    told["sharing"] = altered(told["sharing"], dice)
    return check_header_sharing(Header.parse(canonical(told)))


def envelope(s: Samples, dice: random.Random) -> object:
    number = dice.randrange(len(s.files))
    source = io.BytesIO(mutated(s.files[number], dice, s.files))
    found, rest = Header.parse(read_preamble(source)), source.read()
    told = open_stream(found, s.secrets[number], [rest])
    untouched((found.to_bytes(), rest) == (s.headers[number], s.bodies[number]))
    return told


def body(s: Samples, dice: random.Random) -> object:
    number = dice.randrange(len(s.bodies))
    data = mutated(s.bodies[number], dice, s.bodies)
    found = Header.parse(s.headers[number])
    if dice.random() < 0.7:
        told = open_stream(found, s.secrets[number], [data])
        untouched(data == s.bodies[number])
        return told
    return BodyReader(found, s.secrets[number], lambda start, stop: data[start:stop]).manifest


def manifest(s: Samples, dice: random.Random) -> object:
    whole = dice.choice(s.manifests)
    data = mutated(whole, dice, s.manifests) if dice.random() < 0.5 else canonical(altered(json.loads(whole), dice))
    return Manifest.parse(data, dice.choice(["identity", "offer", "documents", "pricing"]), dice.choice([0, 192, 738]))


def form(s: Samples, dice: random.Random) -> object:
    whole = dice.choice(s.forms)
    data = mutated(whole, dice, s.forms) if dice.random() < 0.5 else canonical(altered(json.loads(whole), dice))
    parsed = dice.choice([parse_identity, parse_offer, parse_bid_key, parse_recovery])(data)
    return check_company_signature(parsed) if "company_signature" in parsed else parsed


def statement(s: Samples, dice: random.Random) -> object:
    made = dice.choice(s.statements)
    signed = altered(made, dice)
    lot = "0198c0de-0000-7000-8000-000000000001"
    facts = RoundFacts(lot, 1, ["2026-12-17T01:30:00.000Z"], [], 3)
    read = read_statement(signed, facts) if dice.random() < 0.5 else check_bid(signed)
    untouched(signed["body"] == made["body"])
    if dice.random() < 0.5 and hasattr(read, "digest"):
        arrived = [Arrived(kind, dice.choice(s.headers), 16_400, bytes(32)) for kind in ("identity", "offer")]
        check_envelopes(read, arrived, facts)
    return read


def record(s: Samples, dice: random.Random) -> object:
    told = altered(dice.choice(s.records), dice)
    if dice.random() < 0.7 and isinstance(told, dict):
        check_shape(told.get("body"))
    if isinstance(told, dict) and dice.random() < 0.3:
        leaf_value(told)
    return check_receipt(told)


def signed_record(s: Samples, dice: random.Random) -> object:
    told = dice.choice(s.records)
    kind = told["body"]["type"]
    role = dice.choice(["platform", "custodian", "bid"])
    read = check_document(altered(told, dice), type=kind, role=role)
    untouched(read == told["body"])
    return read


def share(s: Samples, dice: random.Random) -> object:
    found = Header.parse(dice.choice(s.headers))
    releases = [one["body"]["shares"] for one in s.records if one["body"]["type"] == "tianping/release/1"]
    shares = [one for listed in releases for one in listed]
    told = {name: value for name, value in dice.choice(shares).items() if name != "envelope"}
    return check_release(altered(told, dice), 1, found.custodians[0], found.sharing, found.ctx)


def log_bytes(s: Samples, dice: random.Random) -> object:
    data = mutated(s.package["log/leaves.bin"], dice, s.headers)
    entry = parse_object(mutated(s.package["log/ticks/0.json"], dice, s.headers))
    Frontier.from_bytes(data)
    return check_tick(entry, split_values(data), bytes(32))


def any_json(s: Samples, dice: random.Random) -> object:
    return parse_canonical(mutated(dice.choice([*s.headers, *s.manifests, *s.forms]), dice, s.manifests))


def store_index(s: Samples, dice: random.Random) -> object:
    told = {"handle": "a" * 32, "pieces": [[f"{n:05d}-{'b' * 32}", 8 * 1024 * 1024] for n in range(3)], "v": 1}
    whole = json.dumps(told, separators=(",", ":"), sort_keys=True).encode()
    return index_from(mutated(whole, dice, s.manifests))


def package(s: Samples, dice: random.Random) -> object:
    """A published package with one file mutated; the audit must never raise."""
    path = dice.choice(sorted(s.package))
    return audit({**s.package, path: mutated(s.package[path], dice, s.headers)})


CASES: list[tuple[Case, int]] = [
    (header, 220), (header_members, 200), (envelope, 120), (body, 60), (manifest, 120), (form, 100), (statement, 40),
    (record, 70), (signed_record, 40), (any_json, 60), (store_index, 30), (log_bytes, 20), (sharing, 6), (share, 6),
    (package, 0),
]  # fmt: skip
"""Each with its share of the cases; packages are made apart, a hundred in a million."""
PACKAGE_EVERY = 10_000


@dataclass
class Fuzzed:
    """What came of it: cases by parser, how many were refused, and what should never have come out."""

    cases: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, other: "Fuzzed") -> None:
        """The sum of two workers."""
        self.cases += other.cases
        self.refused += other.refused
        self.findings += other.findings
        self.seconds = max(self.seconds, other.seconds)

    @property
    def total(self) -> int:
        """All cases."""
        return self.cases.total()


def run_worker(job: tuple[int, int, float]) -> Fuzzed:
    """`count` cases of one seed, or as many as fit into the seconds."""
    seed, count, seconds = job
    samples, told, began = load(), Fuzzed(), time.monotonic()
    cases = [case for case, _ in CASES]
    weights = [weight for _, weight in CASES]
    for first in range(0, count, ROUNDS):
        if time.monotonic() - began > seconds:
            break
        for number in range(first, min(first + ROUNDS, count)):
            dice = random.Random(f"{seed}/{number}")
            case = package if number % PACKAGE_EVERY == 0 else dice.choices(cases, weights)[0]
            _try(case, samples, dice, f"{seed}/{number}", told)
    told.seconds = time.monotonic() - began
    return told


def _try(case: Case, samples: Samples, dice: random.Random, name: str, told: Fuzzed) -> None:
    told.cases[case.__name__] += 1
    try:
        case(samples, dice)
    except REFUSALS:
        told.refused[case.__name__] += 1
    except Exception as fault:
        place = traceback.extract_tb(fault.__traceback__)[-1]
        told.findings.append(
            f"{case.__name__} {name}: {type(fault).__name__} at {Path(place.filename).name}:{place.lineno}"
        )


def run_fuzz(seed: int, count: int, seconds: float, workers: int = 2) -> Fuzzed:
    """Spread over the processors."""
    jobs = [(seed * 1000 + worker, count // workers, seconds) for worker in range(workers)]
    told = Fuzzed()
    with get_context("spawn").Pool(workers) as pool:
        parts: Sequence[Fuzzed] = pool.map(run_worker, jobs)
    for part in parts:
        told.add(part)
    return told
