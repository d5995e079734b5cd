"""Rules for pipelines that a schema cannot express, and what Argo Workflows refuses (`validate.go` of v4.1.2)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.components import run_rules
from generator.components.pipeline import artifact_rules, artifacts, component_rules, fields, texts
from generator.errors import Severity
from generator.kubernetes import step_peaks
from generator.source.finding import Finding, Path
from generator.spec import suggest
from generator.validate import operators, volumes
from generator.validate.context import ENVIRONMENT, CheckedComponent, Rules

SINCE = (3, 6)
"""The first version with several schedules of a CronWorkflow, the only form that the current one reads."""
ARGO_NAME = r"\{\{ *=? *(?:inputs|outputs|workflow|steps|tasks|item|pod|retries|lastRetry)\b[^{}]*\}\}"
"""What Argo fills in (its `variables.md`)."""


def _images(component: CheckedComponent) -> Iterator[Finding]:
    for name, step in component.data[fields.STEPS].items():
        if "image" not in step and "component" not in step:
            hint = "write the image of the step, or beside steps that of all: image: ghcr.io/acme/train:1.4.2"
            path = (fields.STEPS, name)
            yield component.finding(path, fact='"image" is missing', hint=hint, code="missing", subject="image")


def _is_known(component: CheckedComponent, step: Mapping[str, Any]) -> bool:
    """Whether it is known what a step runs: it names no component, or one that the environment has."""
    found = component.named.get(step.get("component", ""))
    return "component" not in step or (found is not None and found.node is not None and found.kind in fields.KINDS)


def _commands(component: CheckedComponent) -> Iterator[Finding]:
    """Without a command the controller asks the registry for that of the image, with its own rights and at each start."""
    for name, step in component.data[fields.STEPS].items():
        if "command" not in step and _is_known(component, step):
            fact = "without a command, Argo asks the registry for that of the image, which it may not be able to read"
            hint = "write the command of the step: command: [python, prepare.py]"
            path = (fields.STEPS, name)
            yield component.finding(path, fact=fact, hint=hint, code="step-command", severity=Severity.WARNING)


def _names(component: CheckedComponent) -> Iterator[Finding]:
    for name in component.data[fields.STEPS]:
        if name[0].isdigit():
            fact = f'"{name}" begins with a digit, which Argo refuses of a step that others wait for'
            hint = f"let it begin with a letter: step-{name}"
            yield component.finding((fields.STEPS, name), fact=fact, hint=hint, code="dns-label")


def _after(component: CheckedComponent) -> Iterator[Finding]:
    """Steps that there are none of, and those that wait for themselves, by `after` or by what they read."""
    steps = component.data[fields.STEPS]
    waits = step_peaks.ancestors(fields.dependencies(component.data))
    for name, step in steps.items():
        for place, each in _waits(steps, step):
            path: Path = (fields.STEPS, name, *place)
            if each not in steps:
                meant, hint = suggest.of(each, tuple(steps))
                fact = f'there is no step "{each}"'
                yield component.finding(path, fact=fact, hint=hint, code="unknown-step", subject=each, meant=meant)
            elif each == name:
                yield component.finding(path, fact="it waits for itself", hint="remove it", code="step-cycle")
            elif name in waits[each]:
                fact = f'"{name}" and "{each}" wait for each other'
                hint = f"let one of them start first: remove it from its {place[0]}"
                yield component.finding(path, fact=fact, hint=hint, code="step-cycle")


def _waits(steps: Mapping[str, Any], step: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """The steps that a step waits for, each with the place in the step that says so."""
    for i, each in enumerate(step.get("after", ())):
        yield ("after", i), each
    for artifact, each in fields.read(steps, step).items():
        yield (artifacts.READ, artifact), each


def _parameters(component: CheckedComponent) -> Iterator[Finding]:
    """Names that Argo refuses, and those that a variable of a step has already."""
    parameters = component.data.get("parameters", {})
    for name in parameters:
        if "." in name:
            fact = f'"{name}" has a dot, which Argo allows in no name of a parameter'
            hint = f"write {name.replace('.', '_')}"
            yield component.finding(("parameters", name), fact=fact, hint=hint, code="env-name")
    own = {name: ("env", name) for name in component.data.get("env", {})}
    for step, written in component.data[fields.STEPS].items():
        paths = {name: (fields.STEPS, step, "env", name) for name in written.get("env", {})}
        for name in paths.keys() & parameters.keys() - own.keys():
            yield _twice(component, paths[name])
    yield from (_twice(component, own[name]) for name in own if name in parameters)


def _twice(component: CheckedComponent, path: tuple[str, ...]) -> Finding:
    fact, hint = f'"{path[-1]}" is a parameter, which every step has as a variable', "give one of them another name"
    return component.finding(path, fact=fact, hint=hint, code="env-twice")


def _queue(component: CheckedComponent) -> Iterator[Finding]:
    fact = "Kueue admits the steps of a pipeline pod by pod: each waits in queue {queue} when it is its turn"
    yield from run_rules.pod_by_pod(component, fact)


def _version(component: CheckedComponent) -> Iterator[Finding]:
    if run_rules.is_scheduled(component):
        yield from operators.too_old(component, ("run",), SINCE, "list of schedules")


def _account(component: CheckedComponent) -> Iterator[Finding]:
    """Argo's container in each pod reports with the account of the pod."""
    name = component.data.get("serviceAccount", {}).get("name", "")
    if name:
        fact = f'steps report what they give as "{name}", which needs the right to create and patch workflowtaskresults'
        hint = "ask the platform team whether its Role has it (API group argoproj.io), or leave name out"
        path = ("serviceAccount", "name")
        yield component.finding(path, fact=fact, hint=hint, code="permissions", severity=Severity.WARNING)


