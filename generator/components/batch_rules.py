"""Rules for tasks that a schema cannot express."""

from collections.abc import Iterator

from generator.components import run_rules
from generator.errors import Severity
from generator.source.finding import Finding
from generator.spec import duration
from generator.validate import probes
from generator.validate.context import CheckedComponent, Rules

CONTROLLER_PERIOD = 10
"""Seconds between two looks of the CronJob controller."""


def _live_alone(component: CheckedComponent) -> Iterator[Finding]:
    """A task answers no requests: nothing waits until it is ready, and nothing limits how long it takes to start."""
    for role in component.data.get("health", {}):
        if role != "live":
            yield component.finding(
                ("health", role),
                fact=f'a {component.kind} has no "{role}" probe',
                hint="remove it: a task has live alone, a watchdog; delay lets it start",
                code="probe",
            )


def _probe_port(component: CheckedComponent) -> Iterator[Finding]:
    """A task has no main port that an HTTP probe could take."""
    for role, probe in probes.written(component):
        if role == "live" and "http" in probe and "port" not in probe:
            fact = f'"port" is missing: a {component.kind} has no main port'
            hint = "write the number that is asked: live: {http: /healthz, port: 8080}"
            yield component.finding(("health", role, "http"), fact=fact, hint=hint, code="missing")


def _peers(component: CheckedComponent) -> Iterator[Finding]:
    """Warn of a pod that would wait for others: a Job starts no more pods than `completions` still wants."""
    data = component.data
    few = next((key for key in ("completions", "parallelism") if data[key] == 1), None)
    if "peers" in data and few is not None:
        yield component.finding(
            ("peers",),
            fact=f"one pod runs at a time, and finds no peers: {few} is 1",
            hint="write both with the number of pods: parallelism: 4, completions: 4",
            code="peers",
            severity=Severity.WARNING,
        )


def _start_within(component: CheckedComponent) -> Iterator[Finding]:
    """The controller looks every 10 seconds, so that a run with less may never start (documentation of CronJob)."""
    if duration.parse(component.data["startWithin"]) < CONTROLLER_PERIOD:
        fact = f"{component.data['startWithin']} is less than {CONTROLLER_PERIOD}s: a run might never be started"
        hint = "write at least 10s: Kubernetes looks for due runs every 10 seconds"
        yield component.finding(("startWithin",), fact=fact, hint=hint, code="start-within")


def _no_schedule(component: CheckedComponent) -> Iterator[Finding]:
    if run_rules.is_scheduled(component):
        hint = f'write kind: cronjob, and schedule: "{component.data["run"]["schedule"]}" beside it'
        yield from run_rules.no_schedule(component, "a job", hint)


PROBE_RULES: Rules = {
    _live_alone: frozenset({"health"}),
    _probe_port: frozenset({"health"}),
    probes.ports: frozenset({"health", *probes.PORTS}),
    probes.successes: frozenset({"health"}),
}
RULES: Rules = {
    **PROBE_RULES,
    _peers: frozenset({"completions", "parallelism", "peers"}),
}
JOB_RULES: Rules = {**RULES, _no_schedule: frozenset({"run"})}
CRONJOB_RULES: Rules = {**RULES, _start_within: frozenset({"startWithin"})}
