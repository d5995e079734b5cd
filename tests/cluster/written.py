"""All that tidegate writes into repositories and clusters, folder by folder, as the tools that apply it read it."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from generator.external import kustomize
from generator.kubernetes import object_kinds
from tests.acceptance.machines import objects

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
EXAMPLES = ROOT / "examples"
BOOTSTRAP = ROOT / "tests" / "acceptance" / "bootstrap"
REPOSITORIES = [*sorted(GOLDEN.glob("*/expected")), EXAMPLES / "deploy", EXAMPLES / "platform" / "deploy"]
STREAMS = sorted(BOOTSTRAP.glob("*.yaml"))
NAMES = {
    **{path: path.parent.name for path in REPOSITORIES[:-2]},
    EXAMPLES / "deploy": "examples",
    EXAMPLES / "platform" / "deploy": "examples-platform",
    **{path: f"bootstrap-{path.stem}" for path in STREAMS},
}
"""Each GitOps repository, and each stream of `bootstrap`, with a name for people."""


@cache
def of(place: Path) -> Sequence[dict[str, Any]]:
    """The objects of a repository: its overlays as kustomize builds them, and the entries of its clusters; or those of a stream."""
    if place.is_file():
        return objects(place.read_text(encoding="utf-8"))
    entries = sorted(place.glob("clusters/*/*/*.yaml"))
    return _built(place) + [each for entry in entries for each in objects(entry.read_text(encoding="utf-8"))]


def _built(place: Path) -> list[dict[str, Any]]:
    """All overlays of a repository by one run of kustomize."""
    overlays = sorted(place.glob("projects/*/*/overlays/*"))
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.relpath(overlay, os.path.realpath(folder)) for overlay in overlays]
        Path(folder, "kustomization.yaml").write_text(yaml.safe_dump({"resources": paths}), encoding="utf-8")
        return objects(kustomize.build(Path(folder)))


def namespaces(written: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The namespaces of objects, but for those among the objects. Pod Security has tests of its own, by environment."""
    own = {each["metadata"]["name"] for each in written if each["kind"] == "Namespace"}
    for name in sorted({each["metadata"].get("namespace", "default") for each in written} - own):
        yield {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}


def custom_kinds() -> set[str]:
    """The kinds of all objects that Kubernetes does not bring itself."""
    kinds = {each["kind"] for place in NAMES for each in of(place)}
    return {row.kind for row in object_kinds.TABLE.values() if row.kind in kinds and row.schema == "resources"}
