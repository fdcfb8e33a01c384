"""Five custodian bodies of a rehearsal, each with a key folder of its own and the commands a custodian types."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commands.custodian import KEY_FILE, PUBLIC_FILE
from commands.files import read_document
from commands.rehearsal import stage_hands as hands
from commands.rehearsal.children import Told, need_child
from commands.rehearsal.report import Report
from commands.rehearsal.servers import Platform
from commands.rehearsal.stage_hands import Staff
from foundation.entropy import system_entropy

THRESHOLD = 3
WAIT = ("--watch", "--until", "1800", "--every", "0.3")
PRESENT = (0, 2, 4)
"""Which of the five come to the opening: the other two are absent, and nothing waits for them."""
SEATS = (
    ("演练·云顶坪小学(筹)", "422800", "buyer_side"),
    ("演练·恩施州公共资源交易中心", "422800", "local_centre"),
    ("演练·宜昌市公证处", "420500", "other"),
    ("演练·荆州市档案馆", "421000", "other"),
    ("演练·湖北省招标投标协会", "420100", "other"),
)


@dataclass
class Keeper:
    """One body: where its keys lie, and its id on the platform."""

    name: str
    prefecture: str
    seat: str
    folder: Path
    number: int
    body: str = ""

    @property
    def passphrase(self) -> Path:
        """A file, for nobody types here."""
        return self.folder / "passphrase.txt"

    def make_keys(self) -> None:
        """`tianping custodian keygen`."""
        self.folder.mkdir(parents=True)
        self.passphrase.write_text(system_entropy(12).hex())
        need_child(
            "custodian", "keygen", "--name", self.name, "--out", self.folder, "--passphrase-file", self.passphrase
        )

    def run(self, word: str, url: str, lot: str, *more: str) -> Told:
        """`tianping custodian <word>` with this body's key."""
        return need_child("custodian", word, "--url", url, "--lot", lot, *self._key, *more)

    def draw(self, url: str, session: str, *more: str) -> Told:
        """`tianping custodian draw` with this body's key, for every draw of a session."""
        return need_child("custodian", "draw", "--url", url, "--session", session, *self._key, *more)

    @property
    def _key(self) -> tuple[str | Path, ...]:
        return ("--key", self.folder / KEY_FILE, "--passphrase-file", self.passphrase, "--yes", "--json")

    def public(self) -> dict[str, Any]:
        """The public half, as registered."""
        return read_document(self.folder / PUBLIC_FILE)


class Custodians:
    """All five."""

    def __init__(self, platform: Platform, report: Report, folder: Path) -> None:
        self.platform, self.report = platform, report
        folder.mkdir(parents=True)
        self.keepers = [
            Keeper(name, prefecture, seat, folder / f"custodian-{number}", number)
            for number, (name, prefecture, seat) in enumerate(SEATS, 1)
        ]

    def make_keys(self) -> None:
        """Each makes its keys in a process of its own, wrapped by a passphrase of its own."""
        self._together(self.keepers, Keeper.make_keys)

    def register(self, staff: Staff) -> None:
        """The centre's staff register the public halves."""
        for keeper in self.keepers:
            public = keeper.public()
            told = {name: public[name] for name in ("share_key", "sign_key", "possession")}
            about = {"name": keeper.name, "prefecture": keeper.prefecture, "seat": keeper.seat, "persons": 2}
            keeper.body = str(staff.post("/api/custodian-bodies", {**about, **told})["id"])

    def share_keys(self) -> list[bytes]:
        """The keys among which secrets are shared, in order."""
        return [bytes.fromhex(keeper.public()["share_key"]) for keeper in self.keepers]

    def sign(self, agency: Staff, lot: str) -> None:
        """The agency proposes the five, each checks the proposal and signs it with a proof of possession."""
        hands.propose_custodians(agency, lot, [keeper.body for keeper in self.keepers], THRESHOLD)
        self._together(self.keepers, lambda one: one.run("prove", self._url(one), lot))

    def release(self, lot: str) -> None:
        """Three of five release both steps, each waiting for its turn in a process of its own; two are absent."""
        self._together(self._present(), lambda one: one.run("release", self._url(one), lot, *WAIT))

    def draw(self, session: str) -> None:
        """The same three deal and release for the draws of a session, until nothing more is asked of them."""
        self._together(self._present(), lambda one: one.draw(self._url(one), session, *WAIT))

    def _present(self) -> list[Keeper]:
        return [self.keepers[place] for place in PRESENT]

    def _url(self, keeper: Keeper) -> str:
        return self.platform.url(keeper.number)

    def _together(self, keepers: Sequence[Keeper], deed: Callable[[Keeper], Any]) -> None:
        with ThreadPoolExecutor(len(keepers)) as pool:
            list(pool.map(deed, keepers))
