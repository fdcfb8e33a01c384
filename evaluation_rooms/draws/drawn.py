"""From a seed to the places of a committee: what a draw's sealed inputs make of it. Pure: a kill changes nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from crypto.encoding import Body
from crypto.verifiable_draw.draw import candidates, draw_committee, draw_supplement, reserve_order
from crypto.verifiable_draw.pool import Entry
from crypto.verifiable_draw.quotas import Member, Quotas, read_quotas
from crypto.verifiable_draw.record import read_table
from crypto.verifiable_draw.table import group


@dataclass(frozen=True)
class Seat:
    """Who was drawn for which place (from 1)."""

    place: int
    ref: str
    speciality: str

    def body(self) -> Body:
        """As the result commits to it."""
        return {"place": self.place, "ref": self.ref, "speciality": self.speciality}


@dataclass(frozen=True)
class Drawn:
    """The committee by place, and the refs of the reserves in their order; a supplementary draw has none."""

    committee: tuple[Seat, ...]
    reserves: tuple[str, ...]


def draw_places(inputs: Body, sealed: Body, entries: Sequence[Entry], used: Collection[str], seed: bytes) -> Drawn:
    """The outcome of this seed: the whole committee, or in a supplementary draw the one vacant place.

    `sealed`: the tianping/draw-sealed/1 body; `used`: refs of everybody who was ever called in this session.
    """
    excluded = {one["ref"] for one in sealed["exclusions"]}
    eligible = [entry for entry in entries if entry.ref not in excluded]
    quotas = read_quotas(inputs["quotas"])
    if inputs["vacancies"]:
        return _draw_vacancy(inputs["vacancies"][0], sealed, entries, eligible, used, quotas, seed)
    table = read_table(sealed["table"])
    committee = draw_committee(group(eligible, quotas, frozenset(sealed["large"])), quotas, table, seed)
    seats = tuple(Seat(place, one.entry.ref, one.speciality) for place, one in enumerate(committee, 1))
    return Drawn(seats, tuple(entry.ref for entry in reserve_order(eligible, committee, seed)))


def _draw_vacancy(
    vacancy: Body,
    sealed: Body,
    entries: Sequence[Entry],
    eligible: Sequence[Entry],
    used: Collection[str],
    quotas: Quotas,
    seed: bytes,
) -> Drawn:
    of_ref = {entry.ref: entry for entry in entries}
    staying = [Member(of_ref[one["ref"]], one["speciality"]) for one in sealed["fixed"]]
    chosen = draw_supplement(candidates(eligible, used, staying, vacancy["speciality"], quotas), seed)
    return Drawn((Seat(vacancy["place"], chosen.ref, vacancy["speciality"]),), ())
