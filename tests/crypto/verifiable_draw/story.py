"""A session's draws from nothing: pool, key set, two ceremonies, reserves, a supplementary draw, seats, the record.

`DrawStory().tell()` gives the honest package. An adversary who holds the platform's key is a subclass that tells it
differently, or a package whose record he signed again (`resigned`); he has no custodian's key.
"""

import copy
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import cached_property

from crypto.encoding import Body, canonical, digest, timestamp
from crypto.secret_sharing import prove_possession
from crypto.signatures import sign_document
from crypto.verifiable_draw.ceremony import make_dealing, make_release, secrets_of, seed_of
from crypto.verifiable_draw.draw import (
    candidates,
    draw_committee,
    draw_supplement,
    next_reserve,
    reserve_order,
    seat_names,
    seat_workstations,
)
from crypto.verifiable_draw.pool import Entry, employer_label, expert_ref, pool_root
from crypto.verifiable_draw.quotas import Member, Quotas
from crypto.verifiable_draw.record import result_commitment, told_fraction
from crypto.verifiable_draw.table import WEIGHTS, Composition, Table, Type, group
from tests.crypto.story import pair
from tests.vectors.sources import LOT, counter, custodians, stream

SESSION = "0198c0de-0000-7000-8000-0000000000e0"
PROJECT = "0198c0de-0000-7000-8000-0000000000f0"
X, Y, Z, ELSEWHERE = "420100", "420500", "421000", "430100"
QUOTAS = Quotas((("A01", 2), ("A02", 2), ("A03", 1)), ((X, 1, 3), (Y, 0, 3), (Z, 0, 3)), X, 2, 2, 1)
COUNT, THRESHOLD = 5, 3
LARGE_SHARE = 10
START = datetime(2026, 12, 17, 1, 30, tzinfo=UTC)

POOL: tuple[tuple[str, str, str, int, str | None], ...] = (
    *((city, "A0101", "", 4, None) for city in (X, Z)),
    (Y, "A0101", "", 2, None),
    (Y, "A0102", "great works", 2, None),
    *((city, "A0201", "", 4, None) for city in (X, Y)),
    (Z, "A0201", "", 3, None),
    (Z, "A0202", "great works", 1, None),
    *((city, "A0301", "", 2, None) for city in (X, Z)),
    (X, "A0301", "", 1, "ABSENT_DECLARED"),
    (Z, "A0302", "", 1, "ABSENT_DECLARED"),
    (X, "B0101", "", 2, "SPECIALITY"),
    (ELSEWHERE, "A0101", "", 2, "CITY"),
    (Y, "A0201", "bidder works", 2, "EMPLOYER_BIDDER"),
    (X, "A0101", "buyer works", 1, "EMPLOYER_BUYER"),
    (Z, "A0201", "", 1, "FORMER_BIDDER"),
    (X, "A0101", "", 1, "LOAD"),
    (ELSEWHERE, "B0101", "", 1, "SUSPENDED"),
)
"""City, speciality, employer ("": one of his own), how many, and why they are excluded from the first draw."""


def at(minutes: float) -> str:
    """A moment, in minutes from the snapshot."""
    return timestamp(START + timedelta(minutes=minutes))


def uuid(name: str) -> str:
    """An id that a name gives."""
    raw = stream(f"id of {name}", 16).hex()
    return f"{raw[:8]}-{raw[8:12]}-7{raw[13:16]}-8{raw[17:20]}-{raw[20:]}"


LABEL_SALT = stream("label salt", 16)


class Person:
    """An expert as only the platform knows him."""

    def __init__(self, number: int, city: str, speciality: str, employer: str, code: str | None) -> None:
        self.expert, self.name, self.code = uuid(f"expert {number}"), f"专家{number}", code
        self.salt = stream(f"salt of expert {number}", 16)
        label = employer_label(employer or f"employer {number}", LABEL_SALT)
        self.entry = Entry(expert_ref(self.expert, self.name, self.salt), city, (speciality,), label)

    @property
    def opening(self) -> Body:
        """As the record names him."""
        return {"ref": self.entry.ref, "expert": self.expert, "name": self.name, "salt": self.salt.hex()}


def people() -> dict[str, Person]:
    """Everybody in the pool by ref, ascending."""
    each = [(city, code, employer, why) for city, code, employer, count, why in POOL for _ in range(count)]
    found = [Person(number, *one) for number, one in enumerate(each, start=1)]
    return {person.entry.ref: person for person in sorted(found, key=lambda person: person.entry.ref)}


