"""Write the Kubernetes schemas that kubeconform reads, from the installed `kubernetes-validate` package.

kubeconform cannot read them as the package has them: they refer to each other by absolute URLs, and 1.5 MB of definitions
would be compiled in each run. Here every reference is replaced by what it refers to, in one file for each kind, and
everything that does not validate (descriptions, `x-kubernetes-` hints) is removed.
Usage: `python tools/vendor_schemas.py [FOLDER]`, default `schemas/kubernetes`.
"""

import importlib.util
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator.kubernetes import object_kinds

VERSIONS = ("1.31", "1.32", "1.33", "1.34", "1.35", "1.36", "1.37")
TARGET = Path(__file__).resolve().parent.parent / "schemas" / "kubernetes"
_NOISE = frozenset({"$id", "$schema", "description", "title"})


def main(arguments: list[str]) -> int:
    """Write the schema of every version and kind into the folder of the arguments; replace files that exist."""
    target = Path(arguments[0]) if arguments else TARGET
    source = _source()
    for version in VERSIONS:
        folder = source / f"v{version}.0-local-strict"
        definitions = _load(folder / "_definitions.json")["$defs"]
        for kind in sorted(row.schema_name for row in object_kinds.TABLE.values() if row.schema == "kubernetes"):
            path = target / f"v{version}" / f"{kind}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_text(inlined(_load(folder / f"{kind}.json"), definitions)))
    return 0


def inlined(schema: Any, definitions: Mapping[str, Any]) -> Any:
    """Return the schema without references and descriptions; keys next to a `$ref` replace those of the schema it refers to."""
    if isinstance(schema, list):
        return [inlined(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    own = {key: value for key, value in schema.items() if key not in _NOISE and not key.startswith("x-kubernetes-")}
    reference = own.pop("$ref", None)
    settled = {key: _member(key, value, definitions) for key, value in own.items()}
    if reference is None:
        return settled
    return inlined(definitions[reference.rpartition("/")[2]], definitions) | settled


def _member(key: str, value: Any, definitions: Mapping[str, Any]) -> Any:
    """Under `properties` the keys are field names (`description` may be one), not keywords of JSON Schema."""
    if key == "properties":
        return {name: inlined(schema, definitions) for name, schema in value.items()}
    return value if key in {"enum", "required", "default"} else inlined(value, definitions)


def _source() -> Path:
    found = importlib.util.find_spec("kubernetes_validate")
    if found is None or found.origin is None:
        sys.exit("kubernetes-validate is not installed: run `make` first, or pip install '.[dev]'")
    return Path(found.origin).parent / "kubernetes-json-schema"


def _load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _text(schema: Any) -> bytes:
    return (json.dumps(schema, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n").encode()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
