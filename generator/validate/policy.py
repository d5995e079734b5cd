"""The platform's policy and quota: each refusal names the team's line and the platform's. Nothing is changed by it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from generator.environment.environment import Environment
from generator.errors import Severity
from generator.source import finding, nodes
from generator.source.finding import Finding, Path
from generator.spec import image, quantity
from generator.validate import context
from generator.validate.context import ENVIRONMENT, Case, Rules


class Pods(NamedTuple):
    """So many pods with the same requests, by resource name."""

    number: int
    requests: Mapping[str, str]


class Demand(NamedTuple):
    """The pods that a component has at most at the same time."""

    name: str
    pods: Sequence[Pods]


def check(case: Case, broken: Collection[str] = ()) -> Iterator[Finding]:
    """What the environment's policy refuses of a component, as far as its fields are not `broken`."""
    yield from context.check(RULES, case, broken)


def _kind(case: Case) -> Iterator[Finding]:
    kinds = case.environment.policy.kinds
    if kinds is not None and case.kind not in kinds:
        yield _refused(
            case,
            ("kind",),
            fact=f"kind {case.kind} is not allowed",
            rule=("kinds",),
            hint=f"allowed: {', '.join(kinds)}",
        )


def _patches(case: Case) -> Iterator[Finding]:
    if not case.environment.policy.patches and case.data.get("patches"):
        hint = "remove them, or ask the platform"
        yield _refused(case, ("patches",), fact="patches are not allowed", rule=("patches",), hint=hint)


def _strategy(case: Case) -> Iterator[Finding]:
    strategies = case.environment.policy.strategies
    if strategies is not None and case.data["strategy"]["type"] not in strategies:
        fact, hint = f"strategy {case.data['strategy']['type']} is not allowed", f"allowed: {', '.join(strategies)}"
        yield _refused(case, ("strategy", "type"), fact=fact, rule=("strategies",), hint=hint)


def _replicas(case: Case) -> Iterator[Finding]:
    wanted = case.environment.policy.min_replicas
    if wanted is None:
        return
    scale = case.data["scale"]
    path, least = (("scale",), scale) if isinstance(scale, int) else (("scale", "min"), scale["min"])
    if least < wanted:
        fact = f"{'1 pod is' if least == 1 else f'{least} pods are'} fewer than {wanted}"
        yield _refused(case, path, fact=fact, rule=("minReplicas",), hint=f"write {path[-1]}: {wanted}, or more")


def _image(case: Case) -> Iterator[Finding]:
    policy, shown = case.environment.policy, case.data["image"]
    if policy.registries is None and not policy.require_digest:
        return
    written = image.parse(shown)
    if policy.registries is not None and not any(image.is_under(written, prefix) for prefix in policy.registries):
        fact, hint = f'"{shown}" is not from an allowed registry', f"allowed: {', '.join(policy.registries)}"
        yield _refused(case, ("image",), fact=fact, rule=("images", "registries"), hint=hint)
    if policy.require_digest and not written.digest:
        hint = "write repository:tag@sha256:...; tidegate release resolves it"
        yield _refused(case, ("image",), fact=f'"{shown}" has no digest', rule=("images", "requireDigest"), hint=hint)


RULES: Rules = {
    _kind: frozenset({"kind", ENVIRONMENT}),
    _patches: frozenset({"patches", ENVIRONMENT}),
    _image: frozenset({"image", ENVIRONMENT}),
}

SERVING: Rules = {
    _strategy: frozenset({"strategy", ENVIRONMENT}),
    _replicas: frozenset({"scale", ENVIRONMENT}),
}
"""What concerns kinds that serve: those with a strategy, and a number of pods that answer."""


def _refused(case: Case, path: Path, *, fact: str, rule: Path, hint: str) -> Finding:
    said = f"{fact} in {case.environment.name} ({_line(case.environment, ('policy', *rule))})"
    return case.found(path, fact=said, hint=hint, code="policy", severity=Severity.REFUSAL)


def _line(environment: Environment, path: Path) -> str:
    _, mark = finding.locate(environment.node, path, mark=environment.node.mark)
    return f"{mark.file}:{mark.line}"


def quota(environment: Environment, key: nodes.Scalar, demands: Sequence[Demand]) -> Iterator[Finding]:
    """What one project needs at most in an environment against its quota; `key` is the environment's in the project."""
    held = environment.quota
    for name, most in (("cpu", held.get("cpu")), ("memory", held.get("memory")), *held.get("gpu", {}).items()):
        if most is None:
            continue
        needs = {demand.name: _need(demand, name) for demand in demands}
        total = sum(needs.values(), Decimal(0))
        if total > quantity.parse(str(most)):
            path: Path = ("quota", "gpu", name) if "/" in name else ("quota", name)
            largest = max(needs, key=lambda each: needs[each])
            line = _line(environment, path)
            fact = f"{_shown(name, total)} of {name} may be needed, the quota of {environment.name} is {most} ({line})"
            hint = f"components.{largest} needs {_shown(name, needs[largest])}; lower its scale or resources"
            yield Finding(
                node=key, mark=key.mark, path=(), fact=fact, hint=hint, code="quota", severity=Severity.REFUSAL
            )


def _need(demand: Demand, name: str) -> Decimal:
    """How much of one resource all pods ask for together."""
    return sum((each.number * quantity.parse(each.requests.get(name, "0")) for each in demand.pods), Decimal(0))


def _shown(name: str, amount: Decimal) -> str:
    gibi = 1024**3
    return f"{(amount / gibi).quantize(Decimal('0.1'))}Gi" if name == "memory" else f"{amount.normalize():f}"
