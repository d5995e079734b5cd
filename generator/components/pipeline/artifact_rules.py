"""Rules for what steps write and read: who writes and who reads it, where it is kept, and its paths in the containers."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.components import run_rules
from generator.components.pipeline import artifacts, fields
from generator.components.pipeline.artifacts import READ, WRITTEN
from generator.errors import Severity
from generator.source.finding import Finding
from generator.spec import model_uri, suggest
from generator.validate.component import MOUNTED_FOLDERS
from generator.validate.context import ENVIRONMENT, CheckedComponent, Rules

CODE = "step-artifact"
FILES, VOLUMES = "files", "volumes"
READ_ONLY = frozenset({"secret", "configMap"})
"""Volumes that nothing can write to."""


def _held(component: CheckedComponent, field: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """The artifacts that all steps write or read: the step, the name and what is written of it."""
    for step, written in component.data[fields.STEPS].items():
        for name, each in written.get(field, {}).items():
            yield step, name, each


def _written_once(component: CheckedComponent) -> Iterator[Finding]:
    """A name is that of one artifact, and at one place there is one artifact."""
    writers, places = artifacts.writers(component.data[fields.STEPS]), dict[str, tuple[str, str]]()
    for step, name, each in _held(component, WRITTEN):
        path, uri = (fields.STEPS, step, WRITTEN, name), each.get("uri", "")
        if writers[name] != step:
            fact, hint = f'step "{writers[name]}" writes "{name}", too', "give one of them another name"
            yield component.finding(path, fact=fact, hint=hint, code=CODE)
        if uri and uri in places:
            other, named = places[uri]
            fact, hint = f'step "{other}" writes "{named}" to the same place', "write another uri"
            yield component.finding((*path, "uri"), fact=fact, hint=hint, code=CODE)
        places.setdefault(uri, (step, name))


def _read(component: CheckedComponent) -> Iterator[Finding]:
    """What is read is written by a step, or is somewhere that no step writes to: nothing would wait for that step."""
    writers = artifacts.writers(component.data[fields.STEPS])
    places = {each["uri"]: (step, name) for step, name, each in _held(component, WRITTEN) if "uri" in each}
    for step, name, each in _held(component, READ):
        path, uri = (fields.STEPS, step, READ, name), each.get("uri", "")
        if not uri and name not in writers:
            meant, hint = suggest.of(name, tuple(writers))
            fact, way_out = (
                f'no step writes an artifact "{name}"',
                "write where it is, uri: s3://BUCKET/KEY, or let a step write it",
            )
            yield component.finding(
                path,
                fact=fact,
                hint=hint or ("" if meant else way_out),
                code="unknown-artifact",
                subject=name,
                meant=meant,
            )
        elif uri and name in writers:
            fact, hint = (
                f'step "{writers[name]}" writes "{name}"',
                "remove uri and secret, so that it waits for that step, or give it another name",
            )
            yield component.finding((*path, "uri"), fact=fact, hint=hint, code=CODE)
        elif uri in places:
            writer, artifact = places[uri]
            fact, hint = (
                f'step "{writer}" writes it as "{artifact}"',
                f"read that, so that it waits for the step: {READ}: {{{artifact}: {each['path']}}}",
            )
            yield component.finding((*path, "uri"), fact=fact, hint=hint, code=CODE)


def _unused(component: CheckedComponent) -> Iterator[Finding]:
    read = {name for _, name, _ in _held(component, READ)}
    for step, name, each in _held(component, WRITTEN):
        if "uri" not in each and name not in read:
            fact = f'no step reads "{name}", and it has no uri under which others find it'
            hint = f"read it in a later step, {READ}: {{{name}: {each['path']}}}, or write uri: s3://BUCKET/KEY, or remove it"
            yield component.finding((fields.STEPS, step, WRITTEN, name), fact=fact, hint=hint, code=CODE)


def _overwritten(component: CheckedComponent) -> Iterator[Finding]:
    """Runs of a schedule have the same parameters, so a URI is one place for all of them, also at the same time."""
    if not run_rules.is_scheduled(component) or component.data["run"].get("concurrency") != "allow":
        return
    for step, name, each in _held(component, WRITTEN):
        if "uri" in each:
            fact = "runs that overlap, as concurrency: allow lets them, overwrite it for each other"
            hint = "write concurrency: forbid, or remove uri: then Argo keeps it at another place in each run"
            path = (fields.STEPS, step, WRITTEN, name, "uri")
            yield component.finding(path, fact=fact, hint=hint, code=CODE, severity=Severity.WARNING)


def _repository(component: CheckedComponent) -> Iterator[Finding]:
    """Without a repository the pod of a step that writes to it never starts."""
    environment = component.environment
    operator = environment.operators.of(component.kind)
    if operator is None or operator.settings.get("artifactRepository", False):
        return
    for step, name, each in _held(component, WRITTEN):
        if "uri" not in each:
            fact = f"it is kept in the artifact repository of {operator.api}, and nothing says that there is one"
            hint = (
                f"ask the platform team for operators: {{{component.kind}: {{api: {operator.api}, artifactRepository: true}}}},"
                " or write uri: s3://BUCKET/KEY"
            )
            path, place = (fields.STEPS, step, WRITTEN, name), environment.name
            yield component.finding(path, fact=fact, hint=hint, code="operator", severity=Severity.WARNING, place=place)


def _references(component: CheckedComponent) -> Iterator[Finding]:
    """References in URIs: Argo replaces parameters there, and nothing replaces variables."""
    parameters = component.data.get("parameters", {})
    for field in (WRITTEN, READ):
        for step, name, each in _held(component, field):
            for reference in artifacts.references(each.get("uri", "")):
                if reference not in parameters:
                    meant, hint = suggest.of(reference, tuple(parameters))
                    yield component.finding(
                        (fields.STEPS, step, field, name, "uri"),
                        fact=f'there is no parameter "{reference}", and nothing else is filled in there',
                        hint=hint or ("" if meant else f'add it to the pipeline: parameters: {{{reference}: "..."}}'),
                        code=CODE,
                        subject=reference,
                        meant=meant,
                    )


def _mounts(component: CheckedComponent, step: Mapping[str, Any]) -> dict[str, str]:
    """What is mounted in the container of a step beside its inputs, by path."""
    files = step.get(FILES, component.data.get(FILES, {}))
    folders = dict.fromkeys(MOUNTED_FOLDERS, "a folder of the pod")
    download = component.data.get("model", {}).get("download", "")
    model = {download: "the folder of the model"} if download else {}
    return {**folders, **model, **dict.fromkeys(step.get(VOLUMES, {}), "a volume"), **dict.fromkeys(files, "a file")}


def _paths_of_inputs(component: CheckedComponent) -> Iterator[Finding]:
    """Paths at which something else is, or that lie in one another: each is a mount of its own."""
    for step, written in component.data[fields.STEPS].items():
        mounts = _mounts(component, written)
        inputs = {name: each["path"] for name, each in written.get(READ, {}).items()}
        for name, path in inputs.items():
            others = {inputs[each]: f'input "{each}"' for each in inputs if each != name}
            fact = _taken(path, mounts, others) or _blocked(component, written, path)
            if fact:
                place = (fields.STEPS, step, READ, name, "path")
                yield component.finding(place, fact=fact, hint="give it another path", code="mount-twice")


def _taken(path: str, mounts: Mapping[str, str], inputs: Mapping[str, str]) -> str:
    """The fact that a path of an input is taken, or that something is mounted below it; empty if it is free."""
    everything = {**mounts, **inputs}
    if path in everything:
        return f'"{path}" is already {everything[path]}'
    below = next((each for each in mounts if each.startswith(f"{path}/")), "")
    if below:
        return f'"{below}", which is {mounts[below]}, would be inside of it'
    above = next((each for each in inputs if path.startswith(f"{each}/")), "")
    return f'"{path}" would be inside of {inputs[above]}' if above else ""


def _blocked(component: CheckedComponent, step: Mapping[str, Any], path: str) -> str:
    """The fact that nothing can be written at a path, as a file or a volume there is read-only; empty if it can."""
    mounts = _mounts(component, step)
    at = model_uri.holder(path, mounts)
    if not at:
        return ""
    source = step.get(VOLUMES, {}).get(at, {})
    read_only = (
        mounts[at] == "a file"
        or source.keys() & READ_ONLY
        or source.get("readOnly", False)
        or source.get("access") == "read-many"
        or component.environment.is_read_only_share(source.get("share", ""))
    )
    return f'nothing can write to "{at}", which is {mounts[at]}' if read_only else ""


def _paths_of_artifacts(component: CheckedComponent) -> Iterator[Finding]:
    """Paths at which the step cannot write: its own file system is read-only."""
    is_open = component.data["security"]["writableRoot"]
    for step, written in component.data[fields.STEPS].items():
        places = [*_mounts(component, written), *(each["path"] for each in written.get(READ, {}).values())]
        for name, each in written.get(WRITTEN, {}).items():
            path, place = each["path"], (fields.STEPS, step, WRITTEN, name, "path")
            blocked = _blocked(component, written, path)
            if blocked:
                yield component.finding(place, fact=blocked, hint="write it to another path", code=CODE)
            elif not is_open and not model_uri.holder(path, dict.fromkeys(places)):
                folder = path.rpartition("/")[0] or path
                fact = f'nothing can write to "{path}": the file system of the image is read-only'
                hint = f"add a volume there, {VOLUMES}: {{{folder}: {{scratch: 10Gi}}}}, or write below /tmp"
                yield component.finding(place, fact=fact, hint=hint, code=CODE)


_STEPS = frozenset({fields.STEPS})
_MOUNTS = _STEPS | {"files", "model", "volumes", ENVIRONMENT}
RULES: Rules = {
    _written_once: _STEPS,
    _read: _STEPS,
    _unused: _STEPS,
    _overwritten: _STEPS | {"run"},
    _repository: _STEPS | {ENVIRONMENT},
    _references: _STEPS | {"parameters"},
    _paths_of_inputs: _MOUNTS,
    _paths_of_artifacts: _MOUNTS | {"security"},
}
