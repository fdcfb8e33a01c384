"""The demonstration as somebody meets it who has just cloned the repository."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from commands.rehearsal.servers import free_port

PATIENCE = 300
"""Seconds after which something hangs; on two idle cores a demonstration is up in some thirty."""


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
        states = shown_states(port)
        assert sorted(states.values()) == ["BIDDING"] * 3 + ["EVALUATING", "FAILED_FEW"] + ["OPENED"] * 3, text
    with demonstration(place, port) as again:
        assert not [line for line in again if line.startswith("Playing")], again
        assert shown_states(port).keys() == states.keys()


def shown_states(port: int) -> dict[str, str]:
    """State of every tender in the public register."""
    listed = httpx.get(f"http://127.0.0.1:{port}/api/lots", timeout=30).json()["lots"]
    return {one["lot"]: one["state"] for one in listed}
