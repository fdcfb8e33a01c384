"""The main job on real input, as a centre runs it before the day: servers, bidders and custodians in own processes."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PATIENCE = 900
"""Seconds after which something hangs; on two idle cores a rehearsal of this size takes some hundred and thirty."""


def rehearse(folder: Path, *arguments: str) -> tuple[int, dict[str, Any], str]:
    """Exit code, the JSON object, and what was told to people."""
    command = [sys.executable, "-m", "cli", "rehearse", "--json", "--keep", str(folder), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    return done.returncode, json.loads(done.stdout or "{}"), done.stderr[-6000:]


def test_a_rehearsal_with_four_bidders_holds_from_nothing_to_an_award_and_a_share(folder: Path) -> None:
    code, told, words = rehearse(folder, "--bidders", "4", "--size", "2", "--experts", "1500")
    failed = [one for one in told.get("expectations", []) if not one["held"]]
    assert code == 0, f"{failed}\n{words}"
    assert (told["result"], told["valid_bidders"]) == ("OPENED", 4)
    held = {one["name"] for one in told["expectations"]}
    assert held >= {
        "killed-upload-resumes",
        "plain-file-refused",
        "late-bid-refused",
        "nothing-before-read-out",
        "hall-feeds-agree",
        "record-as-sealed",
        "verify-holds",
        "auditor-holds",
        "pool-imported",
        "seated",
        "draw-verified",
        "draw-verified--full",
        "question-answered",
        "successor-starts-over",
        "blind-without-names",
        "line-cut-loses-nothing",
        "alerts-answered",
        "report-signed",
        "committee-remote",
        "objection-suspends",
        "awarded",
        "own-results",
        "archived",
        "share-counts-once",
        "rehearsals-apart",
        "ocds-valid",
        "verify-whole-holds",
    }
    assert {one["name"] for one in told["phases"]} >= {"seal", "submit", "identities", "contents", "verify"}


def test_two_bidders_are_not_enough_for_a_rehearsal_and_the_exit_code_says_so(folder: Path) -> None:
    code, told, _ = rehearse(folder, "--bidders", "2")
    assert (code, told) == (2, {})
