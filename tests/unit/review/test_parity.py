"""What differs between environments, and who makes it differ."""

from pathlib import Path

import pytest

from generator.review import parity
from generator.review.parity import ComponentParity, ProjectParity
from generator.validation import platform as platforms
from generator.validation import project_check

PROJECT = """apiVersion: tidegate.dev/v1
name: fraud
team: risk
components:
  api:
    kind: service
    image: ghcr.io/acme/api:1
    ports: {http: 8080}
    strategy: blue-green
    machine: small
    scale: {min: 2, max: 4}
environments:
  dev:
  production:
"""
ENVIRONMENT = """apiVersion: tidegate.dev/v1
name: NAME
cluster: {name: NAME-eu, kubernetes: "1.34"}
gitops: {tool: flux, version: "2.9", source: {kind: GitRepository, name: deploy, namespace: flux-system}}
machines:
  small: {cpu: 500m, memory: 1Gi}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tidegate-platform.yaml").write_text("apiVersion: tidegate.dev/v1\n")
    (tmp_path / "environments").mkdir()
    for name in ("dev", "staging", "production"):
        (tmp_path / f"environments/{name}.yaml").write_text(ENVIRONMENT.replace("NAME", name))
    return tmp_path


def found(folder: Path, text: str = PROJECT, *only: str) -> ProjectParity | None:
    file = folder / "ml-project.yaml"
    file.write_text(text)
    platform = platforms.at(str(folder))
    return parity.of(project_check.check_file(str(file), platform), platform, only)


def api(folder: Path, text: str = PROJECT, *only: str) -> ComponentParity:
    project = found(folder, text, *only)
    assert project is not None
    return next(each for each in project.components if each.name == "api")


def fields(component: ComponentParity) -> list[tuple[str, dict[str, object], tuple[str, ...]]]:
    return [(each.name, dict(each.values), each.origins) for each in component.fields]


def test_equal_environments_do_not_differ(folder: Path) -> None:
    assert (api(folder).differing, api(folder).fields) == ((), ())


def test_an_override_differs_because_of_the_team(folder: Path) -> None:
    text = PROJECT.replace("  dev:\n", "  dev:\n    components: {api: {scale: {max: 2}}}\n")
    component = api(folder, text)
    assert component.differing == ("scale",)
    assert fields(component) == [("scale.max", {"dev": "2", "production": "4"}, ("team",))]


def test_another_machine_of_the_same_name_differs_because_of_the_platform(folder: Path) -> None:
    file = folder / "environments/production.yaml"
    file.write_text(file.read_text().replace("1Gi", "2Gi"))
    component = api(folder)
    assert component.differing == ("resources",)
    assert fields(component) == [("resources.memory", {"dev": "1Gi", "production": "2Gi"}, ("platform",))]


def test_a_default_of_the_platform_against_one_of_tidegate_differs_because_of_the_platform(folder: Path) -> None:
    file = folder / "environments/production.yaml"
    file.write_text(file.read_text() + "defaults: {shutdown: 60s}\n")
    assert fields(api(folder)) == [("shutdown", {"dev": "30s", "production": "60s"}, ("default", "platform"))]


def test_a_variable_that_only_one_environment_has_is_named(folder: Path) -> None:
    text = PROJECT.replace("  dev:\n", "  dev:\n    components: {api: {env: {LOG_LEVEL: debug}}}\n")
    ((name, values, origins),) = fields(api(folder, text))
    assert (name.partition(".")[0], list(values), origins) == ("env", ["dev"], ("team",))


def test_a_release_under_way_is_a_position_and_no_field(folder: Path) -> None:
    position = "active: {image: 'ghcr.io/acme/api:1', slot: blue}, candidate: {image: 'ghcr.io/acme/api:2'}, step: 0"
    releases = f"    releases:\n      api: {{{position}}}\n"
    component = api(folder, PROJECT.replace("  dev:\n", f"  dev:\n{releases}"))
    assert (component.differing, component.fields) == (("release",), ())


def test_a_component_that_is_left_out_somewhere_has_no_cell_there(folder: Path) -> None:
    text = PROJECT.replace("  api:\n", "  etl: {kind: cronjob, image: 'a/b:1', schedule: '@daily'}\n  api:\n")
    project = found(folder, text.replace("  dev:\n", "  dev:\n    components: {etl: null}\n"))
    assert project is not None
    etl = project.components[0]
    assert (etl.name, etl.cells["dev"], etl.is_everywhere, etl.differing, etl.fields) == ("etl", None, False, (), ())


def test_only_the_named_environments_are_compared(folder: Path) -> None:
    text = PROJECT.replace("  dev:\n", "  dev:\n    components: {api: {scale: {max: 2}}}\n  staging:\n")
    project = found(folder, text, "staging", "production")
    assert project is not None
    assert (project.environments, project.components[0].fields) == (("staging", "production"), ())


def test_a_project_with_problems_is_not_compared(folder: Path) -> None:
    assert found(folder, PROJECT.replace("machine: small", "machine: huge")) is None


def test_a_named_environment_that_the_project_does_not_run_in_is_missing(folder: Path) -> None:
    project = found(folder, PROJECT, "staging", "dev")
    assert project is not None
    assert (project.environments, project.missing) == (("dev",), ("staging",))
