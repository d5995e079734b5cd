"""Check a platform by itself, without a project of a team: its files, and a sample of each component kind in every environment."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from generator.components.kinds import KINDS
from generator.discovery import platform_folder
from generator.environment import operators
from generator.environment.environment import Policy
from generator.errors import InputError, Mark, Problem, Severity, unique
from generator.gitops import bootstrap
from generator.gitops.bootstrap_site import Site
from generator.source import finding
from generator.spec import suggest
from generator.validation import platform as platforms
from generator.validation import project_check, project_render
from generator.validation.platform import Platform

SAMPLE_FILE = "sample/ml-project.yaml"
SAMPLE_FIELDS: Mapping[str, Any] = {
    "image": "registry.example.org/sample:1.0",
    "ports": {"http": 8080},
    "schedule": "0 2 * * *",
    "backend": "sqlite",
    "main": "local:///opt/sample.py",
    "sparkVersion": "4.0.0",
    "format": "sklearn",
    "steps": {"sample": {"image": "registry.example.org/sample:1.0", "command": ["sample"]}},
}
"""Values of the fields that a kind may require; kinds that require others have no sample."""
SAMPLE_BY_FORM: Mapping[str, Mapping[str, Any]] = {
    "deployment": {"model": "file:///mnt/models/sample", "volumes": {"/mnt/models": {"claim": "models"}}},
    "kserve-standard": {"model": "pvc://models/sample"},
    "kserve-knative": {"model": "pvc://models/sample"},
}
"""What a kind needs beside the required fields, or in their place, where this form runs it."""


class CheckedPlatform(NamedTuple):
    """The problems of a platform, warnings among them, and the number of its files."""

    problems: Sequence[Problem]
    files: int


def check(folder: str | None) -> CheckedPlatform:
    """Check the platform in a folder, the bundled one for None."""
    platform = platforms.of_run(folder)
    files = platform_folder.read(folder)
    found = [*platform.problems, *_unread_files(folder)]
    if not platform.problems:
        found += [*_no_environment(platform, files), *_promotion_cycles(platform), *_second_roots(platform)]
        found += _sample(platform, files)
    return CheckedPlatform(unique(found), len(files.environments) + (files.marker is not None))


def _no_environment(platform: Platform, files: platform_folder.Files) -> Iterator[Problem]:
    if not platform.environments:
        file = next((each.file for each in files.environments.values()), "") or getattr(files.marker, "file", "")
        fact, hint = "there is no environment: every file is abstract", "write environments/NAME.yaml with name: NAME"
        yield Problem(mark=Mark(file, 1, 1), where="", fact=fact, hint=hint, code="platform-empty")


def _unread_files(folder: str | None) -> Iterator[Problem]:
    """Warnings for files that look as if they belonged to the platform and are not read."""
    environments = os.path.join(folder or "", "environments")
    if folder is None or not os.path.isdir(environments):
        return
    for name in sorted(os.listdir(environments)):
        stem, extension = os.path.splitext(name)
        if extension in {".yml", ".json"} and stem:
            path = os.path.normpath(os.path.join(environments, name))
            yield _warning(path, "this file is not read", f"name it {stem}{platform_folder.EXTENSION}")


def _unused_templates(platform: Platform) -> Iterator[Problem]:
    """Warnings for templates of the platform that replace no bundled one and that no other template includes."""
    known, all_texts = platform_folder.templates(None), platform_folder.templates(platform.folder)
    for name in sorted(all_texts.keys() - known.keys()):
        if not any(f'"{name}"' in text or f"'{name}'" in text for text in all_texts.values()):
            meant = suggest.closest(name, tuple(known))
            hint = f"did you mean {meant}?" if meant else "give it the path of the template that it replaces"
            path = os.path.normpath(os.path.join(platform.folder, "overlays", name))
            yield _warning(path, "this template replaces none of tidegate's, and no template includes it", hint)


def _warning(path: str, fact: str, hint: str) -> Problem:
    return Problem(
        mark=Mark(path, 1, 1), where="", fact=fact, hint=hint, code="platform-file", severity=Severity.WARNING
    )


def _promotion_cycles(platform: Platform) -> Iterator[Problem]:
    """Warnings for environments whose versions would have to come from themselves: no release there is ever accepted."""
    for name, environment in platform.environments.items():
        seen = [name]
        while (source := platform.environments[seen[-1]].promotes_from) in platform.environments and source not in seen:
            seen.append(source)
        if source == name:
            node, mark = finding.locate(environment.node, ("promotesFrom",), mark=environment.node.mark)
            fact = f"versions would have to come from {name} itself: {' from '.join((*seen, name))}"
            hint = "leave promotesFrom out of the environment where new versions begin"
            found = finding.Finding(
                node=node,
                mark=mark,
                path=("promotesFrom",),
                fact=fact,
                hint=hint,
                code="platform-promotion",
                severity=Severity.WARNING,
            )
            yield from finding.problems([found], environment.documents)


def _second_roots(platform: Platform) -> Iterator[Problem]:
    """What `bootstrap` would refuse, as warnings: other ways to set up a cluster may not mind."""
    environments = tuple(platform.environments.values())
    namespaces: Mapping[str, Sequence[str]] = {each.name: () for each in environments}
    for each in environments:
        site = Site(environment=each, environments=environments, project_namespaces=namespaces)
        found = [one._replace(severity=Severity.WARNING) for one in bootstrap.problems(site)]
        yield from finding.problems(found, each.documents)


def _sample(platform: Platform, files: platform_folder.Files) -> Iterator[Problem]:
    """The problems of the platform's own files that a project would meet; its policy and quota do not hold for the sample."""
    free = {name: each._replace(policy=Policy(), quota={}) for name, each in platform.environments.items()}
    judging = Platform(folder=platform.folder, environments=free, requires="", narrowing={})
    own = {each.file for each in files.environments.values()}
    for _, text in samples(judging):
        checked = project_check.check(text, SAMPLE_FILE, judging)
        yield from (problem for problem in checked.problems if problem.mark.file in own)
        if not checked.invalid:
            try:
                project_render.render(checked, judging)
            except InputError as error:
                yield from error.problems
    if platform.folder:
        yield from _unused_templates(platform)


def samples(platform: Platform) -> Iterator[tuple[str, bytes]]:
    """A project for each kind in each environment that can run it, with the kind: none hides the problems of another."""
    for kind in KINDS:
        required = [key for key in platform.schemas.rule(f"kinds/{kind}.json").required if key != "kind"]
        if all(key in SAMPLE_FIELDS for key in required):
            fields = {key: SAMPLE_FIELDS[key] for key in required}
            for name, environment in platform.environments.items():
                operator = environment.operators.of(kind)
                if operator is not None or kind not in operators.FORMS:
                    more = SAMPLE_BY_FORM.get(operator.api, {}) if operator is not None else {}
                    yield kind, _sample_text(kind, {**fields, **more}, name)


def _sample_text(kind: str, fields: Mapping[str, Any], environment: str) -> bytes:
    """As JSON, which is YAML."""
    project = {
        "apiVersion": "tidegate.dev/v1",
        "name": "sample",
        "team": "platform",
        "components": {kind: {"kind": kind, **fields}},
        "environments": {environment: {}},
    }
    return json.dumps(project).encode()
