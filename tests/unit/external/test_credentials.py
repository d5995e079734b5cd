"""The login that `docker login` left, in each of its forms; and that no secret is ever shown."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from generator.external import credentials, unresolved
from tests import patience

SECRET = "s3cret-w0rd"
PAIR = base64.b64encode(f"ada:{SECRET}".encode()).decode()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    return tmp_path


def write(folder: Path, **config: Any) -> None:
    folder.joinpath("config.json").write_text(json.dumps(config), encoding="utf-8")


def helper(folder: Path, name: str, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = folder / f"docker-credential-{name}"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def trouble(host: str = "ghcr.io") -> str:
    with pytest.raises(unresolved.UnresolvedError) as caught:
        credentials.login(host)
    return caught.value.message


def test_there_is_no_login_without_a_file() -> None:
    assert credentials.login("ghcr.io") is None


def test_the_file_lies_in_the_home_folder_unless_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOCKER_CONFIG")
    monkeypatch.setenv("HOME", "/home/ada")
    assert credentials.location() == Path("/home/ada/.docker/config.json")


@pytest.mark.parametrize(
    "entry", [{"auth": PAIR}, {"username": "ada", "password": SECRET}, {"auth": PAIR, "username": "eve"}]
)
def test_a_name_and_a_password_are_found_in_base64_and_in_plain(entry: dict[str, str], folder: Path) -> None:
    write(folder, auths={"ghcr.io": entry})
    assert credentials.login("ghcr.io") == credentials.Login(username="ada", password=SECRET)


def test_an_identity_token_and_a_bearer_token_are_found(folder: Path) -> None:
    write(folder, auths={"ghcr.io": {"identitytoken": "refresh"}, "quay.io": {"registrytoken": "bearer"}})
    assert credentials.login("ghcr.io") == credentials.Login(identity="refresh")
    assert credentials.login("quay.io") == credentials.Login(bearer="bearer")


@pytest.mark.parametrize("key", ["localhost:5000", "http://localhost:5000", "https://localhost:5000/v2/"])
def test_a_key_may_be_a_url(key: str, folder: Path) -> None:
    write(folder, auths={key: {"auth": PAIR}})
    assert credentials.login("localhost:5000") is not None
    assert credentials.login("localhost:5001") is None


@pytest.mark.parametrize("key", ["https://index.docker.io/v1/", "docker.io", "registry-1.docker.io"])
def test_docker_hub_is_known_by_its_old_names(key: str, folder: Path) -> None:
    write(folder, auths={key: {"auth": PAIR}})
    assert credentials.login("docker.io") is not None


def test_an_entry_that_only_marks_a_stored_login_is_none(folder: Path) -> None:
    write(folder, auths={"ghcr.io": {}})
    assert credentials.login("ghcr.io") is None


def test_a_helper_is_asked_over_stdin_before_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    helper(folder, "vault", 'echo "{\\"Username\\": \\"$(cat)\\", \\"Secret\\": \\"x\\"}"', monkeypatch)
    write(folder, credsStore="vault", auths={"ghcr.io": {"auth": PAIR}})
    assert credentials.login("ghcr.io") == credentials.Login(username="ghcr.io", password="x")
    assert credentials.login("docker.io") == credentials.Login(username="https://index.docker.io/v1/", password="x")


def test_a_registrys_own_helper_goes_before_the_store(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    helper(folder, "own", """echo '{"Username": "own", "Secret": "x"}'""", monkeypatch)
    helper(folder, "store", """echo '{"Username": "store", "Secret": "x"}'""", monkeypatch)
    write(folder, credsStore="store", credHelpers={"ghcr.io": "own"})
    assert credentials.login("ghcr.io") == credentials.Login(username="own", password="x")
    assert credentials.login("quay.io") == credentials.Login(username="store", password="x")


def test_a_helpers_token_is_an_identity_token(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    helper(folder, "vault", """echo '{"Username": "<token>", "Secret": "refresh"}'""", monkeypatch)
    write(folder, credsStore="vault")
    assert credentials.login("ghcr.io") == credentials.Login(identity="refresh")


def test_a_helper_that_has_nothing_leaves_it_to_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    helper(folder, "vault", "echo 'credentials not found in native keychain'; exit 1", monkeypatch)
    write(folder, credsStore="vault", auths={"ghcr.io": {"auth": PAIR}})
    assert credentials.login("ghcr.io") == credentials.Login(username="ada", password=SECRET)


@pytest.mark.parametrize(
    ("script", "fact"),
    [
        (f"echo {SECRET}; echo {SECRET} >&2; exit 7", "docker-credential-vault failed with exit code 7"),
        (f"echo {SECRET}", "docker-credential-vault printed something that is not JSON"),
        ("exec sleep 600", "docker-credential-vault did not end within 0.2 seconds"),
    ],
)
def test_a_helper_that_fails_is_told_without_its_words(
    script: str, fact: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(credentials, "_HELPER_WAIT", 0.2 if "sleep" in script else patience.LONG)
    helper(folder, "vault", script, monkeypatch)
    write(folder, credsStore="vault")
    assert trouble() == fact


def test_a_helper_that_is_not_there_is_told_with_the_file_that_names_it(folder: Path) -> None:
    write(folder, credsStore="vault")
    assert trouble() == f"docker-credential-vault, which {folder}/config.json names, is not on PATH"


def test_a_helper_that_is_no_program_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    helper(folder, "vault", "", monkeypatch)
    folder.joinpath("docker-credential-vault").write_bytes(b"\0")
    write(folder, credsStore="vault")
    assert trouble() == "docker-credential-vault cannot be run: Exec format error"


def test_a_helper_is_a_name_not_a_path(folder: Path) -> None:
    write(folder, credsStore="x/../../../bin/sh")
    assert trouble() == f"{folder}/config.json names a credential helper with an invalid name"


@pytest.mark.parametrize("auth", ["???", PAIR[:-3], base64.b64encode(SECRET.encode()).decode(), "/w=="])
def test_a_broken_login_is_told_without_it(auth: str, folder: Path) -> None:
    write(folder, auths={"ghcr.io": {"auth": auth}})
    assert trouble() == f'{folder}/config.json contains an "auth" that is not user:password in base64'


@pytest.mark.parametrize("text", [f"{{{SECRET}", b"\xff\xfe\x00".decode("latin-1")])
def test_a_file_that_is_not_json_is_told_without_its_text(text: str, folder: Path) -> None:
    folder.joinpath("config.json").write_bytes(text.encode("latin-1"))
    assert trouble() == f"{folder}/config.json is not JSON"


def test_a_file_that_cannot_be_read_is_told(folder: Path) -> None:
    folder.joinpath("config.json").mkdir()
    assert trouble() == f"{folder}/config.json cannot be read: Is a directory"


@pytest.mark.parametrize("config", [[], {"auths": []}, {"auths": {"ghcr.io": 1}}, {"auths": {"ghcr.io": {"auth": 1}}}])
def test_a_file_of_another_shape_holds_no_login(config: Any, folder: Path) -> None:
    folder.joinpath("config.json").write_text(json.dumps(config), encoding="utf-8")
    assert credentials.login("ghcr.io") is None


def test_a_login_shows_no_secret() -> None:
    shown = repr(credentials.Login(username="ada", password=SECRET, identity=SECRET, bearer=SECRET))
    assert shown == "Login(username='ada')"
