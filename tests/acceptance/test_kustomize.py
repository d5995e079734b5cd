"""Random projects through the real programs: what kustomize builds is what `render` prints, and kubeconform takes all of it."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.external import kubeconform
from generator.layout import tree
from generator.manifest import yaml_reader
from generator.manifest.manifest import Overlay
from tests.acceptance.machines import BareWords, gathered
from tests.builders import cases
from tests.properties import strategies

PROJECTS = 40
Identity = tuple[str, str, str]


def read(stream: str) -> dict[Identity, Any]:
    """Objects by namespace, kind and name."""
    found = list(yaml.load_all(stream, BareWords))
    by_name = {(o["metadata"]["namespace"], o["kind"], o["metadata"]["name"]): o for o in found}
    assert len(by_name) == len(found)
    return by_name


def read_again(stream: str) -> list[Any]:
    """Our own stream by a reader of YAML 1.2 (what kustomize prints of U+2028 only readers of 1.1 understand)."""
    return [yaml_reader.read(text) for text in re.split(r"(?m)^---\n", stream) if text]


@pytest.fixture(scope="module")
def overlays() -> list[Overlay]:
    """Every overlay of the projects; each project has a name of its own, so that one build can hold them all."""
    held: list[Overlay] = []
    for case in strategies.many(strategies.cases(), PROJECTS):
        held.extend(cases.build(case.named(f"fraud{len(held)}")).overlays.values())
    return held


def test_kustomize_builds_what_render_prints(overlays: list[Overlay], tmp_path: Path) -> None:
    built = read(gathered(overlays, tmp_path))
    stream = "---\n".join(tree.stream(overlay) for overlay in overlays)
    rendered = read(stream)
    assert list(rendered.values()) == read_again(stream)
    assert built.keys() == rendered.keys()
    assert {key: built[key] for key in built if built[key] != rendered[key]} == {}


def test_kubeconform_accepts_every_object(overlays: list[Overlay]) -> None:
    # The versions differ only in what is new: what 1.31 takes strictly, all take.
    stream = "---\n".join(tree.stream(overlay) for overlay in overlays)
    count = sum(len(overlay.manifests) for overlay in overlays)
    for version in ("1.31", "1.37"):
        found = kubeconform.check(stream, kubernetes=version, schemas=cases.schemas(), expected=count)
        assert not found, found[:3]
