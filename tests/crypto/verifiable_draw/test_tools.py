"""`verify-draw`, as an auditor runs it with this package alone, and as anybody runs it with `tianping`."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import cli
from commands.draw_checks import WORDS
from crypto.audit import Check
from crypto.verifiable_draw.verify import FULL, LIGHT, verify_draw
from tests.crypto.test_tool import ISOLATED
from tests.crypto.vectors import FOLDER, load
from tests.vectors.draws import Early

REPOSITORY = Path(__file__).resolve().parents[3]
PACKAGE = FOLDER / "draw_package.json"


@pytest.fixture
def refused(tmp_path: Path) -> Path:
    """A package whose cut-off came early."""
    place = tmp_path / "early.json"
    place.write_text(json.dumps(Early().tell()), encoding="utf-8")
    return place


class TestAuditorsTool:
    def run(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        code = ISOLATED.format(repository=str(REPOSITORY))
        command = [sys.executable, "-I", "-c", code, "verify-draw", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=60)

    def test_a_stranger_repeats_a_draw_and_reads_what_was_left_out(self) -> None:
        found = self.run(PACKAGE)
        assert (found.returncode, found.stderr) == (0, "")
        assert "FAILED" not in found.stdout and found.stdout.endswith("(--full)\n")

    def test_it_tells_as_json(self) -> None:
        checks = [Check(**each) for each in json.loads(self.run(PACKAGE, "--json", "--full").stdout)]
        assert checks == verify_draw(load("draw_package.json"), full=True)

    def test_it_names_the_check_that_fails(self, refused: Path) -> None:
        found = self.run(refused)
        assert found.returncode == 1
        assert [line.split()[1] for line in found.stdout.splitlines() if "FAILED" in line] == ["draw-cutoff"]

    def test_what_is_no_json_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "x").write_text("{")
        found = self.run(tmp_path / "x")
        assert (found.returncode, found.stdout) == (1, "")
        assert "REFUSED" in found.stderr


class TestTianping:
    def test_it_speaks_both_languages(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["verify-draw", str(PACKAGE)]) == 0
        assert "✓ 未重抽  [draw-no-redraw]" in (told := capsys.readouterr().out) and "--full" in told
        assert cli.main(["verify-draw", str(PACKAGE), "--full", "--lang", "en"]) == 0
        assert (told := capsys.readouterr().out).endswith("✓ VERIFIED: all 20 checks hold.\n") and "--full" not in told

    def test_a_failed_check_is_told_last_and_to_programs(
        self, refused: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert cli.main(["verify-draw", str(refused), "--json", "--lang", "en"]) == 1
        told = capsys.readouterr()
        assert json.loads(told.out)["failed"] == ["draw-cutoff"]
        assert "NOT VERIFIED: 1 of 18 checks failed (draw-cutoff)" in told.err

    def test_every_check_has_words(self) -> None:
        assert WORDS.keys() == {**LIGHT, **FULL}.keys()
