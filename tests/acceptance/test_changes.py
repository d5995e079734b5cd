"""The table of changes: each edit of a project file, committed and edited in a real repository, and what `diff` says of it.

`--regenerate` writes what is said now into the table, to be read before it is committed.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.cli import main
from generator.components.kinds import KINDS
from generator.environment import operators
from generator.kubernetes.effects.effect import Effect
from tests.builders import repositories
from tests.builders.repositories import put, save

TABLE = Path(__file__).parent / "changes.yaml"
LOADED: dict[str, Any] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
CHANGES: list[dict[str, Any]] = LOADED["changes"]
ANSWER = ("effect", "object", "why", "source", "refused")
ENVIRONMENT = """apiVersion: tidegate.dev/v1
name: {name}
cluster: {{name: {name}, kubernetes: "1.34"}}
gitops: {{tool: flux, version: "2.9", source: {{kind: GitRepository, name: deploy, namespace: flux-system}}}}
traffic: gateway-api
gateway: {{name: public, namespace: gateways}}
machines:
  cpu: {{cpu: "2", memory: 8Gi}}
  gpu: {{cpu: "8", memory: 64Gi, gpu: {{nvidia.com/gpu: 1}}}}
downloaders: {{"*": {{image: "ghcr.io/acme/fetch:1"}}}}
operators: {operators}
"""
HASH = re.compile(r"-[0-9a-f]{10}\b")
TEAM = re.compile(r"\bteam-[0-9]+")
"""Every change has a project of its own, which differs by its team."""
FILE = "projects/{number}/ml-project.yaml"


def component(change: dict[str, Any], *layers: str) -> dict[str, Any]:
    merged = {"kind": change["kind"], **LOADED["kinds"][change["kind"]]}
    for layer in layers:
        merged |= change.get(layer, {})
    return {name: value for name, value in merged.items() if value is not None}


def project(number: int, held: dict[str, Any]) -> str:
    change = CHANGES[number]
    found: dict[str, Any] = {"apiVersion": "tidegate.dev/v1", "name": "lab", "team": f"team-{number}"}
    found |= {"components": {change["kind"]: held}, "environments": {change["operator"]: None}}
    return yaml.safe_dump(found, sort_keys=False)


def answers(top: Path) -> list[dict[str, Any]]:
    """What one run of `diff` over all edits says of each."""
    repositories.init(top)
    put(top, "tidegate-platform.yaml", b"apiVersion: tidegate.dev/v1\n")
    for name, held in LOADED["platforms"].items():
        put(top, f"environments/{name}.yaml", ENVIRONMENT.format(name=name, operators=json.dumps(held)).encode())
    for layers in (("from",), ("from", "edit")):
        if "edit" in layers:
            save(top, "before")
        for number, change in enumerate(CHANGES):
            put(top, FILE.format(number=number), project(number, component(change, *layers)).encode())
    out = top.parent / "out.json"
    main.run(["diff", str(top / "projects"), "--format", "json", "--output", str(out)])
    found = json.loads(out.read_text())
    return [answer(found, number) for number in range(len(CHANGES))]


def answer(found: dict[str, Any], number: int) -> dict[str, Any]:
    """Its effect with the first field that has it, and the problem that refuses it."""
    problems = [each for each in found["problems"] if each["file"].endswith(f"/{FILE.format(number=number)}")]
    refused = [TEAM.sub("team", ": ".join(filter(None, (each["where"], each["fact"])))) for each in problems]
    compared = [each for each in found["environments"] if each["team"] == f"team-{number}"]
    assert len(refused) <= 1
    assert compared or refused, CHANGES[number]
    return {**(_effect(compared[0]) if compared else {}), **({"refused": refused[0]} if refused else {})}


def _effect(environment: dict[str, Any]) -> dict[str, Any]:
    worst = environment["effect"]
    object_ = next(each for each in environment["objects"] if worst in effects(each))
    fields = [each for each in object_.get("fields", ()) if worst in effects(each)]
    said = fields[0] if fields else object_
    why = HASH.sub("-HASH", said["reason"])
    return {"effect": worst, "object": object_["kind"], "why": why, "source": said["source"]}


def effects(each: dict[str, Any]) -> list[str]:
    return [each["effect"], *each.get("also", ())]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    with pytest.MonkeyPatch.context() as patch:
        top = tmp_path_factory.mktemp("changes")
        repositories.home(top / "home", patch)
        said = answers(top / "deploy")
    if request.config.getoption("--regenerate"):
        write(said)
    return said


def write(said: list[dict[str, Any]]) -> None:
    head = TABLE.read_text(encoding="utf-8").partition("changes:\n")[0]
    rows = "".join(map(row, ({**change, **now} for change, now in zip(CHANGES, said, strict=True))))
    TABLE.write_text(f"{head}changes:\n{rows}", encoding="utf-8")


def row(change: dict[str, Any]) -> str:
    lines = (f"  {name}: {flow(value)}\n" for name, value in change.items())
    return "".join(lines).replace("  ", "- ", 1)


def flow(value: Any) -> str:
    return yaml.safe_dump(value, default_flow_style=True, width=10**6, sort_keys=False).removesuffix("...\n").strip()


@pytest.mark.parametrize("number", range(len(CHANGES)), ids=lambda each: f"{CHANGES[each]['kind']}-{each}")
def test_a_change_does_what_the_table_says(number: int, found: list[dict[str, Any]], *, regenerate: bool) -> None:
    if not regenerate:
        assert found[number] == {name: CHANGES[number][name] for name in ANSWER if name in CHANGES[number]}


def test_every_kind_and_operator_has_changes() -> None:
    assert {each["kind"] for each in CHANGES} == {*LOADED["kinds"]}
    assert {*operators.FORMS, "mlflow"} & {*KINDS} == {*LOADED["kinds"]}
    named = {api for kind in LOADED["kinds"] for api in operators.FORMS.get(kind, ())}
    assert named <= {each["operator"] for each in CHANGES}


def test_there_is_a_change_of_every_sort() -> None:
    """Another object, pods that are replaced, what nobody acts on, what is refused."""
    wanted = {Effect.RUN, Effect.REPLACED, Effect.RESTART, Effect.INTERRUPTION, Effect.IGNORED, Effect.NEXT_START}
    assert {str(each) for each in wanted} <= {each.get("effect") for each in CHANGES}
    assert [each for each in CHANGES if "refused" in each]
