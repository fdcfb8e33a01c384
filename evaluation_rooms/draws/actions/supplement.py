"""A supplementary draw for one place that no reserve can take: same pool, fresh exclusions, equal chances for all."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from crypto.encoding import Body, parse_timestamp
from crypto.verifiable_draw.draw import candidates, next_reserve
from crypto.verifiable_draw.pool import Entry
from crypto.verifiable_draw.quotas import Member, Quotas, read_quotas
from crypto.verifiable_draw.record import told_fraction
from evaluation_rooms.draws.actions.ceremony import body_of
from evaluation_rooms.draws.actions.inputs import entry_of, experts_of, new_draw, write_draw
from evaluation_rooms.draws.actions.plan import cities_of
from evaluation_rooms.draws.actions.prepare import case_of, fail
from evaluation_rooms.draws.actions.sealed import SealedInputs, read_result, read_sealed
from evaluation_rooms.draws.actions.sessions import draws_of, lots_of, rows_of
from evaluation_rooms.draws.attempts import Fault, Limits, Relax, limits_of
from evaluation_rooms.draws.exclusions import Conflicts, barred_labels, exclusions_of
from evaluation_rooms.draws.plans import read_plan
from evaluation_rooms.draws.rules import GONE, SESSION
from evaluation_rooms.draws.tables import Draw, EvaluationSession, Occupancy
from evaluation_rooms.experts.actions import pool_at
from foundation.rulebook import rulebook
from foundation.work import Work


@dataclass(frozen=True)
class Vacancy:
    """The committee around a vacant place, and the pool of draw 1."""

    place: int
    speciality: str
    rows: Sequence[Occupancy]
    first: Draw
    inputs: Body
    sealed: SealedInputs

    @property
    def quotas(self) -> Quotas:
        """Those of draw 1."""
        return read_quotas(self.inputs["quotas"])

    @property
    def fixed(self) -> list[Body]:
        """Who stays, by place."""
        staying = sorted((row for row in self.rows if row.state not in GONE), key=lambda row: row.place)
        return [{"ref": row.ref, "speciality": row.speciality, "place": row.place} for row in staying]

    @property
    def used(self) -> set[str]:
        """Everybody who was ever called."""
        return {row.ref for row in self.rows}

    def staying(self) -> list[Member]:
        """The same as members."""
        entries = entry_of(self.sealed.entries)
        return [Member(entries[one["ref"]], one["speciality"]) for one in self.fixed]


async def supplement(work: Work, session: EvaluationSession, place: int) -> None:
    """Publish the inputs of a draw for this place, unless it was filled or a reserve can take it after all."""
    session = await work.lock(EvaluationSession, session.id, what=SESSION.what)
    rows = await rows_of(work, session.id)
    if session.state != "DRAWING" or await _under_way(work, session):
        return
    first = (await draws_of(work, session.id))[0]
    if first.inputs is None:
        await fail(work, session, [Fault("external", "R-DRAW-EXTERNAL", 0)], place)
        return
    inputs, sealed = await body_of(work.session, first.inputs), await read_sealed(work, first)
    speciality = next(row.speciality for row in rows if row.place == place)
    vacancy = Vacancy(place, speciality, rows, first, inputs, sealed)
    if any(row.place == place and row.state not in GONE for row in rows) or _reserve(work, vacancy):
        await _back_to_reserves(work, session)
        return
    found = await _candidates(work, session, vacancy)
    if isinstance(found, Fault):
        await fail(work, session, [found], place)
        return
    await _publish(work, session, vacancy, *found)


async def resume_supplement(work: Work, session: EvaluationSession) -> None:
    """After a failure: go on with the vacant places as if they had just become vacant."""
    session = await work.lock(EvaluationSession, session.id, what=SESSION.what)
    if session.state == "DRAWING" and not await _under_way(work, session):
        await _back_to_reserves(work, session)


async def _back_to_reserves(work: Work, session: EvaluationSession) -> None:
    from evaluation_rooms.draws.actions.places import fill_vacant

    session.state = SESSION.step(session.state, "invite").after
    await fill_vacant(work, session)


async def _under_way(work: Work, session: EvaluationSession) -> bool:
    return any(draw.state in ("DEALING", "RELEASING") for draw in await draws_of(work, session.id))


def _reserve(work: Work, vacancy: Vacancy) -> bool:
    """Others may have left since: a reserve who broke a quota then may keep it now."""
    entries = entry_of(vacancy.sealed.entries)
    order = [entries[ref] for ref in read_result(work, vacancy.first).reserves]
    found = next_reserve(order, vacancy.used, vacancy.staying(), vacancy.speciality, vacancy.quotas)
    return found is not None


async def _candidates(
    work: Work, session: EvaluationSession, vacancy: Vacancy
) -> tuple[SealedInputs, list[Entry]] | Fault:
    """The inputs of the new draw and among whom it chooses, or why they are too few."""
    plan, lots = read_plan(session.plan), await lots_of(work, session.id)
    snapshot_at = parse_timestamp(vacancy.inputs["snapshot_at"])
    case = await case_of(work, session, lots, plan, await cities_of(work, plan), snapshot_at)
    pool, refs = await pool_at(work, snapshot_at), experts_of(vacancy.sealed.openings)
    found = exclusions_of(pool, replace(case, quotas=vacancy.quotas))  # draw 1 may have been held by a wider step
    codes = {refs[expert]: code for expert, code in found.items() if expert in refs}
    inputs = SealedInputs(vacancy.sealed.entries, vacancy.sealed.openings, _body(vacancy, codes, case.conflicts))
    arguments = (inputs.eligible(), vacancy.used, vacancy.staying(), vacancy.speciality, vacancy.quotas)
    chosen = list(await asyncio.to_thread(candidates, *arguments))
    fault = _too_few(len(chosen), limits_of(rulebook(session.rulebook)), vacancy.speciality)
    return fault or (inputs, chosen)


def _too_few(found: int, limits: Limits, speciality: str) -> Fault | None:
    if found < limits.times:
        return Fault("thin-cell", "R-DRAW-CELL", found, (Relax("seats", speciality, limits.times, found),))
    if Fraction(1, found) > limits.p_max:
        needed = -(-limits.p_max.denominator // limits.p_max.numerator)
        return Fault("too-likely", "R-DRAW-P-MAX", found, (Relax("seats", speciality, needed, found),))
    return None


def _body(vacancy: Vacancy, codes: dict[str, str], conflicts: Conflicts) -> Body:
    salt = vacancy.sealed.body["label_salt"]
    return {
        "type": "tianping/draw-sealed/1",
        "draw": "",
        "label_salt": salt,
        "barred": barred_labels(conflicts, bytes.fromhex(salt)),
        "exclusions": [{"ref": ref, "code": codes[ref]} for ref in sorted(codes)],
        "large": [],
        "table": None,
        "certificate": None,
        "fixed": vacancy.fixed,
    }


async def _publish(
    work: Work, session: EvaluationSession, vacancy: Vacancy, inputs: SealedInputs, chosen: Sequence[Entry]
) -> None:
    former = (await draws_of(work, session.id))[-1]
    assert former.inputs is not None  # of a session whose first draw was the platform's
    draw = await new_draw(work, session)
    inputs.body["draw"] = str(draw.id)
    chance = told_fraction(Fraction(1, len(chosen)))
    more = {
        "snapshot_at": vacancy.inputs["snapshot_at"],
        "vacancies": [{"place": vacancy.place, "speciality": vacancy.speciality}],
        "previous": former.inputs.hex(),
        "types": 0,
        "least": chance,
        "greatest": chance,
        "bound": None,
        "gap": None,
    }
    await write_draw(work, session, draw, vacancy.quotas, inputs, more)