def table_of(groups: Mapping[Type, Sequence[Entry]]) -> Table:
    """A lottery in which everybody with A01 or A02 has a chance of 1/6 (but for rounding), everybody with A03 1/4.

    Two cities are taken for A01, two others for A02, shifted by one; anybody for A03. Who works for the great employer
    is taken with the share that he has among his city's experts, and never two of them.
    """
    types = list(groups)
    great = next(each.employer for each in types if each.employer and each.fits != ("A03",))

    def index(city: str, code: str, employer: str = "") -> int:
        return types.index(Type(city, (code,), employer))

    weights: Counter[Composition] = Counter()
    for first, second in (((X, Y), (Y, Z)), ((Y, Z), (X, Z)), ((X, Z), (X, Y))):
        choices = [("", "", 1), (great, "", 2), ("", great, 1)] if Y in first and Z in second else [("", "", 4)]
        for in_first, in_second, share in choices:
            members = [(index(city, "A01", in_first if city == Y else ""), "A01", 1) for city in first]
            members += [(index(city, "A02", in_second if city == Z else ""), "A02", 1) for city in second]
            for third, (kind, found) in enumerate(groups.items()):
                if kind.fits == ("A03",):
                    composition = Composition(tuple(sorted([*members, (third, "A03", 1)])))
                    weights[composition] += WEIGHTS * share * len(found) // 48
    ordered = sorted(weights)
    found_weights = [weights[each] for each in ordered]
    found_weights[0] += WEIGHTS - sum(found_weights)
    return Table(tuple(types), tuple(ordered), tuple(found_weights))


def plain_chances(groups: dict[Type, tuple[Entry, ...]], table: Table) -> list[Fraction]:
    """Everybody's chance where no two of one small employer can meet: expected members of the type by its size."""
    expected: Counter[int] = Counter()
    for weight, composition in zip(table.weights, table.compositions, strict=True):
        for index, _, count in composition.members:
            expected[index] += weight * count
    return [
        Fraction(expected[index], WEIGHTS * len(found)) for index, found in enumerate(groups.values()) for _ in found
    ]


