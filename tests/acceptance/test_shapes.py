"""The most frequent shapes of public ML manifests: our objects equal the original in what matters.

A file of `tests/acceptance/shapes` has the `component` that says the same as `original`, a list of objects in the form in which
people publish them, cut to the fields under discussion. `environment` is what the platform adds, `project` other components,
`beside` files beside the project, `warnings` the facts that are told. An object matches if it has all that the original says, in
whatever order. Names of volumes do not matter: a mount is compared with what it mounts.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.builders import cases
from tests.builders.cases import Case
from tests.builders.documents import Data

SHAPES = sorted(Path(__file__).with_name("shapes").glob("*.yaml"))
ENVIRONMENT: Data = {"name": "dev", "extends": "defaults", "cluster": {"name": "test", "kubernetes": "1.35"}}
CONTAINERS = ("initContainers", "containers")


def project(shape: Data) -> Data:
    component = {"kind": "service", "image": "ghcr.io/acme/app:1.0.0", **shape["component"]}
    if component["kind"] in {"service", "store"}:
        component.setdefault("ports", {"http": 8080})
    return {
        "apiVersion": "tidegate.dev/v1",
        "name": "acme",
        "team": "ml",
        "components": {"app": component, **shape.get("project", {})},
        "environments": {"dev": {}},
    }


def objects(shape: Data) -> list[Data]:
    environment = {**ENVIRONMENT, **shape.get("environment", {})}
    files = {name: text.encode() for name, text in shape.get("beside", {}).items()}
    built = cases.build(Case(project(shape), {"dev": environment}), files)
    assert [problem.fact for problem in built.judged.problems] == shape.get("warnings", [])
    return [
        comparable(yaml.safe_load(content))
        for path, content in built.files().items()
        if not path.endswith("kustomization.yaml")
    ]


def comparable(node: Any) -> Any:
    """The same object, with mounts by path and variables by name, and what is mounted in place of a volume's name."""
    if isinstance(node, list):
        return [comparable(item) for item in node]
    if not isinstance(node, dict):
        return node
    made = {key: comparable(value) for key, value in node.items()}
    if any(key in made for key in CONTAINERS):
        volumes = {volume.pop("name"): volume for volume in made.pop("volumes", [])}
        for container in (each for key in CONTAINERS for each in made.get(key, [])):
            container["volumeMounts"] = {
                mount["mountPath"]: {
                    "volume": volumes.get(mount["name"], mount["name"]),
                    "subPath": mount.get("subPath", ""),
                }
                for mount in container.get("volumeMounts", [])
            }
            container["env"] = {variable.pop("name"): variable for variable in container.get("env", [])}
    return made


def has(ours: Any, original: Any) -> bool:
    """Whether ours says all that the original says; the items of a list may have any order, and there may be more."""
    if isinstance(original, Mapping):
        return isinstance(ours, Mapping) and all(
            key in ours and has(ours[key], value) for key, value in original.items()
        )
    if isinstance(original, Sequence) and not isinstance(original, str):
        if not all(isinstance(item, Mapping) for item in original):
            return bool(ours == original)
        return isinstance(ours, list) and all(any(has(item, wanted) for item in ours) for wanted in original)
    return bool(ours == original)


@pytest.mark.parametrize("path", SHAPES, ids=lambda path: path.stem)
def test_shape(path: Path) -> None:
    shape = yaml.safe_load(path.read_text(encoding="utf-8"))
    ours = objects(shape)
    missing = [wanted for wanted in map(comparable, shape["original"]) if not any(has(item, wanted) for item in ours)]
    kinds = {wanted["kind"] for wanted in missing}
    assert missing == [], yaml.safe_dump([item for item in ours if item["kind"] in kinds])


def test_there_are_forty_shapes() -> None:
    assert len(SHAPES) >= 40
