"""Warnings of URIs of models that name no fixed version, or that their store does not read.

MLflow: https://mlflow.org/docs/latest/ml/model-registry/. S3, GCS and others take `scheme://bucket/key`.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from generator.errors import Severity
from generator.source.finding import Finding
from generator.source.suggestion import quoted
from generator.spec import image, model_uri
from generator.validate.context import CheckedComponent

BUCKETS = frozenset(["s3", "gs", "az", "abfs", "abfss", "wasbs", "http", "https"])
"""Schemes with two slashes, a bucket or host, and a path."""
NAMES = frozenset(["oci", "hf"])
"""Schemes with two slashes and a name."""
OF_MLFLOW = frozenset(["models", "runs"])
"""Schemes with one slash."""
_BEHIND_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]*:/*(.*)"
_MLFLOW_NAME = r"models:/[^/@]+"
_LOGGED = r"models:/m-[0-9a-f]{32}"
_MLFLOW_MOVES = r"models:/[^/@]+(?:@[^/@]+|/(?i:latest|production|staging|archived|none))"
_LATEST = r".*/(?i:latest)/?"
PIN_HINT = (
    "name a version, which always is the same model; tidegate release --model writes the version that an alias has"
)


class _Warning(NamedTuple):
    """What is wrong with a URI."""

    fact: str
    hint: str
    code: str
    meant: str = ""


def check(component: CheckedComponent) -> Iterator[Finding]:
    """Warn of the URI of a component's model."""
    found = _warning(component.data["model"].get("uri", ""))
    if found is not None:
        path = ("model", "uri")
        yield component.finding(
            path, fact=found.fact, hint=found.hint, code=found.code, meant=found.meant, severity=Severity.WARNING
        )


@lru_cache(maxsize=256)
def _warning(uri: str) -> _Warning | None:
    """What is wrong with a URI, if it is: environments and slots mostly have the same one."""
    return (_form(uri) or _moves(uri)) if uri else None


def _form(uri: str) -> _Warning | None:
    """A URI with too many or too few slashes behind its scheme."""
    scheme, rest = model_uri.scheme(uri), (re.fullmatch(_BEHIND_SCHEME, uri) or [uri, ""])[1]
    written = uri[len(scheme) + 1 : len(uri) - len(rest)]
    slashes = {"file": "/" if written == "/" else "///"}.get(scheme, "/" if scheme in OF_MLFLOW else "//")
    if scheme not in OF_MLFLOW | BUCKETS | NAMES | {"file"}:
        return None
    if written != slashes or not uri.startswith(scheme):
        return _Warning(
            fact=f"{quoted(uri)} is no address that a store of {scheme} reads",
            hint="write the scheme in lower case, and as many slashes behind it as it has",
            code="model-uri",
            meant=f"{scheme}:{slashes}{rest}",
        )
    if scheme in BUCKETS and "/" not in rest.strip("/"):
        fact = f"{quoted(uri)} names no model: there is nothing behind {quoted(rest)}"
        return _Warning(fact=fact, hint=f"write the path, too: {uri.rstrip('/')}/fraud/12", code="model-uri")
    return None


def _moves(uri: str) -> _Warning | None:
    """A URI that can name another model tomorrow: pods that start then would run another one."""
    if re.fullmatch(_MLFLOW_NAME, uri) and not re.fullmatch(_LOGGED, uri):
        hint = f"name one, {uri}/7, or an alias that release resolves, {uri}@champion"
        fact = f"{quoted(uri)} names neither a version nor an alias, and MLflow reads no such address"
        return _Warning(fact=fact, hint=hint, code="model-floating")
    if re.fullmatch(_MLFLOW_MOVES, uri) or re.fullmatch(_LATEST, uri) or _has_moving_tag(uri):
        fact = f"{quoted(uri)} can be another model tomorrow: pods that start then run that one, beside others"
        return _Warning(fact=fact, hint=PIN_HINT, code="model-floating")
    return None


def _has_moving_tag(uri: str) -> bool:
    if model_uri.scheme(uri) != "oci":
        return False
    try:
        written = image.parse(model_uri.reference(uri))
    except ValueError:
        return False
    return not written.digest and (not written.tag or image.is_moving(written.tag))
