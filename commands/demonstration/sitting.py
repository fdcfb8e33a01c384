"""A committee of the demonstration at work, seat by seat, through the doors that the pages use."""

from base64 import b64encode
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from commands.demonstration.committees import PanelPlan
from commands.demonstration.data import BUYERS, TenderPlan
from commands.demonstration.ground import Ground, bid_name
from commands.demonstration.panel import Panel
from commands.rehearsal.pdfs import BidPaper
from commands.rehearsal.seats import Seat, signs_of_life
from commands.rehearsal.stage_bids import sign_by_bid
from commands.wire import Wire
from crypto.encoding import parse_timestamp
from foundation.entropy import system_entropy

HEAD = "E01"
LOW_PRICE = "贵方报价明显偏低，请说明报价构成，并提供相关证明材料。"
LOW_REPLY = "报价含全部工作内容，人员、设备均为自有，费用构成表随函附上。"
EXPLAINED = "报价构成说明可信，不低于成本"
MATTERS = "合同签订前由招标人核实项目负责人在建情况。"
BEAT = timedelta(seconds=10)
NAMES = ("王代表", "李代表")


@dataclass(frozen=True)
class Script:
    """What a committee finds. `shares`: of the full marks, by letter; `failing`: item and reason by letter.

    `adjustments`: (name, yuan) by letter, entered by the head before anybody hands in.
    """

    shares: Mapping[str, float] = field(default_factory=dict)
    failing: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    adjustments: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass
