"""Vectors of the draw: its steps one by one, a whole package, and packages that must be refused."""

import copy
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from crypto.encoding import Body
from crypto.signatures import sign_document
from crypto.verifiable_draw.ceremony import dealing_context, seed_of
from crypto.verifiable_draw.draw import draw_committee, reserve_order, seat_names, seat_workstations
from crypto.verifiable_draw.generator import Stream
from crypto.verifiable_draw.pool import Entry, employer_label, expert_ref, pool_root
from crypto.verifiable_draw.quotas import Quotas
from crypto.verifiable_draw.table import Composition, Table, group
from crypto.verifiable_draw.verify import LIGHT
from tests.crypto.story import pair
from tests.crypto.verifiable_draw.story import DrawStory, at, documents, exchanged, resigned, uuid
from tests.vectors.sources import stream

SEED = stream("draw seed", 32)


# Steps ------------------------------------------------------------------------------------------------------------


def steps() -> Body:
    """draw_steps.json."""
    return {
        "streams": [_stream(purpose, bounds) for purpose, bounds in STREAMS.items()],
        "orders": [
            {"seed": SEED.hex(), "purpose": "orders", "items": count, "take": take, "order": _order(count, take)}
            for count, take in ((1, 1), (10, 10), (10, 3), (300, 5), (4, 0))
        ],
        "refs": [_ref("专家一"), _ref("Expert Two")],
        "labels": [_label("91420100MA4K000001"), _label("")],
        "contexts": [_context(1), _context(16)],
        "seeds": [_seed(1), _seed(5)],
        "committees": [_committees()],
        "seats": [_seats(1), _seats(11)],
    }


STREAMS = {
    "committee": [2**32] * 6,
    "small": [1, 2, 3, 5, 7, 10, 100, 1000],
    "near 2^63": [2**63 + 1] * 8,
    "whole": [2**64] * 2,
}
"""Bounds by purpose; of the third, about every second number is skipped."""


def _stream(purpose: str, bounds: list[int]) -> Body:
    numbers = Stream(SEED, purpose)
    drawn = [{"bound": str(bound), "number": str(numbers.below(bound))} for bound in bounds]
    return {"seed": SEED.hex(), "purpose": purpose, "drawn": drawn}


def _order(count: int, take: int) -> list[int]:
    return Stream(SEED, "orders").sample(range(count), take)


def _ref(name: str) -> Body:
    expert, salt = uuid(name), stream(name, 16)
    return {"expert": expert, "name": name, "salt": salt.hex(), "ref": expert_ref(expert, name, salt)}


def _label(uscc: str) -> Body:
    salt = stream("labels", 16)
    return {"uscc": uscc, "salt": salt.hex(), "label": employer_label(uscc, salt)}


def _context(index: int) -> Body:
    inputs = stream("inputs", 32)
    return {"inputs": inputs.hex(), "index": index, "context": dealing_context(inputs, index).hex()}


def _seed(count: int) -> Body:
    inputs, cutoff = stream("inputs", 32), stream("cutoff", 32)
    secrets = [stream(f"secret {number}", 32) for number in range(count)]
    told = {"inputs": inputs.hex(), "cutoff": cutoff.hex(), "secrets": [secret.hex() for secret in secrets]}
    return {**told, "seed": seed_of(inputs, cutoff, secrets).hex()}


def colliding_pool() -> tuple[list[Entry], Quotas, Table]:
    """Eight experts of one type, four of them of one employer: most selections of three must be drawn again."""
    label = stream("everybody's employer", 16).hex()
    entries = [
        Entry(
            stream(f"ref {number}", 16).hex(),
            "420100" if number < 8 else "420500",
            ("A0101",),
            label if number < 4 else stream(f"employer {number}", 16).hex(),
        )
        for number in range(12)
    ]
    quotas = Quotas((("A01", 3), ("A0101", 1)), (("420100", 1, 3), ("420500", 1, 3)), "420100", 1, 2, 1)
    mixed = Composition(((0, "A01", 2), (0, "A0101", 1), (1, "A01", 1)))
    remote = Composition(((0, "A01", 1), (1, "A01", 2), (1, "A0101", 1)))
    types = tuple(group(entries, quotas, frozenset()))
    return sorted(entries, key=lambda one: one.ref), quotas, Table(types, (remote, mixed), (2**31 + 5, 2**31 - 5))


def _committees() -> Body:
    entries, quotas, table = colliding_pool()
    return {
        "name": "most selections have two of one employer",
        "entries": [entry.body() for entry in entries],
        "root": pool_root(entries).hex(),
        "quotas": quotas.body(),
        "large": [],
        "table": table.body(),
        "draws": [_drawn(entries, quotas, table, stream(f"committee {number}", 32)) for number in range(12)],
    }


