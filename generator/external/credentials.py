"""Logins for registries as `docker login` stores them: in `config.json`, or with the credential helper named there."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.external import unresolved

HUB = "docker.io"
_HUB_KEY = "https://index.docker.io/v1/"  # what `docker login` writes for Docker Hub
_HUB_NAMES = frozenset({"docker.io", "index.docker.io", "registry-1.docker.io"})
_TOKEN_USER = "<token>"  # noqa: S105 - the user name by which a credential helper marks an identity token
_HELPER_NAME = r"[A-Za-z0-9._-]+"
_HELPER_WAIT = 5.0  # seconds; enough for a keychain, too short for a prompt


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A user name and password, an identity token (for the token service) or a bearer token; `repr` leaves secrets out."""

    username: str = ""
    password: str = field(default="", repr=False)
    identity: str = field(default="", repr=False)
    bearer: str = field(default="", repr=False)


def location() -> Path:
    """The path of Docker's `config.json`: in the folder DOCKER_CONFIG, else in `~/.docker`."""
    folder = os.environ.get("DOCKER_CONFIG")
    return Path(folder or Path.home() / ".docker", "config.json")


def login(host: str) -> Login | None:
    """The login for a registry host (`ghcr.io`, `docker.io`); None if there is none.

    As in Docker, a helper of `credHelpers` comes before that of `credsStore`, and both before `auths`. Raises
    UnresolvedError if the file cannot be read or the helper fails; the message contains nothing of their content.
    """
    config = _config()
    key = _HUB_KEY if host == HUB else host
    helper = _matching(_mapping(config, "credHelpers"), host) or config.get("credsStore")
    found = _run_helper(str(helper), key) if helper else None
    entry = _matching(_mapping(config, "auths"), host)
    return found or (_parse_entry(entry) if isinstance(entry, dict) else None)


def _config() -> dict[str, Any]:
    path = location()
    try:
        config = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise unresolved.UnresolvedError(f"{path} cannot be read: {error.strerror}") from None
    except ValueError:
        raise unresolved.UnresolvedError(f"{path} is not JSON") from None
    return config if isinstance(config, dict) else {}


def _mapping(config: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = config.get(key)
    return value if isinstance(value, dict) else {}


def _matching(entries: Mapping[str, Any], host: str) -> Any:
    """The entry for a host: keys may be URLs (`https://ghcr.io/v2/`); the plain host is preferred."""
    return next((entries[key] for key in _keys(entries, host)), None)


def _keys(entries: Mapping[str, Any], host: str) -> Iterator[str]:
    names = _HUB_NAMES if host == HUB else {host}
    yield from (key for key in (host, _HUB_KEY) if key in entries and _host_of(key) in names)
    yield from (key for key in sorted(entries) if _host_of(key) in names)


def _host_of(key: str) -> str:
    return re.sub(r"^https?://", "", key).partition("/")[0].lower()


def _parse_entry(entry: Mapping[str, Any]) -> Login | None:
    username, password = _pair(entry)
    found = Login(
        username=username,
        password=password,
        identity=_text(entry, "identitytoken"),
        bearer=_text(entry, "registrytoken"),
    )
    return None if found == Login() else found


def _pair(entry: Mapping[str, Any]) -> tuple[str, str]:
    import base64
    import binascii

    encoded = _text(entry, "auth")
    if not encoded:
        return _text(entry, "username"), _text(entry, "password")
    try:
        username, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        username, colon, password = "", "", ""
    if not colon:
        raise unresolved.UnresolvedError(f'{location()} contains an "auth" that is not user:password in base64')
    return username, password.rstrip("\0")


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    return value if isinstance(value, str) else ""


def _run_helper(helper: str, key: str) -> Login | None:
    """The login that a helper prints; errors never quote its output, which may contain a secret."""
    import subprocess

    program = _program(helper)
    try:
        completed = subprocess.run(
            [program, "get"], input=key.encode(), capture_output=True, timeout=_HELPER_WAIT, check=False
        )
    except subprocess.TimeoutExpired:
        raise unresolved.UnresolvedError(f"{program.name} did not end within {_HELPER_WAIT:g} seconds") from None
    except OSError as error:
        raise unresolved.UnresolvedError(f"{program.name} cannot be run: {error.strerror}") from None
    if completed.returncode == 0:
        return _parse_helper_output(program, completed.stdout)
    if (
        b"credentials not found" in completed.stdout + completed.stderr
    ):  # the message that the helper protocol prescribes
        return None
    raise unresolved.UnresolvedError(f"{program.name} failed with exit code {completed.returncode}")


def _program(helper: str) -> Path:
    import shutil

    name = f"docker-credential-{helper}"
    if not re.fullmatch(_HELPER_NAME, helper):
        raise unresolved.UnresolvedError(f"{location()} names a credential helper with an invalid name")
    found = shutil.which(name)
    if found is None:
        raise unresolved.UnresolvedError(f"{name}, which {location()} names, is not on PATH")
    return Path(found)


def _parse_helper_output(program: Path, stdout: bytes) -> Login | None:
    try:
        entry = json.loads(stdout)
    except ValueError:
        entry = None
    if not isinstance(entry, dict):
        raise unresolved.UnresolvedError(f"{program.name} printed something that is not JSON")
    username, secret = _text(entry, "Username"), _text(entry, "Secret")
    if username == _TOKEN_USER:
        return Login(identity=secret)
    return Login(username=username, password=secret) if username or secret else None
