"""What goes on in a demonstration once its past is played: custodians act, the tenders of the demonstration open when
their hour comes, and the terminal tells it. Everything that a person needs stands on the page.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from commands.demonstration.attendance import Attendance
from commands.demonstration.clock import DemoClock
from commands.demonstration.company import Company, Draws
from commands.demonstration.custodians import DemoCustodians
from commands.demonstration.data import TENDERS
from commands.demonstration.opening import confirm_and_close
from commands.demonstration.state import PASSWORD, DemoState
from commands.refusals import PlatformRefused
from commands.rehearsal.carrier import Carrier
from commands.rehearsal.report import table, width
from commands.rehearsal.stage_hands import Staff
from commands.speech import SHANGHAI, Voice, local_time
from commands.wire import Wire
from crypto.encoding import parse_timestamp
from foundation.money import parse_money, show_money

PHASES = {
    "before": ("等待截止", "waiting for the deadline"),
    "closing": ("已截止，固定截标清单", "closed; the list is being frozen"),
    "await_identities": ("清单已固定，保管单位出具身份份额", "frozen; custodians release identities"),
    "open_identities": ("开启身份信息", "identities are being opened"),
    "await_contents": ("人数已核对，出具其余份额", "bidders counted; the rest is released"),
    "open_contents": ("逐份开启，唱标前不显示内容", "everything is being opened, nothing is shown yet"),
    "read_out": ("唱标", "read out"),
    "closed": ("开标记录已签署公布", "the record is signed and published"),
    "failed": ("不足三家，未开启任何投标文件", "fewer than three bidders: nothing was opened"),
}
LOOK_EVERY = 1.0
LOOK_SOON = 0.2
"""Seconds between two looks, and while something of the demonstration's own opens."""
STILL_TO_OPEN = frozenset({"BIDDING", "CLOSED", "OPENING", "DECRYPTING", "READ_OUT"})


def tell_table(voice: Voice, wire: Wire, state: DemoState, clock: DemoClock) -> None:
    """Every tender with its state, who can sign in, and the demonstration's time."""
    remarks = {plan.key: plan.remark for plan in TENDERS}
    rows = [("", voice.pick("项目", "tender"), voice.pick("状态", "state"), voice.pick("截止", "deadline"), "")]
    for key, lot in sorted(state.lots.items()):
        page = wire.get(f"/api/lots/{lot}")
        remark = remarks[key.partition(".")[0]] if not key.endswith(".2") else ""
        rows.append((key, page["project"]["name"], page["state"], local_time(page["deadline"])[:16], remark))
    voice.say()
    for line in _left(rows):
        voice.say(line, line)
    logins = "、".join(one.login for one in state.accounts)
    voice.say(f"账号：{logins}；口令均为 {PASSWORD}", f"Logins: {logins}; the password of all: {PASSWORD}")
    for seat in state.seats:
        line = f"  {seat.seat}  {seat.code}  {seat.venue} {seat.workstation}"
        voice.say(line, line)
    now = clock.now().astimezone(SHANGHAI)
    voice.say(f"演示时钟（北京时间）：{now:%Y-%m-%d %H:%M:%S}", f"The demonstration's clock: {now:%Y-%m-%d %H:%M:%S}")


def tell_address(voice: Voice, url: str) -> None:
    """The last word before the person goes to the browser."""
    voice.say()
    voice.say(f"平台：{url}　按 Ctrl-C 停止", f"The platform: {url}   Ctrl-C stops it")
    voice.say(
        f"用浏览器打开，其余都写在网页 {url}/demo 上。",
        f"Open it in a browser; everything else stands on the page {url}/demo",
    )


