"""What the demonstration's custodians do without being told, for lots of its own and for those that a person makes.

They ask the platform what they are asked for, as any body may, and do it a while later: whoever took the same key to
the page can be first. Two of the five are the person's: they sign a key set that waits too long, and nothing else.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from commands.custody.desk import Custodian
from commands.custody.lots import answer_drill, sign_key_set
from commands.custody.opening import LotOpening
from commands.demonstration.custodians import CustodianRefused, DemoCustodians
from commands.speech import Voice
from crypto.encoding import timestamp
from crypto.signatures import sign_document
from foundation.clock import stopwatch
from foundation.errors import Refusal

Json = dict[str, Any]

WAITS = {"statement": 20.0, "drill": 2.0, "identities": 20.0, "contents": 10.0}
"""Seconds that a lot made by hand waits for each deed. A rehearsal's drills come seconds before its deadline."""
LONG_WAIT = 180.0
"""Seconds after which the person's own bodies sign a key set, so that nobody waits for them for ever."""
PERSON_EVERY = 5
"""The person's bodies are looked at every so many turns."""
AGAIN_AFTER = 15.0
"""Seconds until something refused is tried again."""


class Attendance:
    """The five at their desks. `turn` is to be called about once a second."""

    def __init__(self, custodians: DemoCustodians, voice: Voice, now: Callable[[], datetime]) -> None:
        self._custodians, self._voice, self._now = custodians, voice, now
        self._due: dict[tuple[str, ...], float] = {}
        self._openings: dict[tuple[int, str], LotOpening] = {}
        self._told: set[tuple[str, ...]] = set()
        self._turns = 0

    def turn(self, own: Collection[str]) -> None:
        """Every desk does what is due. For lots of the demonstration's `own` that is at once."""
        for number, desk in enumerate(self._custodians.desks):
            theirs = number >= self._custodians.acting
            if not theirs or self._turns % PERSON_EVERY == 0:
                for lot in self._asked_of(desk):
                    self._look(number, desk, lot, own=lot["lot"] in own, theirs=theirs)
        self._turns += 1

    def _asked_of(self, desk: Custodian) -> list[Json]:
        """The body's own list, asked under its signature."""
        keys = {"share_key": desk.locked.share_key, "sign_key": desk.locked.sign_key}
        body = {"type": "tianping/custody-request/1", **keys, "at": timestamp(self._now())}
        signed = sign_document(body, desk.keys.sign.seed, "custodian")
        listed: list[Json] = desk.wire.post("/api/custodians/lots", {"signed": signed})["lots"]
        return listed

    def _look(self, number: int, desk: Custodian, lot: Json, *, own: bool, theirs: bool) -> None:
        needed = _needed(desk, lot)
        wait = wait_for(needed, own=own, theirs=theirs)
        if needed is None or wait is None:
            return
        deed = (str(number), lot["lot"], needed, (lot["drill"] or {}).get("drill", ""))
        if stopwatch() < self._due.setdefault(deed, stopwatch() + wait):
            return
        try:
            self._do(number, desk, lot["lot"], needed)
        except Refusal as refusal:
            self._refused(deed, refusal, own=own)

    def _do(self, number: int, desk: Custodian, lot: str, needed: str) -> None:
        """A release may have to wait for the log and is tried again at the next turn; the others are done once."""
        if needed == "statement":
            sign_key_set(desk, lot, None, None)
            self._due = {deed: due for deed, due in self._due.items() if deed[:3] != (str(number), lot, needed)}
        elif needed == "drill":
            answer_drill(desk, lot)
        else:
            self._open(number, desk, lot)

    def _open(self, number: int, desk: Custodian, lot: str) -> None:
        """Release what can be released; a client that has refused begins anew at the next try."""
        made = LotOpening(desk, lot, ["identities", "contents"])
        opening = self._openings.setdefault((number, lot), made)
        opening.advance()
        if opening.refused:
            self._openings.pop((number, lot))
            raise CustodianRefused(why=self._custodians.said)

    def _refused(self, deed: tuple[str, ...], refusal: Refusal, *, own: bool) -> None:
        """Told once. With a lot of its own something is really wrong; one made by hand may rightly be refused."""
        if own:
            raise refusal
        self._due[deed] = stopwatch() + AGAIN_AFTER
        if deed not in self._told:
            self._told.add(deed)
            self._voice.refuse(refusal)


def wait_for(needed: str | None, *, own: bool, theirs: bool) -> float | None:
    """Seconds that a desk leaves to the person before it does what is needed; None when it never does."""
    if needed is None:
        return None
    if theirs:
        return LONG_WAIT if needed == "statement" else None
    return 0.0 if own else WAITS[needed]


def _needed(desk: Custodian, lot: Json) -> str | None:
    """What the platform asks for; and a statement where the same key signed at a page, of which this desk knows not."""
    if lot["phase"] == "before" and lot["statement"] and desk.memory.pinned(lot["lot"], lot["round"]) is None:
        return "statement"
    needed: str | None = lot["needed"]
    return needed
