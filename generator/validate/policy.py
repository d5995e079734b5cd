"""Checks of the platform's policy and quota; a refusal has the positions of the field and of the policy."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from generator.environment.environment import AllowedPatch, Environment
from generator.errors import Severity
from generator.source import finding, nodes
from generator.source.finding import Finding, Path
from generator.spec import image, quantity
from generator.validate import context
from generator.validate.context import ENVIRONMENT, CheckedComponent, Rules


class Pods(NamedTuple):
    """A number of pods with the same requests by resource name."""

    number: int
    requests: Mapping[str, str]


class Demand(NamedTuple):
    """The largest set of pods that a component can have at the same time."""

    name: str
    pods: Sequence[Pods]


def check(component: CheckedComponent, broken: Collection[str] = ()) -> Iterator[Finding]:
    """Check a component against the environment's policy; rules that read a field in `broken` are skipped."""
    yield from context.check(RULES, component, broken)


def _kind(component: CheckedComponent) -> Iterator[Finding]:
    kinds = component.environment.policy.kinds
    if kinds is not None and component.kind not in kinds:
        yield refusal(
            component,
            ("kind",),
            fact=f"kind {component.kind} is not allowed",
            rule=("kinds",),
            hint=f"allowed: {', '.join(kinds)}",
        )


def _patches(component: CheckedComponent) -> Iterator[Finding]:
    allowed, written = component.environment.policy.patches, component.data.get("patches", ())
    if allowed is None or not written:
        return
    if not allowed:
        hint = "remove them, or ask the platform team"
        yield refusal(component, ("patches",), fact="patches are not allowed", rule=("patches",), hint=hint)
        return
    for i, patch in enumerate(written):
        yield from _patch(component, i, patch, [each for each in allowed if each.kind == patch["target"]["kind"]])


def _patch(
    component: CheckedComponent, number: int, patch: Mapping[str, Any], allowed: Sequence[AllowedPatch]
) -> Iterator[Finding]:
    """Operations outside of what a patch of this kind may change; `test` changes nothing, `move` what it moves, too."""
    kind, rule = patch["target"]["kind"], ("patches",)
    if not allowed:
        known = ", ".join(each.kind for each in component.environment.policy.patches or ())
        fact, hint = f"kind {kind} may not be patched", f"allowed: {known}; or ask the platform team"
        yield refusal(component, ("patches", number, "target", "kind"), fact=fact, rule=rule, hint=hint)
        return
    pointers = [pointer for each in allowed for pointer in each.paths]
    for i, op in enumerate(patch["ops"]):
        changed = [op[key] for key in (("from", "path") if op["op"] == "move" else ("path",)) if op["op"] != "test"]
        outside = [each for each in changed if pointers and not any(_is_below(each, pointer) for pointer in pointers)]
        if outside and all(each.paths for each in allowed):
            fact = f'"{outside[0]}" in kind {kind} may not be patched'
            hint = f"allowed: {', '.join(pointers)}; or ask the platform team"
            yield refusal(component, ("patches", number, "ops", i), fact=fact, rule=rule, hint=hint)


def _is_below(path: str, pointer: str) -> bool:
    """Whether a JSON Pointer is another one, in which `*` stands for any part, or below it."""
    parts, wanted = path.split("/"), pointer.split("/")
    return len(parts) >= len(wanted) and all(one in {part, "*"} for part, one in zip(parts, wanted, strict=False))


def _strategy(component: CheckedComponent) -> Iterator[Finding]:
    strategies = component.environment.policy.strategies
    if strategies is not None and component.data["strategy"]["type"] not in strategies:
        fact, hint = (
            f"strategy {component.data['strategy']['type']} is not allowed",
            f"allowed: {', '.join(strategies)}",
        )
        yield refusal(component, ("strategy", "type"), fact=fact, rule=("strategies",), hint=hint)


def _replicas(component: CheckedComponent) -> Iterator[Finding]:
    minimum = component.environment.policy.min_replicas
    if minimum is None:
        return
    scale = component.data["scale"]
    path, replicas = (("scale",), scale) if isinstance(scale, int) else (("scale", "min"), scale["min"])
    if replicas < minimum:
        fact = f"{'1 pod is' if replicas == 1 else f'{replicas} pods are'} fewer than {minimum}"
        yield refusal(component, path, fact=fact, rule=("minReplicas",), hint=f"write {path[-1]}: {minimum}, or more")