class Room:
    """One room from its opening to its report."""

    ground: Ground
    tender: TenderPlan
    plan: PanelPlan
    panel: Panel
    lot: str
    script: Script
    seats: dict[str, Seat] = field(default_factory=dict)

    @property
    def door(self) -> str:
        """Where staff asks."""
        return f"/api/rooms/{self.panel.session}"

    @contextmanager
    def alive(self) -> Iterator[None]:
        """As long as the block lasts every seat gives signs of life."""
        with signs_of_life(lambda: list(self.seats.values()), self.ground.wire.url):
            yield

    def open(self) -> None:
        """The buyer names its representatives, the centre opens the room, everybody sits down by a slip."""
        name = BUYERS[self.tender.buyer].name
        for person in NAMES[: self.plan.buyers]:
            paper = BidPaper(self.tender.project.name, f"招标人代表授权书（{person}）", name, "")
            letter = b64encode(self.ground.press.bid(paper)).decode()
            form = {"name": person, "letter": letter}
            self.ground.buyer(self.tender).post(f"{self.door}/representatives", form)
        self.ground.staff["centre"].post(self.door)
        self.ground.wait(lambda: len(self.monitored()) == self.plan.size, "the room fills")
        for seat in sorted(self.monitored()):
            self.sit(seat)

    def monitored(self) -> dict[str, dict[str, Any]]:
        """Every seat as the centre sees it."""
        shown = self.ground.staff["centre"].get(self.door)
        return {seat["seat"]: seat for venue in shown["venues"] for seat in venue["seats"]}

    def sit(self, name: str) -> None:
        """Somebody new at this seat."""
        seat = Seat(self.ground.wire, self.panel.session, name, self.ground.staff["centre"])
        seat.sit_down()
        self.seats[name] = seat

    def elect(self) -> None:
        """All experts vote for the first seat."""
        self.until("ELECTING")
        for name, seat in self.seats.items():
            if name.startswith("E"):
                seat.post("/head-vote", {"for": HEAD})
        self.until("PRELIMINARY")

    def review(self) -> None:
        """Item by item; whoever has judged hands in."""
        for seat in self.seats.values():
            seat.save(self.lot, self.votes(seat))
            seat.hand_in(self.lot)
        self.ground.wait(lambda: self.phase() != "PRELIMINARY", "the review ends")

    def votes(self, seat: Seat) -> dict[str, Any]:
        """Everything passes but what the script fails."""
        batch, letters = seat.votes(self.lot), self.ground.letters(self.lot)
        for vote in batch["votes"]:
            item, reason = self.script.failing.get(letters[vote["bid"]], ("", ""))
            if vote["item"] == item:
                vote |= {"pass": False, "page": 3, "reason": reason}
        return batch

    def mark(self) -> None:
        """The blind part where there is one, then the open part with its prices."""
        if self.phase() == "BLIND":
            self.mark_all()
            self.ground.wait(lambda: self._answered("OPEN_PART"), "the blind part ends")
        self.adjust()
        self.ask_low_prices()
        self.mark_all()
        self.ground.wait(lambda: self._answered("RANKED"), "the ranking stands")

    def mark_all(self) -> None:
        """Every seat marks and hands in."""
        for seat in self.seats.values():
            self.mark_some(seat)
            seat.explain_prices(self.lot)
            seat.hand_in(self.lot)

    def mark_some(self, seat: Seat, bids: Collection[str] | None = None) -> None:
        """Marks of one seat, for the bids of these letters or for all."""
        batch, letters = seat.marks(self.lot, self.mark_of), self.ground.letters(self.lot)
        if bids is not None:
            batch["marks"] = [one for one in batch["marks"] if letters[one["bid"]] in bids]
        if batch["marks"]:
            seat.save(self.lot, batch)

    def mark_of(self, seat: str, bid: Mapping[str, Any], criterion: Mapping[str, Any]) -> str:
        """The script's share of the full marks, a little more or less by seat; unnamed bids by their number."""
        letter = self.ground.letters(self.lot).get(bid["bid"], "")
        share = self.script.shares.get(letter, 0.86 - 0.02 * int(bid["bid"][1:]) if not letter else 0.8)
        share += (ord(seat[-1]) - ord("3")) * 0.006
        return f"{round(float(criterion['weight']) * share * 2) / 2:.2f}"

    def adjust(self) -> None:
        """What the document adds and deducts, entered by the head."""
        for bid, letter in self.ground.letters(self.lot).items():
            if letter in self.script.adjustments:
                name, amount = self.script.adjustments[letter]
                form = {"id": fresh_id(), "bid": bid, "kind": "adjustment", "name": name, "after": amount}
                self.seats[HEAD].post(f"/lots/{self.lot}/corrections", {**form, "reason": "见招标文件第三章附表"})

    def ask_low_prices(self) -> None:
        """Whoever is low is asked, and answers by the mailbox of his bid."""
        for bid in self.seats[HEAD].sheet(self.lot)["bids"]:
            if bid["low_price"]:
                self.ask(bid["bid"], "low_price", LOW_PRICE, LOW_REPLY)

    def ask(self, bid: str, kind: str, text: str, reply: str, item: str | None = None) -> None:
        """A question; without a reply it waits."""
        form = {"id": fresh_id(), "bid": bid, "text": text, "kind": kind, "item": item}
        self.seats[HEAD].post(f"/lots/{self.lot}/questions", form)
        if reply:
            answer_letters(self.ground.wire, self.lot, self._folder(bid), self.ground.clock.now, reply)

    def _folder(self, bid: str) -> Path:
        return next(folder for _, folder in self.ground.bids[self.lot] if bid_name(folder) == bid)

    def _answered(self, phase: str) -> bool:
        for seat in self.seats.values():
            seat.explain_prices(self.lot)
            seat.answer_alerts(self.lot)
        return self.phase() == phase

    def sign(self) -> dict[str, Any]:
        """The head has the report made, everybody signs; answers the report as the agency reads it."""
        made = self.seats[HEAD].post("/report", {"lots": [{"lot": self.lot, "matters": MATTERS}]})["reports"][0]
        for seat in self.seats.values():
            signature = {"report": made["report"], "signature": seat.sign(made["body"])}
            seat.post(f"/lots/{self.lot}/report/signature", signature)
        report: dict[str, Any] = self.ground.staff["agency"].get(f"/api/lots/{self.lot}/report")
        return report

    def replace(self, name: str, reason: str) -> None:
        """A member is ill; the next of the draw is called, and starts over."""
        self.seats.pop(name)
        form = {"seat": name, "code": "ill", "reason": reason}
        self.ground.staff["centre"].post(f"{self.door}/replacements", form)
        self.ground.wait(lambda: self._called(name), f"{name} is called")
        self.sit(name)

    def _called(self, name: str) -> bool:
        while (message := self.ground.carrier.next(0.05)) is not None:
            self.panel.reply(message)
            self.ground.clock.stand_at(self.ground.clock.now() + BEAT)  # the room looks for newcomers once every beat
        return bool(self.monitored().get(name, {"state": ""})["state"] == "EXPECTED")

    def cut_off(self, length: timedelta, reason: str) -> None:
        """The line is down for so long; afterwards everybody signs in again by a new slip."""
        centre = self.ground.staff["centre"]
        centre.post(f"{self.door}/interruption", {"reason": reason})
        self.ground.clock.stand_at(self.ground.clock.now() + length)
        for seat in self.seats.values():
            self._enter(seat)
        centre.post(f"{self.door}/resume")

    def _enter(self, seat: Seat) -> None:
        slip = self.ground.staff["centre"].post(f"{self.door}/slips", {"seat": seat.name})
        seat.token = self.ground.wire.post("/api/seat/login", {"code": slip["code"]})["token"]

    def phase(self) -> str:
        """The room's phase."""
        return str(self.ground.staff["centre"].get(self.door)["phase"])

    def until(self, phase: str) -> None:
        """Wait for a phase."""
        self.ground.wait(lambda: self.phase() == phase, f"{self.plan.key}: {phase}")


def answer_letters(wire: Wire, lot: str, folder: Path, now: Callable[[], datetime], text: str) -> None:
    """Every question that still waits in the mailbox of the bid in this folder."""
    door = f"/api/lots/{lot}/mailbox"
    for letter in wire.post(door, {"signed": sign_by_bid(folder, "mailbox-request", now())})["questions"]:
        if letter["answer"] is None and parse_timestamp(letter["due"]) > now():
            signed = sign_by_bid(folder, "question-answer", now(), question=letter["id"], text=text)
            wire.post(f"{door}/{letter['id']}", {"signed": signed})


def fresh_id() -> str:
    """An id as a client makes it."""
    return str(UUID(bytes=system_entropy(16), version=4))
