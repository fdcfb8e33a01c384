"""A draw at the beginning of its ceremony, made of rows by hand: pool, inputs and key set, but nobody planned it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from crypto.encoding import Body, digest, timestamp
from crypto.verifiable_draw.ceremony import make_dealing, make_release
from crypto.verifiable_draw.pool import Entry, pool_root
from crypto.verifiable_draw.quotas import Quotas
from crypto.verifiable_draw.table import WEIGHTS, Composition, Table, group
from evaluation_rooms.draws.actions.ceremony import begin_ceremony
from evaluation_rooms.draws.actions.sealed import PersonOpening, SealedInputs, keep_inputs
from evaluation_rooms.draws.plans import Plan, VenueShare
from evaluation_rooms.draws.tables import Draw, EvaluationSession, SessionLot
from evaluation_rooms.experts.people import Person
from evaluation_rooms.experts.tables import Expert
from evaluation_rooms.venues.tables import Booking, Room, Venue, Workstation
from foundation.accounts.tables import Organisation
from foundation.actors import CLOCK
from foundation.records import RecordRow
from foundation.work import Work
from tests.market import Keeper, Market, answer

QUOTAS = Quotas((("A08", 3),), (("420100", 1, 2), ("420500", 1, 2)), "420100", 1, 2, 1)
FRACTION = {"n": "1", "d": "10"}
PLAN = Plan((("A08", 3),), 0, VenueShare(UUID(int=8), 1, 2), (VenueShare(UUID(int=9), 1, 2),), 1)
"""At venues that nobody built."""


def entry(number: int) -> Entry:
    """Somebody of an employer of his own, in one of two cities by turns."""
    ref, employer = (sha256(f"{what} {number}".encode()).hexdigest()[:32] for what in ("ref", "employer"))
    return Entry(ref, "420100" if number % 2 else "420500", ("A0801",), employer)


def person(number: int) -> UUID:
    """The id of the expert behind an entry of that number."""
    return UUID(int=number)


NUMBERS = {entry(number).ref: number for number in range(1, 31)}
POOL = sorted((entry(number) for number in range(1, 31)), key=lambda one: one.ref)


def sealed_body(draw: str) -> Body:
    """What the inputs commit to: two compositions of equal weight."""
    types = tuple(group(POOL, QUOTAS, frozenset()))
    compositions = (Composition(((0, "A08", 1), (1, "A08", 2))), Composition(((0, "A08", 2), (1, "A08", 1))))
    table = Table(types, compositions, (WEIGHTS // 2, WEIGHTS // 2))
    return {
        "type": "tianping/draw-sealed/1",
        "draw": draw,
        "label_salt": "00" * 16,
        "barred": [],
        "exclusions": [],
        "large": [],
        "table": table.body(),
        "certificate": None,
        "fixed": [],
    }


def inputs_body(draw: Draw, session: EvaluationSession, lots: Sequence[Body], key_set: Body, at: datetime) -> Body:
    """tianping/draw-inputs/1 over that pool."""
    assert draw.cutoff_at is not None
    return {
        "type": "tianping/draw-inputs/1",
        "session": str(session.id),
        "draw": str(draw.id),
        "number": draw.number,
        "source": "platform",
        "project": str(session.project_id),
        "lots": list(lots),
        "previous": None,
        "key_set": digest(key_set).hex(),
        "t": key_set["t"],
        "custodians": len(key_set["custodians"]),
        "snapshot_at": timestamp(at),
        "pool": pool_root(POOL).hex(),
        "pool_size": len(POOL),
        "eligible": len(POOL),
        "excluded": [],
        "quotas": QUOTAS.body(),
        "vacancies": [],
        "sealed": digest(sealed_body(str(draw.id))).hex(),
        "types": 2,
        "least": FRACTION,
        "greatest": FRACTION,
        "bound": FRACTION,
        "gap": {"n": "0", "d": "1"},
        "p_max": {"n": "1", "d": "5"},
        "large": 50,
        "cutoff_at": timestamp(draw.cutoff_at),
        "at": timestamp(at),
    }


async def fill_sealed(work: Work, draw: Draw, session: EvaluationSession) -> None:
    """Everybody of the pool can be called: sealed inputs, rows of experts, and a venue with a seat in each city."""
    openings: dict[str, PersonOpening] = {
        ref: {"expert": str(person(number)), "name": f"专家{number}", "salt": "00" * 16}
        for ref, number in NUMBERS.items()
    }
    await keep_inputs(work, draw, SealedInputs(tuple(POOL), openings, sealed_body(str(draw.id))))
    now = await work.now()
    for number in NUMBERS.values():
        told = Person(f"专家{number}", "", f"e{number}@example.org", "").body()
        row = Expert(id=person(number), reachable=True, created_at=now, changed_at=now, phone_index=None)
        row.sealed = work.vault.seal(told, f"expert {row.id}", work.entropy)
        row.id_index = row.name_index = work.vault.index(str(number))
        work.session.add(row)
    for city in ("420100", "420500"):
        await _venue(work, session, city, now)


async def _venue(work: Work, session: EvaluationSession, city: str, now: datetime) -> None:
    organisation = await work.session.scalar(select(Organisation.id).limit(1))
    venue = Venue(organisation_id=organisation, name=f"评标区{city}", physical_city=city, created_at=now)
    venue.address = "解放路1号"
    venue.phone = venue.meals = venue.lodging = venue.fees = ""
    venue.hours, venue.shared = [], False
    work.session.add(venue)
    await work.session.flush()
    room = Room(venue_id=venue.id, name="一室", note="", created_at=now)
    work.session.add(room)
    await work.session.flush()
    for name in ("甲", "乙"):
        seat = Workstation(room_id=room.id, name=name, spare=False, note="", created_at=now)
        work.session.add(seat)
        await work.session.flush()
        during = Range(session.starts_at, session.starts_at + timedelta(hours=session.hours))
        booking = Booking(venue_id=venue.id, workstation_id=seat.id, number=seat.number, session_id=session.id, note="")
        booking.during, booking.booked_at, booking.confirmed_at = during, now, now
        work.session.add(booking)


@dataclass
class Ceremony:
    """A draw that waits for dealings, and its custodians' hands; everything goes through the doors."""

    market: Market
    draw: UUID
    session: UUID
    inputs: Body
    key_set: Body

    @property
    def path(self) -> str:
        """The draw's door."""
        return f"/api/draws/{self.draw}"

    async def shown(self) -> Any:
        """What anybody sees."""
        return answer(await self.market.client.get(self.path))

    def keeper(self, number: int) -> Keeper:
        """Custodian of that number, from 1."""
        return self.market.keepers[number - 1]

    def dealing(self, number: int, **changes: Any) -> Body:
        """A fresh dealing of that custodian."""
        keys = [one.share.public for one in self.market.keepers]
        at = self.inputs["at"]
        inputs = changes.get("inputs", self.inputs)
        seed = self.keeper(number).sign.seed
        return make_dealing(inputs, number, keys, self.key_set["t"], seed, "tests", at, self.market.entropy)

    async def post(self, what: str, signed: Body) -> httpx.Response:
        """Hand in a dealing or release."""
        return await self.market.client.post(f"{self.path}/{what}", json={"signed": signed})

    async def deal(self, *numbers: int) -> Any:
        """These custodians deal; the last answer."""
        return [answer(await self.post("dealings", self.dealing(number))) for number in numbers][-1]

    async def release(self, number: int) -> Body:
        """That custodian's release for the cut-off as shown."""
        shown = await self.shown()
        cutoff, keeper = shown["cutoff"]["body"], self.keeper(number)
        fixed = {one["dealing"] for one in cutoff["dealings"]}
        dealings = [one["body"] for one in shown["dealings"] if digest(one["body"]).hex() in fixed]
        secret, seed = keeper.share.secret, keeper.sign.seed
        return make_release(cutoff, dealings, number, secret, seed, "tests", cutoff["at"], self.market.entropy)

    async def release_by(self, *numbers: int) -> Any:
        """These custodians release; the last answer."""
        return [answer(await self.post("releases", await self.release(number))) for number in numbers][-1]


