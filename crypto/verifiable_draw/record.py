"""Shapes of the records of a draw (docs/formats/draw.md), and how fractions and tables are read from them.

`crypto.records` takes these shapes into its own list, so this module knows nothing of signatures.
"""

from fractions import Fraction
from itertools import pairwise
from typing import Any

from crypto.encoding import Body, H, canonical
from crypto.errors import DrawRefused
from crypto.secret_sharing import MOST_CUSTODIANS
from crypto.shapes import (
    Shape,
    anything,
    conform,
    exactly,
    fraction,
    hex_of,
    integer,
    list_of,
    mapping,
    members,
    members_and,
    moment,
    name,
    null_or,
    text,
    uuid,
)
from crypto.verifiable_draw.quotas import MOST_SEATS
from crypto.verifiable_draw.table import WEIGHTS, Composition, Table, Type

SUSPENDED, ABSENT_DECLARED, SPECIALITY, CITY = "SUSPENDED", "ABSENT_DECLARED", "SPECIALITY", "CITY"
EMPLOYERS = ("EMPLOYER_BIDDER", "EMPLOYER_BUYER", "EMPLOYER_AGENCY")
"""Codes that an employer's label alone brings."""
CODES = (
    SUSPENDED,
    ABSENT_DECLARED,
    SPECIALITY,
    CITY,
    "EMPLOYER_BIDDER",
    "FORMER_BIDDER",
    "RELATIVE_BIDDER",
    "SHAREHOLDING_BIDDER",
    "EMPLOYER_BUYER",
    "EMPLOYER_AGENCY",
    "AUTHORITY",
    "LOAD",
    "SAME_BUYER",
    "BARRED",
    "NO_CONTACT",
)
"""Why somebody of the pool cannot be drawn; of several reasons the one that comes first here is recorded."""
RECOMPUTED = (SPECIALITY, CITY, *EMPLOYERS)
"""The codes that a stranger computes again from pool, quotas and barred labels; the others the platform tells."""

GONE = ("DECLINED", "LAPSED", "ABSENT", "REPLACED")
STATES = ("INVITED", "ACCEPTED", *GONE)

_digest = hex_of(32)
_ref = hex_of(16)
_index = integer(1, MOST_CUSTODIANS)
_code = text(1, 16)
_place = integer(1, MOST_SEATS)
_member = members(place=_place, ref=_ref, speciality=_code)
_lots = list_of(members(lot=uuid, round=integer(1)), 1, 100)
_pool = list_of(mapping(anything, 4))
_draw = members(
    inputs=_digest,
    cutoff=_digest,
    result=_digest,
    releases=list_of(_digest, 1, MOST_CUSTODIANS),
    seed=_digest,
    result_salt=hex_of(16),
    sealed=anything,
    committee=list_of(_member, 1, MOST_SEATS),
)
_row = members(
    place=_place,
    ref=_ref,
    speciality=_code,
    city=text(6, 6),
    draw=integer(1, 1000),
    reserve_no=null_or(integer(1)),
    state=exactly(*STATES),
    reason=null_or(text(1, 40)),
    invited_at=moment,
    answered_at=null_or(moment),
)
_table = members(
    types=list_of(members(city=text(6, 6), fits=list_of(_code, 1, MOST_SEATS), employer=text(0, 32)), 1, 100_000),
    entries=list_of(members(weight=integer(1, WEIGHTS), members=list_of(anything, 1, 1000)), 1, 100_000),
)
_duals = list_of(integer(), 1, 100_000)

_SEAT = {"place": _place, "ref": _ref, "name": text(3, 8), "venue": uuid, "workstation": uuid}
_seat = members(**_SEAT)
_move = members(**_SEAT, at=moment, free=list_of(uuid, 0, 10_000))

