"""Who is head of the committee: the most votes among the experts, a tie drawn from what was fixed before. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from crypto.encoding import Body, H, digest
from crypto.verifiable_draw.generator import Stream


@dataclass(frozen=True)
class Elected:
    """The head's seat, the votes by seat, and the seats that were level before the draw (one: there was none)."""

    head: str
    counts: tuple[tuple[str, int], ...]
    tied: tuple[str, ...]
    votes: bytes
    """Digest of the record of votes."""


def votes_record(session: str, ballot: int, votes: Mapping[str, str]) -> Body:
    """`votes`: whom by who, seat names."""
    told = [{"seat": seat, "for": votes[seat]} for seat in sorted(votes)]
    return {"type": "tianping/head-votes/1", "session": session, "ballot": ballot, "votes": told}


def elect(session: str, ballot: int, votes: Mapping[str, str], seed: bytes) -> Elected:
    """`seed`: of the session's first draw. Nobody who votes knows it, and nobody who knows it votes."""
    counts = sorted(Counter(votes.values()).items())
    most = max(count for _, count in counts)
    tied = tuple(seat for seat, count in counts if count == most)
    named = digest(votes_record(session, ballot, votes))
    chosen = Stream(H("head tie", seed, named), "head").below(len(tied)) if len(tied) > 1 else 0
    return Elected(tied[chosen], tuple(counts), tied, named)
