"""The shared package: every check holds, and each spoilt variant fails the checks it must fail."""

import subprocess
import sys
from functools import cache
from typing import Any

import pytest

from crypto.audit import audit, failures
from crypto.encoding import parse_canonical
from crypto.package import DirectoryFiles
from tests.crypto.vectors import FOLDER, load, named


@cache
def files() -> dict[str, bytes]:
    return dict(DirectoryFiles(FOLDER / "package"))


def kept(name: str) -> Any:
    return parse_canonical((FOLDER / name).read_bytes())


def test_every_check_of_the_package_holds() -> None:
    checks = audit(files(), [kept("package.receipt.json")], [kept("package.head.json")])
    assert [check for check in checks if not check.ok] == []


def test_the_checks_are_those_of_the_vectors() -> None:
    found = [{"name": check.name, "needs_receipt": check.needs_receipt} for check in audit(files())]
    assert found == load("package_checks.json")


@pytest.mark.parametrize("case", named(load("package_refused.json")))
def test_a_spoilt_package_fails_the_checks_it_must(case: dict[str, Any]) -> None:
    changed = {path: bytes.fromhex(data) for path, data in case["changes"].items() if data is not None}
    spoilt = {path: data for path, data in {**files(), **changed}.items() if case["changes"].get(path, "") is not None}
    receipts = [case["receipt"]] if case["receipt"] else []
    assert set(case["checks"]) <= set(failures(audit(spoilt, receipts)))


def test_the_vectors_are_as_generated() -> None:
    command = [sys.executable, str(FOLDER / "generate.py"), "--check"]
    found = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (found.returncode, found.stdout.strip()) == (0, "all vectors are as generated")
