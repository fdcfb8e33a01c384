"""Two tabs of one member, lost answers, batches twice and out of order: no mark is lost, none is doubled.

The server is `sort_out` with what the deed around it keeps: places with versions, and batches by their ids. A tab sends
with the versions that it saw, keeps a batch until it is answered, and shows a conflict instead of its own value.
"""

from collections import deque
from dataclasses import dataclass, field

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from evaluation_rooms.scoring.batches import Given, Held, Place, Sorted, sort_out

PLACES: tuple[Place, ...] = (("a", "业绩"), ("a", "信用"), ("b", "业绩"))
Marks = dict[Place, Held[int]]


@dataclass
class Server:
    """What is kept. `history`: every value that ever stood at a place, in order."""

    held: Marks = field(default_factory=dict)
    answered: dict[int, Sorted[int]] = field(default_factory=dict)
    history: dict[Place, list[int]] = field(default_factory=dict)

    def take(self, number: int, given: list[Given[int]]) -> tuple[Sorted[int], Marks]:
        """A batch; one that was taken is answered as it was taken."""
        if number not in self.answered:
            found = sort_out(self.held, given)
            bases = {one.place: one.base for one in given}
            for place, one in found.write.items():
                assert bases[place] == len(self.history.setdefault(place, [])), "a stale tab wrote over it"
                assert one.version == bases[place] + 1
                self.history[place].append(one.value)
            self.held |= found.write
            self.answered[number] = found
        return self.answered[number], dict(self.held)


@dataclass
class Tab:
    """One window: the versions it knows, what its owner typed, and batches on their way."""

    seen: dict[Place, int] = field(default_factory=dict)
    typed: dict[Place, int] = field(default_factory=dict)
    sent: deque[tuple[int, list[Given[int]]]] = field(default_factory=deque)
    shown: set[tuple[Place, int]] = field(default_factory=set)

    def answered(self, number: int, told: Sorted[int]) -> None:
        """The answer arrives: saved places have new versions, a conflict is shown to the owner with his own value."""
        waiting = {one.place: one.value for each, batch in self.sent if each == number for one in batch}
        for place, version in told.saved.items():
            self.seen[place] = max(version, self.seen.get(place, 0))
        self.shown |= {(place, waiting[place]) for place in told.conflicts if place in waiting}
        self.sent = deque(one for one in self.sent if one[0] != number)


class TwoTabs(RuleBasedStateMachine):
    """Whatever may happen between two windows and the server."""

    def __init__(self) -> None:
        super().__init__()
        self.server, self.tabs = Server(), (Tab(), Tab())
        self.numbers, self.values = 0, 0
        self.acknowledged: set[tuple[Place, int]] = set()
        self.everything: set[tuple[Place, int]] = set()
        self.typed_over: set[tuple[Place, int]] = set()

    @rule(tab=st.integers(0, 1), place=st.sampled_from(PLACES))
    def type(self, tab: int, place: Place) -> None:
        """Every typed value is another one, so that it can be followed."""
        self.values += 1
        window = self.tabs[tab]
        if place in window.typed:
            self.typed_over.add((place, window.typed[place]))
        window.typed[place] = self.values
        self.everything.add((place, self.values))

    @rule(tab=st.integers(0, 1))
    def send(self, tab: int) -> None:
        """What was typed leaves as a batch; it is kept until it is answered."""
        window = self.tabs[tab]
        if window.typed:
            self.numbers += 1
            batch = [Given(place, value, window.seen.get(place, 0)) for place, value in window.typed.items()]
            window.sent.append((self.numbers, batch))
            window.typed = {}

    @rule(tab=st.integers(0, 1), which=st.integers(0, 5), is_lost=st.booleans(), twice=st.booleans())
    def arrive(self, tab: int, which: int, is_lost: bool, twice: bool) -> None:
        """Any batch that is on its way arrives, perhaps twice; its answer may be lost, and then it stays."""
        window = self.tabs[tab]
        if not window.sent:
            return
        number, batch = window.sent[which % len(window.sent)]
        told, _ = self.server.take(number, batch)
        if twice:
            assert self.server.take(number, batch)[0] == told
        if not is_lost:
            self.acknowledged |= {(one.place, one.value) for one in batch if one.place in told.saved}
            window.answered(number, told)

    @rule(tab=st.integers(0, 1))
    def reload(self, tab: int) -> None:
        """A fresh fetch: every version is known; what was typed or is on its way stays."""
        self.tabs[tab].seen = {place: one.version for place, one in self.server.held.items()}

    @invariant()
    def nothing_acknowledged_is_lost(self) -> None:
        """It stands, or a later writing took its place."""
        for place, value in self.acknowledged:
            assert value in self.server.history[place]

    @invariant()
    def nothing_is_doubled(self) -> None:
        """A value was written once, and the version counts the writings."""
        for place, values in self.server.history.items():
            assert len(values) == len(set(values))
            assert self.server.held[place] == Held(values[-1], len(values))

    @invariant()
    def whatever_was_typed_is_somewhere(self) -> None:
        """Kept by the server, in a window, on its way, shown to its owner as a conflict, or typed over by himself."""
        kept = {(place, value) for place, values in self.server.history.items() for value in values}
        for window in self.tabs:
            kept |= set(window.typed.items()) | window.shown
            kept |= {(one.place, one.value) for _, batch in window.sent for one in batch}
        assert self.everything - self.typed_over <= kept


TestTwoTabs = TwoTabs.TestCase
TestTwoTabs.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)
