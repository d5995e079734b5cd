"""A tag and an alias looked up in what really keeps them: an OCI registry and an MLflow server, started here on loopback."""

import base64
import contextlib
import hashlib
import http.client
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib import parse, request

import pytest

from generator.external import model_registry, program, registry, unresolved
from generator.spec import image
from tests import patience
from tests.unit.external.front import Asked, Said, serving

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
LOGIN = f"Basic {base64.b64encode(b'ada:s3cret').decode()}"


@contextlib.contextmanager
def running(*command: str | Path, log: Path, environment: dict[str, str] | None = None) -> Iterator[None]:
    """A server with a process group of its own, which ends with the block."""
    with log.open("wb") as output:
        server = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def announced(log: Path, pattern: str) -> str:
    """What a server says of itself, once it has said it."""

    def found() -> re.Match[str] | None:
        return re.search(pattern, log.read_text(encoding="utf-8", errors="replace"))

    assert patience.until(lambda: found() is not None), log.read_text(encoding="utf-8", errors="replace")
    said = found()
    assert said
    return said[1]


def ask(netloc: str, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(netloc, timeout=patience.LONG)
    try:
        connection.request(method, path, body or None, {"Content-Type": kind, "Accept": kind} if kind else {})
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The `host:port` of go-containerregistry's registry, which tools/go.mod pins."""
    binary = program.find("registry")
    assert binary is not None, "tools/build builds it"
    log = tmp_path_factory.mktemp("registry") / "log"
    with running(binary, "-port", "0", log=log):
        port = announced(log, r"serving on port ([0-9]+)\s")
        yield f"localhost:{port}"


def push(store: str, name: str, tag: str, content: dict[str, Any], kind: str) -> str:
    body = json.dumps({"schemaVersion": 2, "mediaType": kind, **content}).encode()
    status, _, said = ask(store, "PUT", f"/v2/{name}/manifests/{tag}", body, kind)
    assert status == 201, said
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def push_image(store: str, name: str, tag: str, kind: str = MANIFEST) -> str:
    digest = hashlib.sha256(tag.encode()).hexdigest()
    begun = ask(store, "POST", f"/v2/{name}/blobs/uploads/?digest=sha256:{digest}", tag.encode())
    assert begun[0] == 201, begun
    blob = {"mediaType": f"{kind}.config", "size": len(tag), "digest": f"sha256:{digest}"}
    return push(store, name, tag, {"config": blob, "layers": []}, kind)


def push_index(store: str, name: str, tag: str, *, kind: str, of: str) -> tuple[str, set[str]]:
    """An index of two architectures: its digest, and theirs."""
    parts = {architecture: push_image(store, name, f"{tag}-{architecture}", of) for architecture in ("amd64", "arm64")}
    manifests = [
        {"mediaType": of, "size": 1, "digest": digest, "platform": {"architecture": architecture, "os": "linux"}}
        for architecture, digest in parts.items()
    ]
    return push(store, name, tag, {"manifests": manifests}, kind), set(parts.values())


def looked(reference: str) -> str:
    return registry.digest(image.parse(reference), timeout=patience.LONG)


@pytest.mark.parametrize("kind", [MANIFEST, DOCKER_MANIFEST])
def test_a_tag_becomes_the_digest_of_its_image(kind: str, store: str) -> None:
    pushed = push_image(store, "acme/api", "1.5.0", kind)
    assert looked(f"{store}/acme/api:1.5.0") == pushed


@pytest.mark.parametrize(("kind", "of"), [(INDEX, MANIFEST), (DOCKER_LIST, DOCKER_MANIFEST)])
def test_a_tag_for_several_architectures_becomes_the_digest_of_the_index(kind: str, of: str, store: str) -> None:
    pushed, parts = push_index(store, "acme/many", "2.0", kind=kind, of=of)
    found = looked(f"{store}/acme/many:2.0")
    assert found == pushed
    assert found not in parts


def test_a_digest_that_was_found_is_the_one_that_is_pulled(store: str) -> None:
    push_image(store, "acme/api", "1.6.0")
    found = looked(f"{store}/acme/api:1.6.0")
    status, _, body = ask(store, "GET", f"/v2/acme/api/manifests/{found}", kind=MANIFEST)
    assert status == 200
    assert f"sha256:{hashlib.sha256(body).hexdigest()}" == found


def test_a_tag_that_moved_has_another_digest(store: str) -> None:
    first = push(store, "acme/moving", "1", {"layers": [], "annotations": {"a": "1"}}, MANIFEST)
    assert looked(f"{store}/acme/moving:1") == first
    second = push(store, "acme/moving", "1", {"layers": [], "annotations": {"a": "2"}}, MANIFEST)
    assert looked(f"{store}/acme/moving:1") == second != first


@pytest.mark.parametrize("name", ["acme/api:9.9.9", "nobody/nothing:1.5.0"])
def test_what_is_not_there_is_told(name: str, store: str) -> None:
    push_image(store, "acme/api", "1.5.0")
    with pytest.raises(unresolved.UnresolvedError) as caught:
        looked(f"{store}/{name}")
    repository, _, tag = name.partition(":")
    assert caught.value.message == f'{store} has no tag "{tag}" of {repository} (404)'


def test_a_private_registry_is_read_with_a_token_for_the_login_of_the_docker_client(
    store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushed = push_image(store, "acme/private", "1.0")

    def guard(asked: Asked) -> Said:
        """A token service, and before the real registry a door that wants its token."""
        place = parse.urlsplit(asked.path)
        if place.path == "/token":
            scope = dict(parse.parse_qsl(place.query))["scope"]
            good = asked.headers.get("authorization") == LOGIN
            return Said(200, (), json.dumps({"token": f"may:{scope}"}).encode()) if good else Said(401)
        if asked.headers.get("authorization") != "Bearer may:repository:acme/private:pull":
            realm = f'Bearer realm="http://{asked.headers["host"]}/token",service="private"'
            return Said(401, (("WWW-Authenticate", realm),))
        status, headers, body = ask(store, asked.method, asked.path, kind=asked.headers["accept"])
        return Said(status, tuple(headers.items()), body)

    with serving(guard) as front:
        monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
        reference = f"{front.netloc}/acme/private:1.0"
        with pytest.raises(unresolved.UnresolvedError) as caught:
            looked(reference)
        assert caught.value.message == f"{front.netloc} denies access to the image (401)"
        login = {"auths": {front.netloc: {"auth": LOGIN.removeprefix("Basic ")}}}
        tmp_path.joinpath("config.json").write_text(json.dumps(login), encoding="utf-8")
        assert looked(reference) == pushed


@contextlib.contextmanager
def mlflow(folder: Path) -> Iterator[str]:
    """The address of an MLflow server with a registry of its own, in `folder`."""
    arguments = [
        "--backend-store-uri",
        f"sqlite:///{folder}/mlflow.db",
        "--default-artifact-root",
        f"{folder}/artifacts",
    ]
    # gunicorn: the server without the gateway to language models, which needs packages that compute
    arguments += ["--host", "127.0.0.1", "--port", "0", "--workers", "1", "--gunicorn-opts", "--threads=2"]
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
    }
    log = folder / "log"
    with running(sys.executable, "-m", "mlflow", "server", *arguments, log=log, environment=environment):
        yield announced(log, r"Listening at: (http://127\.0\.0\.1:[0-9]+)\s")


def register(url: str, name: str, versions: int, aliases: dict[str, int]) -> None:
    tell(url, "registered-models/create", name=name)
    for number in range(versions):
        tell(url, "model-versions/create", name=name, source=f"s3://models/{name}/{number}")
    for alias, version in aliases.items():
        move(url, name, alias, version)


def move(url: str, name: str, alias: str, version: int) -> None:
    tell(url, "registered-models/alias", name=name, alias=alias, version=str(version))


def tell(url: str, what: str, **content: str) -> None:
    sent = request.Request(  # noqa: S310 - an address of this test's own
        f"{url}/api/2.0/mlflow/{what}", json.dumps(content).encode(), {"Content-Type": "application/json"}
    )
    with request.urlopen(sent, timeout=patience.LONG) as response:  # noqa: S310
        assert response.status == 200


def outcome(uri: str) -> str:
    try:
        return model_registry.version(uri, timeout=patience.LONG)
    except unresolved.UnresolvedError as error:
        return error.message


# One test for all: the server takes as long to start as everything else together
def test_an_alias_means_the_version_that_mlflow_has_for_it_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with mlflow(tmp_path) as url:
        monkeypatch.setenv("MLFLOW_TRACKING_URI", url)
        register(url, "fraud", 11, {"champion": 2})
        register(url, "empty", 0, {})
        before = outcome("models:/fraud@champion")
        move(url, "fraud", "champion", 10)
        assert (before, outcome("models:/fraud@champion")) == ("models:/fraud/2", "models:/fraud/10")
        assert outcome("models:/fraud/latest") == "models:/fraud/11"
        assert outcome("models:/fraud@nobody") == (
            "MLflow: INVALID_PARAMETER_VALUE: Registered model alias nobody not found."
        )
        assert outcome("models:/empty/latest") == "MLflow: there is no version of empty"