class DrawStory:
    """The honest telling. Who is called in `declining` does not come; everybody with A03 at first does not."""

    absent_dealer = 4
    """Stays away from the first ceremony."""
    cutoff_minutes = 11.0
    declining = 2
    """How many of the first committee's A01 and A02 members decline."""
    p_max = Fraction(13, 50)
    greatest_bonus = Fraction(0)
    """What the platform adds to the greatest chance that it states. Adversary: something."""

    def __init__(self) -> None:
        self.people = people()
        self.entries = [person.entry for person in self.people.values()]
        self.platform = pair("platform, first key")
        self.records: list[Body] = []
        self.draws: list[Body] = []
        self.places: list[Body] = []
        self.key_set = self._key_set()

    def tell(self) -> Body:
        """The package."""
        key = {"key": self.platform.public.hex(), "name": "天平测试平台", "at": at(-9999), "previous": None}
        self.publish({"type": "tianping/platform-key/1", **key})
        self.records = [self.records[-1], *self.records[:-1]]
        self._first_draw()
        self._answers()
        return {"type": "tianping/draw-package/1", "record": self._record(), "records": self.records}

    def publish(self, body: Body, signed: Body | None = None) -> Body:
        """One more document of the package."""
        signed = signed or sign_document(body, self.platform.seed, "platform")
        self.records.append(signed)
        return signed["body"]  # type: ignore[no-any-return]

    def _key_set(self) -> Body:
        keys, statements, roster = custodians(COUNT), [], []
        share_keys = [key.public.hex() for key in keys]
        agreed = {"document_digest": "ab" * 32, "lot": LOT, "round": 1, "share_keys": share_keys, "t": THRESHOLD}
        for index, key in enumerate(keys, start=1):
            hand = pair(f"custodian {index}")
            own = {"index": index, "share_key": key.public.hex(), "sign_key": hand.public.hex()}
            proof = prove_possession(key.secret, canonical(agreed), counter(f"possession {index}"))
            body = {"type": "tianping/key-statement/1", **agreed, **own, "possession": proof}
            statements.append(digest(self.publish(body, sign_document(body, hand.seed, "custodian"))).hex())
            place = {"name": f"保管单位{index}", "prefecture": "江城", "seat": "", "body": uuid(f"body {index}")}
            roster.append({**own, **place})
        told = {"lot": LOT, "round": 1, "t": THRESHOLD, "document_digest": "ab" * 32}
        return self.publish(
            {"type": "tianping/key-set/1", **told, "custodians": roster, "statements": statements}
        )

    # One draw -----------------------------------------------------------------------------------------------------

    def _codes(self, number: int) -> dict[str, str]:
        """Who is excluded; who had declared an absence is back for the second draw."""
        back = () if number == 1 else ("ABSENT_DECLARED",)
        return {ref: one.code for ref, one in self.people.items() if one.code is not None and one.code not in back}

    def eligible(self, number: int) -> list[Entry]:
        """Who can be drawn."""
        return [entry for entry in self.entries if entry.ref not in self._codes(number)]

    @cached_property
    def large(self) -> list[str]:
        """Labels of the employers that are types of their own: the great one, and a small one that need not be."""
        counts = Counter(entry.employer for entry in self.eligible(1))
        small = next(entry.employer for entry in self.eligible(1) if entry.specialities == ("A0301",))
        whole = len(self.eligible(1))
        return sorted({small, *(label for label, count in counts.items() if count * LARGE_SHARE >= whole)})

    @cached_property
    def groups(self) -> dict[Type, tuple[Entry, ...]]:
        """The first draw's experts by type."""
        return dict(group(self.eligible(1), QUOTAS, frozenset(self.large)))

    @cached_property
    def table(self) -> Table:
        """The lottery. Adversary: another."""
        return table_of(self.groups)

    def sealed(self, number: int, fixed: Sequence[Body]) -> Body:
        """The sealed part of the inputs."""
        asked = [int(kind.fits != ("A03",)) for kind in self.groups]
        barred = {"bidder works": "EMPLOYER_BIDDER", "buyer works": "EMPLOYER_BUYER", "agency works": "EMPLOYER_AGENCY"}
        labels = sorted((employer_label(name, LABEL_SALT), code) for name, code in barred.items())
        first = number == 1
        return {
            "type": "tianping/draw-sealed/1",
            "draw": uuid(f"draw {number}"),
            "label_salt": LABEL_SALT.hex(),
            "barred": [{"label": label, "code": code} for label, code in labels],
            "exclusions": [{"ref": ref, "code": code} for ref, code in self._codes(number).items()],
            "large": self.large if first else [],
            "table": self.table.body() if first else None,
            "certificate": {"y": asked, "u": [0] * len(asked)} if first else None,
            "fixed": list(fixed),
        }

    def _chances(self, number: int, found: int) -> Body:
        if number > 1:
            only = told_fraction(Fraction(1, found))
            return {"types": 0, "least": only, "greatest": only, "bound": None, "gap": None}
        chances = plain_chances(self.groups, self.table)
        least, bound = min(chances), Fraction(1, 6)
        return {
            "types": len(self.groups),
            "least": told_fraction(least),
            "greatest": told_fraction(max(chances) + self.greatest_bonus),
            "bound": told_fraction(bound),
            "gap": told_fraction(1 - least / bound),
        }

    def inputs(self, number: int, sealed: Body, vacancies: list[Body], found: int, begin: float) -> Body:
        """The inputs of a draw."""
        counts = Counter(each["code"] for each in sealed["exclusions"])
        return {
            "type": "tianping/draw-inputs/1",
            "session": SESSION,
            "draw": uuid(f"draw {number}"),
            "number": number,
            "source": "platform",
            "project": PROJECT,
            "lots": [{"lot": LOT, "round": 1}],
            "previous": self.draws[-1]["inputs"] if self.draws else None,
            "key_set": digest(self.key_set).hex(),
            "t": THRESHOLD,
            "custodians": COUNT,
            "snapshot_at": at(0),
            "pool": pool_root(self.entries).hex(),
            "pool_size": len(self.entries),
            "eligible": len(self.entries) - counts.total(),
            "excluded": [{"code": code, "count": count} for code, count in sorted(counts.items())],
            "quotas": QUOTAS.body(),
            "vacancies": vacancies,
            "sealed": digest(sealed).hex(),
            **self._chances(number, found),
            "p_max": told_fraction(self.p_max),
            "large": LARGE_SHARE,
            "cutoff_at": at(begin + 10),
            "at": at(begin),
        }

    def dealers(self, number: int) -> Iterable[int]:
        """Who deals; in the first draw one stays away."""
        return [index for index in range(1, COUNT + 1) if number > 1 or index != self.absent_dealer]

    def hold(self, inputs: Body, begin: float) -> tuple[Body, bytes, Callable[[list[Body]], None]]:
        """The ceremony: cut-off, seed, and what publishes the result of a committee."""
        number = inputs["number"]
        published = self.publish(inputs)
        keys = [key.public for key in custodians(COUNT)]
        dealings = [
            self._dealing(published, index, keys, at(begin + index / 10)) for index in self.dealers(number)
        ]
        cutoff = self.publish(
            {
                "type": "tianping/draw-cutoff/1",
                "draw": inputs["draw"],
                "inputs": digest(inputs).hex(),
                "dealings": [{"index": each["index"], "dealing": digest(each).hex()} for each in dealings],
                "at": at(begin + (self.cutoff_minutes if number == 1 else 1)),
            }
        )
        releases = [self._release(cutoff, dealings, index, begin) for index in self.releasing(number)]
        secrets = secrets_of(releases, dealings, THRESHOLD)
        seed = seed_of(digest(inputs), digest(cutoff), secrets)
        return cutoff, seed, lambda committee: self._result(inputs, cutoff, releases, seed, committee, begin)

    def _dealing(self, inputs: Body, index: int, keys: Sequence[bytes], moment: str) -> Body:
        entropy, hand = counter(f"dealing {inputs['number']} {index}"), pair(f"custodian {index}")
        signed = make_dealing(inputs, index, keys, THRESHOLD, hand.seed, "offline 1.0", moment, entropy)
        return self.publish(signed["body"], signed)

    def releasing(self, number: int) -> Iterable[int]:
        """Who releases: not the same in both draws."""
        return (1, 3, 5) if number == 1 else (1, 2, 4)

    def _release(self, cutoff: Body, dealings: Sequence[Body], index: int, begin: float) -> Body:
        secret, hand = custodians(COUNT)[index - 1].secret, pair(f"custodian {index}")
        entropy = counter(f"draw release {digest(cutoff).hex()} {index}")
        signed = make_release(cutoff, dealings, index, secret, hand.seed, "offline 1.0", at(begin + 12), entropy)
        return self.publish(signed["body"], signed)

    def _result(
        self, inputs: Body, cutoff: Body, releases: Sequence[Body], seed: bytes, committee: list[Body], begin: float
    ) -> None:
        salt = stream(f"result salt {inputs['number']}", 16)
        named = {
            "inputs": digest(inputs).hex(),
            "cutoff": digest(cutoff).hex(),
            "releases": [digest(each).hex() for each in releases],
        }
        result = self.publish(
            {
                "type": "tianping/draw-result/1",
                "draw": inputs["draw"],
                **named,
                "result": result_commitment(seed.hex(), committee, salt),
                "at": at(begin + 13),
            }
        )
        told = {"result": digest(result).hex(), "seed": seed.hex(), "result_salt": salt.hex(), "committee": committee}
        self.draws.append({**named, **told})

    # The first draw and the answers -------------------------------------------------------------------------------

    def _first_draw(self) -> None:
        sealed = self.sealed(1, [])
        _, seed, publish = self.hold(self.inputs(1, sealed, [], 0, 1), 1)
        self.seed, self.committee = seed, draw_committee(self.groups, QUOTAS, self.table, seed)
        publish([_told(place, member) for place, member in enumerate(self.committee, start=1)])
        self.draws[-1]["sealed"] = sealed
        self.order = reserve_order(self.eligible(1), self.committee, seed)
        self.clock = 20.0
        for place, member in enumerate(self.committee, start=1):
            self.call(place, member, 1, None)

    def call(self, place: int, member: Member, draw: int, number: int | None) -> None:
        """Invite somebody; he accepts unless he leaves later."""
        self.places.append(
            {
                **_told(place, member),
                "city": member.entry.city,
                "draw": draw,
                "reserve_no": number,
                "state": "ACCEPTED",
                "reason": None,
                "invited_at": at(self.clock),
                "answered_at": at(self.clock + 1),
            }
        )

    def staying(self) -> dict[int, Member]:
        """Who holds which place now."""
        latest = {row["place"]: row for row in self.places}
        held = [row for row in latest.values() if row["state"] == "ACCEPTED"]
        return {row["place"]: Member(self.people[row["ref"]].entry, row["speciality"]) for row in held}

    def leave(self, place: int, state: str, reason: str) -> None:
        """The holder of a place leaves now."""
        self.clock += 5
        row = [each for each in self.places if each["place"] == place][-1]
        row.update(state=state, reason=reason, answered_at=at(self.clock))

    def refill(self, place: int) -> bool:
        """The next reserve who keeps every quota is called at once; False when nobody does."""
        speciality = self.committee[place - 1].speciality
        staying = [member for held, member in sorted(self.staying().items()) if held != place]
        used = {row["ref"] for row in self.places}
        found = next_reserve(self.order, used, staying, speciality, QUOTAS)
        if found is not None:
            self.call(place, Member(found[1], speciality), 1, found[0])
        return found is not None

    def _answers(self) -> None:
        ordinary = [place for place, member in enumerate(self.committee, start=1) if member.speciality != "A03"]
        scarce = next(place for place, member in enumerate(self.committee, start=1) if member.speciality == "A03")
        for place in ordinary[: self.declining]:
            self.leave(place, "DECLINED", "ill")
            assert self.refill(place)
        self.leave(scarce, "DECLINED", "declined")
        while self.refill(scarce):
            self.leave(scarce, "LAPSED", "no_answer")
        self._supplement(scarce)
        self.leave(ordinary[-1], "ABSENT", "absent")
        assert self.refill(ordinary[-1])

    def _supplement(self, place: int) -> None:
        begin = self.clock + 0.5
        vacancy = {"place": place, "speciality": self.committee[place - 1].speciality}
        held = sorted(self.staying().items())
        used = {row["ref"] for row in self.places}
        staying = [member for _, member in held]
        found = candidates(self.eligible(2), used, staying, vacancy["speciality"], QUOTAS)
        sealed = self.sealed(2, [_told(number, member) for number, member in held])
        _, seed, publish = self.hold(self.inputs(2, sealed, [vacancy], len(found), begin), begin)
        drawn = Member(draw_supplement(found, seed), vacancy["speciality"])
        publish([_told(place, drawn)])
        self.draws[-1]["sealed"] = sealed
        self.clock += 20
        self.call(place, drawn, 2, None)

    def _seats(self) -> list[Body]:
        held = {place: member.entry for place, member in sorted(self.staying().items())}
        names = seat_names([entry.ref for entry in held.values()], self.seed)
        seats: dict[str, str] = {}
        for city in sorted({entry.city for entry in held.values()}):
            refs = [entry.ref for entry in held.values() if entry.city == city]
            stations = [uuid(f"workstation {city} {number}") for number in range(1, len(refs) + 2)]
            seats |= seat_workstations(refs, stations, uuid(f"venue {city}"), self.seed)
        return [
            {
                "place": place,
                "ref": entry.ref,
                "name": names[entry.ref],
                "venue": uuid(f"venue {entry.city}"),
                "workstation": seats[entry.ref],
            }
            for place, entry in held.items()
        ]

    def _record(self) -> Body:
        called = {row["ref"] for row in self.places}
        body = {
            "type": "tianping/draw-record/1",
            "session": SESSION,
            "project": PROJECT,
            "lots": [{"lot": LOT, "round": 1}],
            "draws": self.draws,
            "pool": [entry.body() for entry in self.entries],
            "openings": [person.opening for ref, person in self.people.items() if ref in called],
            "places": self.places,
            "seats": self._seats(),
            "local_reason": None,
            "at": at(5000),
            **self._more(),
        }
        return sign_document(body, self.platform.seed, "platform")

    def _more(self) -> Body:
        """What a record has only where the committee sat."""
        return {}


def _told(place: int, member: Member) -> Body:
    return {"place": place, "ref": member.entry.ref, "speciality": member.speciality}


def resigned(package: Body, change: Callable[[Body], object]) -> Body:
    """The package with a changed record that the platform signed again."""
    body = copy.deepcopy(package["record"]["body"])
    change(body)
    return {**package, "record": sign_document(body, pair("platform, first key").seed, "platform")}


def documents(package: Body, short: str) -> list[Body]:
    """The signed documents of one type, in the package's order."""
    return [signed for signed in package["records"] if signed["body"]["type"] == f"tianping/{short}/1"]


def exchanged(package: Body, old: Body, new: Body | None) -> Body:
    """The package with one document exchanged, or taken away."""
    kept = [new if signed is old else signed for signed in package["records"]]
    return {**package, "records": [signed for signed in kept if signed is not None]}
