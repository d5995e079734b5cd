"""The artifacts of a pipeline: files that a step writes and others read, which Argo keeps in a store between the two.

Argo's container `wait` saves what a step writes, and its `init` loads what a step reads before the step starts. With a URI the file
is kept there as it is; without one it is packed, in the artifact repository of the controller or of the namespace.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from generator.environment.environment import Environment
from generator.kubernetes import argo_templates

WRITTEN, READ = "artifacts", "inputs"
"""The fields of a step."""
S3, GCS = "s3", "gs"
ACCESS_KEY, SECRET_KEY = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"
"""The keys of a Secret for S3."""
SERVICE_ACCOUNT_KEY = "serviceAccountKey"
"""The key of a Secret for Google Cloud Storage: a key of a service account, as JSON."""
AWS = "s3.amazonaws.com"
_REFERENCE = r"\$\(([-_a-zA-Z0-9]+)\)"


class Artifact(NamedTuple):
    """A file or folder at a path of a step; without `uri`, one that is written is kept in Argo's own repository."""

    name: str
    path: str
    uri: str = ""
    secret: str = ""


def settled(written: Mapping[str, Mapping[str, Any]]) -> tuple[Artifact, ...]:
    """The artifacts that a step writes or reads."""
    return tuple(
        Artifact(name, each["path"], each.get("uri", ""), each.get("secret", "")) for name, each in written.items()
    )


def writers(steps: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The step that writes each artifact, the first where several do."""
    found: dict[str, str] = {}
    for step, written in steps.items():
        for name in written.get(WRITTEN, {}):
            found.setdefault(name, step)
    return found


def references(uri: str) -> list[str]:
    """The names in the `$(NAME)` references of a URI."""
    return re.findall(_REFERENCE, uri)


def source(step: str, name: str) -> str:
    """What Argo replaces by an artifact that a step has written."""
    return f"{{{{tasks.{step}.outputs.artifacts.{name}}}}}"


def secrets(artifact: Artifact) -> Iterator[tuple[str, str]]:
    """The Secret with the credentials of an artifact, and each of its keys that Argo reads."""
    if artifact.secret:
        for key in (SERVICE_ACCOUNT_KEY,) if artifact.uri.startswith(GCS) else (ACCESS_KEY, SECRET_KEY):
            yield artifact.secret, key


def values(artifact: Artifact, environment: Environment) -> dict[str, Any]:
    """The values of `pipeline/artifact.yaml`; `s3` and `gcs` are where it is kept, None for another place."""
    scheme, _, place = artifact.uri.partition("://")
    bucket, _, key = re.sub(_REFERENCE, lambda match: argo_templates.parameter(match[1]), place).partition("/")
    location = {"bucket": bucket, "key": key}
    return {
        "name": artifact.name,
        "path": artifact.path,
        "s3": {**_store(environment), **location, **_s3_keys(artifact)} if scheme == S3 else None,
        "gcs": {**location, **_gcs_keys(artifact)} if scheme == GCS else None,
    }


def _store(environment: Environment) -> Mapping[str, Any]:
    operator = environment.operators.of(argo_templates.KIND)
    written = operator.settings.get(S3, {}) if operator is not None else {}
    return {"endpoint": AWS, **written}


def _s3_keys(artifact: Artifact) -> Mapping[str, Any]:
    """Without a Secret, the credentials are those that the libraries of AWS find, such as of the account's role."""
    if not artifact.secret:
        return {"useSDKCreds": True}
    return {
        "accessKeySecret": {"name": artifact.secret, "key": ACCESS_KEY},
        "secretKeySecret": {"name": artifact.secret, "key": SECRET_KEY},
    }


def _gcs_keys(artifact: Artifact) -> Mapping[str, Any]:
    key = {"name": artifact.secret, "key": SERVICE_ACCOUNT_KEY}
    return {"serviceAccountKeySecret": key} if artifact.secret else {}
