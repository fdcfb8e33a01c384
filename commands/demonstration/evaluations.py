"""What becomes of the demonstration's tenders after their openings, deed by deed in the order of its clock."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from commands.demonstration.aftermath import Aftermath
from commands.demonstration.committees import D3_PANEL, D4_PANEL, D5_PANEL, D6_PANEL, PanelPlan
from commands.demonstration.data import D3, D4, D5, D6, TenderPlan, moment
from commands.demonstration.ground import Ground
from commands.demonstration.panel import Panel, Turns
from commands.demonstration.sitting import LOW_PRICE, Room, Script
from commands.demonstration.state import DemoState, LiveSeat

Deed = tuple[datetime, str, str, Callable[[], None]]

D3_SCRIPT = Script(shares={"P": 0.88, "Q": 0.82, "R": 0.78, "S": 0.8})
D4_SCRIPT = Script(shares={"T": 0.86, "U": 0.84, "V": 0.8, "W": 0.78, "X": 0.76})
D5_SCRIPT = Script(
    failing={"e": ("Q1", "未提供有效的生产许可证明")},
    adjustments={
        "a": ("供货范围缺漏", "95000.00"),
        "c": ("节能效果折算", "210000.00"),
        "d": ("供货范围缺漏", "260000.00"),
    },
)
D6_SCRIPT = Script(shares={"a": 0.88, "b": 0.84, "c": 0.8})
CUT = timedelta(minutes=100)
GRACE = timedelta(minutes=10)
"""From the beginning of a session to the first deed in its room."""


@dataclass
class Evaluations:
    """Draws, rooms and awards. `projects`: id of each tender's project."""

    ground: Ground
    state: DemoState
    projects: dict[str, str]
    panels: dict[str, Panel] = field(default_factory=dict)
    after: dict[str, Aftermath] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.turns = Turns(self.ground.custodians)

    def deeds(self) -> Iterator[Deed]:
        """What happens when, in words and as a deed."""
        yield from self._judge(D5, D5_PANEL, self._judge_d5)
        yield from self._later(
            D5,
            (-56, "中标候选人公示", "candidates published", Aftermath.publish),
            (-51, "定标", "awarded", Aftermath.award),
            (-40, "书面报告", "written report", Aftermath.write_report),
            (-28, "合同", "contract", Aftermath.contract),
            (-24, "退还投标保证金", "bonds back", Aftermath.return_bonds),
            (-23, "归档", "archived", Aftermath.archive),
        )
        yield from self._judge(D6, D6_PANEL, self._judge_d6)
        published = (-14, "中标候选人公示", "candidates published", Aftermath.publish)
        yield from self._later(D6, published, (-9, "定标", "awarded", Aftermath.award))
        yield from self._judge(D4, D4_PANEL, self._judge_d4)
        yield from self._later(D4, (-1, "中标候选人公示", "candidates published", Aftermath.publish))
        yield from self._judge(D3, D3_PANEL, self.begin_d3)

    def _judge(self, tender: TenderPlan, plan: PanelPlan, judge: Callable[[], None]) -> Iterator[Deed]:
        yield self._draw(tender, plan, declining=1 if tender is D6 else 0)
        yield moment(plan.judged) + GRACE, *_words(tender, "评标", "judged"), judge

    def _later(self, tender: TenderPlan, *deeds: tuple[int, str, str, Callable[[Aftermath], None]]) -> Iterator[Deed]:
        def bound(deed: Callable[[Aftermath], None]) -> Callable[[], None]:
            return lambda: deed(self.after[tender.key])

        for days, zh, en, deed in deeds:
            yield moment(days), *_words(tender, zh, en), bound(deed)

    def _draw(self, tender: TenderPlan, plan: PanelPlan, *, declining: int) -> Deed:
        def deed() -> None:
            panel = Panel(self.ground, plan, self.projects[tender.key], [self._lot(tender)], self.turns, declining)
            panel.seat()
            self.panels[tender.key] = panel

        return moment(plan.drawn), *_words(tender, "抽取专家", "committee drawn"), deed

    def _lot(self, tender: TenderPlan) -> str:
        return self.state.lots[tender.key]

    def _room(self, tender: TenderPlan, plan: PanelPlan, script: Script) -> Room:
        room = Room(self.ground, tender, plan, self.panels[tender.key], self._lot(tender), script)
        room.open()
        return room

    def _judge_d4(self) -> None:
        """Everybody in one place, for no sub venue had a seat: the draw record says so."""
        room = self._room(D4, D4_PANEL, D4_SCRIPT)
        with room.alive():
            self._go_through(room)

    def _judge_d5(self) -> None:
        """One bid is rejected in the review; the lowest quote comes third once it is evaluated."""
        room = self._room(D5, D5_PANEL, D5_SCRIPT)
        with room.alive():
            self._go_through(room)

    def _judge_d6(self) -> None:
        """An expert falls ill and his substitute starts over; then the sub venue is cut off for 1 h 40 min."""
        room = self._room(D6, D6_PANEL, D6_SCRIPT)
        with room.alive():
            room.elect()
            room.seats["E04"].save(room.lot, room.votes(room.seats["E04"]))
            room.replace("E04", "突发疾病，经主场核实")
            room.review()
            room.cut_off(CUT, "副场线路中断")
            room.mark()
            self._report(room)

    def _go_through(self, room: Room) -> None:
        room.elect()
        room.review()
        room.mark()
        self._report(room)

    def _report(self, room: Room) -> None:
        self.after[room.tender.key] = Aftermath(self.ground, room.tender, room.lot, room.sign())

    def begin_d3(self) -> None:
        """A room in the middle of its work: one has marked all, two have begun; one of these marks a bid too low."""
        room = self._room(D3, D3_PANEL, D3_SCRIPT)
        with room.alive():
            room.elect()
            room.review()
            low = next(one for one in room.seats["E01"].sheet(room.lot)["bids"] if one["low_price"])
            room.ask(low["bid"], "low_price", LOW_PRICE, "")
            room.mark_some(room.seats["E01"])
            room.mark_some(room.seats["E02"], bids=("P", "S"))
            room.script = replace(D3_SCRIPT, shares={**D3_SCRIPT.shares, "Q": 0.62})
            room.mark_some(room.seats["E03"], bids=("P", "Q"))
        self.state.room = room.panel.session
        self.state.seats = [live_seat(room, name) for name in sorted(room.seats)]


def live_seat(room: Room, name: str) -> LiveSeat:
    """A seat that whoever tries the demonstration can take by its slip."""
    seat = room.seats[name]
    slip = seat.staff.post(f"{room.door}/slips", {"seat": name})
    return LiveSeat(name, slip["venue"], slip["workstation"], slip["code"], seat.token, seat.key.seed.hex())


def _words(plan: TenderPlan, zh: str, en: str) -> tuple[str, str]:
    return f"{plan.key} {plan.project.name}：{zh}", f"{plan.key} {plan.project.name}: {en}"
