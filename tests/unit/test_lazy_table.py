import subprocess
import sys
from pathlib import Path

import pytest

from generator.lazy_table import LazyTable

PROJECT = """\
apiVersion: tidegate.dev/v1
name: a
team: b
components:
  api: {kind: service, image: "ghcr.io/a/b:1", ports: {http: 8080}}
environments: {dev: }
"""
UNUSED = (
    "platformdirs",
    "urllib3",
    "pathlib",
    "jinja2",
    "generator.components.job",
    "generator.components.cronjob",
    "generator.engines.argo_rollouts",
    "generator.engines.flagger",
    "generator.gitops.argocd",
    "generator.gitops.flux",
    "generator.kubernetes.keda",
    "generator.files.gitops_index",
)


def test_names_are_known_without_loading() -> None:
    table = LazyTable({"a": lambda: 1, "b": lambda: 1 // 0})
    assert (list(table), len(table), "b" in table, "c" in table) == (["a", "b"], 2, True, False)


def test_an_entry_is_loaded_when_it_is_looked_up() -> None:
    table = LazyTable({"a": lambda: 1, "b": lambda: 2})
    assert (table["b"], table.get("c"), [*table.values()]) == (2, None, [1, 2])


def test_an_unknown_name_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="c"):
        LazyTable[int]({})["c"]


def test_validate_imports_what_the_project_uses(tmp_path: Path) -> None:
    (tmp_path / "ml-project.yaml").write_text(PROJECT)
    code = (
        "import sys; from generator.cli import main; "
        f"assert main.run(['validate', {str(tmp_path / 'ml-project.yaml')!r}]) == 0; "
        f"print([name for name in sys.modules if name.startswith({UNUSED!r})])"
    )
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert found.stdout.splitlines()[-1] == "[]"


def test_no_dataclass_is_defined_at_a_cold_validate(tmp_path: Path) -> None:
    (tmp_path / "ml-project.yaml").write_text(PROJECT)
    code = (
        "import dataclasses; made = []; real = dataclasses.dataclass\n"
        "def noted(*args, **named):\n    made.append(sys._getframe(1).f_globals['__name__'])\n    return real(*args, **named)\n"
        "import sys; dataclasses.dataclass = noted; from generator.cli import main\n"
        f"assert main.run(['validate', {str(tmp_path / 'ml-project.yaml')!r}]) == 0\n"
        "print([name for name in made if name.startswith('generator')])"
    )
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert found.stdout.splitlines()[-1] == "[]"
