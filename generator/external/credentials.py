"""A registry's login as `docker login` left it: `config.json`, or the credential helper that it names."""

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
_TOKEN_USER = "<token>"  # noqa: S105 - how a credential helper says that its secret is an identity token
_HELPER_NAME = r"[A-Za-z0-9._-]+"
_HELPER_WAIT = 5.0  # seconds; a helper may ask a keychain, not a person


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A name and a password, or an identity token (for the token service), or a bearer token; secrets are never shown."""

    username: str = ""
    password: str = field(default="", repr=False)
    identity: str = field(default="", repr=False)
    bearer: str = field(default="", repr=False)


def location() -> Path:
    """Where `docker login` keeps what it was told: below DOCKER_CONFIG, else below the home folder."""
    folder = os.environ.get("DOCKER_CONFIG")
    return Path(folder or Path.home() / ".docker", "config.json")


def login(host: str) -> Login | None:
    """The login for a registry (`ghcr.io`, `docker.io`), or None where there is none.

    A credential helper is asked before the file, `credHelpers` before `credsStore`, as Docker does. Raises UnresolvedError
    where the file cannot be read or the helper fails, with no word of what they hold.
    """
    config = _config()
    key = _HUB_KEY if host == HUB else host
    helper = _matching(_mapping(config, "credHelpers"), host) or config.get("credsStore")
    found = _asked(str(helper), key) if helper else None
    entry = _matching(_mapping(config, "auths"), host)
    return found or (_written(entry) if isinstance(entry, dict) else None)


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
    """The entry for a host; keys may be URLs (`https://ghcr.io/v2/`), the plain host goes first."""
    return next((entries[key] for key in _keys(entries, host)), None)


def _keys(entries: Mapping[str, Any], host: str) -> Iterator[str]:
    names = _HUB_NAMES if host == HUB else {host}
    yield from (key for key in (host, _HUB_KEY) if key in entries and _bare(key) in names)
    yield from (key for key in sorted(entries) if _bare(key) in names)


def _bare(key: str) -> str:
    return re.sub(r"^https?://", "", key).partition("/")[0].lower()


def _written(entry: Mapping[str, Any]) -> Login | None:
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
        raise unresolved.UnresolvedError(f'{location()} holds an "auth" that is not a name and a password in base64')
    return username, password.rstrip("\0")


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    return value if isinstance(value, str) else ""


def _asked(helper: str, key: str) -> Login | None:
    """What the helper says; its output is never quoted, since a secret may be in it."""
    import subprocess

    program = _program(helper)
    try:
        done = subprocess.run(
            [program, "get"], input=key.encode(), capture_output=True, timeout=_HELPER_WAIT, check=False
        )
    except subprocess.TimeoutExpired:
        raise unresolved.UnresolvedError(f"{program.name} did not end within {_HELPER_WAIT:g} seconds") from None
    except OSError as error:
        raise unresolved.UnresolvedError(f"{program.name} cannot be run: {error.strerror}") from None
    if done.returncode == 0:
        return _said(program, done.stdout)
    if b"credentials not found" in done.stdout + done.stderr:  # the words that the protocol prescribes
        return None
    raise unresolved.UnresolvedError(f"{program.name} failed with exit code {done.returncode}")


def _program(helper: str) -> Path:
    import shutil

    name = f"docker-credential-{helper}"
    if not re.fullmatch(_HELPER_NAME, helper):
        raise unresolved.UnresolvedError(f"{location()} names a credential helper that cannot be one")
    found = shutil.which(name)
    if found is None:
        raise unresolved.UnresolvedError(f"{name}, which {location()} names, is not on PATH")
    return Path(found)


def _said(program: Path, stdout: bytes) -> Login | None:
    try:
        entry = json.loads(stdout)
    except ValueError:
        entry = None
    if not isinstance(entry, dict):
        raise unresolved.UnresolvedError(f"{program.name} does not answer in JSON")
    username, secret = _text(entry, "Username"), _text(entry, "Secret")
    if username == _TOKEN_USER:
        return Login(identity=secret)
    return Login(username=username, password=secret) if username or secret else None
