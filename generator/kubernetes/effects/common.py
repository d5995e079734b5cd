"""Rows that tables of several kinds share: metadata, and pod templates."""

from collections.abc import Iterable, Mapping
from typing import Any

from generator.kubernetes import labels
from generator.kubernetes.effects import sources
from generator.kubernetes.effects.effect import Effect
from generator.kubernetes.effects.rule import Judge, Rule
from generator.manifest.object_fields import value_at

POSITION = f"metadata.annotations[{labels.POSITION}]"
PRUNE, SYNC_OPTIONS = "kustomize.toolkit.fluxcd.io/prune", "argocd.argoproj.io/sync-options"
_IDENTITY = (
    "securityContext",
    "serviceAccountName",
    "automountServiceAccountToken",
    "hostNetwork",
    "hostPID",
    "hostIPC",
)

POSITION_RULE = Rule(
    POSITION,
    Effect.NONE,
    "tells the position of a release; Services and routes move the traffic",
    sources.ANNOTATIONS,
)
METADATA = (
    POSITION_RULE,
    Rule("apiVersion", Effect.NONE, "the same object in another version of its API", sources.VERSIONS),
    Rule("metadata.name", Effect.REPLACED, "another object: the old one goes", sources.NAMES),
    Rule("metadata.namespace", Effect.REPLACED, "another object: the old one goes", sources.NAMESPACES),
    Rule("metadata.labels", Effect.NONE, "labels of the object are not those of its pods", sources.LABELS),
    Rule("metadata.annotations", Effect.NONE, "a note for people and tools", sources.ANNOTATIONS, by_parts=True),
    Rule("metadata.finalizers", Effect.NONE, "what has to be done before it is deleted", sources.FINALIZERS),
    Rule("metadata.ownerReferences", Effect.NONE, "what it is deleted with", sources.FINALIZERS),
)
"""Rows for what all objects have."""


def metadata(*own: Rule) -> tuple[Rule, ...]:
    """Rows for what all objects have, after those of a kind, as for annotations that a controller reads."""
    return (*own, *METADATA)


def pods(
    path: str, effect: Effect, reason: str, source: str, judge: Judge | None = None, depends: str = ""
) -> tuple[Rule, ...]:
    """Rows for a pod template; a change of the identity or the rights of its pods is `access`, too."""
    return (
        *(
            Rule(
                f"{path}.{place}",
                effect,
                reason,
                source,
                also=(Effect.ACCESS,),
                judge=judge,
                depends=depends,
            )
            for place in (
                *(f"spec.{name}" for name in _IDENTITY),
                *(f"spec.{containers}[*].securityContext" for containers in ("containers", "initContainers")),
            )
        ),
        Rule(path, effect, reason, source, judge=judge, depends=depends),
    )


def fixed(path: str, reason: str, source: str) -> Rule:
    """A field that the API server does not let anybody change."""
    return Rule(path, Effect.IMMUTABLE, reason, source)


def quiet(path: str, reason: str, source: str) -> Rule:
    """A field that does nothing to what runs."""
    return Rule(path, Effect.NONE, reason, source)


def guard(content: Mapping[str, Any]) -> str:
    """The annotation by which the GitOps tool leaves an object in the cluster when it goes from Git; empty if there is none."""
    flux, argo = (value_at(content, ("metadata", "annotations", name)) for name in (PRUNE, SYNC_OPTIONS))
    if flux == "disabled":
        return f"{PRUNE}: disabled"
    if "Prune=false" in (each.strip() for each in str(argo).split(",")):
        return f"{SYNC_OPTIONS}: Prune=false"
    return ""


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 pod`, `2 pods`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def gone(hosts: Iterable[str]) -> str:
    """What is said of hosts that go."""
    named = sorted(hosts)
    return f"{', '.join(named)} {'is' if len(named) == 1 else 'are'} answered no more"


def number(value: object, default: int = 0) -> int:
    """A whole number as it is read; what is none counts as the default."""
    return value if isinstance(value, int) and not isinstance(value, bool) else default