def _drawn(entries: list[Entry], quotas: Quotas, table: Table, seed: bytes) -> Body:
    committee = draw_committee(group(entries, quotas, frozenset()), quotas, table, seed)
    return {
        "seed": seed.hex(),
        "committee": [{"ref": member.entry.ref, "speciality": member.speciality} for member in committee],
        "reserves": [entry.ref for entry in reserve_order(entries, committee, seed)],
    }


def _seats(count: int) -> Body:
    refs = [stream(f"seated {number}", 16).hex() for number in range(count)]
    stations = [uuid(f"station {number}") for number in range(count + 2)]
    venue = uuid("venue")
    return {
        "seed": SEED.hex(),
        "refs": refs,
        "names": seat_names(refs, SEED),
        "venue": venue,
        "workstations": stations,
        "places": seat_workstations(refs, stations, venue, SEED),
    }


# Packages ---------------------------------------------------------------------------------------------------------


@cache
def package() -> Body:
    """The honest package."""
    return DrawStory().tell()


class Early(DrawStory):
    """The platform cuts off before the time although a custodian has not dealt."""

    cutoff_minutes = 9.0


class Dropping(DrawStory):
    """The platform leaves out a dealing that was there in time."""

    def hold(self, inputs: Body, begin: float) -> Any:
        """The dealing of who is said to have stayed away is in the package, for he published it."""
        held = super().hold(inputs, begin)
        if inputs["number"] == 1:
            keys = [bytes.fromhex(each["share_key"]) for each in self.key_set["custodians"]]
            self._dealing(inputs, self.absent_dealer, keys, at(begin + 9))
        return held


class Again(DrawStory):
    """The platform holds a draw, does not like it, and holds it again."""

    def _first_draw(self) -> None:
        first = self.inputs(1, self.sealed(1, []), [], 0, 0.5)
        self.publish({**first, "draw": uuid("a draw that was not liked")})
        super()._first_draw()


class Boasting(DrawStory):
    """The platform lets an expert have a greater chance than is allowed."""

    greatest_bonus = 1


class Skipping(DrawStory):
    """The platform passes over the first reserve who keeps every quota."""

    def refill(self, place: int) -> bool:
        """The second one is called."""
        first, self.order = self.order, self._without_due(place)
        done = super().refill(place)
        self.order = first
        if done:
            self.places[-1]["reserve_no"] = 1 + [one.ref for one in first].index(self.places[-1]["ref"])
        return done

    def _without_due(self, place: int) -> tuple[Entry, ...]:
        trial = copy.copy(self)
        trial.places = list(self.places)
        if place != 1 or not DrawStory.refill(trial, place):
            return self.order
        return tuple(entry for entry in self.order if entry.ref != trial.places[-1]["ref"])


def refused() -> list[Body]:
    """draw_refused.json."""
    return [
        {"name": name, "changes": list(changes(package(), changed, [])), "checks": list(checks)}
        for name, changed, checks in [*_record_cases(), *_document_cases(), *_story_cases()]
    ]


def changes(old: Any, new: Any, path: list[str | int]) -> Iterable[Body]:
    """What must be put where to make the one of the other."""
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys():
        for name in old:
            yield from changes(old[name], new[name], [*path, name])
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (left, right) in enumerate(zip(old, new, strict=True)):
            yield from changes(left, right, [*path, number])
    else:
        yield {"path": path, "value": new}


Case = tuple[str, Body, tuple[str, ...]]


