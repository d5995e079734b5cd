"""Rules for fields of an inference that KServe does not support.

Sources, of KServe 0.20: `pkg/apis/serving/v1beta1` (its webhook) and `raw_kube_reconciler.go` (what it makes); of what came after
it: `httproute_reconciler.go` (weights); of Knative: `pkg/apis/serving/fieldmask.go` and `pkg/apis/config/features.go`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.components.inference import kserve_runtimes
from generator.environment.operators import TRAFFIC, Operator
from generator.errors import Severity
from generator.source import nodes
from generator.source.finding import Finding, Path
from generator.spec import model_uri
from generator.spec.component import IN_PLACE, SIDE_BY_SIDE, TRANSFORMER
from generator.validate import containers, context, operators
from generator.validate.context import ENVIRONMENT, PARTS, CheckedComponent, Rule, Rules

STANDARD, KNATIVE = "kserve-standard", "kserve-knative"
ASK = "ask the platform team for operators: {inference: deployment}"
UNUSED: Mapping[str, tuple[str, str]] = {
    "service": ("KServe makes the Service, and nothing of it can be chosen", "remove it there"),
    "minReadySeconds": ("KServe has no such setting for its Deployments", "remove it there"),
    "metrics": (
        "the pods of KServe name no port, so no monitor of ours finds them",
        "use the metrics that KServe collects",
    ),
}
"""Fields that have no place in an InferenceService, why, and a way out."""
KNATIVE_UNUSED: Mapping[str, tuple[str, str]] = {
    "init": ("Knative refuses init containers", "let the server do it when it starts"),
    "sidecars": ("Knative refuses init containers that go on", "make it a component of its own"),
    "hostAliases": ("Knative refuses hostAliases", "remove it there"),
    "shutdown": ("Knative settles how pods end", "remove it there"),
}
CLAIMS = ("claim", "size", "share")
"""Volumes that Knative refuses unless its administrator has enabled them."""


def rule(check: Rule) -> Rule:
    """A rule for components that KServe serves."""

    def checked(component: CheckedComponent) -> Iterator[Finding]:
        if component.environment.engine_of(component.kind) in TRAFFIC:
            yield from check(component)

    return checked


def elsewhere(check: Rule) -> Rule:
    """A rule for components that KServe does not serve."""

    def checked(component: CheckedComponent) -> Iterator[Finding]:
        if component.environment.engine_of(component.kind) not in TRAFFIC:
            yield from check(component)

    return checked


def _operator(component: CheckedComponent) -> Operator:
    found = component.environment.operators.of(component.kind)
    assert found is not None  # noqa: S101 - `rule` asks for it
    return found


def _refusal(component: CheckedComponent, path: Path, fact: str, way_out: str = "") -> Finding:
    hint = f"{way_out}, or {ASK}" if way_out else ASK
    return component.finding(path, fact=fact, hint=hint, code="operator", place=component.environment.name)


def _is_written(component: CheckedComponent, *path: str) -> bool:
    """Whether a file has the field, and not a default."""
    node: nodes.Node | None = component.node
    for key in path:
        node = node.get(key) if isinstance(node, nodes.Mapping) else None
    return node is not None and node.mark.line > 0


def _fields(component: CheckedComponent) -> Iterator[Finding]:
    more = KNATIVE_UNUSED if _operator(component).api == KNATIVE else {}
    for field, (fact, way_out) in {**UNUSED, **more}.items():
        if component.data.get(field) and _is_written(component, field):
            yield _refusal(component, (field,), fact, way_out)
    if component.data["format"] != "custom" and _is_written(component, "ports"):
        fact = f"KServe's runtimes listen on {kserve_runtimes.PORT}, whatever is written"
        yield _refusal(component, ("ports",), fact, "remove it there")


def _version(component: CheckedComponent) -> Iterator[Finding]:
    """The names of the modes are those of 0.16. 0.20 has two predictors side by side, and its routes lead to one of them alone.

    That is a warning, since all of the traffic moves at the last step there, too, and a later 0.20 may have the weights of 0.21.
    """
    yield from operators.too_old(component, ("kind",), (0, 16), "modes Standard and Knative")
    kind, path = component.data["strategy"]["type"], ("strategy", "type")
    if _operator(component).api == STANDARD and kind in SIDE_BY_SIDE:
        beside = [*operators.too_old(component, path, (0, 20), "predictors side by side")]
        split = operators.too_old(component, path, (0, 21), "traffic for canaries", "use blue-green there")
        yield from beside or (each._replace(severity=Severity.WARNING) for each in split if kind == "canary")


def _model(component: CheckedComponent) -> Iterator[Finding]:
    model = component.data["model"]
    for key in (key for key in ("download", "size", "longest") if key in model):
        fact = "KServe downloads the model, to a place and in a time of its own"
        yield _refusal(component, ("model", key), fact, "remove it there")
    scheme = model_uri.scheme(model["uri"])
    if scheme not in kserve_runtimes.SCHEMES:
        known = ", ".join(f"{each}://" for each in kserve_runtimes.SCHEMES)
        instead = "pvc://CLAIM/PATH" if scheme == "file" else "one of these"
        fact = f"KServe gets no model from {scheme}://, only from {known}"
        yield _refusal(component, ("model", "uri"), fact, f"write {instead}")


def _one_port(component: CheckedComponent) -> Iterator[Finding]:
    """Knative routes to one port of a pod, and asks its container alone whether it is ready (`validateContainers`)."""
    if _operator(component).api != KNATIVE:
        return
    prefix = (TRANSFORMER,) if TRANSFORMER in component.data else ()
    asked = component.data[TRANSFORMER] if prefix else component.data
    for name in list(asked.get("ports", {}))[1:]:
        yield _refusal(component, (*prefix, "ports", name), "Knative takes one port of a pod", "remove it there")
    if prefix and _is_written(component, "health"):
        fact = "Knative asks the container with the port alone, which is the transformer"
        yield _refusal(component, ("health",), fact, "write it in transformer")


def _names(component: CheckedComponent) -> Iterator[Finding]:
    """The containers that KServe makes are in the same pod (`pkg/constants`)."""
    yield from containers.reserved(component, kserve_runtimes.CONTAINERS, "a container of KServe")


def _variables(component: CheckedComponent) -> Iterator[Finding]:
    custom = component.data["format"] == "custom"
    given = (model_uri.PATH_VARIABLE, kserve_runtimes.STORAGE_VARIABLE) if custom else ()
    for part in context.parts(component):
        for name, source in part.data.get("env", {}).items():
            if name in kserve_runtimes.BLOCKED:
                yield _refusal(part, ("env", name), f"KServe refuses {name} in every container", "set it in the image")
            elif name == kserve_runtimes.STORAGE_VARIABLE and part.prefix == (TRANSFORMER,):
                fact = f"KServe refuses {name} in a transformer: it would download the model for it"
                yield _refusal(part, ("env", name), fact, "give it another name")
            elif name in given and part is component:
                fact = f'"{name}" is set from "model" already'
                yield component.finding(("env", name), fact=fact, hint="remove it", code="env-twice")
            elif _operator(component).api == KNATIVE and {"field", "resource"} & source.keys():
                fact = "Knative refuses variables that read a field of the pod"
                yield _refusal(part, ("env", name), fact, "write a value")


def _volumes(component: CheckedComponent) -> Iterator[Finding]:
    if _operator(component).api != KNATIVE:
        return
    shared = component.data.get("volumes", {})
    for part in context.parts(component):
        volumes = part.data.get("volumes", {})
        for path, source in volumes.items() if not part.prefix or volumes != shared else ():
            if any(key in source for key in CLAIMS) or "class" in source:
                fact = "Knative refuses volumes but those of ConfigMaps, Secrets and scratch space"
                yield _refusal(part, ("volumes", path), fact, "read the model by its uri: pvc://CLAIM/PATH")


def _scale(component: CheckedComponent) -> Iterator[Finding]:
    scale = component.data["scale"]
    if isinstance(scale, int):
        return
    knative = _operator(component).api == KNATIVE
    refused = ("cpu", "memory", "metrics", "queue") if knative else ("metrics", "queue")
    able = "concurrency or rps" if knative else "cpu or memory"
    for key in (key for key in refused if key in scale):
        what = "Knative scales" if knative else "KServe scales"
        yield _refusal(component, ("scale", key), f"{what} by {able} alone", f"write {able}")
    if not knative and scale["min"] == 0:
        yield _refusal(component, ("scale", "min"), "KServe keeps at least one pod here", "write min: 1")
    if knative and {"concurrency", "rps"} <= scale.keys():
        hint = "keep one of the two"
        yield component.finding(
            ("scale", "rps"), fact='"rps" does not go with "concurrency"', hint=hint, code="kind-value"
        )


def _strategy(component: CheckedComponent) -> Iterator[Finding]:
    strategy, served = component.data["strategy"], _operator(component)
    kind = strategy["type"]
    if "prescale" in strategy:
        fact = "KServe settles the capacity of a release itself"
        yield _refusal(component, ("strategy", "prescale"), fact, "remove it there")
    if kind in SIDE_BY_SIDE and component.data["format"] == "custom" and served.api == STANDARD:
        fact = f"KServe runs two versions side by side only of models of a format, not of custom servers ({kind})"
        yield _refusal(component, ("strategy", "type"), fact, "use strategy: rolling")
    if kind == "canary" and served.api == STANDARD and not served.settings.get("gatewayApi", False):
        yield component.finding(
            ("strategy", "type"),
            fact="KServe splits the traffic of a canary in an HTTPRoute alone, and makes none",
            hint="use blue-green there, or ask the platform team for operators: "
            f"{{inference: {{api: {STANDARD}, gatewayApi: true}}}}",
            code="canary-traffic",
            place=component.environment.name,
        )
    if served.api == KNATIVE:
        yield from _knative_strategy(component, strategy)


def _knative_strategy(component: CheckedComponent, strategy: Mapping[str, Any]) -> Iterator[Finding]:
    if strategy["type"] == "recreate":
        fact = "Knative starts a new revision before the old one ends"
        yield _refusal(component, ("strategy", "type"), fact, "use strategy: rolling")
    for key in ("surge", "unavailable"):
        if strategy["type"] in IN_PLACE and _is_written(component, "strategy", key):
            yield _refusal(component, ("strategy", key), "Knative settles how revisions follow", "remove it there")


def _expose(component: CheckedComponent) -> Iterator[Finding]:
    """Refuse settings of a route that KServe, which makes the host from names, does not have."""
    expose = component.data.get("expose")
    if expose is None:
        return
    domain = _operator(component).settings.get("domain", "")
    if not domain:
        fact = "KServe makes the host, and nothing says its domain"
        wanted = f"{{inference: {{api: {_operator(component).api}, domain: DOMAIN}}}}"
        hint = f"remove it there, or ask the platform team for operators: {wanted}"
        yield component.finding(("expose",), fact=fact, hint=hint, code="operator", place=component.environment.name)
    elif isinstance(expose, list):
        yield _refusal(component, ("expose",), "KServe makes one route", "write one: expose: {host: HOST}")
    else:
        for key in expose:
            if key not in {"host", "path"} and _is_written(component, "expose", key):
                yield _refusal(component, ("expose", key), f"KServe makes the route, which has no {key}", "remove it")
        if expose.get("path", "/") != "/":
            yield _refusal(component, ("expose", "path"), "KServe's route has all paths of its host", "remove it")


RULES: Rules = {
    rule(_fields): frozenset({*UNUSED, *KNATIVE_UNUSED, "format", "ports", ENVIRONMENT}),
    rule(_version): frozenset({"strategy", ENVIRONMENT}),
    rule(_model): frozenset({"model", ENVIRONMENT}),
    rule(_names): frozenset({*context.CONTAINERS, ENVIRONMENT}),
    rule(_one_port): frozenset({"health", "ports", TRANSFORMER, ENVIRONMENT}),
    rule(_variables): frozenset({"env", "format", *PARTS, ENVIRONMENT}),
    rule(_volumes): frozenset({"volumes", *PARTS, ENVIRONMENT}),
    rule(_scale): frozenset({"scale", ENVIRONMENT}),
    rule(_strategy): frozenset({"format", "strategy", ENVIRONMENT}),
    rule(_expose): frozenset({"expose", ENVIRONMENT}),
}
