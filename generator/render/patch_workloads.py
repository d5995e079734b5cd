"""What the API server refuses of a patched object as a whole: how pods are replaced, restarted, scheduled, evicted and reached.

The rules are those of `validation.go` of apps/v1, batch/v1, core/v1 and policy/v1. One refused object stops the sync of its whole
overlay.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.kubernetes import pod_templates
from generator.manifest.object_fields import value_at

ALWAYS = frozenset({"Deployment", "Rollout", "StatefulSet"})
"""Kinds whose pods are restarted and have no end of their own."""
WORDS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "CronJob": {"spec.concurrencyPolicy": frozenset({"Allow", "Forbid", "Replace"})},
    "Service": {
        "spec.type": frozenset({"ClusterIP", "NodePort", "LoadBalancer"}),
        "spec.sessionAffinity": frozenset({"None", "ClientIP"}),
        "spec.externalTrafficPolicy": frozenset({"Cluster", "Local"}),
        "spec.internalTrafficPolicy": frozenset({"Cluster", "Local"}),
    },
    "Deployment": {"spec.strategy.type": frozenset({"RollingUpdate", "Recreate"})},
}
"""Fields by kind with the words that they take, which the schemas of Kubernetes do not say."""
OF_POD: Mapping[str, frozenset[str]] = {
    "restartPolicy": frozenset({"Always", "OnFailure", "Never"}),
    "dnsPolicy": frozenset({"ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"}),
    "preemptionPolicy": frozenset({"Never", "PreemptLowerPriority"}),
}


def violations(after: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield path and fact of each value of an object that its kind does not have, or that do not go together."""
    kind = str(after.get("kind"))
    for field, words in WORDS.get(kind, {}).items():
        yield from _word(field, value_at(after, field.split(".")), words)
    rules: Mapping[str, Callable[[Mapping[str, Any]], Iterator[tuple[str, str]]]] = {
        "CronJob": _schedule,
        "Deployment": _replacement,
        "PodDisruptionBudget": _budget,
        "Service": _service,
    }
    if kind in rules:
        yield from rules[kind](after)
    for path, template in pod_templates.find(kind, after).items():
        spec = template.get("spec") if isinstance(template, Mapping) else None
        if isinstance(spec, Mapping):
            yield from _pod(".".join((*path, "spec")), spec, restarted=kind in ALWAYS)


def _pod(where: str, spec: Mapping[str, Any], *, restarted: bool) -> Iterator[tuple[str, str]]:
    for key, words in OF_POD.items():
        yield from _word(f"{where}.{key}", spec.get(key), words)
    if spec.get("ephemeralContainers"):
        yield f"{where}.ephemeralContainers", "they are added to a pod that runs, not to a template"
    if spec.get("dnsPolicy") == "None" and not value_at(spec, ("dnsConfig", "nameservers")):
        yield f"{where}.dnsConfig", "dnsPolicy None needs nameservers"
    if not restarted:
        return
    if (policy := spec.get("restartPolicy")) in ("Never", "OnFailure"):
        yield f"{where}.restartPolicy", f"{policy} is for jobs: these pods are always restarted"
    if "activeDeadlineSeconds" in spec:
        yield f"{where}.activeDeadlineSeconds", "it is for jobs: these pods have no end of their own"


def _replacement(deployment: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    strategy = value_at(deployment, ("spec", "strategy"))
    rolling = strategy.get("rollingUpdate") if isinstance(strategy, Mapping) else None
    if not isinstance(strategy, Mapping) or not isinstance(rolling, Mapping):
        return
    if strategy.get("type") == "Recreate":
        yield "spec.strategy.rollingUpdate", "it does not go with type Recreate"
    elif {str(rolling.get(key, "25%")).rstrip("%") for key in ("maxSurge", "maxUnavailable")} == {"0"}:
        yield "spec.strategy.rollingUpdate", "maxSurge and maxUnavailable are both 0: no pod could ever be replaced"


def _schedule(cron_job: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    from generator.validate import cron  # imported lazily: few patches concern a CronJob

    schedule = value_at(cron_job, ("spec", "schedule"))
    if isinstance(schedule, str) and (error := cron.check(schedule)):
        yield "spec.schedule", error


def _budget(budget: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if {"minAvailable", "maxUnavailable"} <= (value_at(budget, ("spec",)) or {}).keys():
        yield "spec.minAvailable", "it does not go with maxUnavailable"


def _service(service: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    spec = value_at(service, ("spec",)) or {}
    for i, port in enumerate(spec["ports"] if isinstance(spec.get("ports"), list) else ()):
        if isinstance(port, Mapping) and port.get("nodePort") and spec.get("type", "ClusterIP") == "ClusterIP":
            yield f"spec.ports[{i}].nodePort", "it does not go with type ClusterIP"


def _word(path: str, value: Any, words: frozenset[str]) -> Iterator[tuple[str, str]]:
    if isinstance(value, str) and value not in words:
        yield path, f'"{value}" is not one of {", ".join(sorted(words))}'
