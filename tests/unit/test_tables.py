"""Tables, modules, schemas, templates and golden cases name the same kinds, strategies and engines."""

import json
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from generator.cli import main
from generator.components.kinds import KINDS
from generator.discovery import platform_folder
from generator.engines import engines
from generator.environment.environment import Engine
from generator.files import package_data
from generator.spec.component import StrategyType
from generator.validate.context import CONTAINERS

ROOT = Path(__file__).parent.parent.parent
SCHEMAS = package_data.folder("schemas")


def schema(name: str) -> Any:
    return json.loads((SCHEMAS / name).read_text())


def stems(folder: Path, ending: str) -> set[str]:
    return {path.name.removesuffix(ending) for path in folder.glob(f"*{ending}")}


def golden() -> str:
    """Every expected object and every project of the golden cases, as one text."""
    return "\n".join(
        path.read_text(errors="replace") for path in sorted((ROOT / "tests" / "golden").rglob("ml-project.yaml"))
    )


def test_kinds_agree() -> None:
    kinds = set(KINDS)
    assert stems(SCHEMAS / "kinds", ".json") == kinds
    assert platform_folder.bundled()["project.json"]["$defs"]["component"]["properties"]["kind"]["enum"] == list(KINDS)
    rooms = ROOT / "generator" / "components"
    assert all((rooms / f"{kind}.py").is_file() or (rooms / kind / "kind.py").is_file() for kind in kinds)
    of_services = {"service", "worker", "mlflow", "inference"}
    assert all((package_data.folder("overlays") / kind).is_dir() for kind in kinds - of_services)
    assert all(f"kind: {kind}" in golden() for kind in kinds)


def test_strategies_agree() -> None:
    strategies = set(get_args(StrategyType))
    assert stems(SCHEMAS / "strategies", ".json") == strategies
    assert set(schema("fields.json")["$defs"]["strategy"]["then"]["enum"]) == strategies
    assert (
        set(schema("environment.json")["properties"]["policy"]["properties"]["strategies"]["items"]["enum"])
        == strategies
    )
    folders = {path.name for path in (ROOT / "tests" / "golden").glob("*/expected/projects/*/*/overlays/*/*")}
    assert strategies <= folders


def test_engines_agree() -> None:
    known = set(get_args(Engine))
    assert set(engines.ENGINES) == known
    assert set(schema("environment.json")["properties"]["engine"]["enum"]) == known
    assert all((ROOT / "generator" / "engines" / f"{each.replace('-', '_')}.py").is_file() for each in known)
    assert all((package_data.folder("overlays") / each).is_dir() for each in known)


def test_every_command_has_its_module_and_its_line_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    for name in main.COMMANDS:
        assert (ROOT / "generator" / "cli" / f"{name}.py").is_file()
        assert f"`{name}" in readme, name


def test_the_bundled_platform_is_the_one_that_the_design_names() -> None:
    folder = package_data.folder("environments")
    assert stems(folder, ".yaml") == {"defaults", "dev", "staging", "production"}
    defaults = yaml.safe_load((folder / "defaults.yaml").read_text())
    assert {"policy", "promotesFrom"}.isdisjoint(defaults)
    assert set(defaults["machines"]) == {"cpu-small", "cpu-large", "gpu-small"}


def holds(document: Any, rule: Any, field: str) -> bool:
    """Whether a schema, or one of its values, is a mapping with this field."""
    if not isinstance(rule, dict):
        return False
    rule = document["$defs"][rule["$ref"].rpartition("/")[2]] if rule.get("$ref", "").startswith("#") else rule
    inner = (rule.get(keyword) for keyword in ("additionalProperties", "then", "else"))
    return field in rule.get("properties", {}) or any(holds(document, each, field) for each in inner)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_names_its_groups_of_pods_and_what_counts_them(kind: str) -> None:
    document = schema(f"kinds/{kind}.json")
    fields = document["properties"]
    grouped = {name for name, rule in fields.items() if holds(document, rule, "machine")}
    assert grouped - {*CONTAINERS} == {*KINDS[kind].GROUPS}
    assert {path[0] for path in KINDS[kind].COUNTS} <= fields.keys() & KINDS[kind].SIZE
    assert {name for name, rule in fields.items() if holds(document, rule, "from")} <= {"serve"}
