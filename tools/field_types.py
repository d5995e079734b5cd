"""Write what `generator/kubernetes/field_types.py` knows of fields: merge keys, sets, quantities, durations, defaults.

The kinds of Kubernetes come from the installed `kubernetes-validate` package, custom resources from `schemas/resources`. Pod
templates of custom resources, whose schemas leave out what lists mean, are those of a Deployment.
Usage: `python tools/field_types.py [FILE]`, default `generator/kubernetes/field_types.json`.
"""

import importlib.util
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator.kubernetes import argo_templates, object_kinds
from generator.kubernetes.object_kind import ObjectKind

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "generator" / "kubernetes" / "field_types.json"
VERSION = "1.37"
Node = dict[str, Any]

NEVER_DEFAULT = ("replicas", "minReplicas", "minReplicaCount", "maxReplicaCount", "weight", "selector")
"""Fields where a value that is written and one that is left out are not the same to a reviewer, whatever the default."""
ARGO = ("CronWorkflow", "Workflow", "WorkflowTemplate")
"""Kinds whose schemas are long and say nothing of lists, whose items have unique names (`validateWorkflowFieldNames` of Argo)."""
NAMED: Node = {"keys": ["name"]}
DURATIONS = {"ExternalSecret": ("spec/refreshInterval",)}
"""Durations whose schema has no pattern: `metav1.Duration`, which Go parses."""
_QUANTITY = re.compile(r"\^\(\\\+\|-\)\?\(\(\[0-9\]\+")
_REFERENCE = "io.k8s.apimachinery.pkg.api.resource.Quantity"


def main(arguments: list[str]) -> int:
    """Write the file of the arguments; replace it if it exists."""
    target = Path(arguments[0]) if arguments else TARGET
    folder = _kubernetes() / f"v{VERSION}.0-local-strict"
    definitions = _load(folder / "_definitions.json")["$defs"]
    found: dict[str, Node] = {}
    for row in object_kinds.TABLE.values():
        if row.schema == "kubernetes":
            found[row.kind] = node(_load(folder / f"{row.schema_name}.json"), definitions)
    pods = _at(found["Deployment"], ["spec", "template"])
    metadata = _at(found["Deployment"], ["metadata"])
    for row in object_kinds.TABLE.values():
        if row.schema == "resources":
            found[row.kind] = _of_argo(row, pods) if row.kind in ARGO else _resource(row, pods)
            _put(found[row.kind], ["metadata"], metadata)
    text = json.dumps(found, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    target.write_text(text.replace('},"', '},\n"') + "\n", encoding="utf-8")
    return 0


def _resource(row: ObjectKind, pods: Node) -> Node:
    own = node(_load(ROOT / "schemas" / row.schema_file(VERSION)), {}, defaults=True)
    for path in row.pod_templates:
        _put(own, path.split("."), pods)
    for duration in DURATIONS.get(row.kind, ()):
        _put(own, duration.split("/"), {**_at(own, duration.split("/")), "is": "duration"})
    return own


def _of_argo(row: ObjectKind, pods: Node) -> Node:
    """What is known of a kind of Argo Workflows: the parts of pods in its templates."""
    if row.as_pod is None:
        return {}
    pod, own = _at(pods, ["spec"])["fields"], _at(pods, ["spec", "containers"])
    template: Node = {"fields": {name: pod[name] for name in argo_templates.OF_POD if name in pod}}
    template["fields"] |= {"container": own["items"], "initContainers": pod["initContainers"], "sidecars": own}
    for path in (
        ["dag", "tasks"],
        *([way, kind] for way in ("inputs", "outputs") for kind in ("artifacts", "parameters")),
    ):
        _put(template, path, NAMED)
    tree: Node = {}
    _put(tree, ["spec", "templates"], {**NAMED, "items": template})
    _put(tree, ["spec", "arguments", "parameters"], NAMED)
    _put(tree, ["spec", "imagePullSecrets"], pod["imagePullSecrets"])
    return tree


def node(schema: Mapping[str, Any], definitions: Mapping[str, Any], *, defaults: bool = False) -> Node:
    """What a schema says of a field and the fields below it; empty if that is nothing of interest."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return {"is": "quantity"} if name == _REFERENCE else node(definitions[name], definitions)
    own = _own(schema)
    fields = {
        name: found
        for name, each in (schema.get("properties") or {}).items()
        if name not in {"status", "managedFields"} and (found := _field(name, each, definitions, defaults=defaults))
    }
    if fields:
        own["fields"] = fields
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict) and (items := node(schema[key], definitions, defaults=defaults)):
            own["items"] = items
    return own


def _field(name: str, schema: Mapping[str, Any], definitions: Mapping[str, Any], *, defaults: bool) -> Node:
    found = node(schema, definitions, defaults=defaults)
    if defaults and "default" in schema and name not in NEVER_DEFAULT:
        found["default"] = schema["default"]
    return found


def _own(schema: Mapping[str, Any]) -> Node:
    kind, keys = schema.get("x-kubernetes-list-type"), schema.get("x-kubernetes-list-map-keys")
    if keys is None and "x-kubernetes-patch-merge-key" in schema:
        keys = [schema["x-kubernetes-patch-merge-key"]]
    if kind == "set" or (kind is None and keys is None and schema.get("x-kubernetes-patch-strategy") == "merge"):
        return {"set": True}
    if keys is not None and kind in {None, "map"}:
        return {"keys": keys}
    pattern = schema.get("pattern", "")
    if _QUANTITY.match(pattern):
        return {"is": "quantity"}
    return {"is": "duration"} if pattern and _is_duration(pattern) else {}


def _is_duration(pattern: str) -> bool:
    return all(re.search(pattern, text) for text in ("90s", "5m")) and not any(
        re.search(pattern, text) for text in ("90", "s90", "90x", "x")
    )


def _put(tree: Node, path: list[str], value: Node) -> None:
    *parents, last = path
    for part in parents:
        tree = tree.setdefault("items", {}) if part == "*" else tree.setdefault("fields", {}).setdefault(part, {})
    tree.setdefault("fields", {})[last] = value


def _at(tree: Node, path: list[str]) -> Node:
    for part in path:
        tree = tree.get("fields", {}).get(part, {})
    return tree


def _kubernetes() -> Path:
    found = importlib.util.find_spec("kubernetes_validate")
    if found is None or found.origin is None:
        sys.exit("kubernetes-validate is not installed: run `make` first, or pip install '.[dev]'")
    return Path(found.origin).parent / "kubernetes-json-schema"


def _load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
