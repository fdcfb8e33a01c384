"""What a custodian's machine remembers beside the key: whose platform it trusts, what it signed, what it released."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commands.files import append_line, read_document, write_document, write_once
from commands.refusals import ReleaseWithheld
from crypto.encoding import Body, canonical, digest, parse_object

PIN = "tianping/custodian-pin/1"
LIST = "tianping/custodian-list/1"


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

    def note(self, entry: Body) -> None:
        """One more line of the log of releases."""
        append_line(self.folder / "releases.jsonl", entry)
