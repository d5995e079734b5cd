"""Promises of SECURITY.md that no other test looks at: what a file names is not asked for."""

import socket

import pytest

from tests.builders import folders
from tests.builders.commands import Run, caller

HEAD = "apiVersion: tidegate.dev/v1\n"
PROJECT = HEAD + (
    "name: fraud\nteam: risk\ncomponents:\n  api:\n    kind: service\n"
    "    image: registry.acme.dev/api:1.4.2\n    model: {uri: 'https://models.acme.dev/fraud.bin', download: /models, size: 1Gi}\n"
    "    ports: {http: 8080}\n    env: {TRACKING: 'http://mlflow.acme.dev:5000'}\nenvironments:\n  dev:\n"
)
PLATFORM = {
    "tidegate-platform.yaml": HEAD,
    "environments/dev.yaml": HEAD
    + (
        "name: dev\ncluster: {name: one, kubernetes: '1.34'}\ngitops: {tool: flux}\n"
        "metrics: {prometheus: 'http://prometheus.acme.dev:9090', namespace: monitoring}\n"
        "downloaders: {https: {image: registry.acme.dev/fetch:1, args: [$(MODEL_URI), $(MODEL_PATH)]}}\n"
    ),
}


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hosts that are looked up or connected to; each attempt fails."""
    found: list[str] = []

    def refuse(*arguments: object, **_: object) -> None:
        found.append(str(next(each for each in arguments if not isinstance(each, socket.socket))))
        raise OSError("no network here")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return found


@pytest.fixture
def run(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Run:
    monkeypatch.chdir(tmp_path_factory.mktemp("work"))
    folders.write({"ml-project.yaml": PROJECT, **PLATFORM})
    return caller(capfd)


@pytest.mark.parametrize(
    "command",
    [
        ("validate",),
        ("render", "-e", "dev"),
        ("explain",),
        ("generate", "--into", "deploy"),
        ("schema",),
        ("status",),
        ("bootstrap", "-e", "dev", "--repo", "ssh://git@git.acme.dev/deploy"),
    ],
    ids=lambda command: command[0],
)
def test_no_host_that_a_file_names_is_asked(command: tuple[str, ...], run: Run, asked: list[str]) -> None:
    assert (run(*command)[0], asked) == (0, [])


def test_a_schema_of_the_platform_is_not_fetched(run: Run, asked: list[str]) -> None:
    folders.write({"schemas/kinds/service.json": '{"$ref": "https://schemas.acme.dev/service.json"}'})
    code, out, _ = run("validate")
    fact = (
        "the platform's schemas/kinds/service.json cannot be used: Unresolvable: https://schemas.acme.dev/service.json"
    )
    said = f"ml-project.yaml:5:3: components.api: {fact}\n  hint: correct the platform's schema\n"
    assert (code, out, asked) == (3, said, [])


@pytest.mark.parametrize(("options", "hosts"), [(("--offline",), []), ((), ["registry.acme.dev"])])
def test_release_asks_the_registry_of_its_image_unless_it_is_offline(
    options: tuple[str, ...], hosts: list[str], run: Run, asked: list[str]
) -> None:
    code, _, _ = run("release", "api", "-e", "dev", "--image", "registry.acme.dev/api:1.5.0", *options)
    assert (code, asked) == (0, hosts)
