"""Rules for services that a schema cannot express: ports, probes, scale, strategy and traffic."""

from collections.abc import Iterator

from generator.components.service import health_rules
from generator.errors import Severity
from generator.resolve import resources
from generator.source.finding import Finding
from generator.spec.component import IN_PLACE
from generator.validate import context
from generator.validate.context import ENVIRONMENT, PARTS, CheckedComponent, Rules


def _duplicate_ports(component: CheckedComponent) -> Iterator[Finding]:
    names: dict[tuple[int, str], str] = {}
    for name, port in component.data.get("ports", {}).items():
        key = (port["port"], port.get("protocol", "TCP"))
        if key in names:
            fact = f'{port["port"]} is the number of "{names[key]}" already'
            yield component.finding(
                ("ports", name), fact=fact, hint="give each port a number of its own", code="port-twice"
            )
        names.setdefault(key, name)


def _scale_bounds(component: CheckedComponent) -> Iterator[Finding]:
    scale = component.data["scale"]
    if not isinstance(scale, int) and scale["min"] > scale["max"]:
        fact = f"min {scale['min']} is more than max {scale['max']}"
        hint = f"raise scale.max to {scale['min']} or more, or lower scale.min"
        yield component.finding(("scale", "min"), fact=fact, hint=hint, code="scale")


def _prescale(component: CheckedComponent) -> Iterator[Finding]:
    scale, prescale = component.data["scale"], component.data["strategy"].get("prescale")
    if prescale is None:
        return
    path = ("strategy", "prescale")
    if isinstance(scale, int):
        hint = f"remove it: every slot has {scale} pod{'s' if scale > 1 else ''}"
        yield component.finding(path, fact="prescale has no meaning with a fixed scale", hint=hint, code="prescale")
    elif scale["min"] <= scale["max"] and not scale["min"] <= prescale <= scale["max"]:
        fact = f"{prescale} is not within {scale['min']} to {scale['max']}"
        hint = f"prescale lies between scale.min and scale.max; without it, it is {scale['max']}"
        yield component.finding(path, fact=fact, hint=hint, code="prescale")


def _requests(component: CheckedComponent) -> Iterator[Finding]:
    scale = component.data["scale"]
    if isinstance(scale, int) or component.environment.engine_of(component.kind) == "kserve-knative":
        return
    for key in (key for key in ("concurrency", "rps") if key in scale):
        yield component.finding(
            ("scale", key),
            fact=f"{key} is what Knative measures, and it runs no {component.kind} here",
            hint="scale on cpu or memory",
            code="scale",
            place=component.environment.name,
        )


def _utilization_requests(component: CheckedComponent) -> Iterator[Finding]:
    scale, held = component.data["scale"], component.data.get("resources", {})
    full = {**held.get("limits", {}), **held.get("requests", {})}
    for name in ("cpu", "memory"):
        if isinstance(scale, dict) and name in scale and held.keys() & {"requests", "limits"} and name not in full:
            fact = f"scaling on {name} needs a request of {name}"
            yield component.finding(
                ("scale", name),
                fact=fact,
                hint=f"add {name} to resources.requests, or leave scale.{name} out",
                code="scale",
            )


def _strategy(component: CheckedComponent) -> Iterator[Finding]:
    strategy = component.data["strategy"]
    steps = strategy.get("steps", [])
    for i in range(1, len(steps)):
        if steps[i] <= steps[i - 1]:
            hint = "steps rise within 1 to 99; all of the traffic comes after the last one"
            yield component.finding(
                ("strategy", "steps", i), fact=f"{steps[i]} is not more than {steps[i - 1]}", hint=hint, code="steps"
            )
    zero = {0, "0%"}
    if strategy.get("surge") in zero and strategy.get("unavailable") in zero:
        hint = "one of surge and unavailable must be more than 0: leave one of them out"
        yield component.finding(("strategy", "unavailable"), fact="no pod could be replaced", hint=hint, code="rolling")


def _gpu(component: CheckedComponent) -> Iterator[Finding]:
    scale, strategy = component.data["scale"], component.data["strategy"]
    least = scale if isinstance(scale, int) else scale["min"]
    if least != 1 or strategy["type"] != "rolling" or strategy.get("surge") not in {0, "0%"}:
        return
    if resources.needs_devices(component.node, component.environment):
        fact = "with one GPU pod and no surge, a change in place stops it before the new one starts"
        hint = "use scale.min: 2, strategy: blue-green, or surge: 1 where a GPU is spare"
        yield component.finding(("scale",), fact=fact, hint=hint, code="gpu-gap", severity=Severity.WARNING)


def _volumes(component: CheckedComponent) -> Iterator[Finding]:
    """Claims that one node at a time can mount: there must be one pod, also while a new version replaces the old."""
    strategy = component.data["strategy"]
    mounted = [(part, *each) for part in context.parts(component) for each in part.data.get("volumes", {}).items()]
    for part, path, source in mounted:
        if "size" not in source or source.get("access", "once") != "once":
            continue
        if component.data["scale"] != 1 or strategy["type"] not in IN_PLACE:
            yield part.finding(
                ("volumes", path),
                fact=f"access: once lets one node at a time mount it, and this {component.kind} may have several pods",
                hint="use scale: 1 with strategy: recreate or rolling, or access: many or read-many",
                code="volume-access",
            )
        elif strategy.get("surge", 0) not in {0, "0%"}:
            fact = f'access: once of "{path}" lets one node at a time mount it, and a surge starts a second pod beside the first'
            hint = "use strategy: recreate, leave out surge, or use access: many or read-many"
            yield component.finding(("strategy", "surge"), fact=fact, hint=hint, code="volume-access")
        elif strategy["type"] == "rolling":
            yield part.finding(
                ("volumes", path),
                fact="with access: once and rolling, a new pod can start on another node before the old one has let go of it",
                hint="use strategy: recreate, which waits for the old pod to end",
                code="volume-handover",
                severity=Severity.WARNING,
            )


PORT_RULES: Rules = {
    _duplicate_ports: frozenset({"ports"}),
    **health_rules.RULES,
}
"""Rules for all kinds with ports and probes."""

SCALE_RULES: Rules = {
    _scale_bounds: frozenset({"scale"}),
    _requests: frozenset({"scale", ENVIRONMENT}),
    _utilization_requests: frozenset({"resources", "scale"}),
    _strategy: frozenset({"strategy"}),
}
"""Rules for all kinds that an autoscaler scales."""

CLAIM_RULES: Rules = {_volumes: frozenset({"scale", "strategy", "volumes", *PARTS})}
"""Rules for kinds with equal pods, each of which is replaced by itself."""

RULES: Rules = {
    **PORT_RULES,
    **SCALE_RULES,
    **CLAIM_RULES,
    _prescale: frozenset({"scale", "strategy"}),
    _gpu: frozenset({"machine", "resources", "scale", "strategy", ENVIRONMENT, *PARTS}),
}
