"""The same services for every tool: project files for tidegate, one table of values for the others.

Each project has one service in three environments; two of them override something. What the other tools print is made
of what tidegate prints for one service: the same objects, with places for the values. That is kind to them, since a
chart that people write has helpers, conditions and defaults.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

ENVIRONMENTS: Mapping[str, Mapping[str, Any]] = {
    "dev": {},
    "staging": {"min": 3},
    "production": {"min": 4, "max": 12, "level": "warning"},
}

# Values that stand for a place: no other text or number in the objects contains one of them.
PLACES: Mapping[str, Any] = {
    "name": "qname", "team": "qteam", "tag": "qtag", "rules": "qrules", "level": "qlevel", "min": 7001, "max": 7002,
}  # fmt: skip

_TEAM_FILE = """\
apiVersion: tidegate.dev/v1
name: {name}
team: {team}
components:
  api:
    kind: service
    image: ghcr.io/acme/fraud:{tag}
    model: s3://models/{name}/12
    args: [--workers, 2, --model, $(MODEL_URI)]
    ports: {{http: 8080, metrics: 9090}}
    env:
      LOG_LEVEL: {level}
      API_TOKEN: {{secret: api, key: token}}
    files: {{/etc/app/rules.txt: "{rules}"}}
    resources: {{cpu: 500m, memory: 1Gi}}
    health: {{ready: /readyz, live: /healthz, startup: 5m}}
    scale: {{min: {min}, max: {max}, cpu: 70}}
environments:
"""


def projects(count: int) -> Iterator[dict[str, Any]]:
    """The values of each project."""
    for number in range(count):
        yield {
            "name": f"p{number:04d}", "team": f"team-{number % 10}", "tag": f"1.4.{number}", "rules": f"limit 0.{number}",
            "level": "info", "min": 2, "max": 6,
        }  # fmt: skip


def team_file(values: Mapping[str, Any], environments: Mapping[str, Mapping[str, Any]] = ENVIRONMENTS) -> str:
    """The `ml-project.yaml` of a project."""
    sections = "".join(f"  {name}: {_override(changes)}\n" for name, changes in environments.items())
    return _TEAM_FILE.format(**values) + sections


def wide_file(components: int, label: str) -> str:
    """The `ml-project.yaml` of one project with many components in one environment; every object has the label."""
    text = team_file({**next(projects(1)), "name": "wide", "team": "bench"}, {"dev": {}})
    head, _, rest = text.partition("components:\n")
    component, _, environments = rest.partition("environments:\n")
    every = "".join(component.replace("  api:\n", f"  api{number}:\n", 1) for number in range(components))
    return f"{head}labels: {{acme.dev/wave: {label}}}\ncomponents:\n{every}environments:\n{environments}"


def _override(changes: Mapping[str, Any]) -> str:
    scale = {key: changes[key] for key in ("min", "max") if key in changes}
    env = {"LOG_LEVEL": changes["level"]} if "level" in changes else {}
    component = {key: value for key, value in (("scale", scale), ("env", env)) if value}
    return json.dumps({"components": {"api": component}} if component else {})


def write(folder: Path, count: int) -> None:
    """Project files below `folder`, one folder each."""
    for values in projects(count):
        home = folder / values["name"]
        home.mkdir(parents=True)
        (home / "ml-project.yaml").write_text(team_file(values))


def chart(folder: Path, objects: str, count: int) -> None:
    """A Helm chart that prints the same objects; `objects` is what tidegate prints for `PLACES`, as YAML."""
    text = _filled(objects, lambda key: f"{{{{ $v.{key} }}}}", "{{ $hash }}")
    head = (
        "{{- range $p := .Values.projects }}{{- range $e := $.Values.environments }}"
        "{{- $v := mergeOverwrite (deepCopy $p) $e }}{{- $hash := sha256sum $v.rules | trunc 10 }}\n---\n"
    )
    (folder / "templates").mkdir(parents=True, exist_ok=True)
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: fleet\nversion: 1.0.0\n")
    (folder / "values.yaml").write_text(json.dumps(_table(count)))  # JSON is YAML
    (folder / "templates" / "all.yaml").write_text(f"{head}{text}{{{{- end }}}}{{{{- end }}}}\n")


def jsonnet(folder: Path, objects: list[Any], count: int) -> Path:
    """A Jsonnet program that prints the same objects; `objects` is what tidegate prints for `PLACES`."""
    text = json.dumps(objects, indent=1)
    for key in ("min", "max"):
        text = text.replace(str(PLACES[key]), f"v.{key}")
    text = _filled(text, lambda key: f'"+v.{key}+"', '"+hash+"')
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "table.json").write_text(json.dumps(_table(count)))
    program = folder / "all.jsonnet"
    program.write_text(
        'local table = import "table.json";\n'
        f"local objects(v) = local hash = std.substr(std.md5(v.rules), 0, 10); {text};\n"
        "std.flattenArrays([objects(p + e) for p in table.projects for e in table.environments])\n"
    )
    return program


def _table(count: int) -> dict[str, Any]:
    return {"projects": list(projects(count)), "environments": list(ENVIRONMENTS.values())}


def _filled(text: str, place: Callable[[str], str], content_hash: str) -> str:
    """The text with its places open; the hash in the ConfigMap's name is the others' own to make."""
    marker = "qname-api-blue-"
    found = text.find(marker)
    if found >= 0:
        text = text.replace(text[found : found + len(marker) + 10], marker + content_hash)
    for key, value in PLACES.items():
        text = text.replace(str(value), place(key))
    return text