def _images(component: CheckedComponent) -> Iterator[Finding]:
    """The images of all containers of the pod."""
    policy = component.environment.policy
    if policy.registries is not None or policy.require_digest:
        for part in context.parts(component):
            yield from _image(part)
        if "download" in component.data.get("model", {}):
            from generator.validate import model_download  # few components download a model

            for part in model_download.images(component):
                yield from _image(part)


def _image(component: CheckedComponent) -> Iterator[Finding]:
    policy, shown = component.environment.policy, component.data["image"]
    written = image.parse(shown)
    if policy.registries is not None and not any(image.is_under(written, prefix) for prefix in policy.registries):
        fact, hint = f'"{shown}" is not from an allowed registry', f"allowed: {', '.join(policy.registries)}"
        yield refusal(component, ("image",), fact=fact, rule=("images", "registries"), hint=hint)
    if policy.require_digest and not written.digest:
        hint = "write repository:tag@sha256:...; tidegate release resolves it"
        yield refusal(
            component, ("image",), fact=f'"{shown}" has no digest', rule=("images", "requireDigest"), hint=hint
        )


RULES: Rules = {
    _kind: frozenset({"kind", ENVIRONMENT}),
    _patches: frozenset({"patches", ENVIRONMENT}),
    _images: frozenset({"image", "init", "model", "sidecars", ENVIRONMENT}),
}

STRATEGY_RULES: Rules = {_strategy: frozenset({"strategy", ENVIRONMENT})}
"""Rules for kinds with a strategy."""

MINIMUM_RULES: Rules = {_replicas: frozenset({"scale", ENVIRONMENT})}
"""Rules for kinds whose pods stand in for each other, so that the platform may ask for a minimum."""


def refusal(component: CheckedComponent, path: Path, *, fact: str, rule: Path, hint: str) -> Finding:
    """A refusal of a value at `path`; `rule` is the path of the policy that forbids it, below `policy`."""
    full_fact = f"{fact} in {component.environment.name} ({_line(component.environment, ('policy', *rule))})"
    return component.finding(path, fact=full_fact, hint=hint, code="policy", severity=Severity.REFUSAL)


def _line(environment: Environment, path: Path) -> str:
    _, mark = finding.locate(environment.node, path, mark=environment.node.mark)
    return f"{mark.file}:{mark.line}"


def quota(environment: Environment, key: nodes.Scalar, demands: Sequence[Demand]) -> Iterator[Finding]:
    """Check the highest demand of a project against the quota; `key` is the key of the environment in the project file."""
    quotas = environment.quota
    for name, limit in (("cpu", quotas.get("cpu")), ("memory", quotas.get("memory")), *quotas.get("gpu", {}).items()):
        if limit is None:
            continue
        requests = {demand.name: _total_request(demand, name) for demand in demands}
        total = sum(requests.values(), Decimal(0))
        if total > quantity.parse(str(limit)):
            path: Path = ("quota", "gpu", name) if "/" in name else ("quota", name)
            largest = max(requests, key=lambda each: requests[each])
            line = _line(environment, path)
            fact = f"{_formatted(name, total)} of {name} may be needed, but the quota of {environment.name} is {limit} ({line})"
            hint = f"components.{largest} needs {_formatted(name, requests[largest])}; lower its scale or resources"
            yield Finding(
                node=key, mark=key.mark, path=(), fact=fact, hint=hint, code="quota", severity=Severity.REFUSAL
            )


def _total_request(demand: Demand, name: str) -> Decimal:
    """The sum of all pods' requests of one resource."""
    return sum((each.number * quantity.parse(each.requests.get(name, "0")) for each in demand.pods), Decimal(0))


def _formatted(name: str, amount: Decimal) -> str:
    gibi = 1024**3
    return f"{(amount / gibi).quantize(Decimal('0.1'))}Gi" if name == "memory" else f"{amount.normalize():f}"
