"""Checks of the platform's policy; a refusal has the positions of the field and of the policy."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from generator.environment.environment import AllowedPatch
from generator.named_tuples import NamedTuple
from generator.source.finding import Finding
from generator.spec.component import TRANSFORMER
from generator.validate import context, refusal
from generator.validate.context import ENVIRONMENT, CheckedComponent, Rules


class Pods(NamedTuple):
    """Pods with the same requests by resource name: a `number` and the `surge` while they are replaced, in each of the slots."""

    number: int
    requests: Mapping[str, str]
    surge: int = 0
    slots: int = 1

    @property
    def total(self) -> int:
        """How many there are at most."""
        return (self.number + self.surge) * self.slots


def check(component: CheckedComponent, broken: Collection[str] = ()) -> Iterator[Finding]:
    """Check a component against the environment's policy; rules that read a field in `broken` are skipped."""
    yield from context.check(RULES, component, broken)


def _kind(component: CheckedComponent) -> Iterator[Finding]:
    kinds = component.environment.policy.kinds
    if kinds is not None and not component.environment.policy.allows(component.kind):
        yield refusal.of(
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
        yield refusal.of(component, ("patches",), fact="patches are not allowed", rule=("patches",), hint=hint)
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
        yield refusal.of(component, ("patches", number, "target", "kind"), fact=fact, rule=rule, hint=hint)
        return
    pointers = [pointer for each in allowed for pointer in each.paths]
    for i, op in enumerate(patch["ops"]):
        changed = [op[key] for key in (("from", "path") if op["op"] == "move" else ("path",)) if op["op"] != "test"]
        outside = [each for each in changed if pointers and not any(_is_below(each, pointer) for pointer in pointers)]
        if outside and all(each.paths for each in allowed):
            fact = f'"{outside[0]}" in kind {kind} may not be patched'
            hint = f"allowed: {', '.join(pointers)}; or ask the platform team"
            yield refusal.of(component, ("patches", number, "ops", i), fact=fact, rule=rule, hint=hint)


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
        yield refusal.of(component, ("strategy", "type"), fact=fact, rule=("strategies",), hint=hint)


def _replicas(component: CheckedComponent) -> Iterator[Finding]:
    minimum = component.environment.policy.min_replicas
    if minimum is None:
        return
    scale = component.data["scale"]
    path, replicas = (("scale",), scale) if isinstance(scale, int) else (("scale", "min"), scale["min"])
    if replicas < minimum:
        fact = f"{'1 pod is' if replicas == 1 else f'{replicas} pods are'} fewer than {minimum}"
        yield refusal.of(
            component, path, fact=fact, rule=("minReplicas",), hint=f"write {path[-1]}: {minimum}, or more"
        )


def _images(component: CheckedComponent) -> Iterator[Finding]:
    """The images of all containers of the pod."""
    policy = component.environment.policy
    if policy.registries is not None or policy.require_tag or policy.require_digest:
        from generator.validate import policy_images  # imported lazily: a cold start counts

        for part in context.parts(component):
            yield from policy_images.check(part)
        if "download" in component.data.get("model", {}):
            from generator.validate import model_download  # few components download a model

            for part in model_download.images(component):
                yield from policy_images.check(part)


def _hosts(component: CheckedComponent) -> Iterator[Finding]:
    if component.environment.policy.hosts is not None:
        from generator.validate import policy_hosts  # imported lazily: a cold start counts

        yield from policy_hosts.check(component)


def _max_replicas(component: CheckedComponent) -> Iterator[Finding]:
    maximum, scale = component.environment.policy.max_replicas, component.data.get("scale")
    if maximum is None or scale is None:
        return
    path, replicas = (("scale",), scale) if isinstance(scale, int) else (("scale", "max"), scale["max"])
    if replicas > maximum:
        yield refusal.of(
            component,
            path,
            fact=f"{replicas} pods are more than {maximum}",
            rule=("maxReplicas",),
            hint=f"write {path[-1]}: {maximum}, or less",
        )


RULES: Rules = {
    _kind: frozenset({"kind", ENVIRONMENT}),
    _patches: frozenset({"patches", ENVIRONMENT}),
    _images: frozenset({"image", "init", "model", "sidecars", "steps", TRANSFORMER, ENVIRONMENT}),
    _hosts: frozenset({"expose", "service", ENVIRONMENT}),
    _max_replicas: frozenset({"scale", ENVIRONMENT}),
}

STRATEGY_RULES: Rules = {_strategy: frozenset({"strategy", ENVIRONMENT})}
"""Rules for kinds with a strategy."""

MINIMUM_RULES: Rules = {_replicas: frozenset({"scale", ENVIRONMENT})}
"""Rules for kinds whose pods stand in for each other, so that the platform may ask for a minimum."""
