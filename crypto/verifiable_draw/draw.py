"""From a seed to people: the committee, the reserves in their order, a supplement for one place, the seats.

Everything is drawn from lists in a fixed order (ascending by ref), each purpose from a stream of its own, so that who
knows pool, quotas, table and seed draws the same.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import accumulate

from crypto.errors import DrawRefused
from crypto.verifiable_draw.generator import Stream
from crypto.verifiable_draw.pool import Entry
from crypto.verifiable_draw.quotas import Member, Quotas, broken_quotas
from crypto.verifiable_draw.table import WEIGHTS, Composition, Table, Type

TRIES = 1_000
"""Selections from one composition before another one is drawn: two of one small employer meet seldom, not never."""
ROUNDS = 16
"""Compositions before the draw refuses: then hardly any selection from this table keeps the employer limit."""


def draw_committee(
    groups: Mapping[Type, tuple[Entry, ...]], quotas: Quotas, table: Table, seed: bytes
) -> tuple[Member, ...]:
    """The members in the order of their places: the first has place 1. Refuses `draw-committee`.

    A composition is drawn by its weight, then members of each type, equally likely. A selection in which too many
    come from one employer is thrown away and the members are drawn again from the same stream, not the composition.
    """
    stream = Stream(seed, "committee")
    for _ in range(ROUNDS):
        composition = _by_weight(table, stream.below(WEIGHTS))
        for _ in range(TRIES):
            members = _selection(groups, table, composition, stream)
            broken = broken_quotas(quotas, members)
            if not broken:
                return members
            if broken != ["employer-most"]:
                raise DrawRefused("draw-committee", f"a composition of the table breaks {broken[0]}")
    raise DrawRefused("draw-committee", "the table leads to no committee that keeps the employer limit")


def _by_weight(table: Table, number: int) -> Composition:
    for total, composition in zip(accumulate(table.weights), table.compositions, strict=True):
        if number < total:
            return composition
    raise DrawRefused("draw-committee", "the weights of the table do not sum to 2^32")


def _selection(
    groups: Mapping[Type, tuple[Entry, ...]], table: Table, composition: Composition, stream: Stream
) -> tuple[Member, ...]:
    """Each type is sampled once for all its seats, which then take their members in the composition's order."""
    seats: dict[int, list[str]] = defaultdict(list)
    for index, speciality, count in composition.members:
        seats[index] += [speciality] * count
    members: list[Member] = []
    for index, codes in seats.items():
        group = groups.get(table.types[index], ()) if index < len(table.types) else ()
        chosen = stream.sample(group, len(codes))
        members += (Member(entry, code) for entry, code in zip(chosen, codes, strict=True))
    return tuple(members)


def reserve_order(eligible: Iterable[Entry], committee: Sequence[Member], seed: bytes) -> tuple[Entry, ...]:
    """Everybody else who is eligible, in the order in which they are called; the first is number 1."""
    drawn = {member.entry.ref for member in committee}
    rest = [entry for entry in _ascending(eligible) if entry.ref not in drawn]
    return tuple(Stream(seed, "reserves").shuffled(rest))


def next_reserve(
    order: Sequence[Entry], used: Collection[str], staying: Sequence[Member], speciality: str, quotas: Quotas
) -> tuple[int, Entry] | None:
    """The first reserve, with his number, who keeps every quota beside `staying`; None when nobody does.

    `used`: refs of everybody who was ever called. `staying` holds the other places, fewer while some are vacant.
    """
    for number, entry in enumerate(order, start=1):
        if entry.ref not in used and keeps_quotas(entry, staying, speciality, quotas):
            return number, entry
    return None


def keeps_quotas(entry: Entry, staying: Sequence[Member], speciality: str, quotas: Quotas) -> bool:
    """Whether this expert can take a vacant place of this speciality beside those who stay."""
    if speciality not in quotas.fits(entry):
        return False
    vacant = quotas.seats - len(staying) - 1
    return not broken_quotas(quotas, [*staying, Member(entry, speciality)], vacant)


def candidates(
    eligible: Iterable[Entry], used: Collection[str], staying: Sequence[Member], speciality: str, quotas: Quotas
) -> tuple[Entry, ...]:
    """Among whom a supplementary draw chooses: who was never called and keeps every quota, ascending by ref."""
    return tuple(
        entry
        for entry in _ascending(eligible)
        if entry.ref not in used and keeps_quotas(entry, staying, speciality, quotas)
    )


def draw_supplement(candidates: Sequence[Entry], seed: bytes) -> Entry:
    """One of the candidates, each equally likely. Refuses `draw-supplement` when there is none."""
    if not candidates:
        raise DrawRefused("draw-supplement", "nobody is left who keeps every quota")
    return Stream(seed, "supplement").sample(_ascending(candidates), 1)[0]


def seat_names(refs: Collection[str], seed: bytes) -> dict[str, str]:
    """The names E01, E02, .. under which members are known in the evaluation, by ref. `seed` is the first draw's."""
    order = Stream(seed, "seat names").shuffled(sorted(refs))
    return {ref: f"E{number:02d}" for number, ref in enumerate(order, start=1)}


def seat_workstations(refs: Collection[str], workstations: Collection[str], venue: str, seed: bytes) -> dict[str, str]:
    """The workstation of each member at one venue, by ref; the first workstations (ascending) that are needed.

    Refuses `draw-seats` when there are fewer than members.
    """
    if len(workstations) < len(refs):
        raise DrawRefused("draw-seats", f"{len(refs)} members, {len(workstations)} workstations")
    needed = sorted(workstations)[: len(refs)]
    return dict(zip(sorted(refs), Stream(seed, f"workstations {venue}").shuffled(needed), strict=True))


def newcomer_workstation(ref: str, free: Collection[str], venue: str, seed: bytes) -> str:
    """Where somebody sits who comes from another city in place of a member who had begun to judge: one of the free.

    Refuses `draw-seats` when none is free.
    """
    if not free:
        raise DrawRefused("draw-seats", f"no workstation is free at {venue}")
    return Stream(seed, f"newcomer {venue} {ref}").sample(sorted(free), 1)[0]


def _ascending(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: entry.ref)