def _shared_claims(component: CheckedComponent) -> Iterator[Finding]:
    """A claim that one node of the cluster mounts at a time keeps steps that run at the same time on one node, or waiting."""
    steps = component.data[fields.STEPS]
    waits = step_peaks.ancestors(fields.dependencies(component.data))
    alone = component.data.get("concurrency") == 1
    for name, step in steps.items():
        for path, source in step.get("volumes", {}).items():
            if alone or "size" not in source or source.get("access", "once") != "once":
                continue
            others = (each for each in steps if each != name and path in steps[each].get("volumes", {}))
            other = next((each for each in others if name not in waits[each] and each not in waits[name]), "")
            if other:
                fact = (
                    f'access: once lets one node of the cluster mount it, and step "{other}" may run at the same time'
                )
                hint = "use access: many, or a share of the platform, or let one of them come after the other"
                place = (fields.STEPS, name, "volumes", path)
                yield component.finding(place, fact=fact, hint=hint, code="volume-access", severity=Severity.WARNING)


def _overlapping_runs(component: CheckedComponent) -> Iterator[Finding]:
    """Claims of steps alone; those of the whole pipeline are judged as those of all kinds."""
    shared = component.data.get("volumes", {})
    for name, step in component.data[fields.STEPS].items() if volumes.runs_overlap(component) else ():
        for path, source in step.get("volumes", {}).items():
            if path not in shared and "size" in source and source.get("access", "once") == "once":
                place = (fields.STEPS, name, "volumes", path)
                yield volumes.several_at_once(component, place, volumes.OVERLAP)


def _braces(component: CheckedComponent) -> Iterator[Finding]:
    """Paths, URIs and parameters with `{{`, which Argo would replace and has no escape for; texts of containers go round it."""
    data = component.data
    found: list[Path] = [("files", path) for path in data.get("files", {}) if texts.BRACES in path]
    found += [("parameters", name) for name, value in data.get("parameters", {}).items() if texts.BRACES in value]
    for step, written in data[fields.STEPS].items():
        found += [(fields.STEPS, step, "files", path) for path in written.get("files", {}) if texts.BRACES in path]
        for path, source in written.get("volumes", {}).items():
            if texts.BRACES in path or any(texts.BRACES in str(value) for value in source.values()):
                found.append((fields.STEPS, step, "volumes", path))
        for field in (artifacts.WRITTEN, artifacts.READ):
            for name, source in written.get(field, {}).items():
                found += [
                    (fields.STEPS, step, field, name, key) for key, text in source.items() if texts.BRACES in text
                ]
    for place in found:
        fact, hint = 'Argo would replace what follows "{{" there', "write it without two braces in a row"
        yield component.finding(place, fact=fact, hint=hint, code="step-braces")


def _argo_names(component: CheckedComponent) -> Iterator[Finding]:
    """Warn of what Argo fills in where people write its templates themselves: here it is text."""
    for step, written in component.data[fields.STEPS].items():
        words = [((key, i), text) for key in ("command", "args") for i, text in enumerate(written.get(key, ()))]
        env = [
            (("env", name, "value"), each["value"]) for name, each in written.get("env", {}).items() if "value" in each
        ]
        for place, text in (*words, *env):
            found = re.search(ARGO_NAME, str(text))
            if found is not None:
                fact = f"{suggest.quoted(found[0])} is text here: Argo fills nothing in"
                hint = 'write a parameter of the pipeline, parameters: {RATE: "0.1"}, and its name: $(RATE)'
                path = (fields.STEPS, step, *place)
                yield component.finding(path, fact=fact, hint=hint, code="step-braces", severity=Severity.WARNING)


_STEPS = frozenset({fields.STEPS})
RULES: Rules = {
    **artifact_rules.RULES,
    **component_rules.RULES,
    _images: _STEPS | {"image"},
    _commands: _STEPS,
    _names: _STEPS,
    _after: _STEPS,
    _parameters: _STEPS | {"env", "parameters"},
    _queue: frozenset({"queue", ENVIRONMENT}),
    _argo_names: _STEPS,
    _braces: _STEPS | {"files", "parameters", "volumes"},
    _version: frozenset({"run", ENVIRONMENT}),
    _account: frozenset({"serviceAccount"}),
    _shared_claims: _STEPS | {"concurrency", "volumes"},
    _overlapping_runs: _STEPS | {"concurrency", "run", "volumes"},
}
