"""The auditor's tool, run as a stranger runs it: in a process that can import nothing else of this house."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from crypto.audit import Check, audit
from crypto.encoding import canonical, parse_object
from crypto.header import write_preamble
from crypto.package import DirectoryFiles
from tests.crypto.packages import Story, Told

REPOSITORY = Path(__file__).resolve().parents[2]


@cache
def honest() -> Told:
    return Story().tell()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The honest package as a folder, with the receipt and the head that others kept beside it."""
    for path, data in honest().files.items():
        place = tmp_path / "package" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    (tmp_path / "receipt.json").write_text(json.dumps(honest().receipts["A"], indent=2), encoding="utf-8")
    (tmp_path / "head.json").write_bytes(canonical(honest().heads[0]))
    return tmp_path


class TestTool:
    def run(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        code = ISOLATED.format(repository=str(REPOSITORY))
        command = [sys.executable, "-I", "-c", code, *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=60)

    def test_a_stranger_verifies_a_folder_with_pynacl_alone(self, folder: Path) -> None:
        kept = ("--receipt", folder / "receipt.json", "--head", folder / "head.json")
        found = self.run("verify", folder / "package", *kept)
        assert (found.returncode, found.stderr) == (0, "")
        assert "FAILED" not in found.stdout and "needs a receipt" not in found.stdout

    def test_it_tells_as_json_what_it_could_not_check(self, folder: Path) -> None:
        found = self.run("verify", folder / "package", "--json")
        checks = [Check(**each) for each in json.loads(found.stdout)]
        assert checks == audit(honest().files)

    def test_it_fails_when_a_check_fails(self, folder: Path) -> None:
        found = self.run("verify", folder / "receipt.json")
        assert found.returncode == 1
        assert "FAILED" in found.stdout

    def test_it_opens_an_envelope_from_releases(self, folder: Path, tmp_path: Path) -> None:
        bid = Story().sealed()[0]
        sealed, body = bid.envelopes["offer"]
        envelope = tmp_path / "offer.tpe"
        envelope.write_bytes(write_preamble(sealed.header_bytes) + body)
        releases = [each for each in honest().records["release"] if each["body"]["step"] == "contents"]
        paths: list[str | Path] = []
        for number, release in enumerate(releases):
            (tmp_path / f"{number}.json").write_bytes(canonical(release))
            paths += ["--release", tmp_path / f"{number}.json"]
        found = self.run("open", envelope, *paths, "--to", tmp_path / "out")
        assert found.returncode == 0, found.stderr
        offer = parse_object((tmp_path / "out" / "offer.json").read_bytes())
        assert offer["values"]["price"] == "26888000.00"
        assert self.run("digest", envelope).stdout.strip() == sealed.digest.hex()
        assert self.run("open", envelope, *paths[:4], "--to", tmp_path / "few").returncode == 1
        again = self.run("open", envelope, *paths, "--to", tmp_path / "out")
        assert (again.returncode, "open-folder" in again.stderr) == (1, True)

    def test_it_says_what_is_wrong_with_its_arguments(self, folder: Path) -> None:
        (folder / "no.json").write_text("{", encoding="utf-8")
        for arguments, expected in (
            (("verify", folder / "package", "--receipt", folder / "no.json"), "receipt-file"),
            (("verify", folder / "package", "--receipt", folder / "none"), "No such file"),
            (("open", folder / "head.json", "--release", folder / "head.json", "--to", folder / "x"), "file-magic"),
            (("digest", folder / "no.json"), "encoding-json"),
        ):
            found = self.run(*arguments)
            assert (found.returncode, expected in found.stderr) == (1, True), found.stderr

    def test_a_path_never_leaves_the_folder(self, folder: Path) -> None:
        files = DirectoryFiles(folder / "package")
        for path in ("../receipt.json", "/etc/passwd", "", "records", "\0", "none"):
            assert path not in files
        assert len(files) == len(honest().files)


ISOLATED = """
import importlib.abc, runpy, sys
class OnlyCrypto(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {{"foundation", "storage", "bidding", "evaluation_rooms", "app", "cli", "commands"}}:
            raise ImportError("the auditor's tool imports " + name)
sys.meta_path.insert(0, OnlyCrypto())
sys.path.insert(0, {repository!r})
sys.argv[0] = "crypto"
runpy.run_module("crypto", run_name="__main__", alter_sys=False)
"""

