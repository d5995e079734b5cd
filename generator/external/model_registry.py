"""Resolve model URIs: `models:/name@alias` becomes `models:/name/7`; all others stay as written."""

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
_PINNED = re.compile(f"{_VERSION}|{_LOGGED}|{_COMMIT}|{_BY_DIGEST}|{_GENERATION}")
_VERSIONED = {"s3": "versionid", "az": "versionid", "abfs": "versionid", "abfss": "versionid", "https": "versionid"}
_SETTINGS = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "true",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0",
}
_MESSAGE_LIMIT = 300  # characters of an error message that is quoted


def is_pinned(uri: str) -> bool:
    """Whether the URI always names the same model.

    True for `models:/name/7`, `models:/m-<id>`, an object's version (`s3://…?versionId=…`, `gs://…#generation`), a commit
    of Hugging Face (40 digits; a branch or a tag can move), an OCI digest, and `file:///…`, a file of the image.
    """
    if uri.startswith("file:///") or _PINNED.fullmatch(uri):
        return True
    parts = parse.urlsplit(uri)
    version_key = _VERSIONED.get(parts.scheme)
    versions = [value for key, value in parse.parse_qsl(parts.query) if key.lower() == version_key]
    return len(versions) == 1 and versions != ["null"]  # the version id of S3 objects in a bucket without versioning


def is_alias(uri: str) -> bool:
    """Whether the URI is an MLflow alias or `latest`, so that `version` would look it up."""
    return bool(re.fullmatch(_ALIAS, uri) or re.fullmatch(_LATEST, uri))


def version(uri: str, *, timeout: float = 30) -> str:
    """The URI with an MLflow alias, or `latest`, replaced by the version; any other URI is returned unchanged.

    MLflow's own client (`tidegate[mlflow]`) is run in a process of its own, for at most `timeout` seconds, with the
    caller's environment; MLFLOW_TRACKING_URI must be set. Raises UnresolvedError.
    """
    found = re.fullmatch(_ALIAS, uri) or re.fullmatch(_LATEST, uri)
    if found is None:
        if uri.startswith("models:") and not is_pinned(uri):
            raise unresolved.UnresolvedError(
                f'"{uri}" names neither a version nor an alias', hint="models:/name/7, models:/name@alias"
            )
        return uri
    if not os.environ.get(VARIABLE):
        raise unresolved.UnresolvedError(f"{VARIABLE} is not set", hint=f"{VARIABLE}=https://mlflow.example.org")
    name, alias = (*found.groups(), "latest")[:2]
    return f"models:/{name}/{_version_number(_query_client(name, alias, timeout))}"


def _version_number(answer: Any) -> str:
    if not isinstance(answer, dict):
        raise unresolved.UnresolvedError("MLflow's client failed without an answer")
    if "missing" in answer:
        raise unresolved.UnresolvedError("MLflow's client is not installed", hint="pip install 'tidegate[mlflow]'")
    number = answer.get("version", "")
    if re.fullmatch(r"[0-9]+", number):
        return str(number)
    raise unresolved.UnresolvedError(f"MLflow: {_shortened(str(answer.get('fact', '')))}")


def _query_client(name: str, alias: str, timeout: float) -> Any:
    import subprocess

    environment = os.environ | _SETTINGS | {"MLFLOW_HTTP_REQUEST_TIMEOUT": str(max(1, int(timeout)))}
    # -P: modules in the current directory are not imported
    command = [sys.executable, "-P", str(Path(__file__).with_name("mlflow_version.py")), name, alias]
    try:
        completed = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout, check=False
        )
    except subprocess.TimeoutExpired:
        raise unresolved.UnresolvedError(f"MLflow did not answer within {timeout:g} seconds") from None
    try:
        return json.loads(completed.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        return None


def _shortened(text: str) -> str:
    """The first line, shortened, without the user and password of a URL, which the client repeats in its messages."""
    line = re.sub(r"(?<=://)[^\s/@]*@", "", (text.splitlines() or ["it printed nothing"])[0])
    return line if len(line) <= _MESSAGE_LIMIT else f"{line[:_MESSAGE_LIMIT]}…"
