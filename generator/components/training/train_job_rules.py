"""Rules for fields of a training that neither a TrainJob nor a patch of its runtime supports."""

from collections.abc import Iterator, Mapping

from generator.components.training import refusals
from generator.environment.operators import Operator
from generator.errors import Severity
from generator.resolve import resources
from generator.source.finding import Finding, Path
from generator.spec import machine
from generator.validate import operators
from generator.validate.context import CheckedComponent, Rules

RUNTIMES: Mapping[str, str] = {"pytorch": "torch-distributed", "jax": "jax-distributed"}
"""The runtimes that are used unless the platform names others (`manifests/base/runtimes` of Kubeflow Trainer)."""
MPI_RUNTIME = "deepspeed-distributed"
"""The one for MPI that Kubeflow Trainer brings along."""
ABLE = (refusals.JOB, refusals.PYTORCH_JOB, refusals.JOB_SET)
NO_FIELD = ("init", "sidecars", "envFrom", "health", "spread", "hostAliases", "restart")
"""Fields of pods that neither a TrainJob nor a patch of its runtime has."""
SINCE = (2, 2)
"""The first version with `runtimePatches` (its CRD)."""
SHUTDOWN_SINCE = (2, 3)
"""The first version with `terminationGracePeriodSeconds` in them."""


def runtimes(operator: Operator | None) -> Mapping[str, str]:
    """The runtime of each framework."""
    return {**RUNTIMES, **(operator.settings.get("runtimes", {}) if operator is not None else {})}


def _operator(component: CheckedComponent) -> Operator | None:
    return component.environment.operators.of(component.kind)


def _runtime(component: CheckedComponent) -> Iterator[Finding]:
    framework = component.data["framework"]
    known = runtimes(_operator(component))
    if framework not in known:
        name = MPI_RUNTIME if framework == "mpi" else "NAME"
        fact = f"a TrainJob needs a runtime of Kubeflow Trainer that starts framework {framework}, and none is named"
        hint = (
            f"write framework: {' or '.join(known)}; or ask the platform team for operators: {{training: {{runtimes: "
            f"{{{framework}: {name}}}}}}}, one of those that kubectl get clustertrainingruntimes lists"
        )
        yield component.finding(("framework",), fact=fact, hint=hint, code="operator", place=component.environment.name)


def _restricted(component: CheckedComponent) -> Iterator[Finding]:
    """Warn of a runtime of the platform: only the containers that train are in our patch of it."""
    framework, operator, environment = component.data["framework"], _operator(component), component.environment
    named = operator.settings.get("runtimes", {}) if operator is not None else {}
    if (
        framework in named
        and environment.pod_security == "restricted"
        and operator is not None
        and not operator.restricted
    ):
        fact = (
            f"nothing says that all containers of runtime {named[framework]} run as podSecurity: restricted wants them"
        )
        hint = "ask the platform team; where they do, for operators: {training: {api: trainjob, restricted: true}}"
        yield component.finding(
            ("framework",), fact=fact, hint=hint, code="operator", severity=Severity.WARNING, place=environment.name
        )


def _fields(component: CheckedComponent) -> Iterator[Finding]:
    for field in NO_FIELD:
        if component.data.get(field) not in (None, "none", {}, []):
            yield refusals.refusal(component, (field,), f'"{field}" has no place', ABLE, "remove it there")


def _download(component: CheckedComponent) -> Iterator[Finding]:
    if "download" in component.data.get("model", {}):
        what, way_out = "nothing downloads a model before it trains", "let the program read $(MODEL_URI)"
        yield refusals.refusal(component, ("model", "download"), what, ABLE, way_out)


def _token(component: CheckedComponent) -> Iterator[Finding]:
    if component.data.get("serviceAccount", {}).get("token"):
        yield refusals.refusal(component, ("serviceAccount", "token"), "pods get no token", ABLE, "remove it there")


def _retries(component: CheckedComponent) -> Iterator[Finding]:
    operator = _operator(component)
    restarted = operator is not None and operator.settings.get("retriesByRuntime", False)
    if component.data["retries"] and component.is_written(("retries",)) and not restarted:
        what = "nothing starts a failed run again"
        way_out = "write retries: 0 there alone: environments: {ENVIRONMENT: {components: {NAME: {retries: 0}}}}"
        found = refusals.refusal(component, ("retries",), what, ABLE, way_out)
        yield found._replace(
            hint=f"{found.hint}, or for retriesByRuntime: true if the runtime starts failed pods again"
        )


def _machine(component: CheckedComponent) -> Iterator[Finding]:
    """Properties of a machine that a patch of a runtime cannot have."""
    chosen = component.environment.machines.get(machine.name(component.data))
    if chosen is None:
        return
    settled = resources.of_machine(chosen)
    held = {
        "runtimeClassName": settled.runtime_class,
        "priorityClassName": settled.priority_class,
        "claims": settled.claims,
    }
    for field in (name for name, value in held.items() if value):
        what = f"a machine with {field} has no place"
        yield refusals.refusal(component, ("machine",), what, ABLE, "choose another machine")


def _version(component: CheckedComponent) -> Iterator[Finding]:
    found = list(operators.too_old(component, ("kind",), SINCE, "runtimePatches"))
    path: Path = ("shutdown",)
    if not found and "shutdown" in component.data:
        found = list(
            operators.too_old(component, path, SHUTDOWN_SINCE, "terminationGracePeriodSeconds in runtimePatches")
        )
    yield from found


RULES: Rules = {
    **refusals.FIXED,
    **refusals.NO_CLOCK,
    _runtime: frozenset({"framework"}),
    _restricted: frozenset({"framework"}),
    _fields: frozenset({*NO_FIELD}),
    _download: frozenset({"model"}),
    _token: frozenset({"serviceAccount"}),
    _retries: frozenset({"retries"}),
    _machine: frozenset({"machine", "resources"}),
    _version: frozenset({"shutdown"}),
}
