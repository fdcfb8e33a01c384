"""The committee of one tender of the demonstration: venues, plan, the draw with its ceremony, answers, seats."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from commands.custody.draws import DrawTurn
from commands.demonstration.committees import POOL_CITIES, STATIONS, VENUES, PanelPlan
from commands.demonstration.custodians import CustodianRefused, DemoCustodians
from commands.demonstration.data import SUFFIX
from commands.demonstration.ground import Ground
from commands.demonstration.opening import DemoDiffers
from commands.refusals import PlatformRefused
from commands.rehearsal.stage_hands import Staff

ALWAYS = [{"weekday": day, "opens": "00:00", "closes": "00:00"} for day in range(1, 8)]
"""Whoever tries the demonstration does so at any hour, and every day may be a working day of its calendar."""


def furnish(ground: Ground, centre: Staff) -> None:
    """A venue with one room in every city of the demonstration."""
    for city, (name, address) in VENUES.items():
        form = {"name": name + SUFFIX, "physical_city": city, "address": address, "hours": ALWAYS}
        venue = str(centre.post("/api/venues", form)["id"])
        room = centre.post(f"/api/venues/{venue}/rooms", {"name": "评标一室"})["id"]
        names = [f"{number}号工位" for number in range(1, STATIONS + 1)]
        centre.post(f"/api/rooms/{room}/workstations", {"names": names})
        rooms = centre.get(f"/api/venues/{venue}")["rooms"]
        ground.venues[city] = venue
        ground.stations[city] = [one["id"] for each in rooms for one in each["workstations"]]
    assert set(POOL_CITIES) - {"420200"} <= set(VENUES)


@dataclass
class Turns:
    """All five custodians in every draw that there is; they deal at once, so that nobody waits for the cut-off."""

    custodians: DemoCustodians
    turns: dict[tuple[int, str], DrawTurn] = field(default_factory=dict)

    def advance(self, draw: str) -> None:
        """Whatever this draw waits for; a refusal is told loudly."""
        for number, desk in enumerate(self.custodians.desks):
            turn = self.turns.setdefault((number, draw), DrawTurn(desk, draw))
            turn.advance()
            if turn.refused:
                raise CustodianRefused(why=self.custodians.said)


@dataclass
class Panel:
    """One committee on its way to its seats; `declining`: how many of the first messages are answered by "2"."""

    ground: Ground
    plan: PanelPlan
    project: str
    lots: Sequence[str]
    turns: Turns
    declining: int = 0
    session: str = ""

    def seat(self) -> str:
        """From the plan to the seats; answers the session."""
        staff, plan = self.ground.staff, self.plan
        self._refused_first()
        form = plan.form(self.project, self.lots, self.ground.venues)
        self.session = str(staff["agency"].post("/api/sessions", form)["id"])
        self._shut(shut=True)
        staff["draw"].post(f"/api/sessions/{self.session}/draw")
        self.ground.wait(self._prepared, f"{plan.key} prepares its draw")
        self._confirm_venues()
        self.ground.wait(self._drawn, f"{plan.key} draws")
        self.ground.wait(self._answered, f"{plan.key} calls its experts")
        self._shut(shut=False)
        return self.session

    def _refused_first(self) -> None:
        """The plan that came first: its sub venue stands in the main venue's own prefecture."""
        if not self.plan.refused:
            return
        form = self.plan.form(self.project, self.lots, self.ground.venues, self.plan.refused)
        try:
            self.ground.staff["agency"].post("/api/sessions", form)
        except PlatformRefused as refusal:
            if refusal.name == "venue-not-remote":
                return
            raise
        raise DemoDiffers(f"{self.plan.key}: a venue of the same prefecture was taken for remote")

    def _shut(self, *, shut: bool) -> None:
        """The searched venues' workstations are out of order while the draw looks for them."""
        centre = self.ground.staff["centre"]
        for city in self.plan.searched:
            for station in self.ground.stations[city]:
                centre.ask("PATCH", f"/api/workstations/{station}", json={"broken": shut})

    def _confirm_venues(self) -> None:
        centre = self.ground.staff["centre"]
        for request in centre.get("/api/venue-requests")["requests"]:
            if request["state"] == "WAITING":
                path = f"/api/venue-requests/{request['id']}/answer"
                centre.post(path, {"accept": True, "reason": ""})

    def _prepared(self) -> bool:
        shown = self.ground.staff["draw"].get(f"/api/sessions/{self.session}")
        if shown["state"] == "DRAW_FAILED":
            raise DemoDiffers(f"{self.plan.key}: {shown['failure']}")
        return bool(shown["draws"])

    def _drawn(self) -> bool:
        shown = self.ground.staff["draw"].get(f"/api/sessions/{self.session}")
        for draw in shown["draws"]:
            self.turns.advance(draw["draw"])
        return shown["state"] not in ("PLANNED", "DRAWING")

    def _answered(self) -> bool:
        while (message := self.ground.carrier.next(0.05)) is not None:
            self.reply(message)
        return bool(self.ground.staff["draw"].get(f"/api/sessions/{self.session}")["state"] == "ASSEMBLING")

    def reply(self, message: dict[str, str]) -> None:
        """Who declines does so at once; everybody else comes."""
        if message["channel"] != "sms":
            return
        declines, self.declining = self.declining > 0, max(0, self.declining - 1)
        self.ground.answer(message, "2" if declines else "1")
