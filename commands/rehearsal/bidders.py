"""The bidders of a rehearsal: each seals and sends with the commands a bidder types, in processes of its own.

N bidders stay. Of those one replaces its bid, and one is killed in the middle of its upload and resumes. Two more come:
one withdraws, one is late.
"""

from base64 import b64encode
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit

from commands.company_keys import CompanyKey
from commands.files import write_document
from commands.rehearsal.children import Told, need_child, run_child, start_child
from commands.rehearsal.line import bad_line
from commands.rehearsal.pdfs import Press
from commands.rehearsal.report import Phase, Report
from commands.rehearsal.servers import Platform
from commands.rehearsal.stage import write_bid_papers
from commands.rehearsal.stage_bids import keys_of
from commands.sealing import BID_KEY_FILE, RECEIPT_FILE
from commands.wire import Wire, problem_of, told
from foundation.entropy import system_entropy

LOWEST, STEP = 26_450_300, 77_200
AT_ONCE = 3
"""Bidders at work at the same time; each is one process or two."""


@dataclass
class Bidder:
    """One company with its own folder: key, papers, sealed bids."""

    company: CompanyKey
    folder: Path
    price: str
    documents: Sequence[Path] = ()
    pricing: Sequence[Path] = ()
    sent: list[Path] = field(default_factory=list)

    @property
    def key_file(self) -> Path:
        """The company's key file."""
        return self.folder / "company-key.json"

    @property
    def size(self) -> int:
        """Bytes of its papers."""
        return sum(path.stat().st_size for path in (*self.documents, *self.pricing))

    @property
    def bid(self) -> Path:
        """The folder of the bid that counts."""
        return self.sent[-1]

    def prepare(self, press: Press, size: int) -> None:
        """Key file and papers."""
        self.folder.mkdir(parents=True)
        write_document(self.key_file, self.company.as_file(None, system_entropy), private=True)
        self.documents, self.pricing = write_bid_papers(press, self.company, self.folder / "papers", size)


