"""Checks of what became of the places: replacements in order, supplementary draws, seats, and whose names they are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from crypto.encoding import Body
from crypto.errors import DrawRefused
from crypto.verifiable_draw.case import DrawCase, OneDraw
from crypto.verifiable_draw.draw import (
    candidates,
    draw_supplement,
    newcomer_workstation,
    next_reserve,
    reserve_order,
    seat_names,
    seat_workstations,
)
from crypto.verifiable_draw.pool import Entry, expert_ref
from crypto.verifiable_draw.quotas import Member, Quotas
from crypto.verifiable_draw.record import GONE


def check_replacements(case: DrawCase) -> str:
    """Everybody was called in turn: the committee, then for each place the first reserve who kept every quota."""
    rows = case.record["places"]
    _check_rows(case, rows)
    order = reserve_order(case.draws[0].eligible, case.draws[0].committee, case.draws[0].seed)
    called = 0
    for number, row in enumerate(rows):
        if number >= len(case.draws[0].committee):
            _check_successor(rows, number)
        if row["reserve_no"] is not None:
            _check_reserve(case, rows, number, order)
            called += 1
    return f"{called} reserves of {len(order)}"


def _check_rows(case: DrawCase, rows: Sequence[Body]) -> None:
    """The first rows are the committee; nobody is called twice; each row tells its place and its expert's city."""
    first = case.draws[0].told["committee"]
    begun = [{name: row[name] for name in ("place", "ref", "speciality")} for row in rows[: len(first)]]
    if begun != first or any((row["draw"], row["reserve_no"]) != (1, None) for row in rows[: len(first)]):
        raise DrawRefused("draw-replacements", "the first to be called are not the committee in the order of places")
    if len({row["ref"] for row in rows}) != len(rows):
        raise DrawRefused("draw-replacements", "somebody was called twice")
    specialities = {each["place"]: each["speciality"] for each in first}
    for row in rows:
        if row["speciality"] != specialities.get(row["place"]) or row["city"] != case.entry(row["ref"]).city:
            raise DrawRefused("draw-replacements", f"place {row['place']} has another speciality, or its member a city")
        if row["state"] in GONE and row["answered_at"] is None:
            raise DrawRefused("draw-replacements", f"it is not told when place {row['place']} became free")
    moments = [row["invited_at"] for row in rows]
    if moments != sorted(moments):
        raise DrawRefused("draw-replacements", "the places are not in the order of invitation")


def _check_successor(rows: Sequence[Body], number: int) -> None:
    row = rows[number]
    before = [each for each in rows[:number] if each["place"] == row["place"]][-1]
    if before["state"] not in GONE or before["answered_at"] > row["invited_at"]:
        raise DrawRefused("draw-replacements", f"place {row['place']} was filled again before it was free")
    if (row["reserve_no"] is None) != (row["draw"] > 1):
        raise DrawRefused("draw-replacements", f"place {row['place']} was filled by neither a reserve nor a draw")


def _check_reserve(case: DrawCase, rows: Sequence[Body], number: int, order: Sequence[Entry]) -> None:
    """The reserve is the first who keeps every quota beside those who held their places when he was called."""
    row = rows[number]
    used = {each["ref"] for each in rows[:number]}
    newest = max(each["draw"] for each in rows[:number])
    if newest > len(case.draws):
        raise DrawRefused("draw-replacements", f"there is no draw {newest}")
    others = [each for each in rows[:number] if each["place"] != row["place"]]
    due = [
        next_reserve(order, used, staying, row["speciality"], case.draws[newest - 1].quotas)
        for staying in holders(case, others, row["invited_at"])
    ]
    if (row["reserve_no"], case.entry(row["ref"])) not in due:
        told = f"reserve {due[0][0]} was due" if due[0] else "no reserve kept every quota"
        raise DrawRefused("draw-replacements", f"place {row['place']}, reserve {row['reserve_no']}: {told}")


def holders(case: DrawCase, rows: Sequence[Body], moment: str) -> list[list[Member]]:
    """Who held the places of these rows at a moment, places ascending.

    Who left in that very millisecond is taken as holding his place still, or else as gone: two readings.
    """
    latest = {row["place"]: row for row in rows}
    readings = []
    for still in (True, False):
        there = [row for _, row in sorted(latest.items()) if _holds(row, moment, still)]
        readings.append([Member(case.entry(row["ref"]), row["speciality"]) for row in there])
    return readings


