"""Seats: once every place is accepted, names E01.. and workstations are drawn from the first draw's seed.

They follow from the seed and from who holds the places, and from nothing that anybody chose. After a replacement
before the committee sits they are drawn once more from the same seed. Once it sat, whoever stays stays where he is:
a newcomer takes the name of who left, and his workstation, or in another city a free one drawn from the same seed.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from bidding.handover import committee_assembled
from crypto.encoding import timestamp
from crypto.verifiable_draw.draw import newcomer_workstation, seat_names, seat_workstations
from evaluation_rooms.draws.actions.sealed import read_result
from evaluation_rooms.draws.actions.sessions import lot_ids_of
from evaluation_rooms.draws.attempts import Fault, Relax
from evaluation_rooms.draws.ceremony import topic_of
from evaluation_rooms.draws.rules import SESSION
from evaluation_rooms.draws.seats import CityFull, seat_row, seats_now, share_venues
from evaluation_rooms.draws.tables import Draw, EvaluationSession, Occupancy
from evaluation_rooms.venues.actions import confirmed_seats, requests_of, venue_of
from evaluation_rooms.venues.rules import state_at
from foundation.regions import city_key
from foundation.work import Work

REFUSED = ("DECLINED", "LAPSED")


async def are_ready(work: Work, session: EvaluationSession, holders: Sequence[Occupancy]) -> bool:
    """Whether the venues have confirmed a workstation for everybody."""
    try:
        await _venues(work, await confirmed_seats(work, session.id), holders)
    except CityFull:
        return False
    return True


async def tell_missing_seats(work: Work, session: EvaluationSession) -> None:
    """Say once that a sub venue refused, or did not answer in time: a complete committee waits for its seats."""
    now = await work.now()
    asked = await requests_of(work, session.id)
    refused = [one for one in asked if state_at(one.state, one.answer_by, now) in REFUSED]
    if not refused or session.failure is not None:
        return
    relax = tuple(Relax("venue-seats", str(one.venue_id), one.seats, 0) for one in refused)
    tries = [Fault("venue", "R-VENUE-CONFIRM", 0, relax).body()]
    session.failure = {"at": timestamp(now), "place": None, "tries": tries}
    await work.record("miss_seats", "evaluation session", session.id, "R-VENUE-CONFIRM", failure=session.failure)
    await work.announce(topic_of(session.id), "seats_missing", venues=len(refused))


async def assemble(work: Work, session: EvaluationSession, draw: Draw, holders: Sequence[Occupancy]) -> None:
    """Draw the seats of a complete committee; session and lots are ASSEMBLING afterwards. `draw`: the first one."""
    seed = read_result(work, draw).seed
    if session.sat is None:
        await _seat_everybody(work, session, seed, holders)
    else:
        await _seat_newcomers(work, session, seed, holders)
    session.state, session.failure = SESSION.step(session.state, "complete").after, None
    await committee_assembled(work, await lot_ids_of(work, session.id))
    await work.record("draw_seats", "evaluation session", session.id, "R-DRAW", seats=len(holders))
    await work.announce(topic_of(session.id), "seated", seats=len(holders))


async def _seat_everybody(work: Work, session: EvaluationSession, seed: bytes, holders: Sequence[Occupancy]) -> None:
    by_ref = {row.ref: row for row in holders}
    for ref, name in seat_names(list(by_ref), seed).items():
        by_ref[ref].name = name
    booked = await confirmed_seats(work, session.id)
    for venue, refs in (await _venues(work, booked, holders)).items():
        stations = [str(one) for one in booked[venue]]
        for ref, station in seat_workstations(refs, stations, str(venue), seed).items():
            by_ref[ref].venue_id, by_ref[ref].workstation_id = venue, UUID(station)


async def _seat_newcomers(work: Work, session: EvaluationSession, seed: bytes, holders: Sequence[Occupancy]) -> None:
    """Who keeps a seat in his own city first, so that nobody from elsewhere draws it."""
    assert session.sat is not None  # the caller asked
    seats, booked, moves = seats_now(session.sat), await confirmed_seats(work, session.id), []
    cities = {venue: city_key((await venue_of(work, venue)).physical_city) for venue in sorted(booked)}
    fresh = [row for row in holders if seats[row.place]["ref"] != row.ref]
    for row in sorted(fresh, key=lambda row: (cities[UUID(seats[row.place]["venue"])] != row.city, row.place)):
        former = seats[row.place]
        row.name, row.venue_id, row.workstation_id = former["name"], UUID(former["venue"]), UUID(former["workstation"])
        free: list[str] = []
        if cities[row.venue_id] != row.city:
            there = {one.ref for one in holders}
            taken = {one["workstation"] for one in seats.values() if one["ref"] in there}
            row.venue_id, free = _free_seats(booked, cities, row.city, taken)
            row.workstation_id = UUID(newcomer_workstation(row.ref, free, str(row.venue_id), seed))
        seats[row.place] = seat_row(row)
        moves.append({**seats[row.place], "at": timestamp(await work.now()), "free": free})
    session.sat = {**session.sat, "moves": [*session.sat["moves"], *moves]}


def _free_seats(
    booked: Mapping[UUID, Sequence[UUID]], cities: Mapping[UUID, str], city: str, taken: Collection[str]
) -> tuple[UUID, list[str]]:
    """The first venue of the city with a workstation that nobody has, and all such of it."""
    for venue in sorted(booked):
        free = sorted(str(one) for one in booked[venue] if str(one) not in taken)
        if cities[venue] == city and free:
            return venue, free
    raise CityFull(f"no workstation is left in {city}")


async def _venues(work: Work, booked: dict[UUID, list[UUID]], holders: Sequence[Occupancy]) -> dict[UUID, list[str]]:
    """Who sits in which venue: each in the city he was drawn for."""
    rooms: dict[str, dict[UUID, int]] = defaultdict(dict)
    for venue in sorted(booked):
        city = city_key((await venue_of(work, venue)).physical_city)
        rooms[city][venue] = len(booked[venue])
    return share_venues({row.ref: row.city for row in holders}, rooms)
