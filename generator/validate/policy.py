"""The platform's policy and quota: each refusal names the team's line and the platform's. Nothing is changed by it."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from generator.environment.environment import Environment
from generator.errors import Severity
from generator.source import finding, nodes
from generator.source.finding import Finding, Path
from generator.spec import image, quantity
from generator.spec.component import Component
from generator.spec.project import Target


def check(target: Target) -> Iterator[Finding]:
    """What the environment's policy refuses of one target."""
    policy, component = target.environment.policy, target.component
    if policy.kinds is not None and component.kind not in policy.kinds:
        yield _refused(
            target,
            ("kind",),
            f"kind {component.kind} is not allowed",
            ("kinds",),
            f"allowed: {', '.join(policy.kinds)}",
        )
    if not policy.patches and component.patches:
        yield _refused(
            target, ("patches",), "patches are not allowed", ("patches",), "remove them, or ask the platform"
        )
    for slot, held in target.slots.items():
        yield from _image(target, target.slot_nodes[slot], held)
    if component.service is not None:
        yield from _service(target)


def _service(target: Target) -> Iterator[Finding]:
    policy, service = target.environment.policy, target.component.service
    if service is None:
        return
    if policy.strategies is not None and service.strategy.type not in policy.strategies:
        fact, hint = f"strategy {service.strategy.type} is not allowed", f"allowed: {', '.join(policy.strategies)}"
        yield _refused(target, ("strategy", "type"), fact, ("strategies",), hint)
    if policy.min_replicas is not None and service.scale.min < policy.min_replicas:
        path: Path = ("scale",) if service.scale.fixed else ("scale", "min")
        pods = "1 pod is" if service.scale.min == 1 else f"{service.scale.min} pods are"
        fact = f"{pods} fewer than {policy.min_replicas}"
        yield _refused(target, path, fact, ("minReplicas",), f"use at least {policy.min_replicas}")


def _image(target: Target, node: nodes.Mapping, held: Component) -> Iterator[Finding]:
    policy, written = target.environment.policy, image.parse(held.image)
    if policy.registries is not None and not any(image.under(written, prefix) for prefix in policy.registries):
        fact, hint = f'"{held.image}" is not from an allowed registry', f"allowed: {', '.join(policy.registries)}"
        yield _refused(target, ("image",), fact, ("images", "registries"), hint, node=node)
    if policy.require_digest and not written.digest:
        hint = "write repository:tag@sha256:...; tidegate release resolves it"
        fact = f'"{held.image}" has no digest'
        yield _refused(target, ("image",), fact, ("images", "requireDigest"), hint, node=node)


def _refused(
    target: Target, path: Path, fact: str, rule: Path, hint: str, *, node: nodes.Mapping | None = None
) -> Finding:
    at, mark = finding.at(target.node if node is None else node, path, mark=target.key.mark)
    return Finding(
        at,
        mark,
        path,
        f"{fact} in {target.environment.name} ({_line(target.environment, ('policy', *rule))})",
        hint,
        "policy",
        Severity.REFUSAL,
    )


def _line(environment: Environment, path: Path) -> str:
    _, mark = finding.at(environment.node, path, mark=environment.node.mark)
    return f"{mark.file}:{mark.line}"


def quota(targets: Iterable[Target]) -> Iterator[Finding]:
    """What one project needs at most in an environment against its quota."""
    held = list(targets)
    if not held:
        return
    environment, project = held[0].environment, held[0].project
    for name, most in (
        ("cpu", environment.quota.get("cpu")),
        ("memory", environment.quota.get("memory")),
        *environment.quota.get("gpu", {}).items(),
    ):
        if most is None:
            continue
        needs = {target.name: _need(target, name) for target in held}
        total = sum(needs.values(), Decimal(0))
        if total > quantity.parse(str(most)):
            path: Path = ("quota", "gpu", name) if "/" in name else ("quota", name)
            largest = max(needs, key=lambda key: needs[key])
            line = _line(environment, path)
            fact = f"{_shown(name, total)} of {name} may be needed, the quota of {environment.name} is {most} ({line})"
            key = project.environments[environment.name].key
            hint = f"components.{largest} needs {_shown(name, needs[largest])}; lower its scale"
            yield Finding(key, key.mark, (), fact, hint, "quota", Severity.REFUSAL)


def _need(target: Target, name: str) -> Decimal:
    """The most that a component holds at once: with slots both of them, the empty one as large as the active."""
    component = target.component
    asked = [quantity.parse(held.resources.requests.get(name, "0")) for held in target.slots.values()]
    if component.batch is not None:
        return component.batch.parallelism * asked[0]
    scale, strategy = component.serving.scale, component.serving.strategy
    if strategy.type == "rolling":
        return (scale.max + _surge(strategy.surge, scale.max)) * asked[0]
    return scale.max * (asked[0] + asked[-1])


def _surge(surge: int | str, pods: int) -> int:
    return surge if isinstance(surge, int) else -(-pods * int(surge.removesuffix("%")) // 100)


def _shown(name: str, amount: Decimal) -> str:
    gibi = 1024**3
    return f"{(amount / gibi).quantize(Decimal('0.1'))}Gi" if name == "memory" else f"{amount.normalize():f}"
