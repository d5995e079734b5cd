"""CustomResourceDefinitions of the kinds that a test needs: those of their releases, or made from `schemas/resources`."""

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from generator.files import package_data
from generator.kubernetes import object_kinds
from generator.kubernetes.object_kind import ObjectKind
from generator.manifest.object_fields import value_at
from tests import patience
from tests.cluster.api import Api

RELEASED = Path(sys.prefix) / "share" / "crds"
NOT_RELEASED = frozenset(
    {
        *(f"{plural}.argoproj.io" for plural in ("cronworkflows", "workflows", "workflowtemplates")),
        *(f"{plural}.kubernetes.dask.org" for plural in ("daskautoscalers", "daskclusters", "daskjobs")),
        *(f"{plural}.ray.io" for plural in ("rayclusters", "rayjobs", "rayservices")),
        "externalsecrets.external-secrets.io",
        "leaderworkersets.leaderworkerset.x-k8s.io",
        "notebooks.kubeflow.org",
    }
)
"""The definitions that no release in `tools/cluster/crds.txt` has: those of their kinds are made from `schemas/resources`."""


def install(api: Api, kinds: Iterable[str]) -> None:
    """Define kinds, by the names of their rows, and wait until the API server has them all."""
    _define(api, [definition(kind) for kind in sorted(kinds)])


def install_released(api: Api, names: Iterable[str]) -> None:
    """Define kinds that tidegate does not write, but that a controller asks for, by the names of their definitions."""
    _define(api, [_released(name) for name in names])


def released(kind: str, part: str = "") -> list[dict[str, Any]]:
    """The objects of a kind that is no definition in all releases, those whose name has a part."""
    return [json.loads(path.read_bytes()) for path in sorted(RELEASED.glob(f"{kind}.*.json")) if part in path.name]


def _define(api: Api, made: Sequence[dict[str, Any]]) -> None:
    for each in made:
        # that of InferenceServices has two megabytes: to apply it takes far longer, and 34 seconds are all there is otherwise
        answer = api.request(
            "POST", api.collection(each["apiVersion"], each["kind"]), each, timeout=f"{patience.LONG}s"
        )
        assert answer.status in {201, 409}, answer.refusal
    assert patience.until(lambda: all(_established(api.get(each)) for each in made))


def definition(kind: str) -> dict[str, Any]:
    """The definition of a kind that is not Kubernetes' own; AssertionError if its release was not downloaded."""
    row = object_kinds.of(kind)
    name = f"{row.plural}.{row.group}"
    return _made(row) if name in NOT_RELEASED else _released(name)


def _released(name: str) -> dict[str, Any]:
    path = RELEASED / f"{name}.json"
    assert path.exists(), f"{path} is not there: make test-cluster downloads what tools/cluster/crds.txt lists"
    found: dict[str, Any] = json.loads(path.read_bytes())
    found.pop("status", None)
    # what converts older versions is a webhook of the operator, which does not run
    found["spec"].pop("conversion", None)
    return found


def _made(row: ObjectKind) -> dict[str, Any]:
    schema = json.loads((package_data.folder("schemas") / row.schema_file("")).read_bytes())
    names = {"kind": row.kind, "plural": row.plural, "listKind": f"{row.kind}List", "singular": row.kind.lower()}
    version = {
        "name": row.version,
        "served": True,
        "storage": True,
        "schema": {"openAPIV3Schema": structural(schema)},
        **({"subresources": {"status": {}}} if "status" in schema["properties"] else {}),
    }
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{row.plural}.{row.group}"},
        "spec": {
            "group": row.group,
            "names": names,
            "scope": "Namespaced" if row.namespaced else "Cluster",
            "versions": [version],
        },
    }


def structural(schema: Any) -> Any:
    """The schema of a definition from that of `schemas/resources`, whose README says how that was made from the first."""
    if isinstance(schema, list):
        return [structural(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    own = {key: _member(key, value) for key, value in schema.items() if key not in _ADDED}
    if own.get("additionalProperties") is False:
        del own["additionalProperties"]
    if isinstance(own.get("type"), list):
        own["type"], own["nullable"] = next(word for word in own["type"] if word != "null"), True
    if [item.get("type") for item in own.get("oneOf", ())] == ["string", "integer"]:
        del own["oneOf"]
        own["x-kubernetes-int-or-string"] = True
    return own


_ADDED = frozenset({"$schema", "$id", "x-kubernetes-group-version-kind"})


def _member(key: str, value: Any) -> Any:
    if key == "properties":
        return {name: structural(schema) for name, schema in value.items()}
    return value if key in {"enum", "required", "default", "x-kubernetes-validations"} else structural(value)


def _established(found: Any) -> bool:
    conditions = value_at(found, ("status", "conditions")) or ()
    broken = [
        each["message"] for each in conditions if (each["type"], each["status"]) == ("NonStructuralSchema", "True")
    ]
    assert not broken, broken
    return any((each["type"], each["status"]) == ("Established", "True") for each in conditions)
