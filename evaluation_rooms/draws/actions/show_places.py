"""The places of a committee as those see them who prepare its session: numbers, cities, times; never who."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from crypto.encoding import timestamp
from evaluation_rooms.draws.actions.sessions import rows_of
from evaluation_rooms.draws.actions.show import seen_session
from evaluation_rooms.draws.answers import PlaceShown, PlacesShown, PlaceState
from evaluation_rooms.draws.rules import GONE
from evaluation_rooms.draws.tables import EvaluationSession, Occupancy
from foundation.work import Work


async def show_places(work: Work, session_id: UUID) -> PlacesShown:
    """The places by number, for whoever sees the session."""
    return await places_told(work, (await seen_session(work, session_id)).id)


async def places_told(work: Work, session_id: UUID) -> PlacesShown:
    """The same for whoever has just done something there; the caller judged who may."""
    session = await work.session.get_one(EvaluationSession, session_id)
    rows = await rows_of(work, session_id)
    places = [[row for row in rows if row.place == place] for place in sorted({row.place for row in rows})]
    return {
        "session": str(session_id),
        "state": session.state,
        "now": timestamp(await work.now()),
        "places": [_place(called) for called in places],
    }


def _place(called: Sequence[Occupancy]) -> PlaceShown:
    """One place; while nobody holds it, only who was called before is told."""
    last, gone = called[-1], [row for row in called if row.state in GONE]
    held = None if last.state in GONE else last
    states = [cast(PlaceState, row.state) for row in gone]
    return {
        "place": last.place,
        "speciality": last.speciality,
        "city": held.city if held else None,
        "state": cast(PlaceState, held.state) if held else "VACANT",
        "invited_at": _moment(held.invited_at) if held else None,
        "answer_by": _moment(held.answer_by) if held else None,
        "answered_at": _moment(held.answered_at) if held else None,
        "grace_until": _moment(held.grace_until) if held else None,
        "former": states,
        "seat": held.name if held else None,
        "venue": str(held.venue_id) if held and held.venue_id else None,
        "workstation": str(held.workstation_id) if held and held.workstation_id else None,
    }


def _moment(moment: datetime | None) -> str | None:
    return timestamp(moment) if moment else None
