"""The component's image and model follow a release to its end, in the same commit: no command leaves a warning behind."""

from pathlib import Path

import pytest

from tests.acceptance import deploying
from tests.acceptance.deploying import tidegate
from tests.builders.repositories import git

ENVIRONMENT = """\
apiVersion: tidegate.dev/v1
name: {name}
namespace: {name}
engine: {engine}
traffic: gateway-api
gateway: {{name: public, namespace: gateways}}
metrics: {{prometheus: "http://prometheus.monitoring:9090"}}
cluster: {{name: {name}, kubernetes: '1.34'}}
gitops: {{tool: flux, version: '2.9'}}
"""
HEAD = "apiVersion: tidegate.dev/v1\nname: fraud\nteam: risk\ncomponents:\n"
SERVICE = """\
  api:
    kind: service
    image: ghcr.io/acme/api:1  # the first
    model: {{uri: 's3://models/1', env: AT}}
    ports: {{http: 8080}}
    strategy: {strategy}
"""
NEW = ("--image", "ghcr.io/acme/api:2", "--model", "s3://models/2")
TO_THE_END = ("release", "advance", "finish")


def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, engine: str = "native") -> Path:
    deploying.at_home(tmp_path / "home", monkeypatch)
    top = tmp_path / "top"
    (top / "environments").mkdir(parents=True)
    (top / "tidegate-platform.yaml").write_text("apiVersion: tidegate.dev/v1\n", encoding="utf-8")
    for name in ("dev", "live"):
        (top / f"environments/{name}.yaml").write_text(ENVIRONMENT.format(name=name, engine=engine), encoding="utf-8")
    (top / "ml-project.yaml").write_text(text, encoding="utf-8")
    git(top, "init", "--quiet", "--initial-branch=main", "--template=")
    git(top, "add", ".")
    git(top, "commit", "--quiet", "--message=first")
    monkeypatch.chdir(top)
    return top


def run(command: str, environment: str = "dev", component: str = "api", new: tuple[str, ...] = NEW) -> None:
    """One command as one commit, which is one legal transition."""
    more = ("--offline", *new) if command == "release" else ()
    done = tidegate(command, component, "-e", environment, *more, "--commit", "--into", "deploy")
    assert done.code == 0, done
    judged = tidegate("generate", "--into", "deploy", "--check", "--base", "HEAD~1")
    assert judged.code == 0, judged
    validated = tidegate("validate", "--format", "json")
    assert (validated.code, '"unread"' in validated.out) == (0, False), validated


@pytest.mark.parametrize(
    ("engine", "strategy", "commands"),
    [
        ("native", "blue-green", TO_THE_END),
        ("native", "rolling", TO_THE_END[:1]),
        ("native", "recreate", TO_THE_END[:1]),
        ("argo-rollouts", "blue-green", TO_THE_END[:1]),
        ("flagger", "blue-green", TO_THE_END[:1]),
    ],
)
def test_a_services_image_and_model_follow(
    engine: str, strategy: str, commands: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = HEAD + SERVICE.format(strategy=strategy)
    top = repository(tmp_path, monkeypatch, text + "environments:\n  dev:\n", engine)
    for command in commands:
        run(command)
    new = text.replace("api:1", "api:2").replace("models/1", "models/2")
    assert (
        (top / "ml-project.yaml").read_text(encoding="utf-8").startswith(new + "environments:\n  dev:\n    releases:\n")
    )
    assert git(top, "rev-list", "--count", "HEAD").strip() == str(1 + len(commands))


@pytest.mark.parametrize("kind", ["job", "cronjob, schedule: '@daily'", "worker", "store, ports: {db: 5432}"])
def test_the_image_of_any_other_kind_follows(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"{HEAD}  api: {{kind: {kind}, image: 'ghcr.io/acme/api:1'}}\n"
    top = repository(tmp_path, monkeypatch, text + "environments:\n  dev:\n")
    run("release", new=NEW[:2])
    assert (top / "ml-project.yaml").read_text(encoding="utf-8").startswith(text.replace("api:1", "api:2"))


def test_the_last_environment_takes_the_component_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = HEAD + SERVICE.format(strategy="rolling") + "environments:\n  dev:\n  live:\n"
    top = repository(tmp_path, monkeypatch, text)
    run("release", "dev")
    assert (top / "ml-project.yaml").read_text(encoding="utf-8").startswith(text.partition("environments")[0])
    run("release", "live")
    assert "  image: ghcr.io/acme/api:2  # the first\n" in (top / "ml-project.yaml").read_text(encoding="utf-8")


def test_a_value_that_is_repeated_elsewhere_stays_and_the_release_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"{HEAD}  api: {{kind: job, image: &it a/b:1}}\n  two: {{kind: job, image: *it}}\nenvironments:\n  dev:\n"
    top = repository(tmp_path, monkeypatch, text)
    done = tidegate("release", "api", "-e", "dev", "--offline", "--image", "a/b:2")
    assert done.code == 0, done
    assert (top / "ml-project.yaml").read_text(encoding="utf-8") == (
        text + '    releases:\n      api:\n        active: {image: "a/b:2"}\n'
    )