async def begin(market: Market, lots: int = 1) -> Ceremony:
    """A published lot's custodians, and a draw of theirs whose inputs were published just now."""
    await market.open_for_bids()
    async with market.clock.house.work(CLOCK) as work:
        now = await work.now()
        query = select(RecordRow).where(RecordRow.type == "tianping/key-set/1", RecordRow.lot == UUID(market.lot))
        record = await work.session.scalar(query)
        assert record is not None
        key_set = record.record()["body"]
        session = EvaluationSession(
            project_id=UUID(int=7),
            state="DRAWING",
            rulebook=2,
            plan=PLAN.as_json(),
            starts_at=now + timedelta(days=1),
            hours=4,
            created_at=now,
        )
        work.session.add(session)
        await work.session.flush()
        work.session.add(SessionLot(session_id=session.id, lot_id=UUID(market.lot), round_no=1))
        ends = now + timedelta(seconds=10)
        draw = Draw(session_id=session.id, number=1, state="DEALING", source="platform", created_at=now)
        draw.key_set, draw.cutoff_at = record.digest, ends
        work.session.add(draw)
        await work.session.flush()
        inputs = inputs_body(draw, session, [{"lot": market.lot, "round": 1}], key_set, now)
        draw.inputs = (await work.publish(inputs)).digest
        await fill_sealed(work, draw, session)
        await begin_ceremony(work, draw)
    return Ceremony(market, draw.id, session.id, inputs, key_set)
