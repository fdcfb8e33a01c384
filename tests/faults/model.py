"""A model of the opening protocol, simple enough to be believed: what the platform must say after any row of deeds."""

from dataclasses import dataclass, field

PHASES = [
    "before",
    "closing",
    "await_identities",
    "open_identities",
    "await_contents",
    "open_contents",
    "read_out",
    "closed",
]
AWAITED = {"identities": "await_identities", "contents": "await_contents"}
OPENING = {"identities": "open_identities", "contents": "open_contents"}
MINIMUM = THRESHOLD = 3


@dataclass
class Model:
    """Bids by digest, each with its company ("" where nobody can tell whose it is), and releases by step."""

    sealed: dict[str, str] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    releases: dict[str, set[int]] = field(default_factory=lambda: {"identities": set(), "contents": set()})
    objections: set[str] = field(default_factory=set)
    unanswered: set[str] = field(default_factory=set)
    confirmed: set[str] = field(default_factory=set)
    phase: str = "before"
    failed: bool = False

    @property
    def distinct(self) -> int:
        """How many different companies have a bid."""
        return len(set(self.sealed.values()) - {""})

    def pass_deadline(self) -> None:
        """The hour has come; nothing has noticed yet."""
        if self.phase == "before":
            self.phase = "closing"

    def freeze(self) -> None:
        """Whatever needs the list first makes it; a deed that is refused leaves no trace, not even the freeze."""
        if self.phase == "closing":
            self.phase = "await_identities"
            self._fail_if(len(self.sealed) < MINIMUM)

    def may_release(self, step: str) -> bool:
        """A step is released while it is awaited, and while its envelopes are being opened."""
        return self.phase in (AWAITED[step], OPENING[step])

    def release(self, step: str, number: int) -> None:
        """Kept; with enough of them the envelopes become due."""
        self.releases[step].add(number)
        if self.phase == AWAITED[step] and len(self.releases[step]) >= THRESHOLD:
            self.phase = OPENING[step]

    def run_timers(self) -> None:
        """Everything that is due happens: the freeze, the opening of envelopes, the count, the read-out."""
        self.freeze()
        if self.phase == "open_identities":
            self.phase = "await_contents"
            self._fail_if(self.distinct < MINIMUM)
        elif self.phase == "open_contents":
            self.phase = "read_out"

    def _fail_if(self, few: bool) -> None:
        if few:
            self.phase, self.failed = "closed", True

    @property
    def may_open_contents(self) -> bool:
        """Whether anything but identities may be open by now."""
        return self.distinct >= MINIMUM and PHASES.index(self.phase) >= PHASES.index("open_contents")
