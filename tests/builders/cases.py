"""Plain data through the whole pipeline, in process: what a property test looks at."""

import copy
import json
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from generator.components import kinds
from generator.components.tables import TABLES
from generator.discovery import platform_folder
from generator.errors import Severity
from generator.files import package_data
from generator.layout import tree
from generator.manifest.manifest import Manifest, Overlay
from generator.resolve import platform as resolve
from generator.source import document
from generator.validation import project_check, project_render
from generator.validation.platform import Platform
from generator.validation.project_check import CheckedProject
from generator.validation.project_render import RenderedProject
from tests.builders.documents import Data, dump


class Case(NamedTuple):
    """A project and the platform's environments, as plain data."""

    project: Data
    platform: Data

    def but(self, change: Any) -> "Case":
        """The same with a change made to a copy of the project."""
        project = copy.deepcopy(self.project)
        change(project)
        return self._replace(project=project)

    def named(self, name: str) -> "Case":
        """The same project under another name."""
        return self._replace(project={**self.project, "name": name})


class Built(NamedTuple):
    """Every environment's overlay, and what was said about the project."""

    overlays: dict[str, Overlay]
    judged: CheckedProject

    def manifests(self) -> Iterator[tuple[str, Manifest]]:
        """All manifests with the environment that they are for."""
        for name, overlay in self.overlays.items():
            for manifest in overlay.manifests:
                yield name, manifest

    def files(self) -> dict[str, bytes]:
        """Everything that `generate` would write."""
        return {path: content for overlay in self.overlays.values() for path, content in tree.files(overlay).items()}


@cache
def _bundled() -> Data:
    documents = platform_folder.read(None).environments
    return {name: parsed for name, parsed in documents.items() if name == "defaults"}


@cache
def _platform(text: str) -> Platform:
    environments = json.loads(text)
    documents = {
        name: document.parse(dump(data).encode(), f"environments/{name}.yaml") for name, data in environments.items()
    }
    found = resolve.read({**_bundled(), **documents}, platform_folder.schemas(), TABLES, kinds.fields)
    assert not found.findings, found.findings
    return Platform(folder="", environments=dict(found.environments), requires="", narrowing={})


def platform(environments: Mapping[str, Data]) -> Platform:
    """The bundled defaults with these environments on top."""
    return _platform(json.dumps(environments))


def judged(case: Case, files: Mapping[str, bytes] | None = None) -> CheckedProject:
    """The case as the pipeline judges it; `files` lie beside the project file."""
    return rendered(case, files).checked


def build(case: Case, files: Mapping[str, bytes] | None = None) -> Built:
    """The overlays of a case that must be legal."""
    found, overlays = rendered(case, files)
    assert not found.invalid, [p for p in found.problems if p.severity is not Severity.WARNING]
    return Built({overlay.environment: overlay for overlay in overlays}, found)


def rendered(case: Case, files: Mapping[str, bytes] | None = None) -> RenderedProject:
    """The project and, where it is legal, its overlays."""
    held = platform(case.platform)
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (files or {}).items():
            Path(folder, name).write_bytes(content)
        path = Path(folder, "ml-project.yaml")
        path.write_text(dump(case.project), encoding="utf-8")
        found = project_check.check_file(str(path), held)
        return RenderedProject(found) if found.invalid else project_render.render(found, held)


def schemas() -> Path:
    """Where the bundled schemas are."""
    return package_data.folder("schemas")
