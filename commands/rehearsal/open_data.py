"""A record package against the schema of the Open Contracting Data Standard, where validator and schema are at hand.

The validator is of the test extras and the standard's files are among the vectors: a clone has both.
"""

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from evaluation_rooms.publication.ocds.extension import FILES

STANDARD = Path(__file__).parents[2] / "tests" / "vectors" / "ocds"
RELEASE = "https://standard.open-contracting.org/schema/1__1__5/release-schema.json"


def faults_of(package: dict[str, Any]) -> list[str] | None:
    """What is wrong with a record package, formats included; None where it cannot be checked here."""
    if find_spec("jsonschema_rs") is None or not STANDARD.is_dir():
        return None
    import jsonschema_rs

    registry = jsonschema_rs.Registry([(RELEASE, release_schema())])
    schema = _read("record-package-schema.json")
    validator = jsonschema_rs.Draft4Validator(schema, registry=registry, validate_formats=True)
    return [f"{'/'.join(map(str, one.instance_path))}: {one.message}" for one in validator.iter_errors(package)]


def release_schema() -> Any:
    """Release schema 1.1.5, patched with `bids` and with our own extension (RFC 7396)."""
    own = json.loads(FILES["release-schema.json"])
    return _patched(_patched(_read("release-schema.json"), _read("bids-extension.json")), own)


def _read(name: str) -> Any:
    return json.loads((STANDARD / name).read_text("utf-8"))


def _patched(base: Any, patch: Any) -> Any:
    if not isinstance(patch, dict) or not isinstance(base, dict):
        return patch
    return {**base, **{name: _patched(base.get(name, {}), part) for name, part in patch.items()}}
