"""ARCHITECTURE.md says where each rule of the API server is: its modules exist, and none that cites its validation is left out."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECTION = "### Rules of the API server\n"
VALIDATION = "validation.go"
OF_EFFECTS = "kubernetes/effects/"
"""What a change does, not what is refused."""


def listed() -> set[str]:
    _, _, rest = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").partition(SECTION)
    section = rest.partition("\n### ")[0]
    return set(re.findall(r"`([\w/]+\.py)`", section))


def test_every_module_that_it_names_exists() -> None:
    assert [each for each in sorted(listed()) if not (ROOT / "generator" / each).is_file()] == []


def test_every_module_that_follows_the_validation_of_kubernetes_is_named() -> None:
    modules = {path.relative_to(ROOT / "generator").as_posix(): path for path in (ROOT / "generator").rglob("*.py")}
    citing = {name for name, path in modules.items() if VALIDATION in path.read_text(encoding="utf-8")}
    assert sorted(each for each in citing - listed() if not each.startswith(OF_EFFECTS)) == []
