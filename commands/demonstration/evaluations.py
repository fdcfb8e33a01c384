"""What becomes of the demonstration's tenders after their openings, deed by deed in the order of its clock."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from commands.demonstration.committees import D3_PANEL, PanelPlan
from commands.demonstration.data import D3, TenderPlan, moment
from commands.demonstration.ground import Ground
from commands.demonstration.panel import Panel, Turns
from commands.demonstration.sitting import LOW_PRICE, Room, Script
from commands.demonstration.state import DemoState, LiveSeat

Deed = tuple[datetime, str, str, Callable[[], None]]

D3_SCRIPT = Script(shares={"P": 0.88, "Q": 0.82, "R": 0.78, "S": 0.8})
GRACE = timedelta(minutes=10)
"""From the beginning of a session to the first deed in its room."""


@dataclass
class Evaluations:
    """Draws, rooms and awards. `projects`: id of each tender's project."""

    ground: Ground
    state: DemoState
    projects: dict[str, str]
    panels: dict[str, Panel] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.turns = Turns(self.ground.custodians)

    def deeds(self) -> Iterator[Deed]:
        """What happens when, in words and as a deed."""
        yield self._draw(D3, D3_PANEL)
        yield moment(D3_PANEL.judged) + GRACE, *_words(D3, "评标（进行中）", "being judged"), self.begin_d3

    def _draw(self, tender: TenderPlan, plan: PanelPlan, declining: int = 0) -> Deed:
        def deed() -> None:
            panel = Panel(self.ground, plan, self.projects[tender.key], [self._lot(tender)], self.turns, declining)
            panel.seat()
            self.panels[tender.key] = panel

        return moment(plan.drawn), *_words(tender, "抽取专家", "committee drawn"), deed

    def _lot(self, tender: TenderPlan) -> str:
        return self.state.lots[tender.key]

    def _room(self, tender: TenderPlan, plan: PanelPlan, script: Script) -> Room:
        room = Room(self.ground, tender, plan, self.panels[tender.key], self._lot(tender), script)
        self.rooms[tender.key] = room
        room.open()
        return room

    def begin_d3(self) -> None:
        """A room in the middle of its work: two have handed in, one is half done, two have not begun."""
        room = self._room(D3, D3_PANEL, D3_SCRIPT)
        with room.alive():
            room.elect()
            room.review()
            low = next(one for one in room.seats["E01"].sheet(room.lot)["bids"] if one["low_price"])
            room.ask(low["bid"], "low_price", LOW_PRICE, "")
            room.mark_some(room.seats["E01"])
            for name in ("E02", "E03"):
                room.mark_some(room.seats[name], bids=2)
        self.state.room = room.panel.session
        self.state.seats = [live_seat(room, name) for name in sorted(room.seats)]


def live_seat(room: Room, name: str) -> LiveSeat:
    """A seat that whoever tries the demonstration can take by its slip."""
    seat = room.seats[name]
    slip = seat.staff.post(f"{room.door}/slips", {"seat": name})
    return LiveSeat(name, slip["venue"], slip["workstation"], slip["code"], seat.token, seat.key.seed.hex())


def _words(plan: TenderPlan, zh: str, en: str) -> tuple[str, str]:
    return f"{plan.key} {plan.project.name}：{zh}", f"{plan.key} {plan.project.name}: {en}"
