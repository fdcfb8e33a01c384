"""The end of an opening: an objection and its answer, confirmations, the record on screen and on paper, the package.

Everything is checked by someone who trusts nobody: `tianping verify` and `python -m crypto`, with every receipt held.
"""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from commands.packages import fetch_package
from commands.refusals import PlatformRefused
from commands.rehearsal.bidders import Bidder
from commands.rehearsal.children import run_child
from commands.rehearsal.report import Phase, Report
from commands.rehearsal.stage_bids import sign_by_bid
from commands.rehearsal.stage_hands import Staff
from commands.wire import Wire
from foundation.clock import stopwatch, wall_clock

QUESTION = "请说明开标一览表中工期的计算起点。（演练异议）"
ANSWER = "工期自开工令载明之日起计算，见招标文件第一章。（演练答复）"
PATIENCE = 120.0
PAUSE = 0.5


@dataclass
class Ending:
    """What is left to do after the read-out."""

    report: Report
    wire: Wire
    host: Staff
    lot: str
    bidders: Sequence[Bidder]

    def object_and_answer(self, bidder: Bidder) -> None:
        """One bidder objects by its bid key, the host answers on the spot."""
        signed = sign_by_bid(bidder.bid, "objection", wall_clock(), text=QUESTION)
        told = self.wire.post(self._path("objections"), {"signed": signed})
        early = self._close_refused()
        answered = self.host.post(self._path(f"objections/{told['objection']}/answer"), {"text": ANSWER})
        self.report.expect(
            "objection-answered",
            answered["answer"] == ANSWER and early,
            "异议当场答复；未答复前不能确认开标记录",
            "an objection is answered on the spot, and not before can the record be closed",
        )

    def _close_refused(self) -> bool:
        try:
            self.host.post(self._path("close"))
        except PlatformRefused as refusal:
            return refusal.name == "objection-unanswered"
        return False

    def confirm(self, read_out: str) -> None:
        """Every bidder confirms the read-out by its bid key."""
        for one in self.bidders:
            signed = sign_by_bid(one.bid, "confirmation", wall_clock(), readout=read_out)
            self.wire.post(self._path("confirmations"), {"signed": signed})

    def close(self) -> dict[str, Any]:
        """The host closes as soon as it is allowed; answers the record."""
        ends = stopwatch() + PATIENCE
        while True:
            try:
                record: dict[str, Any] = self.host.post(self._path("close"))
                return record
            except PlatformRefused as refusal:
                if refusal.name != "window-still-open" or stopwatch() > ends:
                    raise
            self.wire.pause(PAUSE)

    def _path(self, rest: str) -> str:
        return f"/api/lots/{self.lot}/opening/{rest}"

    def check_record(self, record: dict[str, Any]) -> None:
        """The record says of every bidder what it sealed, and of the others nothing."""
        body = record["body"]
        found = {one["uscc"]: (one["outcome"], (one["values"] or {}).get("price")) for one in body["bids"]}
        wanted = {one.company.uscc: ("VALID", one.price) for one in self.bidders}
        self.report.expect(
            "record-as-sealed",
            found == wanted and body["result"] == "OPENED" and body["valid_bidders"] == len(self.bidders),
            f"开标记录：{len(self.bidders)}份有效投标，报价与加密前一致",
            f"the record: {len(self.bidders)} valid bids with the prices that were sealed",
            f"{found} / {wanted}",
        )
        self.report.expect(
            "record-witnessed",
            len(body["releases"]) >= 6 and len(body["confirmations"]) == len(self.bidders),
            f"开标记录载明{len(body['releases'])}份解密份额声明、{len(body['confirmations'])}份投标人确认",
            f"the record names {len(body['releases'])} releases and {len(body['confirmations'])} confirmations",
        )
        drawn = " ".join(f"{one['name']} = {one['value']}" for one in body["coefficients"])
        self.report.expect("coefficients-drawn", bool(drawn), f"系数已抽取：{drawn}", f"coefficients drawn: {drawn}")

    def check_paper(self) -> None:
        """The record as PDF: every company's name can be read out of it (pypdf, where it is installed)."""
        with self.report.phase("record-pdf", "开标记录PDF", "Record as PDF") as phase:
            pdf = self.wire.get_bytes(self._path("record.pdf"))
            phase.size = len(pdf)
        names = [one.company.name for one in self.bidders]
        missing = [name for name in names if name not in _text_of(pdf)] if find_spec("pypdf") else []
        self.report.expect(
            "record-pdf-reads",
            pdf.startswith(b"%PDF-") and not missing,
            "开标记录PDF可读，单位名称齐全",
            "the record on paper reads, with every company's name",
            str(missing),
        )

    def fetch_package(self, folder: Path) -> Phase:
        """The published package, once its last leaf is in the log."""
        round_number = self.wire.get(f"/api/lots/{self.lot}")["round"]
        base = f"/api/lots/{self.lot}/rounds/{round_number}/package/"
        with self.report.phase("package", "公开存证包下载", "Package, downloaded") as phase:
            self._listing(base)
            fetch_package(self.wire, self.lot, round_number, folder)
            sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
            phase.size, phase.count = sum(sizes), len(sizes)
        return phase

    def _listing(self, base: str) -> dict[str, Any]:
        ends = stopwatch() + PATIENCE
        while True:
            try:
                listing: dict[str, Any] = self.wire.get(base + "package.json")
                return listing
            except PlatformRefused as refusal:
                if refusal.http_status != 404 or stopwatch() > ends:
                    raise
            self.wire.pause(PAUSE)

    def verify(self, folder: Path, receipts: Sequence[Path]) -> None:
        """Both verifiers, with every held receipt."""
        held = [word for path in receipts for word in ("--receipt", str(path))]
        with self.report.phase("verify", "离线核验", "Verification, offline"):
            ours = run_child("verify", folder, *held)
        self._expect("verify-holds", ours.code == 0, "tianping verify", ours.last_words)
        with self.report.phase("auditor", "独立工具核验", "Verification, auditor's tool"):
            command = [sys.executable, "-m", "crypto", "verify", str(folder), *held]
            other = subprocess.run(command, capture_output=True, text=True, check=False)
        failed = [line for line in other.stdout.splitlines() if line.startswith("FAILED")]
        self._expect(
            "auditor-holds", other.returncode == 0, "python -m crypto verify", str(failed) + other.stderr[-300:]
        )

    def _expect(self, name: str, held: bool, what: str, detail: str) -> None:
        self.report.expect(name, held, f"{what}：全部通过", f"{what}: everything holds", detail)


def _text_of(pdf: bytes) -> str:
    from pypdf import PdfReader  # of the test extras; a rehearsal without it only checks that there is a PDF

    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).replace("\n", "")
