"""Two tabs of a seat against one room: whatever is lost, repeated, late or out of order, both end with the same state.

The room of the model is the server's: it numbers what happens and keeps it. A tab has a state of some age; it is told
events in any order, any number of times, and asks for what it lacks. The oracle folds every event once, in order.
"""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from evaluation_rooms.rooms.rules import ROOM
from evaluation_rooms.rooms.state import EMPTY, RoomState, apply, catch_up

SEATS = ("E01", "E02", "E03", "B01")
TABS = ("desk", "second window")


class TwoTabs(RuleBasedStateMachine):
    """See the module."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[dict[str, Any]] = []
        self.fresh: RoomState = EMPTY
        self.tabs: dict[str, RoomState] = dict.fromkeys(TABS, EMPTY)
        self.on_the_way: dict[str, list[dict[str, Any]]] = {tab: [] for tab in TABS}
        self.connected = dict.fromkeys(TABS, True)

    def happen(self, kind: str, **data: Any) -> None:
        """Something happens: it is numbered and kept first, then sent to whoever is connected."""
        event = {"seq": len(self.told) + 1, "at": "2026-03-02T01:00:00+00:00", "kind": kind, "data": data}
        self.told.append(event)
        self.fresh = apply(self.fresh, event)
        for tab in TABS:
            if self.connected[tab]:
                self.on_the_way[tab].append(event)

    @initialize()
    def open(self) -> None:
        for seat in SEATS:
            self.happen("expected", seat=seat, member="buyer" if seat[0] == "B" else "expert")

    @rule(seat=st.sampled_from(SEATS), state=st.sampled_from(("SEATED", "READY")))
    def sit(self, seat: str, state: str) -> None:
        self.happen("seated", seat=seat, state=state)

    @rule(seat=st.sampled_from(SEATS))
    def leave_and_be_followed(self, seat: str) -> None:
        self.happen("gone", seat=seat, reason="ill")
        self.happen("expected", seat=seat, member="buyer" if seat[0] == "B" else "expert")

    @rule(seat=st.sampled_from(SEATS), link=st.sampled_from(("good", "weak", "lost")))
    def line_changes(self, seat: str, link: str) -> None:
        self.happen("link", seat=seat, link=link)

    @rule(seat=st.sampled_from(SEATS), on=st.booleans())
    def rest(self, seat: str, on: bool) -> None:
        self.happen("break", seat=seat, on=on)

    @rule(phase=st.sampled_from(ROOM.states()), version=st.integers(1, 50))
    def step(self, phase: str, version: int) -> None:
        self.happen("phase", phase=phase, version=version)

    @rule(held=st.sampled_from(("break", "pause", "interrupted", "replacement")))
    def hold(self, held: str) -> None:
        self.happen("held", held=held, reason="-", since="2026-03-02T01:00:00.000Z")
        self.happen("waiting", until="2026-03-02T03:00:00.000Z")

    @rule()
    def go_on(self) -> None:
        self.happen("resumed")

    @rule(seat=st.sampled_from(SEATS[:3]))
    def vote(self, seat: str) -> None:
        self.happen("voted", seat=seat, ballot=self.fresh["ballot"])

    @rule(seat=st.sampled_from(SEATS[:3]))
    def elect(self, seat: str) -> None:
        self.happen("head", seat=seat, ballot=self.fresh["ballot"], counts=[], tied=[seat], votes="")

    @rule()
    def vote_again(self) -> None:
        self.happen("ballot", ballot=self.fresh["ballot"] + 1)

    @rule(seat=st.sampled_from(SEATS), kind=st.sampled_from(("text", "help")))
    def speak(self, seat: str, kind: str) -> None:
        self.happen(kind, id=str(len(self.told)), seat=seat, text="-", at="2026-03-02T01:00:00.000Z")

    @rule(data=st.data())
    def help_comes(self, data: st.DataObject) -> None:
        if self.fresh["calls"]:
            call = data.draw(st.sampled_from([one["id"] for one in self.fresh["calls"]]))
            self.happen("helped", id=call)

    @rule()
    def another_stage_speaks(self) -> None:
        self.happen("handed_in", seat="E01", part="blind")

    @rule(tab=st.sampled_from(TABS))
    def disconnect(self, tab: str) -> None:
        """Whatever was on the way is lost."""
        self.connected[tab], self.on_the_way[tab] = False, []

    @rule(tab=st.sampled_from(TABS))
    def resume(self, tab: str) -> None:
        """The tab asks for what came after its number."""
        self.connected[tab] = True
        self.on_the_way[tab] += [one for one in self.told if one["seq"] > self.tabs[tab]["seq"]]

    @rule(tab=st.sampled_from(TABS))
    def reload(self, tab: str) -> None:
        """A fresh fetch instead; older messages may come after it."""
        self.connected[tab], self.tabs[tab] = True, self.fresh

    @rule(tab=st.sampled_from(TABS), data=st.data())
    def some_arrive(self, tab: str, data: st.DataObject) -> None:
        """In any order, some of them twice; the rest stays on the way."""
        waiting = self.on_the_way[tab]
        if waiting:
            for event in data.draw(st.lists(st.sampled_from(waiting), max_size=6)):
                self.tabs[tab] = apply(self.tabs[tab], event)

    @rule(tab=st.sampled_from(TABS), data=st.data())
    def all_arrive(self, tab: str, data: st.DataObject) -> None:
        """Everything that is on the way, shuffled; a tab that finds a gap asks for the rest."""
        waiting, self.on_the_way[tab] = data.draw(st.permutations(self.on_the_way[tab])), []
        self.tabs[tab] = catch_up(self.tabs[tab], waiting)
        if self.connected[tab]:
            missing = [one for one in self.told if one["seq"] > self.tabs[tab]["seq"]]
            self.tabs[tab] = catch_up(self.tabs[tab], missing)
            assert self.tabs[tab] == self.fresh

    @invariant()
    def a_tab_is_never_wrong_only_late(self) -> None:
        for tab in self.tabs.values():
            assert tab == catch_up(EMPTY, self.told[: tab["seq"]])

    @invariant()
    def nothing_is_lost_and_nothing_doubled(self) -> None:
        lines = [one["data"]["id"] for one in self.told if one["kind"] == "text"]
        assert [one["id"] for one in self.fresh["lines"]] == lines[-200:]


TestTwoTabs = TwoTabs.TestCase
TestTwoTabs.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
