"""Warnings of URIs of models that name no fixed version, or that their store does not read.

MLflow: https://mlflow.org/docs/latest/ml/model-registry/. S3, GCS and others take `scheme://bucket/key`.
"""

import re
from collections.abc import Iterator

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


def check(component: CheckedComponent) -> Iterator[Finding]:
    """Warn of the URI of a component's model."""
    uri = component.data["model"].get("uri", "")
    if uri:
        wrong = list(_form(component, uri))
        yield from wrong or _moves(component, uri)


def _form(component: CheckedComponent, uri: str) -> Iterator[Finding]:
    """Warn of a URI with too many or too few slashes behind its scheme."""
    scheme, rest = model_uri.scheme(uri), (re.fullmatch(_BEHIND_SCHEME, uri) or [uri, ""])[1]
    written = uri[len(scheme) + 1 : len(uri) - len(rest)]
    slashes = {"file": "/" if written == "/" else "///"}.get(scheme, "/" if scheme in OF_MLFLOW else "//")
    if scheme not in OF_MLFLOW | BUCKETS | NAMES | {"file"}:
        return
    if written != slashes or not uri.startswith(scheme):
        yield _warning(
            component,
            fact=f"{quoted(uri)} is no address that a store of {scheme} reads",
            hint="write the scheme in lower case, and as many slashes behind it as it has",
            code="model-uri",
            meant=f"{scheme}:{slashes}{rest}",
        )
    elif scheme in BUCKETS and "/" not in rest.strip("/"):
        fact = f"{quoted(uri)} names no model: there is nothing behind {quoted(rest)}"
        yield _warning(component, fact=fact, hint=f"write the path, too: {uri.rstrip('/')}/fraud/12", code="model-uri")


def _moves(component: CheckedComponent, uri: str) -> Iterator[Finding]:
    """Warn of a URI that can name another model tomorrow: pods that start then would run another one."""
    if re.fullmatch(_MLFLOW_NAME, uri) and not re.fullmatch(_LOGGED, uri):
        hint = f"name one, {uri}/7, or an alias that release resolves, {uri}@champion"
        fact = f"{quoted(uri)} names neither a version nor an alias, and MLflow reads no such address"
        yield _warning(component, fact=fact, hint=hint, code="model-floating")
    elif re.fullmatch(_MLFLOW_MOVES, uri) or re.fullmatch(_LATEST, uri) or _has_moving_tag(uri):
        fact = f"{quoted(uri)} can be another model tomorrow: pods that start then run that one, beside others"
        yield _warning(component, fact=fact, hint=PIN_HINT, code="model-floating")


def _has_moving_tag(uri: str) -> bool:
    if model_uri.scheme(uri) != "oci":
        return False
    try:
        written = image.parse(model_uri.reference(uri))
    except ValueError:
        return False
    return not written.digest and (not written.tag or image.is_moving(written.tag))


def _warning(component: CheckedComponent, *, fact: str, hint: str, code: str, meant: str = "") -> Finding:
    return component.finding(("model", "uri"), fact=fact, hint=hint, code=code, meant=meant, severity=Severity.WARNING)
