"""The files of our extension of the standard, as they lie beside this one (docs/ocds-extension tells what they say)."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

_FOLDER: Final = Path(__file__).with_name("evaluation_panels")
_NAMES: Final = ("extension.json", "release-schema.json", "codelists/panelClass.csv", "codelists/panelSeatKind.csv")

FILES: Final[Mapping[str, bytes]] = MappingProxyType({name: (_FOLDER / name).read_bytes() for name in _NAMES})
"""Bytes by the path under which they are published."""
