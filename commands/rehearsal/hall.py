"""Two watchers of an opening, by polling and by websocket: both must be told the same, in order, without a gap."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from commands.refusals import PlatformRefused, PlatformUnreachable
from commands.rehearsal.report import Report
from commands.wire import Wire

Heard = list[dict[str, Any]]
LAST = frozenset({"closed", "failed"})
LONG_POLL = 5

WORDS = {
    "frozen": ("截标清单已固定", "the list of bids is frozen"),
    "released": ("一家保管单位已出具解密份额", "a custodian released its shares"),
    "counted": ("投标人数已核对", "distinct bidders were counted"),
    "opened": ("一份投标已开启", "a bid was opened"),
    "read_out": ("公布开标结果", "everything was read out"),
    "objection": ("收到异议", "an objection was made"),
    "answered": ("异议已答复", "an objection was answered"),
    "confirmed": ("投标人已确认", "a bidder confirmed"),
    "alarm": ("保管单位不足，等待", "too few custodians; the opening waits"),
    "cause": ("有投标未能开启，正在查明原因", "a bid stays shut; its cause is looked for"),
    "failed": ("投标人少于三个，招标失败", "fewer than three bidders; the tender failed"),
    "closed": ("开标记录已公布", "the opening record is published"),
}


@dataclass
class Hall:
    """What both watchers heard."""

    report: Report
    polled: Heard = field(default_factory=list)
    pushed: Heard = field(default_factory=list)
    over: Event = field(default_factory=Event)

    def compare(self) -> None:
        """Both heard the same, from number 1 on without a gap."""
        numbers = [event["seq"] for event in self.polled]
        self.report.expect(
            "hall-gap-free",
            numbers == list(range(1, len(numbers) + 1)) and bool(numbers),
            f"轮询收到{len(numbers)}个开标事件，编号连续",
            f"polling heard {len(numbers)} events without a gap",
            str(numbers),
        )
        self.report.expect(
            "hall-feeds-agree",
            self.pushed == self.polled,
            "推送与轮询内容一致",
            "websocket and polling told the same",
            f"{[event['kind'] for event in self.pushed]} / {[event['kind'] for event in self.polled]}",
        )


@contextmanager
def watch_hall(report: Report, poll: Wire, socket_url: str, lot: str) -> Iterator[Hall]:
    """Watch until the opening is closed or the block ends; the poller tells what happens as it happens."""
    hall = Hall(report)
    threads = [
        Thread(target=_poll, args=(hall, poll, lot), daemon=True),
        Thread(target=_listen, args=(hall, socket_url, lot), daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        yield hall
        for thread in threads:
            thread.join(4 * LONG_POLL)
    finally:
        hall.over.set()


def _poll(hall: Hall, wire: Wire, lot: str) -> None:
    while not hall.over.is_set() and not _ended(hall.polled):
        after = hall.polled[-1]["seq"] if hall.polled else 0
        try:
            events = wire.get(f"/api/lots/{lot}/opening/events", after=after, wait=LONG_POLL)
        except (PlatformRefused, PlatformUnreachable):
            hall.over.wait(0.5)
            continue
        for event in events:
            hall.polled.append(event)
            _tell(hall.report, event)


def _listen(hall: Hall, url: str, lot: str) -> None:
    """The websocket, asked again from the last number whenever it is cut."""
    place = url.replace("http", "ws", 1) + f"/api/lots/{lot}/opening/live"
    while not hall.over.is_set() and not _ended(hall.pushed):
        after = hall.pushed[-1]["seq"] if hall.pushed else 0
        try:
            with connect(f"{place}?after={after}") as socket:
                while not hall.over.is_set() and not _ended(hall.pushed):
                    _receive(hall, socket)
        except (OSError, WebSocketException):
            hall.over.wait(0.5)


def _receive(hall: Hall, socket: Any) -> None:
    try:
        hall.pushed.append(json.loads(socket.recv(timeout=1.0)))
    except TimeoutError:
        return


def _ended(heard: Sequence[dict[str, Any]]) -> bool:
    return bool(heard) and heard[-1]["kind"] in LAST


def _tell(report: Report, event: dict[str, Any]) -> None:
    zh, en = WORDS.get(event["kind"], (event["kind"], event["kind"]))
    data = event["data"]
    amount = f" {data['opened']}/{data['of']}" if "opened" in data else ""
    report.say(f"  ▸ {zh}{amount}", f"  ▸ {en}{amount}")