def _record_cases() -> list[Case]:
    """The platform signs another record; what custodians signed stays."""
    cases: dict[str, tuple[Callable[[Body], object], tuple[str, ...]]] = {
        "an expert of the pool lives elsewhere": (_move_expert, ("draw-pool",)),
        "an expert is missing in the pool": (lambda body: body["pool"].pop(0), ("draw-pool",)),
        "an expert stands in the pool twice": (lambda body: body["pool"].insert(1, body["pool"][0]), ("draw-pool",)),
        "another seed": (lambda body: body["draws"][0].update(seed="00" * 32), ("draw-seed", "draw-result")),
        "another salt of the result": (lambda body: body["draws"][0].update(result_salt="00" * 16), ("draw-result",)),
        "a weight moved to another composition": (_move_weight, ("draw-table",)),
        "a composition twice": (_double_composition, ("draw-table",)),
        "another member of the committee": (_other_member, ("draw-committee", "draw-result")),
        "two places of the committee exchanged": (_exchange_places, ("draw-committee", "draw-result")),
        "an exclusion left out": (_forgive, ("draw-exclusions",)),
        "an exclusion for another reason": (_other_reason, ("draw-exclusions",)),
        "a reserve under another number": (_other_number, ("draw-replacements",)),
        "a reserve who would break a quota": (_lawless_reserve, ("draw-replacements",)),
        "two replacements in another order": (_swap_rows, ("draw-replacements",)),
        "a place filled before it was free": (_overlap, ("draw-replacements",)),
        "somebody called twice": (_call_twice, ("draw-replacements",)),
        "the supplementary draw gave another expert": (_other_supplement, ("draw-supplements", "draw-result")),
        "others stayed during the supplementary draw": (_other_fixed, ("draw-supplements",)),
        "a supplementary draw is not told of": (lambda body: body["draws"].pop(), ("draw-no-redraw",)),
        "two seat names exchanged": (lambda body: _swap(body["seats"], "name"), ("draw-seats",)),
        "two workstations exchanged": (lambda body: _swap(body["seats"], "workstation"), ("draw-seats",)),
        "a seat is missing": (lambda body: body["seats"].pop(), ("draw-seats",)),
        "another name": (lambda body: body["openings"][0].update(name="另一人"), ("draw-openings",)),
        "somebody who was called is not named": (lambda body: body["openings"].pop(), ("draw-openings",)),
        "a release fewer": (lambda body: body["draws"][0]["releases"].pop(), ("draw-releases",)),
        "another session": (lambda body: body.update(session=uuid("another")), ("draw-inputs-signed",)),
        "a member more": (lambda body: body.update(note=""), ("draw-package",)),
    }
    return [(name, resigned(package(), change), checks) for name, (change, checks) in cases.items()]


def _move_expert(body: Body) -> None:
    entry = body["pool"][0]
    entry["city"] = "420100" if entry["city"] != "420100" else "420500"


def _move_weight(body: Body) -> None:
    entries = body["draws"][0]["sealed"]["table"]["entries"]
    entries[0]["weight"] += 1
    entries[1]["weight"] -= 1


def _double_composition(body: Body) -> None:
    entries = body["draws"][0]["sealed"]["table"]["entries"]
    entries[1]["members"] = entries[0]["members"]


def _other_member(body: Body) -> None:
    """The committee has somebody of the same type instead, and the record tells of him throughout."""
    drawn = body["draws"][0]["committee"][3]
    pool = {each["ref"]: each for each in body["pool"]}
    taken = {row["ref"] for row in body["places"]} | {
        each["ref"] for each in body["draws"][0]["sealed"]["exclusions"]
    }
    same = {name: pool[drawn["ref"]][name] for name in ("city", "specialities")}
    other = next(ref for ref, each in pool.items() if ref not in taken and same.items() <= each.items())
    for row in [drawn, *body["places"]]:
        if row["place"] == 4 and row["ref"] == body["places"][3]["ref"]:
            row["ref"] = other


def _exchange_places(body: Body) -> None:
    committee = body["draws"][0]["committee"]
    alike = [each for each in committee if each["speciality"] == committee[0]["speciality"]]
    alike[0]["ref"], alike[1]["ref"] = alike[1]["ref"], alike[0]["ref"]


def _forgive(body: Body) -> None:
    sealed = body["draws"][0]["sealed"]
    sealed["exclusions"] = [each for each in sealed["exclusions"] if each["code"] != "EMPLOYER_BUYER"]


def _other_reason(body: Body) -> None:
    for each in body["draws"][0]["sealed"]["exclusions"]:
        if each["code"] == "EMPLOYER_BIDDER":
            each["code"] = "LOAD"


def _reserves(body: Body) -> list[Body]:
    return [row for row in body["places"] if row["reserve_no"] is not None]


def _other_number(body: Body) -> None:
    _reserves(body)[0]["reserve_no"] += 1


def _lawless_reserve(body: Body) -> None:
    """A bidder's man is called."""
    excluded = body["draws"][0]["sealed"]["exclusions"]
    ref = next(each["ref"] for each in excluded if each["code"] == "EMPLOYER_BIDDER")
    row = _reserves(body)[0]
    row["ref"], row["city"] = ref, next(each["city"] for each in body["pool"] if each["ref"] == ref)


def _swap_rows(body: Body) -> None:
    first, second = _reserves(body)[:2]
    for name in ("ref", "city", "reserve_no"):
        first[name], second[name] = second[name], first[name]


def _overlap(body: Body) -> None:
    _reserves(body)[0]["invited_at"] = body["places"][0]["invited_at"]


def _call_twice(body: Body) -> None:
    first, second = _reserves(body)[:2]
    second["ref"] = first["ref"]


