"""The platform of examples/platform shows every setting that its engines and traffic have a use for."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
ENGINES = {"rollouts", "flagger"}
"""Settings of engines that no environment of the example has."""
OTHER_FORMS = {
    *("description", "gateway.from.cidrs", "machines.*.ephemeralStorage", "analysis.webhooks.timeout"),
    *("analysis.latency", "analysis.requests", "analysis.code", "analysis.durations"),
    *("machines.*.tolerations.value", "machines.*.tolerations.tolerationSeconds"),
    "machines.*.affinity.preferredDuringSchedulingIgnoredDuringExecution",
}
"""What stands beside a form that is shown, as in Kubernetes or with a default."""


def described(schema: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, below in schema.get("properties", {}).items():
        yield (*path, name)
        yield from described(below, (*path, name))
    for key, more in (("items", ()), ("additionalProperties", ("*",))):
        if isinstance(schema.get(key), dict):
            yield from described(schema[key], (*path, *more))


def written(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, below in node.items() if isinstance(node, dict) else ():
        yield (*path, str(name))
        yield from written(below, (*path, str(name)))
    for item in node if isinstance(node, list) else ():
        yield from written(item, path)


def test_every_setting_is_shown() -> None:
    files = (ROOT / "examples/platform/environments").glob("*.yaml")
    shown = {path for file in files for path in written(yaml.safe_load(file.read_text(encoding="utf-8")))}
    schema = json.loads((ROOT / "schemas/environment.json").read_text(encoding="utf-8"))
    missing = {
        ".".join(path)
        for path in described(schema)
        if path[0] not in ENGINES | {"defaults"}
        and not any(
            len(path) == len(each) and all(a in ("*", b) for a, b in zip(path, each, strict=True)) for each in shown
        )
    }
    assert {each for each in missing if not each.startswith(tuple(OTHER_FORMS))} == set()
    assert missing >= OTHER_FORMS
