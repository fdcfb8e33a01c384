"""Reading the vectors that Python and the browser share."""

import json
from pathlib import Path
from typing import Any

import pytest

from crypto.errors import CryptoError

FOLDER = Path(__file__).resolve().parents[1] / "vectors"


def load(name: str) -> Any:
    """One file of vectors."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def named(cases: list[dict[str, Any]]) -> list[Any]:
    """Cases as parameters that show their names."""
    return [pytest.param(case, id=case["name"]) for case in cases]


class Refusal:
    """`with refusal("kc"): ...`: the block must be refused under exactly this name."""

    def __init__(self, check: str) -> None:
        self._check = check

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        assert error is not None, f"nothing was refused, {self._check} was expected"
        if not isinstance(error, CryptoError):
            return False
        assert error.check == self._check, str(error)
        return True


refusal = Refusal
