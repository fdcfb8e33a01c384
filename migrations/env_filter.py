"""Which differences between database and models autogenerate may act on."""

from typing import Any


def is_ours(thing: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Autogenerate never drops what it does not know: a table found in the database alone is somebody else's."""
    return not (kind == "table" and reflected and compare_to is None)