def _holds(row: Body, moment: str, still: bool) -> bool:
    left = row["answered_at"] if row["state"] in GONE else None
    return left is None or left > moment or (still and left == moment)


def check_supplements(case: DrawCase) -> str:
    """Each later draw filled one place that no reserve could, with equal chances of all who kept every quota."""
    for draw in case.draws[1:]:
        _check_supplement(case, draw)
    rows = [row["draw"] for row in case.record["places"] if row["draw"] > 1]
    if len(set(rows)) != len(rows) or set(rows) - set(range(2, len(case.draws) + 1)):
        raise DrawRefused("draw-supplements", "a supplementary draw filled two places, or there was none")
    return f"{len(case.draws) - 1} supplementary draws"


def _check_supplement(case: DrawCase, draw: OneDraw) -> None:
    number, vacancy = draw.inputs["number"], draw.vacancy
    if not _widened(case.draws[0].quotas, draw.quotas) or draw.sealed["table"] is not None:
        raise DrawRefused("draw-supplements", f"draw {number} has stricter or other quotas, or a table")
    draw.check_sealed()
    rows, fixed = _before(case, draw), _fixed(case, draw)
    others = [row for row in rows if row["place"] != vacancy["place"]]
    if fixed not in holders(case, others, draw.inputs["at"]):
        raise DrawRefused("draw-supplements", f"draw {number} fixes others than those who held their places")
    used, speciality, quotas = {row["ref"] for row in rows}, vacancy["speciality"], draw.quotas
    order = reserve_order(case.draws[0].eligible, case.draws[0].committee, case.draws[0].seed)
    if next_reserve(order, used, fixed, speciality, quotas) is not None:
        raise DrawRefused("draw-supplements", f"draw {number} was held although a reserve kept every quota")
    found = candidates(draw.eligible, used, fixed, speciality, quotas)
    drawn = draw_supplement(found, draw.seed)
    if draw.told["committee"] != [{**vacancy, "ref": drawn.ref}]:
        raise DrawRefused("draw-supplements", f"the seed of draw {number} gives another expert")
    chance = {"n": "1", "d": str(len(found))}
    if (draw.inputs["least"], draw.inputs["greatest"]) != (chance, chance):
        raise DrawRefused("draw-supplements", f"draw {number} chose among {len(found)}, another chance is stated")
    _check_row_of(case, draw, drawn)


def _widened(first: Quotas, later: Quotas) -> bool:
    """Whether the later quotas are the first ones, but for cities that are added or allow more."""
    cities = {city: (least, most) for city, least, most in later.cities}
    return replace(later, cities=first.cities) == first and all(
        city in cities and cities[city][0] <= least and most <= cities[city][1] for city, least, most in first.cities
    )


def _before(case: DrawCase, draw: OneDraw) -> list[Body]:
    """Who had been called when the inputs of a supplementary draw came out."""
    rows: list[Body] = case.record["places"]
    own = next((at for at, row in enumerate(rows) if row["draw"] == draw.inputs["number"]), len(rows))
    return [row for row in rows[:own] if row["invited_at"] <= draw.inputs["at"]]


def _fixed(case: DrawCase, draw: OneDraw) -> list[Member]:
    told = sorted(draw.sealed["fixed"], key=lambda each: int(each["place"]))
    return [Member(case.entry(each["ref"]), each["speciality"]) for each in told]


def _check_row_of(case: DrawCase, draw: OneDraw, drawn: Entry) -> None:
    """Who was drawn was called to the vacant place, if anybody was."""
    number, vacancy = draw.inputs["number"], draw.vacancy
    for row in case.record["places"]:
        if row["draw"] == number and (row["place"], row["ref"]) != (vacancy["place"], drawn.ref):
            raise DrawRefused("draw-supplements", f"draw {number} filled another place, or somebody else was called")


def check_seats(case: DrawCase) -> str:
    """Names and workstations of a complete committee follow from the first draw's seed; later only newcomers move."""
    latest = {row["place"]: row for row in case.record["places"]}
    seats, sat = case.record["seats"], case.record.get("sat")
    if sat is not None:
        standing = _check_sitting(case, sat)
    if not seats and any(row["state"] != "ACCEPTED" for row in latest.values()):
        return "no seats: the committee was not complete"
    held = [(place, row["ref"]) for place, row in sorted(latest.items()) if row["state"] == "ACCEPTED"]
    if [(seat["place"], seat["ref"]) for seat in seats] != held or len(held) != len(latest):
        raise DrawRefused("draw-seats", "the seats are not of those who accepted, by place")
    if sat is None:
        _check_drawn(case, seats)
    elif seats != [standing[place] for place in sorted(standing)]:
        raise DrawRefused("draw-seats", "the seats are not those of who sat first and who came later")
    return f"{len(seats)} seats"


