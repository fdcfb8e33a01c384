"""What a custodian's machine remembers beside the key: whose platform it trusts, what it signed, what it released."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commands.files import append_line, read_document, write_document, write_once
from commands.refusals import ReleaseWithheld
from crypto.encoding import Body, canonical, digest, parse_object

PIN = "tianping/custodian-pin/1"
LIST = "tianping/custodian-list/1"
PASSED = "tianping/custodian-passed/1"
DRAW = "tianping/custodian-draw/1"
CUTOFF = "tianping/custodian-cutoff/1"


@dataclass(frozen=True)
class Pinned:
    """What this custodian signed for one lot round: the platform it met then, and the terms of every key set."""

    lot: str
    round: int
    platform_key: str
    head: Body
    terms: tuple[Body, ...]


class Memory:
    """A folder beside the key file. It holds nothing secret, and losing it loses the protection of what it knows."""

    def __init__(self, key_file: Path) -> None:
        self.folder = key_file.with_name(key_file.stem + "-memory")

    def pin(self, url: str, terms: Body, platform_key: str, head: Body) -> None:
        """Remember a key set before it is signed."""
        known = {"url": url, "platform_key": platform_key, "head": {"size": head["size"], "root": head["root"]}}
        name = f"pin-{terms['lot']}-{terms['round']}-{digest(terms).hex()[:12]}.json"
        write_document(self.folder / name, {"type": PIN, "terms": terms, **known}, replace=True)

    def pinned(self, lot: str, round_number: int) -> Pinned | None:
        """What was signed for this lot round; None when nothing was."""
        pins = [each for each in self._pins() if (each["terms"]["lot"], each["terms"]["round"]) == (lot, round_number)]
        if not pins:
            return None
        first = min(pins, key=lambda each: int(each["head"]["size"]))
        if len({each["platform_key"] for each in pins}) != 1:
            why, why_zh = "two platform keys were met for this lot", "本标段先后出现两个平台公钥"
            raise ReleaseWithheld(check="platform-key", why=why, why_zh=why_zh)
        terms = tuple(each["terms"] for each in pins)
        return Pinned(lot, round_number, first["platform_key"], first["head"], terms)

    def platform_keys(self, url: str) -> set[str]:
        """Keys under which this platform was met so far."""
        return {each["platform_key"] for each in self._pins() if each["url"] == url}

    def _pins(self) -> list[dict[str, Any]]:
        return [read_document(path) for path in sorted(self.folder.glob("pin-*.json"))]

    def take_list(self, lot: str, round_number: int, freeze: str) -> None:
        """Bind this lot round to one freeze list for ever, before anything is signed; a second list is refused.

        Atomic between processes: see `write_once`.
        """
        told = {"type": LIST, "lot": lot, "round": round_number, "freeze": freeze}
        kept = write_once(self.folder / f"list-{lot}-{round_number}.json", canonical(told))
        first = parse_object(kept)["freeze"]
        if first != freeze:
            why = f"TWO LISTS: {first[:16]} was released before, now {freeze[:16]} is shown"
            why_zh = f"出现两份截标清单：此前已就{first[:16]}出具，现显示{freeze[:16]}"
            raise ReleaseWithheld(check="one-list-only", why=why, why_zh=why_zh)

    def take_passed(self, lot: str, round_number: int, passed: str) -> None:
        """Bind this lot round to one list of passed bids for ever, before prices are signed; a second is refused."""
        told = {"type": PASSED, "lot": lot, "round": round_number, "list": passed}
        kept = write_once(self.folder / f"prices-{lot}-{round_number}.json", canonical(told))
        first = parse_object(kept)["list"]
        if first != passed:
            why = f"TWO LISTS: prices were released over {first[:16]} before, now {passed[:16]} is shown"
            why_zh = f"出现两份通过评审名单：此前已就{first[:16]}出具，现显示{passed[:16]}"
            raise ReleaseWithheld(check="one-list-only", why=why, why_zh=why_zh)

    def take_draw(
        self, session: str, number: int, inputs: str, previous: str | None, lots: Sequence[tuple[str, int]]
    ) -> None:
        """Bind draw `number` of a session to one digest of inputs for ever, and each lot round to one session.

        Refuses a redraw: other inputs under that number, another predecessor, a lot round that another session drew
        for. Before anything is signed, atomic between processes.
        """
        for lot, round_number in lots:
            told = {"type": DRAW, "lot": lot, "round": round_number, "session": session}
            self._bind_draw(f"draw-lot-{lot}-{round_number}.json", told, "session")
        before = self.folder / f"draw-{session}-{number - 1}.json"
        if before.exists() and read_document(before)["inputs"] != previous:
            why = "the draw names another predecessor than the one seen here"
            raise ReleaseWithheld(check="draw-previous", why=why, why_zh="所列前次抽取与本机所见不一致")
        told = {"type": DRAW, "session": session, "number": number, "inputs": inputs}
        self._bind_draw(f"draw-{session}-{number}.json", told, "inputs")

    def _bind_draw(self, name: str, told: Body, member: str) -> None:
        first = parse_object(write_once(self.folder / name, canonical(told)))[member]
        if first != told[member]:
            why = f"A SECOND DRAW: {member} {first[:16]} was seen before, now {told[member][:16]} is shown"
            why_zh = f"疑似重抽：此前所见为{first[:16]}，现显示{told[member][:16]}"
            raise ReleaseWithheld(check="draw-no-redraw", why=why, why_zh=why_zh)

    def keep_dealing(self, draw: str, inputs: str, made: Body) -> Body:
        """The one dealing of this custodian for a draw: the first that was kept, whatever was made since.

        It holds no secret. Another one for the same inputs would be refused by the platform.
        """
        kept = parse_object(write_once(self.folder / f"dealing-{draw}.json", canonical(made)))
        if kept["body"]["inputs"] != inputs:
            why = "this custodian dealt for other inputs of this draw"
            raise ReleaseWithheld(check="draw-no-redraw", why=why, why_zh="本单位已就该次抽取的另一份参数分发过份额")
        return kept

    def dealing_taken(self, draw: str, dealing: str) -> None:
        """Remember that the platform took the dealing of that digest in time."""
        write_once(self.folder / f"dealt-{draw}.json", canonical({"draw": draw, "dealing": dealing}))

    def taken_dealing(self, draw: str) -> str | None:
        """Digest of the dealing that the platform took; None when it took none that this machine knows of."""
        path = self.folder / f"dealt-{draw}.json"
        return str(read_document(path)["dealing"]) if path.exists() else None

    def take_cutoff(self, draw: str, cutoff: str) -> None:
        """Bind a draw to one cut-off for ever, before anything is signed; a second one is refused."""
        told = {"type": CUTOFF, "draw": draw, "cutoff": cutoff}
        first = parse_object(write_once(self.folder / f"cutoff-{draw}.json", canonical(told)))["cutoff"]
        if first != cutoff:
            why = f"TWO CUT-OFFS: {first[:16]} was released for before, now {cutoff[:16]} is shown"
            why_zh = f"出现两份参与方名单：此前已就{first[:16]}出具，现显示{cutoff[:16]}"
            raise ReleaseWithheld(check="one-cutoff-only", why=why, why_zh=why_zh)

    def note(self, entry: Body) -> None:
        """One more line of the log of releases."""
        append_line(self.folder / "releases.jsonl", entry)
