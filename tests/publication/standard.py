"""The standard's own schemas with the extensions that we use: what is wrong with a package, what is in no schema."""

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from evaluation_rooms.publication.ocds.extension import FILES

HERE = Path(__file__).parents[1] / "vectors" / "ocds"
RELEASE = "https://standard.open-contracting.org/schema/1__1__5/release-schema.json"


def read(name: str) -> Any:
    """A vendored schema."""
    return json.loads((HERE / name).read_text())


def patched(base: Any, patch: Any) -> Any:
    """JSON Merge Patch (RFC 7396), by which extensions change the schema."""
    if not isinstance(patch, dict) or not isinstance(base, dict):
        return deepcopy(patch)
    return {**base, **{name: patched(base.get(name, {}), part) for name, part in patch.items()}}


@cache
def release_schema() -> Any:
    """Release schema 1.1.5, patched with `bids` and with our own extension."""
    own = json.loads(FILES["release-schema.json"])
    return patched(patched(read("release-schema.json"), read("bids-extension.json")), own)


def faults(package: dict[str, Any], schema: str) -> list[str]:
    """Every violation of the package's schema, formats included."""
    registry = jsonschema_rs.Registry([(RELEASE, release_schema())])
    validator = jsonschema_rs.Draft4Validator(read(schema), registry=registry, validate_formats=True)
    return [f"{'/'.join(map(str, one.instance_path))}: {one.message}" for one in validator.iter_errors(package)]


def undocumented(release: dict[str, Any]) -> set[str]:
    """Paths of the release that stand in no schema; `?` where a field is deprecated."""
    return set(_unknown(release, release_schema(), ""))


def _unknown(value: Any, schema: Any, path: str) -> Iterator[str]:
    schema = _resolved(schema)
    if isinstance(value, list):
        for item in value:
            yield from _unknown(item, schema.get("items", {}), path)
    elif isinstance(value, dict):
        for name, member in value.items():
            known = schema.get("properties", {}).get(name)
            if known is None:
                yield f"{path}/{name}"
            else:
                if "deprecated" in known:
                    yield f"{path}/{name}?"
                yield from _unknown(member, known, f"{path}/{name}")


def _resolved(schema: Any) -> Any:
    if "$ref" not in schema:
        return schema
    return release_schema()["definitions"][schema["$ref"].rsplit("/", 1)[1]]


def paths(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every field of a release, without the places in lists."""
    if isinstance(value, list):
        for item in value:
            yield from paths(item, path)
    elif isinstance(value, dict):
        for name, member in value.items():
            yield (*path, name)
            yield from paths(member, (*path, name))
