"""`--verify` and `--rendered`: what kubeconform refuses is told of the project and component that asked for the object."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.cli import main
from generator.files import package_data

Run = Callable[..., tuple[int, list[tuple[str, str, str]]]]
PROJECT = """\
apiVersion: tidegate.dev/v1
name: fraud
team: {team}
components:
  api:
    kind: service
    image: ghcr.io/acme/api:1
    ports: {{http: 8080}}
environments:
  dev:
  production:
"""
PREVIEW = """\
apiVersion: tidegate.dev/v1
name: fraud
team: risk
components:
  api:
    kind: service
    image: ghcr.io/acme/api:1
    ports: {http: 8080}
    strategy: blue-green
  api-preview:
    kind: service
    image: ghcr.io/acme/api:1
    ports: {http: 8080}
environments:
  dev:
    components: {api-preview: null}
  production:
    components: {api: null}
"""
ENVIRONMENT = "apiVersion: tidegate.dev/v1\nname: {0}\nextends: defaults\ncluster: {{name: {0}, kubernetes: '{1}'}}\n"
REFUSED = "Kubernetes {} refuses Service \"{}\": /spec: additional properties 'typo' not allowed"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TIDEGATE_PLATFORM", raising=False)
    monkeypatch.setenv("TIDEGATE_CACHE", str(tmp_path / "cache"))

    def call(*arguments: str) -> tuple[int, list[tuple[str, str, str]]]:
        code = main.run([*arguments, "--format", "json"])
        return code, [(each["file"], each["where"], each["fact"]) for each in json.loads(capfd.readouterr().out)]

    return call


def write(path: str, content: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(content, encoding="utf-8")


def platform(condition: str) -> None:
    """Two environments with a Kubernetes version each, and Services that are wrong where the condition holds."""
    write("tidegate-platform.yaml", "apiVersion: tidegate.dev/v1\n")
    bundled = package_data.folder("environments") / "defaults.yaml"
    write("environments/defaults.yaml", bundled.read_text(encoding="utf-8"))
    write("environments/dev.yaml", ENVIRONMENT.format("dev", "1.33"))
    write("environments/production.yaml", ENVIRONMENT.format("production", "1.34"))
    template = (package_data.folder("overlays") / "native/service.yaml").read_text(encoding="utf-8")
    broken = f"spec:\n{{% if {condition} %}}\n  typo: 1\n{{% endif %}}"
    write("overlays/native/service.yaml", template.replace("spec:", broken, 1))


def told_of(file: str) -> list[tuple[str, str, str]]:
    names = ("fraud-api", "fraud-api-blue")
    return [(file, "components.api", REFUSED.format(version, name)) for version in ("1.33", "1.34") for name in names]


@pytest.mark.parametrize("command", [("validate", "--rendered"), ("generate", "--into", "into", "--verify")])
def test_of_two_teams_with_a_project_of_one_name_the_one_at_fault_is_told(run: Run, command: tuple[str, ...]) -> None:
    platform('labels["tidegate.dev/team"] == "risk"')
    write("a/ml-project.yaml", PROJECT.format(team="ads"))
    write("b/ml-project.yaml", PROJECT.format(team="risk"))
    assert run(*command, "a", "b") == (3, told_of("b/ml-project.yaml"))


def test_the_team_whose_objects_are_right_is_written(run: Run) -> None:
    platform('labels["tidegate.dev/team"] == "risk"')
    write("a/ml-project.yaml", PROJECT.format(team="ads"))
    write("b/ml-project.yaml", PROJECT.format(team="risk"))
    run("generate", "--into", "into", "--verify", "a", "b")
    assert sorted(path.name for path in Path("into/projects").iterdir()) == ["ads"]


@pytest.mark.parametrize(
    ("label", "version", "component"), [("fraud-api", "1.33", "api"), ("fraud-api-preview", "1.34", "api-preview")]
)
def test_of_two_environments_with_an_object_of_one_name_the_component_at_fault_is_told(
    run: Run, label: str, version: str, component: str
) -> None:
    platform(f'name == "fraud-api-preview" and selector["app.kubernetes.io/name"] == "{label}"')
    write("ml-project.yaml", PREVIEW)
    fact = REFUSED.format(version, "fraud-api-preview")
    assert run("validate", "--rendered") == (3, [("ml-project.yaml", f"components.{component}", fact)])


def test_the_same_object_is_told_once_for_each_environment_that_has_it(run: Run) -> None:
    platform('name == "fraud-api"')
    write("ml-project.yaml", PROJECT.format(team="risk"))
    facts = [REFUSED.format(version, "fraud-api") for version in ("1.33", "1.34")]
    assert run("validate", "--rendered") == (3, [("ml-project.yaml", "components.api", fact) for fact in facts])
