"""Every pod that a golden case or an example runs is admitted by the API server's own Pod Security code."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from generator.kubernetes import object_kinds, pod_templates
from tests.acceptance import admission
from tests.acceptance.admission import Pod

ROOT = Path(__file__).parents[2]
WITH_PODS = {name for name, row in object_kinds.TABLE.items() if row.pod_templates}
"""The kinds of objects with pods, in lower case as in the names of files."""
FILES = sorted(
    path
    for top in (ROOT / "tests/golden", ROOT / "examples")
    for path in top.glob("**/projects/*/*/overlays/*/*/*.yaml")
    if path.name.split(".")[-2] in WITH_PODS
)


def pods(path: Path) -> Iterator[Pod]:
    held = yaml.load(path.read_bytes(), yaml.CSafeLoader)
    for template in pod_templates.find(held["kind"], held).values():
        yield Pod("restricted", template["spec"], template["metadata"])


def test_every_pod_is_admitted() -> None:
    named = [(path, pod) for path in FILES for pod in pods(path)]
    found = admission.violations(pod for _, pod in named)
    refused = {str(path.relative_to(ROOT)): words for (path, _), words in zip(named, found, strict=True) if words}
    assert refused == {}
    assert len(named) > 100


@pytest.mark.parametrize(
    ("level", "field", "words"),
    [
        ("restricted", {"securityContext": {}}, 4),
        ("baseline", {"securityContext": {}}, 0),
        ("baseline", {"hostNetwork": True}, 1),
    ],
)
def test_the_program_tells_levels_apart(level: str, field: dict[str, object], words: int) -> None:
    spec = {"containers": [{"name": "main", "image": "a"}], **field}
    assert [len(each) for each in admission.violations([Pod(level, spec)])] == [words]