SHAPES: dict[str, Shape] = {
    "draw-inputs": members(
        type=anything,
        session=uuid,
        draw=uuid,
        number=integer(1, 1000),
        source=exactly("platform"),
        project=uuid,
        lots=_lots,
        previous=null_or(_digest),
        key_set=_digest,
        t=_index,
        custodians=_index,
        snapshot_at=moment,
        pool=_digest,
        pool_size=integer(1),
        eligible=integer(1),
        excluded=list_of(members(code=exactly(*CODES), count=integer(1)), 0, len(CODES)),
        quotas=anything,
        vacancies=list_of(members(place=_place, speciality=_code), 0, 1),
        sealed=_digest,
        types=integer(0, 100_000),
        least=fraction,
        greatest=fraction,
        bound=null_or(fraction),
        gap=null_or(fraction),
        p_max=fraction,
        large=integer(1),
        cutoff_at=moment,
        at=moment,
    ),
    "draw-dealing": members(
        type=anything,
        draw=uuid,
        inputs=_digest,
        index=_index,
        sharing=members(
            C=list_of(_digest, 1, MOST_CUSTODIANS),
            Y=list_of(_digest, 1, MOST_CUSTODIANS),
            c=_digest,
            r=list_of(_digest, 1, MOST_CUSTODIANS),
        ),
        client=anything,
        at=moment,
    ),
    "draw-cutoff": members(
        type=anything,
        draw=uuid,
        inputs=_digest,
        dealings=list_of(members(index=_index, dealing=_digest), 1, MOST_CUSTODIANS),
        at=moment,
    ),
    "draw-release": members(
        type=anything,
        draw=uuid,
        cutoff=_digest,
        index=_index,
        share_key=_digest,
        shares=list_of(members(dealer=_index, i=_index, S=_digest, c=_digest, r=_digest), 1, MOST_CUSTODIANS),
        client=anything,
        at=moment,
    ),
    "draw-result": members(
        type=anything,
        draw=uuid,
        inputs=_digest,
        cutoff=_digest,
        releases=list_of(_digest, 1, MOST_CUSTODIANS),
        result=_digest,
        at=moment,
    ),
    "draw-record": members_and(
        {"sat": members(at=moment, seats=list_of(_seat, 1, MOST_SEATS), moves=list_of(_move, 0, 1000))},
        type=anything,
        session=uuid,
        project=uuid,
        lots=_lots,
        draws=list_of(_draw, 1, 1000),
        pool=_pool,
        openings=list_of(members(ref=_ref, expert=uuid, name=name, salt=hex_of(16))),
        places=list_of(_row, 1, 100_000),
        seats=list_of(_seat, 0, MOST_SEATS),
        local_reason=null_or(text(1, 2000)),
        at=moment,
    ),
}

SEALED = members(
    type=exactly("tianping/draw-sealed/1"),
    draw=uuid,
    label_salt=hex_of(16),
    barred=list_of(members(label=_ref, code=exactly(*EMPLOYERS))),
    exclusions=list_of(members(ref=_ref, code=exactly(*CODES))),
    large=list_of(_ref),
    table=null_or(_table),
    certificate=null_or(members(y=_duals, u=_duals)),
    fixed=list_of(members(ref=_ref, speciality=_code, place=_place), 0, MOST_SEATS),
)
"""What `draw-inputs.sealed` commits to; nobody signs it."""

PACKAGE = members(type=exactly("tianping/draw-package/1"), record=anything, records=list_of(anything, 1, 10_000))
"""What a stranger is given to verify a session's draws."""


def told_fraction(value: Fraction) -> Body:
    """A fraction as records have it."""
    return {"n": str(value.numerator), "d": str(value.denominator)}


def read_fraction(value: Body) -> Fraction:
    """A fraction of a record whose shape was checked."""
    return Fraction(int(value["n"]), int(value["d"]))


def read_table(value: Any) -> Table:
    """A table as published: types and compositions ascending, no weight missing. Refuses `draw-table`."""
    body = conform(value, _table, "draw-table")
    types = tuple(Type(each["city"], tuple(each["fits"]), each["employer"]) for each in body["types"])
    compositions = tuple(Composition(tuple(_read_member(one) for one in each["members"])) for each in body["entries"])
    weights = tuple(each["weight"] for each in body["entries"])
    for listed in (types, compositions, *(each.members for each in compositions)):
        if any(left >= right for left, right in pairwise(listed)):  # type: ignore[operator]
            raise DrawRefused("draw-table", "types, compositions or their members do not ascend")
    if sum(weights) != WEIGHTS:
        raise DrawRefused("draw-table", "the weights do not sum to 2^32")
    return Table(types, compositions, weights)


def _read_member(value: Any) -> tuple[int, str, int]:
    match value:
        case [int() as index, str() as speciality, int() as count] if not isinstance(index, bool) and count is not True:
            if index >= 0 and 1 <= count <= MOST_SEATS:
                return index, speciality, count
    raise DrawRefused("draw-table", "a member of a composition is not [type, seat, count]")


def result_commitment(seed: str, committee: list[Body], salt: bytes) -> str:
    """What draw-result commits to; `committee`: [{place, ref, speciality}] by place."""
    return H("draw result", salt, canonical({"seed": seed, "committee": committee})).hex()