def _check_drawn(case: DrawCase, seats: Sequence[Body]) -> None:
    """Names and workstations of a whole committee."""
    seed, names = case.draws[0].seed, {seat["ref"]: seat["name"] for seat in seats}
    if names != seat_names(list(names), seed):
        raise DrawRefused("draw-seats", "the seed gives other seat names")
    _check_workstations(case, seats, seed)


def _check_workstations(case: DrawCase, seats: Sequence[Body], seed: bytes) -> None:
    venues: dict[str, dict[str, str]] = defaultdict(dict)
    for seat in seats:
        venues[seat["venue"]][seat["ref"]] = seat["workstation"]
    if len({seat["workstation"] for seat in seats}) != len(seats):
        raise DrawRefused("draw-seats", "two members at one workstation")
    for venue, given in venues.items():
        if len({case.entry(ref).city for ref in given}) != 1:
            raise DrawRefused("draw-seats", "members from two cities at one venue")
        if given != seat_workstations(list(given), list(given.values()), venue, seed):
            raise DrawRefused("draw-seats", "the seed gives other workstations")


def _check_sitting(case: DrawCase, sat: Body) -> dict[int, Body]:
    """The seats by place, once everybody who came later was seated: who stays keeps his seat."""
    first = {row["place"]: row["ref"] for row in case.record["places"] if row["invited_at"] <= sat["at"]}
    if [(seat["place"], seat["ref"]) for seat in sat["seats"]] != sorted(first.items()):
        raise DrawRefused("draw-seats", "those who sat first are not those who held the places")
    _check_drawn(case, sat["seats"])
    standing = {seat["place"]: seat for seat in sat["seats"]}
    for move in sat["moves"]:
        _check_move(case, sat["at"], standing, move)
        standing[move["place"]] = {name: move[name] for name in move if name not in ("at", "free")}
    return standing


def _check_move(case: DrawCase, at: str, standing: Mapping[int, Body], move: Body) -> None:
    """A newcomer takes the name of who left, and his workstation, or a free one in another city."""
    came = [row for row in case.record["places"] if (row["place"], row["ref"]) == (move["place"], move["ref"])]
    former = standing.get(move["place"])
    if former is None or not came or came[0]["invited_at"] < at or move["at"] < at or move["name"] != former["name"]:
        raise DrawRefused("draw-seats", f"{move['name']}: nobody came to this place later, or under another name")
    cities = [case.entry(ref).city for ref in (former["ref"], move["ref"])]
    if cities[0] == cities[1]:
        if (move["venue"], move["workstation"], move["free"]) != (former["venue"], former["workstation"], []):
            raise DrawRefused("draw-seats", f"{move['name']}: not at the workstation of who left")
        return
    staying = _staying(case, standing, move["at"])
    others = {seat["workstation"] for seat in staying}
    local = {case.entry(seat["ref"]).city for seat in staying if seat["venue"] == move["venue"]}
    drawn = newcomer_workstation(move["ref"], move["free"], move["venue"], case.draws[0].seed)
    if drawn != move["workstation"] or drawn in others or not local <= {cities[1]}:
        raise DrawRefused("draw-seats", f"{move['name']}: the seed gives another workstation, or it was not free")


def _staying(case: DrawCase, standing: Mapping[int, Body], moment: str) -> list[Body]:
    """The seats of those who had not left by then."""
    left = {(row["place"], row["ref"]) for row in case.record["places"] if not _holds(row, moment, still=False)}
    return [seat for place, seat in standing.items() if (place, seat["ref"]) not in left]


def check_openings(case: DrawCase) -> str:
    """Everybody who was called, and nobody else, is named, and the name is the one the pool committed to."""
    openings = case.record["openings"]
    if [each["ref"] for each in openings] != sorted({row["ref"] for row in case.record["places"]}):
        raise DrawRefused("draw-openings", "the names are not those of everybody who was called")
    for each in openings:
        if expert_ref(each["expert"], each["name"], bytes.fromhex(each["salt"])) != each["ref"]:
            raise DrawRefused("draw-openings", f"{each['ref']}: another person was committed to")
    return f"{len(openings)} names"
