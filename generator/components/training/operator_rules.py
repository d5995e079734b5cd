"""What each operator of training cannot do, at the field that asks for it, and the operators that can."""

from collections.abc import Iterator, Mapping

from generator.components import run_rules
from generator.components.training import pytorch_job, train_job
from generator.environment.operators import Operator
from generator.resolve import resources
from generator.source.finding import Finding, Path
from generator.spec import machine
from generator.validate.context import ENVIRONMENT, CheckedComponent, Rules

JOB, TRAIN_JOB, PYTORCH_JOB, JOB_SET = "job", "trainjob", "pytorchjob", "jobset"
OTHERS: Mapping[str, tuple[str, ...]] = {
    "init": (JOB, PYTORCH_JOB, JOB_SET),
    "schedule": (JOB,),
    "elastic": (PYTORCH_JOB,),
    "mpi": (TRAIN_JOB,),
}
"""The operators that can do something, for hints."""
NO_TRAIN_JOB_FIELD = ("init", "sidecars", "envFrom", "health", "spread", "hostAliases", "restart")
"""Fields of pods that neither a TrainJob nor a patch of its runtime has."""
CHECKED = frozenset(
    {*NO_TRAIN_JOB_FIELD, "elastic", "framework", "machine", "model", "nodes", "resources", "retries", "run"}
    | {"serviceAccount", ENVIRONMENT}
)


def _operator(component: CheckedComponent) -> Operator | None:
    return component.environment.operators.of(component.kind)


def _refusal(component: CheckedComponent, path: Path, what: str, able: tuple[str, ...], way_out: str) -> Finding:
    """What the operator of the environment cannot do, and those that can."""
    operator = _operator(component)
    api = operator.api if operator is not None else ""
    fact = f"{what} with operators.training: {api}"
    platform = f"ask the platform team for operators: {{training: {able[0]}}}" if able else ""
    hint = "; or ".join(filter(None, (way_out, platform)))
    return component.finding(path, fact=fact, hint=hint, code="operator", place=component.environment.name)


def _rules(component: CheckedComponent) -> Iterator[Finding]:
    operator = _operator(component)
    if operator is None:
        return
    yield from _elastic(component, operator)
    yield from _schedule(component, operator)
    yield from _framework(component, operator)
    match operator.api:
        case "trainjob":
            yield from _train_job(component, operator)
        case "pytorchjob":
            yield from _pytorch_job(component, operator)
        case "jobset":
            yield from _job_set(component)
        case _:
            pass


def _elastic(component: CheckedComponent, operator: Operator) -> Iterator[Finding]:
    if "elastic" in component.data and operator.api != PYTORCH_JOB:
        what = "the number of nodes cannot change"
        yield _refusal(component, ("elastic",), what, OTHERS["elastic"], "write nodes in its place")


def _schedule(component: CheckedComponent, operator: Operator) -> Iterator[Finding]:
    if run_rules.is_scheduled(component) and operator.api != JOB:
        yield _refusal(component, ("run",), "training has no schedule", OTHERS["schedule"], run_rules.STEP)


def _framework(component: CheckedComponent, operator: Operator) -> Iterator[Finding]:
    framework = component.data["framework"]
    if framework == "mpi" and operator.api != TRAIN_JOB:
        what = "nothing gives MPI its hosts"
        way_out = "write another framework"
        yield _refusal(component, ("framework",), what, OTHERS["mpi"], way_out)
    elif operator.api == PYTORCH_JOB and framework not in pytorch_job.FRAMEWORKS:
        what = f"nothing tells {framework} its ranks"
        yield _refusal(component, ("framework",), what, (JOB,), "write pytorch or tensorflow")
    elif operator.api == TRAIN_JOB and framework not in {
        *train_job.RUNTIMES,
        *operator.settings.get("runtimes", {}),
    }:
        fact = f"no runtime of Kubeflow Trainer is named for framework {framework}"
        hint = f"ask the platform team for operators: {{training: {{runtimes: {{{framework}: NAME}}}}}}"
        place = component.environment.name
        yield component.finding(("framework",), fact=fact, hint=hint, code="operator", place=place)
    if "elastic" in component.data and operator.api == PYTORCH_JOB and framework != "pytorch":
        fact, hint = f"{framework} cannot train on while nodes come and go", "write nodes in its place"
        yield component.finding(("elastic",), fact=fact, hint=hint, code="kind-value")


def _train_job(component: CheckedComponent, operator: Operator) -> Iterator[Finding]:
    data, able = component.data, OTHERS["init"]
    for field in NO_TRAIN_JOB_FIELD:
        if data.get(field) not in {None, "none"} if isinstance(data.get(field), str) else data.get(field):
            yield _refusal(component, (field,), f'"{field}" has no place', able, "remove it there")
    if "download" in data.get("model", {}):
        what = "nothing downloads a model before it trains"
        yield _refusal(component, ("model", "download"), what, able, "let the program read $(MODEL_URI)")
    if data.get("serviceAccount", {}).get("token"):
        what = "pods get no token"
        yield _refusal(component, ("serviceAccount", "token"), what, able, "remove it there")
    if data["retries"] and component.is_written(("retries",)) and not operator.settings.get("retriesByRuntime", False):
        what = "nothing starts a failed run again"
        way_out = "write retries: 0"
        yield _refusal(component, ("retries",), what, able, way_out)
    yield from _machine(component, able)


def _machine(component: CheckedComponent, able: tuple[str, ...]) -> Iterator[Finding]:
    """Properties of a machine that a patch of a runtime cannot have."""
    chosen = component.environment.machines.get(machine.name(component.data)) if "machine" in component.data else None
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
        yield _refusal(component, ("machine",), what, able, "choose another machine")


def _pytorch_job(component: CheckedComponent, operator: Operator) -> Iterator[Finding]:
    data, environment = component.data, component.environment
    waits = data["framework"] == "pytorch" and "elastic" not in data
    if waits and data["nodes"] > 1 and environment.pod_security == "restricted" and not operator.restricted:
        fact = (
            "the init container that waits for the master has no securityContext, which podSecurity: restricted refuses"
        )
        hint = (
            "ask the platform team for operators: {training: jobset}, or, where that container runs restricted, for "
            "{training: {api: pytorchjob, restricted: true}}"
        )
        yield component.finding(("nodes",), fact=fact, hint=hint, code="operator", place=environment.name)
    if data.get("restart") == "pod":
        what, way_out = "a container starts again in its pod", "remove it, or write restart: container"
        yield _refusal(component, ("restart",), what, (JOB, JOB_SET), way_out)
    name = pytorch_job.CONTAINERS.get(pytorch_job.FRAMEWORKS.get(data["framework"], ""), "")
    for field in ("init", "sidecars"):
        if name in data.get(field, {}):
            fact, hint = f'"{name}" is the name of the container that trains', "give it another name"
            yield component.finding((field, name), fact=fact, hint=hint, code="container-name")


def _job_set(component: CheckedComponent) -> Iterator[Finding]:
    if component.data.get("restart") == "container":
        what, way_out = "all nodes start again together, each in another pod", "remove it, or write restart: pod"
        yield _refusal(component, ("restart",), what, (JOB,), way_out)


RULES: Rules = {_rules: CHECKED}
