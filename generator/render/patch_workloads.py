"""What the API server refuses of a patched object as a whole: how pods are replaced, restarted, scheduled, evicted and reached.

The rules are those of `validation.go` of apps/v1, batch/v1, core/v1 and policy/v1. One refused object stops the sync of its whole
overlay.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.kubernetes import pod_templates
from generator.kubernetes.effects import capacity
from generator.manifest.object_fields import items, value_at
from generator.validate import addresses

LONGEST_WINDOW, LONGEST_PERIOD = 3600, 1800
SELECTED = frozenset({"Max", "Min", "Disabled"})
WORDS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "CronJob": {"spec.concurrencyPolicy": frozenset({"Allow", "Forbid", "Replace"})},
    "Service": {
        "spec.type": frozenset({"ClusterIP", "NodePort", "LoadBalancer"}),
        "spec.sessionAffinity": frozenset({"None", "ClientIP"}),
        "spec.externalTrafficPolicy": frozenset({"Cluster", "Local"}),
        "spec.internalTrafficPolicy": frozenset({"Cluster", "Local"}),
        "spec.ipFamilyPolicy": frozenset({"SingleStack", "PreferDualStack", "RequireDualStack"}),
    },
    "Job": {"spec.completionMode": frozenset({"Indexed", "NonIndexed"})},
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
        "ExternalSecret": _refresh,
        "HorizontalPodAutoscaler": _autoscaler,
        "PersistentVolumeClaim": _claim,
        "Service": _service,
    }
    if kind in rules:
        yield from rules[kind](after)
    for path, template in pod_templates.find(kind, after).items():
        spec = template.get("spec") if isinstance(template, Mapping) else None
        if isinstance(spec, Mapping):
            yield from _pod(".".join((*path, "spec")), spec, restarted=kind in capacity.kinds())


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
    for key in ("maxSurge", "maxUnavailable"):
        share = rolling.get(key)
        if isinstance(share, str) and not share.removesuffix("%").isdecimal():
            yield f"spec.strategy.rollingUpdate.{key}", f'"{share}" is neither a number of pods nor a share such as 25%'
    if strategy.get("type") != "Recreate" and {
        str(rolling.get(key, "25%")).rstrip("%") for key in ("maxSurge", "maxUnavailable")
    } == {"0"}:
        yield "spec.strategy.rollingUpdate", "maxSurge and maxUnavailable are both 0: no pod could ever be replaced"


def _schedule(cron_job: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    from generator.validate import cron, time_zones  # imported lazily: few patches concern a CronJob

    schedule = value_at(cron_job, ("spec", "schedule"))
    if isinstance(schedule, str) and (error := cron.check(schedule)):
        yield "spec.schedule", error
    zone = value_at(cron_job, ("spec", "timeZone"))
    if isinstance(zone, str) and zone not in time_zones.names():
        yield "spec.timeZone", f'"{zone}" is not the name of a time zone'


def _budget(budget: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if {"minAvailable", "maxUnavailable"} <= (value_at(budget, ("spec",)) or {}).keys():
        yield "spec.minAvailable", "it does not go with maxUnavailable"


def _service(service: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    spec = value_at(service, ("spec",)) or {}
    ports = [*items(spec, "ports")]
    if len(ports) > 1 and not all(port.get("name") for port in ports):
        yield "spec.ports", "each of several ports needs a name"
    yield from _only_balancers(spec)
    for i, port in enumerate(ports):
        if port.get("nodePort") and spec.get("type", "ClusterIP") == "ClusterIP":
            yield f"spec.ports[{i}].nodePort", "it does not go with type ClusterIP"


def _only_balancers(spec: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if spec.get("type", "ClusterIP") != "LoadBalancer":
        for key in ("loadBalancerClass", "loadBalancerSourceRanges", "healthCheckNodePort"):
            if spec.get(key):
                yield f"spec.{key}", "it needs type LoadBalancer"
    for cidr in spec["loadBalancerSourceRanges"] if isinstance(spec.get("loadBalancerSourceRanges"), list) else ():
        if error := addresses.cidr(str(cidr)):
            yield "spec.loadBalancerSourceRanges", error.fact


def _claim(claim: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    path = ("spec", "resources", "requests", "storage")
    if str(value_at(claim, path)) == "0":
        yield ".".join(path), "0 is not more than 0"


def _refresh(secret: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """A duration of Go, which has no days."""
    written = value_at(secret, ("spec", "refreshInterval"))
    if isinstance(written, str) and not re.fullmatch(r"0|([0-9]+(\.[0-9]+)?(ns|us|ms|s|m|h))+", written):
        yield "spec.refreshInterval", f'"{written}" is not a duration such as 1h or 90s'


def _autoscaler(autoscaler: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for direction in ("scaleUp", "scaleDown"):
        path = ("spec", "behavior", direction)
        window = value_at(autoscaler, (*path, "stabilizationWindowSeconds"))
        if isinstance(window, int) and not 0 <= window <= LONGEST_WINDOW:
            yield ".".join((*path, "stabilizationWindowSeconds")), f"{window} is not within 0 to {LONGEST_WINDOW}"
        yield from _word(".".join((*path, "selectPolicy")), value_at(autoscaler, (*path, "selectPolicy")), SELECTED)
        for i, policy in enumerate(items(value_at(autoscaler, (*path, "policies")))):
            where = f"{'.'.join(path)}.policies[{i}]"
            yield from _word(f"{where}.type", policy.get("type"), frozenset({"Percent", "Pods"}))
            for key, most in (("value", None), ("periodSeconds", LONGEST_PERIOD)):
                number = policy.get(key)
                if isinstance(number, int) and (number < 1 or (most is not None and number > most)):
                    yield (
                        f"{where}.{key}",
                        f"{number} is not within 1 to {most}" if most else f"{number} is less than 1",
                    )
    for i, metric in enumerate(items(value_at(autoscaler, ("spec", "metrics")))):
        for source in (each for each in metric.values() if isinstance(each, Mapping)):
            share = value_at(source, ("target", "averageUtilization"))
            if isinstance(share, int) and share < 1:
                yield f"spec.metrics[{i}]", f"averageUtilization {share} is less than 1"


def _word(path: str, value: Any, words: frozenset[str]) -> Iterator[tuple[str, str]]:
    if isinstance(value, str) and value not in words:
        yield path, f'"{value}" is not one of {", ".join(sorted(words))}'
