"""Demonstration custodians: five bodies whose keys all lie on this machine. Nothing real may ever be entrusted to them.

They run the real client's code, with every check it makes; only their clock is the demonstration's.
"""

from argparse import Namespace
from collections.abc import Callable, Sequence
from datetime import datetime
from io import StringIO
from pathlib import Path

from commands.custodian import KEY_FILE, PUBLIC_FILE
from commands.custody.desk import Custodian
from commands.custody.keys import CustodianKeys
from commands.custody.lots import sign_key_set
from commands.custody.opening import LotOpening
from commands.demonstration.data import CUSTODIANS
from commands.demonstration.state import PASSWORD
from commands.files import read_document, write_bytes, write_document
from commands.rehearsal.stage_hands import Staff
from commands.speech import Voice
from foundation.entropy import system_entropy
from foundation.errors import Refusal

THRESHOLD = 3


class DemoCustodians:
    """All five; the first three of them act by themselves, the other two are for whoever tries the demonstration."""

    acting = THRESHOLD

    def __init__(self, folder: Path, url: str, clock: Callable[[], datetime]) -> None:
        self.folders = [folder / f"custodian-{number}" for number in range(1, len(CUSTODIANS) + 1)]
        self._url, self._clock = url, clock
        self._desks: list[Custodian] = []
        self._openings: dict[str, list[LotOpening]] = {}
        self._said = StringIO()

    def make_keys(self) -> None:
        """Keys for all, wrapped by the one password of the demonstration."""
        for folder, (name, _) in zip(self.folders, CUSTODIANS, strict=True):
            keys = CustodianKeys.new(system_entropy)
            write_document(folder / KEY_FILE, keys.private_file(name, PASSWORD, system_entropy), private=True)
            write_document(folder / PUBLIC_FILE, keys.public_file(name, system_entropy))
            write_bytes(folder / "passphrase.txt", PASSWORD.encode(), private=True)

    def register(self, staff: Staff) -> list[str]:
        """Register the public halves; answers the bodies' ids."""
        bodies = []
        for folder, (name, prefecture) in zip(self.folders, CUSTODIANS, strict=True):
            public = read_document(folder / PUBLIC_FILE)
            told = {member: public[member] for member in ("share_key", "sign_key", "possession")}
            about = {"name": name, "prefecture": prefecture, "seat": "other", "persons": 2, "phone": "演示"}
            bodies.append(str(staff.post("/api/custodian-bodies", {**about, **told})["id"]))
        return bodies

    @property
    def desks(self) -> Sequence[Custodian]:
        """The five desks; what they say is kept for the case of a refusal."""
        if not self._desks:
            self._desks = [self._desk(folder) for folder in self.folders]
        return self._desks

    def _desk(self, folder: Path) -> Custodian:
        key, passphrase = folder / KEY_FILE, folder / "passphrase.txt"
        args = Namespace(url=self._url, key=key, passphrase_file=passphrase, yes=True, json=False)
        desk = Custodian(args, Voice("zh", self._said))
        desk.clock = self._clock
        return desk

    def sign(self, lot: str) -> None:
        """All five check the proposed key set and sign it."""
        for desk in self.desks:
            sign_key_set(desk, lot, None, None)

    def advance(self, lot: str) -> None:
        """Three custodians do what the opening waits for; harmless at any time. A refusal is told once, loudly."""
        if lot not in self._openings:
            acting = self.desks[: self.acting]
            self._openings[lot] = [LotOpening(desk, lot, ["identities", "contents"]) for desk in acting]
        for opening in self._openings[lot]:
            was_refused = opening.refused
            opening.advance()
            if opening.refused and not was_refused:
                raise CustodianRefused(why=self.said)

    @property
    def said(self) -> str:
        """The last words of all desks."""
        return " ".join(self._said.getvalue().split())[-600:]


class CustodianRefused(Refusal):
    """A demonstration custodian's own check failed."""

    en = "A demonstration custodian refused: {why}"
    zh = "演示保管单位未出具份额：{why}"
    do_en = "With a tender of the demonstration itself something is really wrong; with one made by hand, see the hall."
    do_zh = "如为演示自带的项目，说明确有故障；如为自行发布的标段，请看开标大厅的说明。"
