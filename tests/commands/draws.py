"""A platform that shows a custodian one draw: honest unless a test changes something; it holds the platform's key."""

import json
from argparse import Namespace
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import httpx

from commands.custody.desk import Custodian
from commands.custody.draws import follow_draws
from commands.custody.keys import CustodianKeys
from commands.files import write_document
from commands.speech import Voice
from crypto.encoding import Body, digest, timestamp
from crypto.verifiable_draw.ceremony import make_dealing
from tests.commands.logs import LogServer
from tests.commands.openings import ME, PLATFORM, as_record, shown
from tests.commands.people import secret_file
from tests.crypto.story import START, at, pair
from tests.draws.ceremonies import FRACTION, POOL, QUOTAS
from tests.vectors.sources import LOT, counter, custodians

KEYS = CustodianKeys(custodians(5)[ME - 1], pair(f"custodian {ME}"))
NOW = START + timedelta(days=17)
SESSION, DRAW = "0198c0de-0000-7000-8000-0000000000d0", "0198c0de-0000-7000-8000-0000000000d1"
OTHER_DRAW = "0198c0de-0000-7000-8000-0000000000d2"
CUTOFF_AT = timestamp(NOW + timedelta(minutes=10))
PATH = f"/api/draws/{DRAW}"


class DrawDay:
    """A custodian's desk and a platform with one draw of the lot that it signed for."""

    def __init__(self, folder: Path) -> None:
        case = shown()
        (self.terms,) = case.pinned.terms
        self.records = [one for one in case.records if one["body"]["type"].startswith("tianping/key-")]
        self.key_set = next(one["body"] for one in self.records if one["body"]["type"] == "tianping/key-set/1")
        self.server = LogServer()
        self.server.idle(3, 10)
        self.pinned_head = self.server.head()
        self.key = folder / "custodian.key"
        self.secret = secret_file(folder)
        phrase = self.secret.read_text(encoding="utf-8").strip()
        write_document(self.key, KEYS.private_file("保管单位二", phrase, counter("wrap")), private=True)
        self.heard = StringIO()
        self.now = self.platform_now = NOW
        self.state = "DEALING"
        self.inputs = self.first_inputs()
        self.dealings: list[Body] = []
        self.cutoff: Body | None = None
        self.released: list[int] = []
        self.posted: list[tuple[str, Body]] = []
        self.over = True
        self.lost = False
        """Whether answers to what was posted are lost on the way."""
        self.server.more = {
            PATH: lambda _: self.told(),
            f"{PATH}/dealings": lambda request: self._take("dealings", request),
            f"{PATH}/releases": lambda request: self._take("releases", request),
            "/api/custodians/draws": lambda _: {"now": timestamp(self.now), "draws": [self._listed()]},
        }

    def first_inputs(self, **changes: Any) -> Body:
        """Inputs of draw 1 over the pool of tests/draws."""
        return {
            "type": "tianping/draw-inputs/1",
            "session": SESSION,
            "draw": DRAW,
            "number": 1,
            "source": "platform",
            "project": SESSION,
            "lots": [{"lot": LOT, "round": 1}],
            "previous": None,
            "key_set": digest(self.key_set).hex(),
            "t": 3,
            "custodians": 5,
            "snapshot_at": at(days=16),
            "pool": "ab" * 32,
            "pool_size": len(POOL),
            "eligible": len(POOL),
            "excluded": [],
            "quotas": QUOTAS.body(),
            "vacancies": [],
            "sealed": "cd" * 32,
            "types": 2,
            "least": FRACTION,
            "greatest": FRACTION,
            "bound": FRACTION,
            "gap": {"n": "0", "d": "1"},
            "p_max": {"n": "1", "d": "5"},
            "large": 50,
            "cutoff_at": CUTOFF_AT,
            "at": at(days=17),
            **changes,
        }

    def told(self) -> Body:
        """GET /api/draws/{draw}."""
        return {
            "draw": DRAW,
            "session": SESSION,
            "number": self.inputs["number"],
            "state": self.state,
            "source": "platform",
            "now": timestamp(self.platform_now),
            "t": 3,
            "of": 5,
            "cutoff_at": CUTOFF_AT,
            "inputs": as_record(self.inputs),
            "records": self.records,
            "dealings": [{**one, "salt": "00" * 16} for one in self.dealings],
            "cutoff": None if self.cutoff is None else as_record(self.cutoff),
            "released": self.released,
            "result": None,
        }

    def _listed(self) -> Body:
        asked = {"DEALING": "dealing", "RELEASING": "release"}.get(self.state)
        lots = [{"lot": LOT, "round": 1}]
        told = {"draw": DRAW, "session": SESSION, "lots": lots, "number": 1, "state": self.state}
        return {**told, "index": ME, "needed": asked, "over": self.over, "cutoff_at": CUTOFF_AT}

    def _take(self, what: str, request: httpx.Request) -> Body:
        signed = json.loads(request.content)["signed"]
        self.posted.append((what, signed))
        if self.lost:
            raise httpx.ReadError("reset", request=request)
        if what == "dealings":
            self.dealings.append(signed)
        else:
            self.released.append(signed["body"]["index"])
        return {"draw": DRAW, "state": self.state, "count": 1, "repeated": False}

    def log(self, body: Body, day: float = 17) -> None:
        """A record of the platform goes into the log, with ticks after it."""
        self.server.put(as_record(body), at(days=day, seconds=1))
        self.server.idle(2, day + 0.001)

    def others_deal(self, *numbers: int) -> None:
        """Other custodians deal honestly."""
        self.dealings += [self.dealing(number) for number in numbers]

    def dealing(self, number: int) -> Body:
        """An honest dealing of that custodian."""
        keys = [one.public for one in custodians(5)]
        seed = pair(f"custodian {number}").seed
        return make_dealing(self.inputs, number, keys, 3, seed, "tests", at(days=17), counter(f"deal {number}"))

    def cut(self, minutes: float = 10) -> None:
        """The platform fixes what it has, so many minutes after the inputs: ten were announced."""
        listed = sorted(self.dealings, key=lambda one: int(one["body"]["index"]))
        moment = NOW + timedelta(minutes=minutes)
        self.now = self.platform_now = moment
        self.cutoff = {
            "type": "tianping/draw-cutoff/1",
            "draw": DRAW,
            "inputs": digest(self.inputs).hex(),
            "dealings": [{"index": one["body"]["index"], "dealing": digest(one["body"]).hex()} for one in listed],
            "at": timestamp(moment),
        }
        self.state = "RELEASING"

    def logged_cut(self, minutes: float = 10) -> None:
        """As `cut`, and in the log."""
        self.cut(minutes)
        assert self.cutoff is not None
        self.log(self.cutoff, 17 + minutes / 1440)

    def custodian(self, *, pinned: bool = True, **changes: Any) -> Custodian:
        """The desk, on which the key set was signed."""
        given = {"key": self.key, "url": "https://platform.example", "passphrase_file": self.secret, "json": False}
        custodian = Custodian(Namespace(**{**given, "yes": True, **changes}), Voice("en", self.heard))
        custodian.wire, custodian.clock = self.server.wire(), self._clock
        if pinned:
            custodian.memory.pin("https://platform.example", self.terms, PLATFORM.public.hex(), self.pinned_head)
        return custodian

    def _clock(self) -> datetime:
        return self.now

    def follow(self, *, session: str | None = None, every: bool = False, **changes: Any) -> int:
        """One run of the program, without waiting: for the draw, a session, or (`every`) all that ask."""
        draw = None if every or session else DRAW
        return follow_draws(self.custodian(**changes), session=session, draw=draw, every=0, until=0.0)

    def remembered(self) -> list[Body]:
        """The log of what was signed and refused."""
        path = self.key.with_name("custodian-memory") / "releases.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
