"""What the API server refuses of an object because of its size, although each of its fields is valid.

One refused object stops the sync of its whole overlay, so every rendered object is judged by `RULES` before anything is written.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import orjson

from generator.gitops import ownership
from generator.kubernetes import pod_templates
from generator.kubernetes.object_kind import Applier
from generator.kubernetes.workload import component_finding
from generator.manifest.manifest import Manifest
from generator.manifest.object_template import KubernetesObject, LazyObject
from generator.source.finding import Finding, Path
from generator.spec.project import Target
from generator.validate import component

STORED = 1536 * 1024
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
TRACKING = 512
"""Bytes for the annotation by which Argo CD knows its objects."""
ESCAPED = 6
"""The most bytes that a character of one byte has in JSON as Go writes it: `<` becomes \\u003c."""
SMALL = (component.ANNOTATIONS_LIMIT - TRACKING) // ESCAPED - 8 * 1024
"""An object whose values have fewer bytes is not judged: with its template it is below every limit. Most objects are."""


class Excess(NamedTuple):
    """An object that is too large, and the field of the component that makes it so."""

    field: Path
    fact: str
    hint: str


class Rule(NamedTuple):
    """A limit, and where it comes from."""

    source: str
    check: Callable[[KubernetesObject, Applier], Iterator[Excess]]


def findings(target: Target, manifests: Iterable[Manifest]) -> Iterator[Finding]:
    """Yield a finding for each object of a target that the API server would refuse."""
    applier = ownership.applier(target.environment)
    for manifest in manifests:
        if _weight(manifest.content) >= SMALL:
            for rule in RULES:
                for excess in rule.check(manifest.object, applier):
                    yield component_finding(
                        target, excess.field, fact=excess.fact, hint=excess.hint, code="object-size"
                    )


def _annotations(content: KubernetesObject, _applier: Applier) -> Iterator[Excess]:
    for each in (content, *pod_templates.find(content["kind"], content).values()):
        size = _annotation_bytes(each.get("metadata") or {})
        if size > component.ANNOTATIONS_LIMIT:
            fact = f"the annotations of {_named(content)} have {size} bytes, at most {component.ANNOTATIONS_LIMIT} are allowed"
            yield Excess(field=("annotations",), fact=fact, hint="move long texts to files")


def _config(content: KubernetesObject, _applier: Applier) -> Iterator[Excess]:
    if content["kind"] == "ConfigMap":
        texts = content.get("data", {}).values()
        encoded = content.get("binaryData", {}).values()
        size = sum(len(text.encode()) for text in texts) + sum(len(text) * 3 // 4 for text in encoded)
        if size > component.CONFIG_LIMIT:
            fact = f"{_named(content)} has {size} bytes of data, at most {component.CONFIG_LIMIT} are allowed"
            yield Excess(field=("files",), fact=fact, hint="put large files into the image or storage")


def _stored(content: KubernetesObject, _applier: Applier) -> Iterator[Excess]:
    size = len(_json(content))
    if size > STORED:
        fact = f"{_named(content)} has {size} bytes, at most {STORED} can be stored"
        yield Excess(field=_largest(content), fact=fact, hint="put large files into the image or storage")


def _last_applied(content: KubernetesObject, applier: Applier) -> Iterator[Excess]:
    if applier != "argocd":
        return
    text = _json(content)
    escapes = (ESCAPED - 1) * sum(text.count(each) for each in (b"<", b">", b"&"))
    size = len(LAST_APPLIED) + len(text) + escapes + _annotation_bytes(content["metadata"]) + TRACKING
    if size > component.ANNOTATIONS_LIMIT:
        fact = (
            f"{_named(content)} has {size} bytes with the copy of itself that Argo CD keeps in an annotation, "
            f"at most {component.ANNOTATIONS_LIMIT} are allowed"
        )
        hint = "put large files into the image or storage, or ask the platform for gitops: {serverSideApply: true}"
        yield Excess(field=_largest(content), fact=fact, hint=hint)


RULES = (
    Rule("ValidateAnnotationsSize: k8s.io/apimachinery/pkg/api/validation/objectmeta.go", _annotations),
    Rule("ValidateConfigMap, MaxSecretSize: k8s.io/kubernetes/pkg/apis/core/validation/validation.go", _config),
    Rule("--max-request-bytes, 1.5 MiB by default: https://etcd.io/docs/v3.6/dev-guide/limit/", _stored),
    Rule("https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#server-side-apply", _last_applied),
)
"""Every limit of a whole object, with its source."""


def _named(content: KubernetesObject) -> str:
    return f'{content["kind"]} "{content["metadata"]["name"]}"'


def _largest(content: KubernetesObject) -> Path:
    """The field of a component that most of an object comes from."""
    if content["kind"] == "ConfigMap":
        return ("files",)
    return ("annotations",) if 2 * _annotation_bytes(content["metadata"]) > len(_json(content)) else ()


def _annotation_bytes(metadata: Mapping[str, Any]) -> int:
    annotations = metadata.get("annotations") or {}
    return sum(len(str(text).encode()) for pair in annotations.items() for text in pair)


def _json(content: Any) -> bytes:
    try:
        return orjson.dumps(content)
    except TypeError:  # a number of more than 64 bits, which a patch may add where a schema takes anything
        return json.dumps(content).encode()


def _weight(content: LazyObject) -> int:
    """At least the number of bytes in an object's values, or in its template if it has none of its own.

    As JSON they are counted in a ninth of the time that `repr` takes, and that in a third of a walk.
    """
    return content.size or len(_json(content.values or content.template.tree))
