"""Snapshots of a component for comparing two revisions: its position, and digests of all that affects pods or traffic.

The values that make up a workload's pod template are in `Draft.pods`, set by the engine that drafts it.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from generator.environment.operators import TRAFFIC
from generator.kubernetes import services
from generator.manifest.manifest import Draft
from generator.release import claims, ports
from generator.release.claims import Claims
from generator.release.ports import Endpoints
from generator.release.state_machine import Mode
from generator.spec.component import IN_PLACE
from generator.spec.project import Target
from generator.spec.release import Release

MODES: Mapping[str, Mode] = {
    "native": "slots",
    "argo-rollouts": "argo-rollouts",
    "flagger": "flagger",
    **TRAFFIC,
}
"""How a new version replaces the old one on each engine, with a strategy that runs both side by side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One component in one environment at one revision.

    `shape` has a digest for each field that must not change during a release, `pods` one for each workload's pod template.
    `engine` and `strategy` are empty for kinds without slots, `traffic` for those of them that are not exposed, and `namespace`
    and `cluster` for kinds whose pods end. `headless` and `balancer` tell whether the main Service has no address, and which
    class of load balancer it has. `claims` are those of each pod, None if the kind makes none; `own_claims` are the component's.
    `prescales` are the numbers of pods for all of the traffic that explain those of a candidate, where only objects are known.
    """

    kind: str
    engine: str
    traffic: str
    strategy: str
    mode: Mode
    release: Release
    shape: Mapping[str, str]
    pods: Mapping[str, str]
    namespace: str = ""
    cluster: str = ""
    headless: bool = False
    balancer: str = ""
    prescales: frozenset[int] = frozenset()
    claims: Claims | None = None
    own_claims: Claims = field(default_factory=dict)
    endpoints: Endpoints = ports.NOT_REACHED


def snapshot(target: Target, drafts: Sequence[Draft]) -> Snapshot:
    """The snapshot of a target and its Drafts."""
    component, environment = target.component, target.environment
    service = component.service
    shape = {}
    if service is not None and component.slots:
        # A prescale that was not set follows scale.max, and the scale has a digest of its own.
        chosen = service.strategy.prescale if service.strategy.prescale != service.scale.max else 0
        parts = {
            "strategy": service.strategy._replace(prescale=chosen),
            "scale": service.scale,
            "ports": service.ports,
            "expose": service.routes,
        }
        shape = {name: digest(part) for name, part in parts.items()} | {"autoscaler": environment.autoscaler}
    return Snapshot(
        kind=component.kind,
        engine=target.engine if component.slots else "",
        traffic=""
        if target.engine in TRAFFIC
        else environment.traffic
        if component.slots or (service is not None and service.routes)
        else "",
        strategy=service.strategy.type if service is not None and component.slots else "",
        mode=mode(target),
        release=target.release,
        shape=shape,
        pods=dict(_pods(drafts)),
        namespace=target.namespace if service is not None else "",
        cluster=environment.cluster.name if service is not None else "",
        headless=service is not None and service.main_service.headless,
        balancer=services.balancer(target) if service is not None else "",
        claims=claims.of_drafts(drafts),
        own_claims=claims.own_of_drafts(drafts),
        endpoints=ports.of_target(target),
    )


def _pods(drafts: Sequence[Draft]) -> Iterator[tuple[str, str]]:
    for draft in drafts:
        if draft.pods is not None:
            yield draft.file, digest(draft.pods)
        yield from ((f"{draft.file} ({name})", digest(pods)) for name, pods in draft.versions.items())


def deployed(after: Snapshot, engine: str, strategy: str, release: Release) -> Snapshot:
    """The snapshot of a deployed component: its own engine, strategy and position, everything else as in `after`."""
    if not after.strategy:
        return replace(after, kind="a kind with slots", release=release, shape={}, pods={})
    before = mode_of(after.engine, strategy)
    return replace(after, engine=engine, strategy=strategy, mode=before, release=release, shape={}, pods={})


def mode(target: Target) -> Mode:
    """How a new version of a component replaces the old one."""
    return mode_of(target.engine, target.component.serving.strategy.type) if target.component.slots else "in-place"


def mode_of(engine: str, strategy: str) -> Mode:
    """How a new version replaces the old one on an engine with a strategy."""
    if strategy == "recreate":
        return "in-place"
    if engine in {"argo-rollouts", "flagger"}:
        return MODES[engine]
    return "in-place" if strategy in IN_PLACE else MODES[engine]


def digest(value: Any) -> str:
    """A digest of plain data and NamedTuples: 16 hex digits, equal for equal values."""
    text = json.dumps(value, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else str(value)
