"""Rules for fields of a training that the training operator does not support in a PyTorchJob or a TFJob."""

from collections.abc import Iterator, Mapping

from generator.components.training import refusals
from generator.source.finding import Finding
from generator.validate import operators
from generator.validate.context import CheckedComponent, Rules

CONTAINERS: Mapping[str, str] = {"pytorch": "pytorch", "tensorflow": "tensorflow"}
"""The name that the operator wants the main container to have, for each framework that it runs."""
SINCE = (1, 7)
"""The first version with `nprocPerNode` (its CRD)."""


def _framework(component: CheckedComponent) -> Iterator[Finding]:
    framework = component.data["framework"]
    if framework not in {*CONTAINERS, "mpi"}:
        what, way_out = f"nothing tells {framework} its ranks", "write pytorch or tensorflow"
        yield refusals.refusal(component, ("framework",), what, (refusals.JOB,), way_out)


def _elastic(component: CheckedComponent) -> Iterator[Finding]:
    framework = component.data["framework"]
    if "elastic" in component.data and framework != "pytorch":
        fact, hint = f"{framework} cannot train on while nodes come and go", "write nodes in its place"
        yield component.finding(("elastic",), fact=fact, hint=hint, code="kind-value")


def _restricted(component: CheckedComponent) -> Iterator[Finding]:
    """The operator sets no securityContext of the init container that it adds to workers."""
    data, environment = component.data, component.environment
    operator = environment.operators.of(component.kind)
    waits = data["framework"] == "pytorch" and "elastic" not in data and data["nodes"] > 1
    if waits and environment.pod_security == "restricted" and operator is not None and not operator.restricted:
        fact = (
            "the init container that waits for the master has no securityContext, which podSecurity: restricted refuses"
        )
        hint = (
            "ask the platform team for operators: {training: jobset}, or, where that container runs restricted, for "
            "{training: {api: pytorchjob, restricted: true}}"
        )
        yield component.finding(("nodes",), fact=fact, hint=hint, code="operator", place=environment.name)


def _restart(component: CheckedComponent) -> Iterator[Finding]:
    if component.data.get("restart") == "pod":
        what, way_out = "a container starts again in its pod", "remove it, or write restart: container"
        yield refusals.refusal(component, ("restart",), what, (refusals.JOB, refusals.JOB_SET), way_out)


def _containers(component: CheckedComponent) -> Iterator[Finding]:
    name = CONTAINERS.get(component.data["framework"], "")
    for field in ("init", "sidecars"):
        if name in component.data.get(field, {}):
            fact, hint = f'"{name}" is the name of the container that trains', "give it another name"
            yield component.finding((field, name), fact=fact, hint=hint, code="container-name")


def _version(component: CheckedComponent) -> Iterator[Finding]:
    if component.data["framework"] == "pytorch":
        yield from operators.too_old(component, ("kind",), SINCE, "nprocPerNode of a PyTorchJob")


RULES: Rules = {
    **refusals.NO_CLOCK,
    **refusals.NO_MPI,
    _framework: frozenset({"framework"}),
    _elastic: frozenset({"elastic", "framework"}),
    _restricted: frozenset({"elastic", "framework", "nodes"}),
    _restart: frozenset({"restart"}),
    _containers: frozenset({"framework", "init", "sidecars"}),
    _version: frozenset({"framework"}),
}
