"""From the seats to the signed report: a room over two cities, one expert who falls ill, one whose line breaks.

Everything goes through the doors that the pages use; nobody but a seat ever sees a mark.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import httpx

from commands.rehearsal import stage_hands as hands
from commands.rehearsal.bidders import Bidder
from commands.rehearsal.pdfs import BidPaper
from commands.rehearsal.report import Report
from commands.rehearsal.seating import Seating
from commands.rehearsal.seats import Seat, signs_of_life
from commands.rehearsal.stage import TENDER
from commands.rehearsal.stage_bids import sign_by_bid
from evaluation_rooms.reports.bodies import dissent_body
from foundation.clock import stopwatch, wall_clock

PATIENCE = 240.0
HEAD, ILL, CUT, DISSENTING = "E01", "E04", "E03", "E02"
MATTERS = "项目经理在建情况由招标人在签订合同前核实。（演练）"
ILLNESS = "突发疾病，经主场核实（演练）"
QUESTION = "请说明投标函所附资格证书编号与一览表不一致的原因。（演练）"
REPLY = "一览表笔误，以所附证书为准。（演练）"
OPINION = "业绩评分应区分同类工程规模，我对该项保留意见。（演练）"


@dataclass
class Judging:
    """The third act. `bidders`: who stays, for the questions that the committee asks them."""

    report: Report
    seating: Seating
    bidders: list[Bidder]
    url: str
    seats: dict[str, Seat] = field(default_factory=dict)
    unseen: set[str] = field(default_factory=set)
    asked: int = 0
    changed: int = 0

    @property
    def lot(self) -> str:
        """What is judged."""
        return self.seating.stage.lot

    @property
    def room(self) -> str:
        """The room's door for staff."""
        return f"/api/rooms/{self.seating.session}"

    def run(self) -> dict[str, Any]:
        """From the open room to the report as the agency reads it."""
        with self.report.phase("room", "开启评标现场、成员就位、推举负责人", "Room opened, members in, head elected"):
            self.open_room()
        with signs_of_life(lambda: [one for name, one in self.seats.items() if name not in self.unseen], self.url):
            self.elect()
            with self.report.phase("preliminary", "初步评审、澄清、一名专家更换", "Review, a question, one replaced"):
                self.review()
            with self.report.phase("blind", "暗标评审、一席断网", "Blind part, one line cut"):
                self.mark_blind()
            with self.report.phase("open-part", "明标评审、畸高畸低复核", "Open part, marks looked at again"):
                self.mark_open()
            with self.report.phase("report", "评标报告、签署", "Report, signatures"):
                return self.sign()

    def open_room(self) -> None:
        """The buyer names its representative, the main venue opens the room, everybody sits down by a slip."""
        buyer = self._buyer()
        letter = self.seating.stage.press.bid(BidPaper(TENDER, "招标人代表授权书", "演练·云顶坪小学(筹)", ""))
        form = {"name": "王代表", "letter": b64encode(letter).decode()}
        buyer.post(f"{self.room}/representatives", form)
        self._staff()[0].post(self.room)
        self._wait(lambda: len(self._monitored()) == 5)
        for name in sorted(self._monitored()):
            self._sit(name)

    def _buyer(self) -> hands.Staff:
        stage = self.seating.stage
        login, password = f"buyer-{stage.tag}", stage.entropy(12).hex()
        staff = hands.add_staff(stage.admin, stage.buyer, "buyer", "招标人经办人", login, password)
        staff.sign_in()
        return staff

    def _staff(self) -> tuple[hands.Staff, hands.Staff]:
        return self.seating.stage.centre, self.seating.sub

    def _monitored(self) -> dict[str, tuple[hands.Staff, dict[str, Any]]]:
        """Every seat with the staff of its venue and how that staff sees it."""
        return {
            seat["seat"]: (staff, seat)
            for staff in self._staff()
            for venue in staff.get(self.room)["venues"]
            for seat in venue["seats"]
            if venue["own"]
        }

    def _sit(self, name: str) -> Seat:
        staff, _ = self._monitored()[name]
        seat = Seat(self.seating.stage.wire, self.seating.session, name, staff)
        seat.sit_down()
        self.seats[name] = seat
        return seat

    def elect(self) -> None:
        """Every expert votes for the same seat."""
        self._wait_for("ELECTING")
        for name, seat in self.seats.items():
            if name.startswith("E"):
                seat.post("/head-vote", {"for": HEAD})
        self._wait_for("PRELIMINARY")

    def review(self) -> None:
        """Everything passes; a bidder is asked and answers; one expert goes, and his successor starts over."""
        self._ask_bidder()
        self.seats[ILL].save(self.lot, self.seats[ILL].votes(self.lot))
        for name, seat in self.seats.items():
            if name != ILL:
                seat.save(self.lot, seat.votes(self.lot))
                seat.hand_in(self.lot)
        self._replace(ILL)
        newcomer = self.seats[ILL]
        empty = not newcomer.sheet(self.lot)["votes"]
        self.report.expect(
            "successor-starts-over",
            empty and self._phase() == "PRELIMINARY",
            f"{ILL}更换：前任意见不计，递补成员重新评审",
            f"{ILL} is replaced: nothing of the former member counts, the next one starts over",
        )
        newcomer.save(self.lot, newcomer.votes(self.lot))
        newcomer.hand_in(self.lot)
        self._wait_for("BLIND")

    def _ask_bidder(self) -> None:
        """By the mailbox of the bid: nobody but the holder of its key reads the question."""
        bidder = self.bidders[2]
        bid = next(one["bid"] for one in self.seats[HEAD].sheet(self.lot)["bids"] if one["name"] == bidder.company.name)
        door, number = f"/api/lots/{self.lot}/mailbox", "00000000-0000-4000-8000-000000000001"
        form = {"id": number, "bid": bid, "text": QUESTION, "kind": "clarify", "item": "F2"}
        self.seats[HEAD].post(f"/lots/{self.lot}/questions", form)
        wire = self.seating.stage.wire
        request = sign_by_bid(bidder.bid, "mailbox-request", wall_clock())
        [letter] = wire.post(door, {"signed": request})["questions"]
        reply = sign_by_bid(bidder.bid, "question-answer", wall_clock(), question=letter["id"], text=REPLY)
        answered = wire.post(f"{door}/{letter['id']}", {"signed": reply})
        self.report.expect(
            "question-answered",
            answered["answer"] == REPLY and letter["text"] == QUESTION,
            "澄清经投标凭证信箱送达并答复",
            "a question reaches the bidder by the mailbox of its bid, and is answered",
        )

    def _replace(self, name: str) -> None:
        """Staff of his venue takes him out; the next of the draw is called by text message, and sits down."""
        seat = self.seats.pop(name)
        seat.staff.post(f"{self.room}/replacements", {"seat": name, "code": "ill", "reason": ILLNESS})
        self._wait(lambda: self._called(name))
        self._sit(name)

    def _called(self, name: str) -> bool:
        message = self.seating.carrier.next(0.3)
        if message is not None and message["channel"] == "sms":
            self.seating.reply(message, "1")
        there = self._monitored().get(name)
        return there is not None and there[1]["state"] == "EXPECTED"

    def mark_blind(self) -> None:
        """Bids under drawn names; one seat's line breaks while it saves, and what it saved is there once."""
        shown = str(self.seats[HEAD].sheet(self.lot))
        leaked = [one.company.name for one in self.bidders if one.company.name in shown]
        self.report.expect(
            "blind-without-names", not leaked, "暗标阶段不显示投标人", "the blind part shows no bidder", str(leaked)
        )
        batch = self._cut(self.seats[CUT])
        for name, seat in self.seats.items():
            if name != CUT:
                seat.save(self.lot, seat.marks(self.lot, mark_of))
                seat.hand_in(self.lot)
        self._come_back(self.seats[CUT], batch)
        self.seats[CUT].hand_in(self.lot)
        self._wait(lambda: self._answered("OPEN_PART"), "OPEN_PART")

    def _cut(self, seat: Seat) -> dict[str, Any]:
        """The batch leaves, its answer never comes, and then the line is dead."""
        batch = seat.marks(self.lot, mark_of)
        path = f"/api/seat/lots/{self.lot}/marks"
        short = httpx.Timeout(5.0, read=0.001)
        with suppress(httpx.TransportError):
            seat.wire.once("POST", path, headers=seat.headers, json=batch, timeout=short)
        self.unseen.add(seat.name)
        return batch

    def _come_back(self, seat: Seat, batch: dict[str, Any]) -> None:
        """Everybody waits for who is away; he sends the same again."""
        self._wait(lambda: self._monitored()[seat.name][1]["link"] == "lost")
        waited = self._phase() == "BLIND"
        self.unseen.discard(seat.name)
        taken = seat.save(self.lot, batch)
        seat.save(self.lot, batch)
        sheet = seat.sheet(self.lot)
        wanted = {(one["bid"], one["criterion"]): one["value"] for one in batch["marks"]}
        held = {(one["bid"], one["criterion"]): (one["value"], one["version"]) for one in sheet["marks"]}
        whole = held == {place: (value, 1) for place, value in wanted.items()} and not taken["conflicts"]
        self.report.expect(
            "line-cut-loses-nothing",
            waited and whole,
            f"{seat.name}断网后恢复：{len(wanted)}项评分无一丢失、无一重复，其间现场等待",
            f"{seat.name} was cut off and came back: {len(wanted)} marks, none lost, none doubled; the room waited",
            str(held)[:200],
        )

    def mark_open(self) -> None:
        """Names and prices are shown; what deviates is looked at again, then everything is computed."""
        for seat in self.seats.values():
            seat.save(self.lot, seat.marks(self.lot, mark_of))
        for seat in self.seats.values():
            seat.explain_prices(self.lot)
            seat.hand_in(self.lot)
        self._wait(lambda: self._answered("RANKED"), "RANKED")
        self.report.expect(
            "alerts-answered",
            self.asked > 0 and self.changed > 0,
            f"畸高畸低复核{self.asked}次，更改{self.changed}次",
            f"{self.asked} marks were looked at again, {self.changed} changed",
        )

    def _answered(self, phase: str) -> bool:
        """Whatever is asked of anybody is answered; whether the room has gone on to that phase."""
        if self._phase() == phase:
            return True
        for seat in self.seats.values():
            seat.explain_prices(self.lot)
            asked, changed = seat.answer_alerts(self.lot)
            self.asked, self.changed = self.asked + asked, self.changed + changed
        return self._phase() == phase

    def sign(self) -> dict[str, Any]:
        """The head has it made, one dissents, all sign; then the room is closed and the agency reads it."""
        made = self.seats[HEAD].post("/report", {"lots": [{"lot": self.lot, "matters": MATTERS}]})["reports"][0]
        dissenting = self.seats[DISSENTING]
        signature = dissenting.sign(dissent_body(made["report"], DISSENTING, OPINION))
        form = {"report": made["report"], "text": OPINION, "signature": signature}
        dissenting.post(f"/lots/{self.lot}/report/dissent", form)
        for seat in self.seats.values():
            signed = {"report": made["report"], "signature": seat.sign(made["body"])}
            seat.post(f"/lots/{self.lot}/report/signature", signed)
        return self._read(made)

    def _read(self, made: Mapping[str, Any]) -> dict[str, Any]:
        agency, path = self.seating.stage.agency, f"/api/lots/{self.lot}/report"
        told: dict[str, Any] = agency.get(path)
        closing, body = told["closing"]["body"], told["report"]["body"]
        signed, hidden = len(closing["signed"]), self.seating.stage.wire.ask("GET", path).status_code == 404
        self.report.expect(
            "report-signed",
            closing["signed"] == sorted(self.seats) and len(closing["dissent"]) == 1 and hidden,
            f"评标报告由{signed}名成员签署，载明不同意见；公示前不公开",
            f"the report is signed by {signed} members, with a dissent; it is not public yet",
            str(closing)[:300],
        )
        remote = [one for one in body["committee"] if one["remote"]]
        self.report.expect(
            "committee-remote",
            len(remote) >= 2 and [one["seat"] for one in body["replacements"]] == [ILL],
            f"{len(remote)}名成员在异地评标；更换情况已载入报告",
            f"{len(remote)} members judged from another city; the replacement stands in the report",
        )
        pdf = agency.ask("GET", f"{path}.pdf").content
        (self.seating.folder / "report.pdf").write_bytes(pdf)
        self.report.expect("report-pdf", pdf.startswith(b"%PDF-"), "评标报告PDF可打印", "the report prints")
        self.report.facts |= {"winner": body["candidates"][0]["name"], "report": made["report"]}
        return told

    def _phase(self) -> str:
        return str(self.seating.stage.centre.get(self.room)["phase"])

    def _wait_for(self, *phases: str) -> None:
        self._wait(lambda: self._phase() in phases, " / ".join(phases))

    def _wait(self, there: Callable[[], bool], what: str = "") -> None:
        ends = stopwatch() + PATIENCE
        while not there():
            if stopwatch() > ends:
                raise TimeoutError(f"the room did not go on: {what}, it is in {self._phase()}")
            self.seating.stage.wire.pause(0.3)


def mark_of(seat: str, bid: Mapping[str, Any], criterion: Mapping[str, Any]) -> str:
    """A mark between 72 and 92 of a hundred, the same for all but one or two; one seat is far off for one bid."""
    weight = float(criterion["weight"])
    dice = sha256(f"{bid['bid']} {criterion['name']}".encode()).digest()
    share = 0.72 + dice[0] / 255 * 0.2 + (sha256(seat.encode()).digest()[0] - 128) / 255 * 0.04
    if seat == DISSENTING and criterion["part"] == "business" and dice[1] < 128:
        share = 0.35
    if seat == CUT and criterion["part"] == "technical" and bid["bid"] == "T1":
        share = 0.4
    return f"{weight * share:.2f}"


