"""What a draw keeps sealed until its record comes out: inputs, and the result. Only deeds of the draw open it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from crypto.encoding import Body
from crypto.verifiable_draw.pool import Entry, read_entry
from evaluation_rooms.draws.drawn import Seat
from evaluation_rooms.draws.tables import Draw
from foundation.entropy import Entropy
from foundation.vault import Vault
from foundation.work import Work


class PersonOpening(TypedDict):
    """Who stands behind a ref: id of the expert, name, and the salt (hex) of the commitment."""

    expert: str
    name: str
    salt: str


@dataclass(frozen=True)
class SealedInputs:
    """The pool ascending by ref, who is who, and the tianping/draw-sealed/1 body."""

    entries: tuple[Entry, ...]
    openings: Mapping[str, PersonOpening]
    body: Body

    def eligible(self) -> list[Entry]:
        """The pool without whom the rules exclude."""
        excluded = {one["ref"] for one in self.body["exclusions"]}
        return [entry for entry in self.entries if entry.ref not in excluded]


@dataclass(frozen=True)
class SealedResult:
    """Seed and commitment's salt, the drawn places ascending, and the reserves' refs in their order."""

    seed: bytes
    salt: bytes
    committee: Sequence[Seat]
    reserves: Sequence[str]


async def keep_inputs(work: Work, draw: Draw, inputs: SealedInputs) -> None:
    """Seal a draw's inputs on its row; in a thread, for they hold the whole pool."""
    draw.sealed = await asyncio.to_thread(_seal, work.vault, f"draw inputs {draw.id}", inputs, work.entropy)


def _seal(vault: Vault, purpose: str, inputs: SealedInputs, entropy: Entropy) -> bytes:
    entries = [entry.body() for entry in inputs.entries]
    return vault.seal({"entries": entries, "openings": dict(inputs.openings), "body": inputs.body}, purpose, entropy)


async def read_sealed(work: Work, draw: Draw) -> SealedInputs:
    """The sealed inputs. Only for deeds of the draw: whoever tells a name on journals it by himself."""
    assert draw.sealed is not None  # a draw has no row before it has inputs
    return await asyncio.to_thread(_open, work.vault, f"draw inputs {draw.id}", draw.sealed)


def _open(vault: Vault, purpose: str, sealed: bytes) -> SealedInputs:
    value: dict[str, Any] = vault.open(sealed, purpose)
    return SealedInputs(tuple(read_entry(one) for one in value["entries"]), value["openings"], value["body"])


def keep_result(work: Work, draw: Draw, result: SealedResult) -> None:
    """Seal a draw's result on its row."""
    value = {
        "seed": result.seed.hex(),
        "salt": result.salt.hex(),
        "committee": [one.body() for one in result.committee],
        "reserves": list(result.reserves),
    }
    draw.sealed_result = work.vault.seal(value, f"draw result {draw.id}", work.entropy)


def read_result(work: Work, draw: Draw) -> SealedResult:
    """The sealed result; only once the draw is drawn."""
    assert draw.sealed_result is not None  # DRAWN
    value = work.vault.open(draw.sealed_result, f"draw result {draw.id}")
    seats = tuple(Seat(one["place"], one["ref"], one["speciality"]) for one in value["committee"])
    return SealedResult(bytes.fromhex(value["seed"]), bytes.fromhex(value["salt"]), seats, tuple(value["reserves"]))
