"""Each ml-project.yaml of docs/other-tools.md is the same thing as the file of another tool beside it."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.acceptance import pages, programs
from tests.acceptance.programs import REFERENCE, Program

PAGE = pages.ROOT / "docs" / "other-tools.md"
FILES = {pages.file_name(block): block["body"] for block in pages.blocks(PAGE) if pages.file_name(block)}


def rendered(project: str, folder: Path) -> list[dict[str, Any]]:
    (folder / "ml-project.yaml").write_text(FILES[f"{project}/ml-project.yaml"])
    return list(yaml.safe_load_all(pages.run("tidegate render -e production 2>/dev/null", folder)))


def without_source(program: Program) -> Program:
    """Where a secret comes from is said by Kubernetes only."""
    return program._replace(
        variables={
            name: REFERENCE if "/" in text and "://" not in text else text for name, text in program.variables.items()
        }
    )


def test_a_deployment_is_the_same_service(tmp_path: Path) -> None:
    theirs = list(yaml.safe_load_all(FILES["kubernetes.yaml"]))
    ours = rendered("fraud", tmp_path)
    assert programs.of_kubernetes(ours, "fraud-api") == programs.of_kubernetes(theirs, "fraud-api")


def measures(objects: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    """What an autoscaler measures, of the pod or of its main container, and its target."""
    found = [
        metric for each in objects if each["kind"] == "HorizontalPodAutoscaler" for metric in each["spec"]["metrics"]
    ]
    sources = [metric.get("resource") or metric["containerResource"] for metric in found]
    return [(source["name"], source["target"]) for source in sources]


def test_the_scaler_of_a_deployment_has_the_same_measure(tmp_path: Path) -> None:
    theirs = list(yaml.safe_load_all(FILES["kubernetes.yaml"]))
    assert measures(rendered("fraud", tmp_path)) == measures(theirs)


@pytest.mark.parametrize("service", ["api", "indexer", "cache"])
def test_a_compose_service_is_the_same_component(service: str, tmp_path: Path) -> None:
    file = FILES["compose.yaml"].replace("//cache:", "//search-cache:")  # the host name, as the page says
    theirs = programs.of_compose(yaml.safe_load(file), service)
    ours = without_source(programs.of_kubernetes(rendered("search", tmp_path), f"search-{service}"))
    if not theirs.resources:  # Compose has no default, Tidegate has one
        ours = ours._replace(resources={})
    assert ours == theirs


def test_a_score_workload_is_the_same_service(tmp_path: Path) -> None:
    theirs = programs.of_score(yaml.safe_load(FILES["score.yaml"]))
    ours = without_source(programs.of_kubernetes(rendered("orders", tmp_path), "orders-api"))
    assert ours == theirs


@pytest.mark.parametrize(
    "change", [("1.4.2", "1.4.3"), ("LOG_LEVEL: info", "LOG_LEVEL: debug"), ("targetPort: 8080", "targetPort: 8081")]
)
def test_the_comparison_sees_a_difference(
    change: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FILES, "orders/ml-project.yaml", FILES["orders/ml-project.yaml"].replace(*change))
    theirs = programs.of_score(yaml.safe_load(FILES["score.yaml"]))
    assert without_source(programs.of_kubernetes(rendered("orders", tmp_path), "orders-api")) != theirs
