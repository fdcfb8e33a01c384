"""Kill -9 at every failpoint, twice each: what was acknowledged is there, nothing is half-done, nothing is doubled.

Each tender is played against a real server process that is killed, restarted and asked again, up to a record that a
stranger has checked.
"""

import pytest

from foundation.failpoints import POINTS
from tests.faults.conftest import Staged
from tests.faults.tender import PASSINGS, judge, play

ON_THE_WAY_IN = ("upload", "piece", "seal", "withdraw")


def kills_at(point: str) -> list[str]:
    """The first passing, then a later one of the next server (the same one again where there is one a tender)."""
    return [f"{point}:1", f"{point}:{max(1, min(3, PASSINGS[point] // 2))}"]


def test_every_failpoint_is_played() -> None:
    assert set(PASSINGS) == set(POINTS)


@pytest.mark.parametrize("point", POINTS)
async def test_a_tender_survives_two_kills_at(point: str, on_stage: Staged) -> None:
    begin = "sealed" if point.startswith(ON_THE_WAY_IN) else "sent"
    async with on_stage(*kills_at(point), begin=begin) as stage:
        await judge(stage, await play(stage))
        assert stage.server.died_of == kills_at(point)