@dataclass
class Bidders:
    """All of them, what they did, and how long their processes took."""

    platform: Platform
    report: Report
    lot: str
    staying: list[Bidder]
    withdrawing: Bidder
    late: Bidder
    sealing: Phase = field(default_factory=lambda: Phase("seal", "加密（各进程合计）", "Sealing, all processes"))
    sending: Phase = field(default_factory=lambda: Phase("submit", "递交（各进程合计）", "Sending, all processes"))
    _lock: Lock = field(default_factory=Lock, repr=False)

    def all(self) -> list[Bidder]:
        """Staying ones, then the others."""
        return [*self.staying, self.withdrawing, self.late]

    def play(self) -> None:
        """Everybody at once; raises what the first failing bidder raised."""
        deeds = [(self._replace, self.staying[0]), (self._killed, self.staying[1])]
        deeds += [(self._plain, one) for one in self.staying[2:]]
        deeds += [(self._withdraw, self.withdrawing), (self._only_seal, self.late)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for done in [pool.submit(deed, one) for deed, one in deeds]:
                done.result()
        self.report.add(self.sealing)
        self.report.add(self.sending)

    def url(self, bidder: Bidder) -> str:
        """The server this bidder talks to."""
        return self.platform.url(self.all().index(bidder))

    def seal(self, bidder: Bidder, name: str, price: str, *more: str) -> Path:
        """`tianping seal`; answers the folder of the sealed bid."""
        out = bidder.folder / name
        done = need_child(
            "seal", "--tender", f"{self.url(bidder)}/api/lots/{self.lot}", "--company", bidder.key_file,
            "--price", price, "--value", "period=360", "--value", "quality=合格",
            "--documents", *bidder.documents, "--pricing", *bidder.pricing,
            "--out", out, "--keys", keys_of(out), "--yes", "--json", *more,
        )  # fmt: skip
        self._count(self.sealing, done, bidder)
        return out

    def submit(self, bidder: Bidder, bid: Path, *more: str | Path, url: str = "") -> Told:
        """`tianping submit`; the receipt lies in the folder afterwards."""
        done = need_child("submit", bid, "--url", url or self.url(bidder), "--keys", keys_of(bid), "--json", *more)
        self._count(self.sending, done, bidder)
        bidder.sent.append(bid)
        return done

    def _count(self, phase: Phase, done: Told, bidder: Bidder) -> None:
        with self._lock:
            phase.seconds += done.seconds
            phase.size += bidder.size
            phase.count += 1

    def _plain(self, bidder: Bidder) -> None:
        self.submit(bidder, self.seal(bidder, "bid", bidder.price))
        self._told(bidder, "已递交", "sent its bid")

    def _told(self, bidder: Bidder, zh: str, en: str) -> None:
        self.report.say(f"  {bidder.company.name}{zh}", f"  {bidder.company.name} {en}")

    def _only_seal(self, bidder: Bidder) -> None:
        self.seal(bidder, "bid", bidder.price)

    def _replace(self, bidder: Bidder) -> None:
        first = self.seal(bidder, "first", "27900000.00")
        self.submit(bidder, first)
        second = self.seal(bidder, "bid", bidder.price, "--replaces-all-earlier")
        old = ("--replaces", first / RECEIPT_FILE, "--old-key", keys_of(first) / BID_KEY_FILE)
        self.submit(bidder, second, *old)
        self._told(bidder, "替换了已递交的投标文件", "replaced its bid")

    def _withdraw(self, bidder: Bidder) -> None:
        bid = self.seal(bidder, "bid", bidder.price)
        self.submit(bidder, bid)
        key = keys_of(bid) / BID_KEY_FILE
        need_child("withdraw", "--receipt", bid / RECEIPT_FILE, "--bid-key", key, "--url", self.url(bidder), "--yes")
        self._told(bidder, "撤回了投标文件", "withdrew its bid")

    def _killed(self, bidder: Bidder) -> None:
        """The line is cut after a third of the bid; the client is killed (SIGKILL) and starts again."""
        bid = self.seal(bidder, "bid", bidder.price)
        address = urlsplit(self.url(bidder))
        if address.scheme != "http" or not address.hostname:
            self._plain_after(bidder, bid)
            return
        with bad_line(address.hostname, address.port or 80, bidder.size // 3) as line:
            child = start_child("submit", bid, "--url", line.url, "--keys", keys_of(bid))
            stopped = line.held.wait(120)
            child.kill()
            child.wait()
            line.mend()
            unsent = not (bid / RECEIPT_FILE).exists()
            done = self.submit(bidder, bid, url=line.url)
        self.report.expect(
            "killed-upload-resumes",
            stopped and unsent and done.code == 0,
            f"{bidder.company.name}上传途中被强行终止（kill -9），续传成功",
            f"{bidder.company.name} was killed in the middle of its upload (kill -9) and resumed",
            done.last_words,
        )

    def _plain_after(self, bidder: Bidder, bid: Path) -> None:
        self.submit(bidder, bid)
        self.report.say("  加密连接上不做断线演练", "  no cut line is played over TLS")

    def send_unsealed(self, wire: Wire) -> str | None:
        """Send a PDF as if it were an envelope; the title of the refusal, or None when it was taken."""
        content = self.late.documents[0].read_bytes()
        named = (("lot", self.lot), ("kind", "documents"))
        told_of = ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in named)
        headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(content)), "Upload-Metadata": told_of}
        place = told(wire.ask("POST", "/api/uploads", headers=headers)).headers["location"]
        headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
        answer = wire.ask("PATCH", place, headers=headers, content=content)
        wire.ask("DELETE", place, headers={"Tus-Resumable": "1.0.0"})
        return None if answer.is_success else str(problem_of(answer)["title"])

    def come_late(self) -> None:
        """The late one tries after the deadline: refused, with the rule that refuses it."""
        bid = self.late.folder / "bid"
        done = run_child("submit", bid, "--url", self.url(self.late), "--keys", keys_of(bid))
        self.report.expect(
            "late-bid-refused",
            done.code == 1 and "R-DEADLINE" in done.words and not (bid / RECEIPT_FILE).exists(),
            "截止后递交被拒绝，并说明依据",
            "a bid after the deadline is refused, with its rule",
            done.last_words,
        )

    def receipts(self) -> list[Path]:
        """Every receipt that anybody holds, withdrawn and replaced bids included."""
        return [bid / RECEIPT_FILE for one in self.all() for bid in one.sent]


def cast_bidders(companies: Sequence[CompanyKey], folder: Path) -> list[Bidder]:
    """A bidder for each company, each with a price of its own below the ceiling."""
    return [
        Bidder(company, folder / f"bidder-{number}", f"{LOWEST + STEP * number % 1_400_000}.00")
        for number, company in enumerate(companies, 1)
    ]
