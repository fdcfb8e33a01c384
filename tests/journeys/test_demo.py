"""The demonstration as somebody meets it who has just cloned the repository."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commands.rehearsal.servers import free_port
from tests.journeys import demo_figures as figures
from tests.journeys.demo_figures import Doors

PATIENCE = 300
"""Seconds after which something hangs; on two idle cores a demonstration is up in some seventy."""


@contextmanager
def demonstration(folder: Path, port: int) -> Iterator[list[str]]:
    """What it says until it waits for the next opening; Ctrl-C at the end, which it takes well."""
    command = [sys.executable, "-u", "-m", "cli", "demo", "--lang", "en", "--data", str(folder), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    try:
        said: list[str] = []
        for line in process.stdout:
            said.append(line.strip())
            if " opens at " in line:
                break
        yield said
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_demonstration_refuses_an_address_that_others_can_reach(folder: Path) -> None:
    command = [sys.executable, "-m", "cli", "demo", "--lang", "en", "--host", "0.0.0.0"]  # noqa: S104 - to be refused
    done = subprocess.run([*command, "--data", str(folder / "demo")], capture_output=True, text=True, check=False)
    assert (done.returncode, (folder / "demo").exists()) == (2, False)
    assert "loopback only" in done.stdout


def test_a_demonstration_takes_no_folder_that_holds_something_else(folder: Path) -> None:
    (folder / "thesis.txt").write_text("the only copy")
    command = [sys.executable, "-m", "cli", "demo", "--lang", "en", "--fresh", "--data", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, (folder / "thesis.txt").read_text()) == (2, "the only copy")


def test_the_demonstration_plays_its_past_and_goes_on_with_it_when_started_again(folder: Path) -> None:
    place, port = folder / "demo", free_port()
    with demonstration(place, port) as said:
        text = "\n".join(said)
        assert "A DEMONSTRATION" in text
        assert "D1 opens at 09:35:00" in text, text
        with Doors(port) as doors:
            expect_figures(doors)
            expect_a_room_at_work(doors)
    with demonstration(place, port) as again:
        assert not [line for line in again if line.startswith("Playing")], again
        with Doors(port) as doors:
            assert doors.states() == figures.STATES


def expect_figures(doors: Doors) -> None:
    """States, prices and shares are those of the demonstration's data."""
    assert doors.states() == figures.STATES
    assert doors.share(figures.SHARE) == figures.SHARE
    assert doors.share(figures.DECEMBER, "2026-12") == figures.DECEMBER
    assert doors.kinds() == figures.KINDS
    assert doors.evaluated("D5") == figures.EVALUATED
    assert [one["name"] for one in doors.record("D5", "evaluation-report")["rejected"]] == ["车城路桥演示"]
    assert doors.price_scores("D6") == figures.D6_PRICES
    assert (doors.minutes_cut("D6"), doors.minutes_cut("D5")) == ([100], [])
    assert [one["seat"] for one in doors.record("D6", "evaluation-report")["replacements"]] == ["E04"]
    assert doors.get(f"/api/lots/{doors.lots('D4')[0]}/award")["ends"] == figures.D4_ENDS


def expect_a_room_at_work(doors: Doors) -> None:
    """Anybody can take a seat by its slip and finds there what was begun."""
    slips = {one["seat"]: one["code"] for one in doors.shown["room"]["seats"]}
    assert sorted(slips) == ["B01", "E01", "E02", "E03", "E04"]
    sheet = doors.sit_down()
    assert (sheet["phase"], sheet["state"], len(sheet["bids"])) == ("OPEN_PART", "OPEN", 4)
    assert len({one["bid"] for one in sheet["marks"]}) == 2
    assert [one["name"] for one in sheet["bids"] if one["low_price"]] == ["夷陵恒基演示"]
