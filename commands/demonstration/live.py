"""What the demonstration shows on the terminal: a table of tenders and accounts, then the opening as it happens."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from commands.demonstration.clock import DemoClock
from commands.demonstration.custodians import DemoCustodians
from commands.demonstration.data import TENDERS
from commands.demonstration.opening import finish_opening
from commands.demonstration.play import PASSWORD
from commands.demonstration.state import DemoState
from commands.rehearsal.report import table, width
from commands.rehearsal.stage_hands import Staff
from commands.speech import SHANGHAI, Voice, local_time
from commands.wire import Wire
from crypto.encoding import parse_timestamp
from foundation.actors import ROLES
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
}
LOOK_EVERY = 1.0
STILL_TO_OPEN = frozenset({"BIDDING", "CLOSED", "OPENING", "DECRYPTING", "READ_OUT"})


def tell_table(voice: Voice, wire: Wire, state: DemoState, clock: DemoClock) -> None:
    """Every tender with its state and address; every account with its password; both clocks."""
    remarks = {plan.key: plan.remark for plan in TENDERS}
    rows = [("", voice.pick("项目", "tender"), voice.pick("状态", "state"), voice.pick("截止", "deadline"), "URL")]
    for key, lot in sorted(state.lots.items()):
        page = wire.get(f"/api/lots/{lot}")
        place = f"{wire.url}/api/lots/{lot}"
        rows.append((key, page["project"]["name"], page["state"], local_time(page["deadline"])[:16], place))
    voice.say()
    for line in _left(rows):
        voice.say(line, line)
    for key, remark in remarks.items():
        voice.say(f"  {key}: {remark}", f"  {key}: {remark}")
    _tell_accounts(voice, state)
    now = clock.now().astimezone(SHANGHAI)
    voice.say(f"演示时钟（北京时间）：{now:%Y-%m-%d %H:%M:%S}", f"The demonstration's clock: {now:%Y-%m-%d %H:%M:%S}")
    voice.say(f"平台：{wire.url}　按 Ctrl-C 停止", f"The platform: {wire.url}   Ctrl-C stops it")


def _tell_accounts(voice: Voice, state: DemoState) -> None:
    rows = [(voice.pick("账号", "login"), voice.pick("密码", "password"), voice.pick("角色", "role"), "")]
    for one in state.accounts:
        rows.append((one.login, one.password, ROLES[one.role][0 if voice.language == "zh" else 1], one.name))
    voice.say()
    for line in _left(rows):
        voice.say(line, line)
    voice.say()


def _left(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Left-aligned columns: each is widened by the widest of its cells."""
    widths = [max(width(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True)) for row in rows
    ]


def follow(voice: Voice, wire: Wire, state: DemoState, clock: DemoClock, custodians: DemoCustodians) -> None:
    """Open every tender whose hour comes, the next one first, and tell its phases; never returns by itself."""
    while True:
        lot, key, deadline = _next(wire, state)
        if lot is None:
            voice.say("全部示例项目均已开标。", "Every tender of the demonstration has been opened.")
            return
        at = parse_timestamp(deadline).astimezone(SHANGHAI)
        here = (at - clock.ahead).astimezone()
        voice.say(
            f"{key} 将于 {at:%H:%M:%S}（演示时钟 {at:%m-%d}）开标，即本机时间 {here:%m-%d %H:%M:%S}",
            f"{key} opens at {at:%H:%M:%S} by the demonstration's clock ({at:%d %b}), {here:%d %b %H:%M:%S} by yours",
        )
        while clock.now() < parse_timestamp(deadline):
            wire.pause(LOOK_EVERY)
        _open(voice, wire, state, clock, custodians, lot, key)


def _next(wire: Wire, state: DemoState) -> tuple[str | None, str, str]:
    """The lot that closes next, or has closed and is not opened yet."""
    pages = [(key, wire.get(f"/api/lots/{lot}")) for key, lot in state.lots.items()]
    waiting = [(page["deadline"], key, page["lot"]) for key, page in pages if page["state"] in STILL_TO_OPEN]
    if not waiting:
        return None, "", ""
    deadline, key, lot = min(waiting)
    return lot, key, deadline


def _open(
    voice: Voice, wire: Wire, state: DemoState, clock: DemoClock, custodians: DemoCustodians, lot: str, key: str
) -> None:
    shown: list[str] = []

    def told(hall: dict[str, Any]) -> None:
        amount = f" {hall['opened']}/{hall['of']}" if hall["phase"] == "open_contents" else ""
        line = hall["phase"] + amount
        if line not in shown:
            shown.append(line)
            zh, en = PHASES[hall["phase"]]
            at = f"{clock.now().astimezone(SHANGHAI):%H:%M:%S}"
            voice.say(f"{at}  {key}  {zh}{amount}", f"{at}  {key}  {en}{amount}")

    host = Staff(wire, "", "centre", PASSWORD)
    bids = [Path(one) for one in state.bids.get(lot, [])]
    finish_opening(wire, custodians, host, lot, bids, clock.now, told)
    _tell_record(voice, wire, lot)


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