def _other_supplement(body: Body) -> None:
    row = next(each for each in body["places"] if each["draw"] == 2)
    sealed = body["draws"][0]["sealed"]["exclusions"]
    other = next(each["ref"] for each in sealed if each["code"] == "ABSENT_DECLARED" and each["ref"] != row["ref"])
    city = next(each["city"] for each in body["pool"] if each["ref"] == other)
    row["ref"], row["city"] = other, city
    body["draws"][1]["committee"][0]["ref"] = other


def _other_fixed(body: Body) -> None:
    body["draws"][1]["sealed"]["fixed"].pop()


def _swap(rows: list[Body], name: str) -> None:
    left = next(each for each in rows if sum(each["venue"] == other["venue"] for other in rows) > 1)
    right = next(each for each in rows if each is not left and each["venue"] == left["venue"])
    left[name], right[name] = right[name], left[name]


def _document_cases() -> list[Case]:
    """One document exchanged: by another hand, false, doubled or foreign."""
    whole = package()
    dealing, release = documents(whole, "draw-dealing")[0], documents(whole, "draw-release")[0]
    statement, inputs = documents(whole, "key-statement")[0], documents(whole, "draw-inputs")[0]
    other_hand = sign_document(dealing["body"], pair("adversary").seed, "custodian")
    foreign = sign_document({"type": "tianping/tick/1"}, pair("platform, first key").seed, "platform")
    cases: list[Case] = [
        ("a dealing by another", exchanged(whole, dealing, other_hand), ("draw-dealings",)),
        ("a dealing changed", _changed(dealing, lambda body: _swap_shares(body["sharing"]["Y"])), ("draw-dealings",)),
        ("a dealing is missing", exchanged(whole, dealing, None), ("draw-cutoff", "draw-seed")),
        ("a release by another", _by(release, "custodian"), ("draw-releases",)),
        ("a release of another share", _changed(release, lambda body: _false_share(body)), ("draw-releases",)),
        ("a release is missing", exchanged(whole, release, None), ("draw-releases", "draw-seed")),
        ("a key statement by another", _by(statement, "custodian"), ("draw-key-set",)),
        ("inputs by another", _by(inputs, "platform"), ("draw-inputs-signed",)),
        ("a cut-off by another", _by(documents(whole, "draw-cutoff")[0], "platform"), ("draw-cutoff",)),
        ("a result by another", _by(documents(whole, "draw-result")[0], "platform"), ("draw-result",)),
        ("a key set by another", _by(documents(whole, "key-set")[0], "platform"), ("draw-key-set",)),
        ("a platform key by another", _by(documents(whole, "platform-key")[0], "platform"), ("draw-record-signed",)),
        ("a record by another", _record_by_another(), ("draw-record-signed",)),
        ("a foreign document", {**whole, "records": [*whole["records"], foreign]}, ("draw-package",)),
        ("a document twice", {**whole, "records": [*whole["records"], release]}, ("draw-package",)),
        ("no record", {**whole, "record": None}, ("draw-package",)),
    ]
    return cases


def _by(signed: Body, role: str) -> Body:
    return exchanged(package(), signed, sign_document(signed["body"], pair("adversary").seed, role))


def _changed(signed: Body, change: Callable[[Body], object]) -> Body:
    """The custodian himself signs something else, and the platform's papers name it."""
    body = copy.deepcopy(signed["body"])
    change(body)
    other = sign_document(body, pair(f"custodian {body['index']}").seed, "custodian")
    return exchanged(package(), signed, other)


def _swap_shares(shares: list[str]) -> None:
    shares[0], shares[1] = shares[1], shares[0]


def _false_share(body: Body) -> None:
    body["shares"][0]["S"] = body["shares"][1]["S"]


def _record_by_another() -> Body:
    whole = package()
    return {**whole, "record": sign_document(whole["record"]["body"], pair("adversary").seed, "platform")}


def _story_cases() -> list[Case]:
    """Told differently from the start."""
    return [
        ("the cut-off came early", Early().tell(), ("draw-cutoff",)),
        ("a dealing in time was left out of the cut-off", Dropping().tell(), ("draw-cutoff",)),
        ("a draw was held again", Again().tell(), ("draw-no-redraw",)),
        ("a greater chance than is allowed is stated", Boasting().tell(), ("draw-table",)),
        ("a reserve was passed over who kept every quota", Skipping().tell(), ("draw-replacements",)),
    ]


def checks() -> list[str]:
    """draw_checks.json."""
    return list(LIGHT)


FILES: dict[str, Callable[[], Any]] = {
    "draw_steps.json": steps,
    "draw_package.json": package,
    "draw_checks.json": checks,
    "draw_refused.json": refused,
}