def _left(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Left-aligned columns: each is widened by the widest of its cells."""
    widths = [max(width(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


class Stage:
    """The demonstration's own tenders on their way to their records, and custodians for every lot."""

    def __init__(
        self,
        voice: Voice,
        wire: Wire,
        state: DemoState,
        clock: DemoClock,
        custodians: DemoCustodians,
        carrier: Carrier,
    ) -> None:
        self._voice, self._wire, self._clock = voice, wire, clock
        self._attendance = Attendance(custodians, voice, clock.now)
        host = Staff(wire, "", "centre", PASSWORD)
        self.company, self._draws = Company(wire, state, host, carrier, clock.now), Draws(custodians, voice)
        self.own = set(state.lots.values())
        self._openings = [
            OwnOpening(voice, wire, clock, host, key, lot, [Path(one) for one in state.bids.get(lot, [])])
            for key, lot in state.lots.items()
            if wire.get(f"/api/lots/{lot}")["state"] in STILL_TO_OPEN
        ]

    def tell_next(self) -> None:
        """When the next tender of the demonstration opens, by both clocks."""
        for one in sorted(self._openings, key=lambda one: one.deadline)[:1]:
            at = one.deadline.astimezone(SHANGHAI)
            here = (at - self._clock.ahead).astimezone()
            self._voice.say(
                f"{one.key} 将于 {at:%H:%M:%S}（演示时钟 {at:%m-%d}）开标，即本机时间 {here:%m-%d %H:%M:%S}",
                f"{one.key} opens at {at:%H:%M:%S} by the demonstration's clock ({at:%d %b}), "
                f"{here:%d %b %H:%M:%S} by yours",
            )

    def go_on(self) -> None:
        """Never returns by itself."""
        while True:
            self._attendance.turn(self.own)
            self.company.turn()
            self._draws.turn()
            due = [one for one in self._openings if self._clock.now() >= one.deadline]
            for one in due:
                one.look()
            left = [one for one in self._openings if not one.is_over]
            if len(left) < len(self._openings):
                self._openings = left
                self.tell_next()
            self._wire.pause(LOOK_SOON if due else LOOK_EVERY)


class OwnOpening:
    """One tender of the demonstration: its bidders confirm what is read out, its host closes."""

    def __init__(
        self, voice: Voice, wire: Wire, clock: DemoClock, host: Staff, key: str, lot: str, bids: Sequence[Path]
    ) -> None:
        self._voice, self._wire, self._clock, self._host = voice, wire, clock, host
        self.key, self._lot, self._bids = key, lot, bids
        self.deadline = parse_timestamp(wire.get(f"/api/lots/{lot}")["deadline"])
        self._shown: set[str] = set()
        self.is_over = False

    def look(self) -> None:
        """Tell the phase, and do what bidders and host do."""
        hall: dict[str, Any] = self._wire.get(f"/api/lots/{self._lot}/opening")
        self.deadline = parse_timestamp(hall["deadline"])
        self._tell(hall)
        if hall["phase"] == "read_out":
            self._close(hall["read_out"])
        if hall["phase"] in ("closed", "failed"):
            self.is_over = True
            if hall["phase"] == "closed":
                _tell_record(self._voice, self._wire, self._lot)

    def _close(self, read_out: str) -> None:
        """Whoever bid by hand, or objected, is waited for as the platform demands."""
        try:
            confirm_and_close(self._wire, self._host, self._lot, self._bids, read_out, self._clock.now())
        except PlatformRefused as refusal:
            if refusal.name not in ("window-still-open", "objection-unanswered"):
                raise

    def _tell(self, hall: dict[str, Any]) -> None:
        amount = f" {hall['opened']}/{hall['of']}" if hall["phase"] == "open_contents" else ""
        line = hall["phase"] + amount
        if line in self._shown or hall["phase"] not in PHASES:
            return
        self._shown.add(line)
        zh, en = PHASES[hall["phase"]]
        at = f"{self._clock.now().astimezone(SHANGHAI):%H:%M:%S}"
        self._voice.say(f"{at}  {self.key}  {zh}{amount}", f"{at}  {self.key}  {en}{amount}")


def _tell_record(voice: Voice, wire: Wire, lot: str) -> None:
    body = wire.get(f"/api/lots/{lot}/opening/record")["body"]
    rows = [(voice.pick("单位", "bidder"), voice.pick("报价(元)", "price, yuan"), "")]
    for one in body["bids"]:
        price = (one["values"] or {}).get("price", "")
        rows.append((one["name"] or "", show_money(parse_money(price)) if price else "", one["outcome"]))
    for line in table(rows):
        voice.say("    " + line, "    " + line)
    place = f"{wire.url}/api/lots/{lot}/opening/record.pdf"
    voice.say(f"    开标记录：{place}", f"    The opening record: {place}")
