"""`tianping` finds its words by reading, imports only the one that was typed, and ends with an exit code that tells."""

import subprocess
import sys
from pathlib import Path

import pytest

import cli
from tests.commands.people import ROOT

CLIENTS = {"company-key", "custodian", "receipt", "seal", "submit", "verify", "withdraw"}


def test_every_client_word_is_found_with_its_help() -> None:
    found = cli.catalogue()
    assert found.keys() >= CLIENTS
    assert all(found[word][1] for word in CLIENTS)


def test_a_wrong_call_is_told_from_a_refusal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["no-such-word"])
    assert caught.value.code == 2
    assert cli.main(["verify", str(tmp_path / "missing"), "--lang", "en"]) == 1
    assert "no such folder" in capsys.readouterr().err


@pytest.mark.parametrize(("place", "language"), [(0, "en"), (1, "en"), (2, "zh")])
def test_the_language_may_stand_anywhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], place: int, language: str
) -> None:
    words = ["verify", str(tmp_path / "missing")]
    words[place:place] = ["--lang", language]
    cli.main(words)
    heard = capsys.readouterr().err
    assert ("what" if language == "en" else "文件夹不存在") in heard or "no such folder" in heard
    assert ("依据" in heard) == (language == "zh")


@pytest.mark.parametrize("word", sorted(CLIENTS))
def test_every_word_explains_itself_in_both_languages(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main([word, "--help"])
    assert caught.value.code == 0
    help_text = cli.catalogue()[word][1]
    assert " / " in help_text
    assert any("\u4e00" <= letter <= "\u9fff" for letter in help_text)


@pytest.mark.parametrize("word", ["custodian", "receipt", "company_key"])
def test_a_clients_machine_needs_no_server(word: str) -> None:
    server = "litestar asyncpg uvicorn msgspec minio alembic typst bidding.bids bidding.opening storage"
    loaded = f"import sys, cli, commands.{word}; print([m for m in {server.split()!r} if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
