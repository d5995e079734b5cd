"""The layout of a GitOps repository: what is built is parsed back, and one module alone spells it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import generator
from generator.manifest import gitops_paths
from generator.manifest.gitops_paths import EntryFile, EnvironmentFile, ObjectFile, OverlayFile, OverlayFolder

PACKAGE = Path(generator.__file__).parent
DEV = OverlayFolder("risk-ml", "fraud", "dev")

SPELLED = re.compile(
    r"(^|/)(projects|clusters)(/|$)"  # the two folders at the top
    r"|/overlays(/|$)"  # `overlays` alone is the folder of templates in a platform
    r"|^/?kustomization\.yaml$"
    r"|\.[a-z]+\.yaml$"  # `<object>.<kind>.yaml`
)


def texts(file: Path) -> Iterator[str]:
    """Every text in a module's code, the fixed parts of f-strings included, without docstrings."""
    tree = ast.parse(file.read_text())
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.value


def test_no_other_module_spells_the_layout() -> None:
    found = {
        f"{file.relative_to(PACKAGE)}: {text!r}"
        for file in sorted(PACKAGE.rglob("*.py"))
        if file.name != "gitops_paths.py"
        for text in texts(file)
        if SPELLED.search(text) and "\n" not in text and " " not in text
    }
    assert found == set()


def test_paths_are_those_of_the_documentation() -> None:
    assert gitops_paths.overlay(*DEV) == "projects/risk-ml/fraud/overlays/dev"
    assert gitops_paths.entry("dev-eu", "dev", "risk-ml", "fraud") == "clusters/dev-eu/dev/risk-ml.fraud.yaml"
    assert gitops_paths.object_file("fraud-api-blue", "Deployment") == "fraud-api-blue.deployment.yaml"
    assert gitops_paths.kustomization(f"{DEV.path}/rolling") == f"{DEV.path}/rolling/kustomization.yaml"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (f"{DEV.path}/kustomization.yaml", OverlayFile(DEV, "", "kustomization.yaml")),
        (f"{DEV.path}/hpa/a.b.yaml", OverlayFile(DEV, "hpa", "a.b.yaml")),
        (f"{DEV.path}/hpa/deeper/a.b.yaml", OverlayFile(DEV, "hpa/deeper", "a.b.yaml")),
        (gitops_paths.entry("dev-eu", *("dev", "risk-ml", "fraud")), EntryFile("dev-eu", DEV)),
        (DEV.path, None),
        ("projects/risk-ml/fraud/overlays/a.service.yaml", None),
        ("projects/risk-ml/fraud/a.service.yaml", None),
        ("projects/risk-ml/fraud/bases/dev/hpa/a.b.yaml", None),
        ("clusters/dev-eu/dev/kustomization.yaml", None),
        ("clusters/dev-eu/dev/a.b.c.yaml", None),
        ("clusters/dev-eu/risk-ml.fraud.yaml", None),
        ("clusters/dev-eu/dev/risk-ml.fraud.json", None),
        ("charts/risk-ml/fraud/overlays/dev/a.b.yaml", None),
        ("", None),
    ],
)
def test_a_path_has_its_parts_or_is_none_of_ours(path: str, expected: object) -> None:
    assert gitops_paths.parse(path) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("fraud-api.service.yaml", ObjectFile("fraud-api", "service")),
        (f"{DEV.path}/rolling/fraud-api.service.yaml", ObjectFile("fraud-api", "service")),
        ("a.b.service.yaml", ObjectFile("a.b", "service")),
        ("kustomization.yaml", None),
        (".service.yaml", None),
        ("fraud-api.service.json", None),
    ],
)
def test_an_object_file_has_its_parts_or_is_none(name: str, expected: ObjectFile | None) -> None:
    assert gitops_paths.parse_object_file(name) == expected


def test_an_object_stays_the_same_in_another_folder_of_its_environment() -> None:
    found = {
        gitops_paths.environment_file(f"{DEV.path}/{folder}/a.deployment.yaml") for folder in ("rolling", "canary")
    }
    assert found == {EnvironmentFile("dev", "a.deployment.yaml")}
    outside = gitops_paths.environment_file("projects/risk-ml/fraud/a.deployment.yaml")
    assert outside == EnvironmentFile("", "a.deployment.yaml")


@pytest.mark.parametrize(
    ("path", "folders"),
    [
        ("clusters/eu/dev/role.yaml", ("clusters", "eu", "dev")),
        ("clusters/eu/dev/risk.fraud.json", ("clusters", "eu", "dev")),
        ("clusters/eu/kustomization.yaml", ("clusters", "eu")),
        ("clusters/eu/Kustomization", ("clusters", "eu")),
        ("clusters/a.yml", ("clusters",)),
        ("clusters/eu/dev/deep/risk.fraud.yaml", ("clusters", "eu", "dev", "deep")),
        ("clusters/eu/dev/risk.fraud.yaml", None),
        ("clusters/eu/keep.yaml", None),
        ("clusters/eu/notes.md", None),
        ("projects/risk/fraud/overlays/dev/a.yaml", None),
        ("a.yaml", None),
    ],
)
def test_files_beside_the_entries_of_a_cluster(path: str, folders: tuple[str, ...] | None) -> None:
    assert gitops_paths.foreign_entry(path) == folders
