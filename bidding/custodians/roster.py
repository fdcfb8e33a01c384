"""Who may keep the keys of one opening (crypto.md 3.1): a roster that no single side, city or operator can open with.

1. Enough bodies, enough of them needed, and not more needed than there are (3 of 5; 2 of 3 if not statutory).
2. Buyer and agency hold one seat together; the local trading centre one at most; the body that runs the platform none.
3. Each body has at least two persons; bodies and keys are distinct.
4. Every set that can open contains a body that sits outside the tender's prefecture.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from foundation.regions import same_city
from foundation.rulebook import Rulebook

SeatKind = Literal["buyer_side", "local_centre", "platform", "supervisor", "other"]

SEAT_WORDS: dict[SeatKind, tuple[str, str]] = {
    "buyer_side": ("招标人、代理机构", "buyer and agency"),
    "local_centre": ("项目所在地交易中心", "local trading centre"),
    "platform": ("平台运营单位", "body that runs the platform"),
    "supervisor": ("行政监督部门", "supervisor"),
    "other": ("其他单位", "other body"),
}

_SEATS_AT_MOST: dict[SeatKind, str] = {
    "buyer_side": "R-CUSTODIAN-BUYER",
    "local_centre": "R-CUSTODIAN-CENTRE",
    "platform": "R-CUSTODIAN-PLATFORM",
}


@dataclass(frozen=True)
class Seat:
    """One custodian body on a roster. `prefecture` is the division code of where it sits; keys are its public keys."""

    body: Hashable
    name: str
    prefecture: str
    kind: SeatKind
    persons: int
    share_key: bytes
    sign_key: bytes


@dataclass(frozen=True)
class RosterFault:
    """One thing wrong; `seats` are the positions concerned, counted from 1, empty if it is the roster as a whole."""

    rule_id: str
    zh: str
    en: str
    seats: tuple[int, ...] = ()


def check_roster(
    seats: Sequence[Seat], threshold: int, *, statutory: bool, tender_prefecture: str, rules: Rulebook
) -> list[RosterFault]:
    """Everything wrong with a roster, in the order of the list above; an empty list is a good roster.

    A prefecture that is no division code raises RegionCodeUnknown.
    """
    return [
        *_numbers(len(seats), threshold, statutory, rules),
        *_too_many_of_a_kind(seats, rules),
        *_too_few_persons(seats, rules),
        *_not_distinct(seats),
        *_all_from_inside(seats, threshold, tender_prefecture, rules),
    ]


def _numbers(bodies: int, threshold: int, statutory: bool, rules: Rulebook) -> Iterable[RosterFault]:
    suffix = "" if statutory else "-FREE"
    least_bodies, least_needed = rules.count("R-CUSTODIANS-N" + suffix), rules.count("R-CUSTODIANS-T" + suffix)
    most = rules.count("R-CUSTODIANS-MAX")
    if bodies < least_bodies:
        zh, en = f"保管单位{bodies}家，不得少于{least_bodies}家", f"{bodies} custodian bodies, at least {least_bodies}"
        yield RosterFault("R-CUSTODIANS-N" + suffix, zh, en)
    if bodies > most:
        zh, en = f"保管单位{bodies}家，不得超过{most}家", f"{bodies} custodian bodies, at most {most}"
        yield RosterFault("R-CUSTODIANS-MAX", zh, en)
    if not least_needed <= threshold <= bodies:
        zh = f"解密需{threshold}家，不得少于{least_needed}家，也不得超过保管单位总数{bodies}家"
        en = f"{threshold} needed to open, at least {least_needed} and at most all {bodies}"
        yield RosterFault("R-CUSTODIANS-T" + suffix, zh, en)


def _too_many_of_a_kind(seats: Sequence[Seat], rules: Rulebook) -> Iterable[RosterFault]:
    for kind, rule_id in _SEATS_AT_MOST.items():
        places = tuple(place for place, seat in enumerate(seats, 1) if seat.kind == kind)
        most = rules.count(rule_id)
        if len(places) > most:
            zh, en = SEAT_WORDS[kind]
            yield RosterFault(
                rule_id,
                f"{zh}占{len(places)}席，不得超过{most}席",
                f"{en}: {len(places)} seats, at most {most}",
                places,
            )


def _too_few_persons(seats: Sequence[Seat], rules: Rulebook) -> Iterable[RosterFault]:
    least = rules.count("R-PERSONS-MIN")
    for place, seat in enumerate(seats, 1):
        if seat.persons < least:
            zh = f"{seat.name}经办人{seat.persons}名，不得少于{least}名"
            yield RosterFault("R-PERSONS-MIN", zh, f"{seat.name}: {seat.persons} persons, at least {least}", (place,))


def _not_distinct(seats: Sequence[Seat]) -> Iterable[RosterFault]:
    views: tuple[tuple[str, str, list[Hashable]], ...] = (
        ("同一单位重复列入", "one body stands twice", [seat.body for seat in seats]),
        ("解密公钥相同", "two bodies with one share key", [seat.share_key for seat in seats]),
        ("签名公钥相同", "two bodies with one signing key", [seat.sign_key for seat in seats]),
    )
    for zh, en, values in views:
        for value in dict.fromkeys(values):
            places = tuple(place for place, one in enumerate(values, 1) if one == value)
            if len(places) > 1:
                yield RosterFault("R-CUSTODIAN-KEYS", zh, en, places)


def _all_from_inside(seats: Sequence[Seat], threshold: int, prefecture: str, rules: Rulebook) -> Iterable[RosterFault]:
    """The worst set of t takes every body from inside first: what is left of it must come from outside."""
    outside = rules.count("R-CUSTODIAN-OUTSIDE")
    inside = tuple(place for place, seat in enumerate(seats, 1) if same_city(seat.prefecture, prefecture))
    if threshold - len(inside) < outside:
        zh = f"任意{threshold}家中须有{outside}家在项目所在市州以外；本地单位已有{len(inside)}家，可自行解密"
        en = (
            f"every {threshold} must hold {outside} from outside the tender's prefecture;"
            f" {len(inside)} local bodies could open alone"
        )
        yield RosterFault("R-CUSTODIAN-OUTSIDE", zh, en, inside)
