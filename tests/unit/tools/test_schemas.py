"""The vendored schemas: made by the script that is here, and complete."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from generator.external import kubeconform
from generator.files import package_data

ROOT = Path(__file__).parents[3]
SCHEMAS = package_data.folder("schemas")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.json")}


def named(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


def test_writing_them_anew_changes_no_byte(tmp_path: Path) -> None:
    subprocess.run([sys.executable, ROOT / "tools/vendor_schemas.py", tmp_path], check=True)
    assert contents(tmp_path) == contents(SCHEMAS / "kubernetes")


def test_every_supported_kubernetes_is_there() -> None:
    assert kubeconform.versions(SCHEMAS) == ("1.31", "1.32", "1.33", "1.34", "1.35", "1.36", "1.37")


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("kubernetes/*/*.json")), ids=named)
def test_a_core_schema_stands_alone_and_is_closed(path: Path) -> None:
    schema = json.loads(path.read_bytes())
    assert b"$ref" not in path.read_bytes()
    assert schema["additionalProperties"] is False
    assert len(schema["properties"]["apiVersion"]["enum"]) == 1


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("resources/*/*.json")), ids=named)
def test_a_custom_schema_lies_under_its_own_group_kind_and_version(path: Path) -> None:
    (identity,) = json.loads(path.read_bytes())["x-kubernetes-group-version-kind"]
    assert path.parent.name == identity["group"]
    assert path.stem == f"{identity['kind'].lower()}_{identity['version']}"


def test_the_licence_table_names_every_custom_schema() -> None:
    table = (SCHEMAS / "resources/README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \S+ \| \S+ \| `(\S+)`: (.+) \| (?:Apache-2.0|BSD-3-Clause) \|$", table, re.MULTILINE)
    listed = {f"{group}/{kind.lower().replace(' ', '_')}.json" for group, kinds in rows for kind in kinds.split(", ")}
    assert listed == set(contents(SCHEMAS / "resources"))
