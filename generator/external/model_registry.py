"""What a model's address means now: `models:/name@alias` becomes `models:/name/7`, everything else stays as written."""

import json
import os
import re
import sys
from pathlib import Path
from typing import Any
from urllib import parse

from generator.external import unresolved

VARIABLE = "MLFLOW_TRACKING_URI"
_ALIAS = r"models:/([^/@]+)@([^/@]+)"
_LATEST = r"models:/([^/@]+)/(?i:latest)"
_VERSION = r"models:/[^/@]+/[0-9]+(?:/.*)?"
_LOGGED = r"models:/m-[0-9a-f]{32}(?:/.*)?"  # MLflow 3: the id of one logged model
_COMMIT = r"hf://(?:datasets/|spaces/)?[^/@:]+/[^/@:]+[@:][0-9a-f]{40}(?:/.*)?"
_BY_DIGEST = r"oci://.+@(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})"
_GENERATION = r"gs://.+#[0-9]+"
_ONE = re.compile(f"{_VERSION}|{_LOGGED}|{_COMMIT}|{_BY_DIGEST}|{_GENERATION}")
_VERSIONED = {"s3": "versionid", "az": "versionid", "abfs": "versionid", "abfss": "versionid", "https": "versionid"}
_SETTINGS = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "true",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0",
}
_LONGEST = 300  # characters of somebody else's words


def pinned(uri: str) -> bool:
    """Whether the URI names one model for ever, by itself.

    True: `models:/name/7`, `models:/m-<id>`, an object's version (`s3://…?versionId=…`, `gs://…#generation`), a commit
    of Hugging Face (40 digits; a branch or a tag can move), an OCI digest, and `file:///…`, which the image holds.
    """
    if uri.startswith("file:///") or _ONE.fullmatch(uri):
        return True
    parts = parse.urlsplit(uri)
    wanted = _VERSIONED.get(parts.scheme)
    named = [value for key, value in parse.parse_qsl(parts.query) if key.lower() == wanted]
    return len(named) == 1 and named != ["null"]  # S3's name for the version of a bucket that keeps none


def moves(uri: str) -> bool:
    """Whether the URI is one that `version` would ask MLflow about."""
    return bool(re.fullmatch(_ALIAS, uri) or re.fullmatch(_LATEST, uri))


def version(uri: str, *, timeout: float = 30) -> str:
    """The URI with an alias of MLflow, or `latest`, made a version; any other URI is given back as it is.

    The client is MLflow's own (`tidegate[mlflow]`), in a process that ends within `timeout` seconds; it reads its own
    settings, and MLFLOW_TRACKING_URI must be one of them. Raises UnresolvedError.
    """
    found = re.fullmatch(_ALIAS, uri) or re.fullmatch(_LATEST, uri)
    if found is None:
        if uri.startswith("models:") and not pinned(uri):
            raise unresolved.UnresolvedError(
                f'"{uri}" names neither a version nor an alias', hint="models:/name/7, models:/name@alias"
            )
        return uri
    if not os.environ.get(VARIABLE):
        raise unresolved.UnresolvedError(f"{VARIABLE} is not set", hint=f"{VARIABLE}=https://mlflow.example.org")
    name, alias = (*found.groups(), "latest")[:2]
    return f"models:/{name}/{_number(_asked(name, alias, timeout))}"


def _number(said: Any) -> str:
    if not isinstance(said, dict):
        raise unresolved.UnresolvedError("MLflow's client failed without an answer")
    if "missing" in said:
        raise unresolved.UnresolvedError("MLflow's client is not installed", hint="pip install 'tidegate[mlflow]'")
    number = said.get("version", "")
    if re.fullmatch(r"[0-9]+", number):
        return str(number)
    raise unresolved.UnresolvedError(f"MLflow: {_quotable(str(said.get('fact', '')))}")


def _asked(name: str, alias: str, timeout: float) -> Any:
    import subprocess

    environment = os.environ | _SETTINGS | {"MLFLOW_HTTP_REQUEST_TIMEOUT": str(max(1, int(timeout)))}
    # -P: nothing in the folder that somebody happens to stand in is taken for a package
    command = [sys.executable, "-P", str(Path(__file__).with_name("mlflow_version.py")), name, alias]
    try:
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout, check=False
        )
    except subprocess.TimeoutExpired:
        raise unresolved.UnresolvedError(f"MLflow did not answer within {timeout:g} seconds") from None
    try:
        return json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        return None


def _quotable(text: str) -> str:
    """The first line, shortened; a URL's user and password, which the client repeats, are left out."""
    line = re.sub(r"(?<=://)[^\s/@]*@", "", (text.splitlines() or ["it said nothing"])[0])
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
