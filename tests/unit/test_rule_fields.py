"""A rule reads only the fields that it is listed with: else it would read one that is invalid, and fail or mislead."""

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.source.finding import Finding
from generator.spec.machine import STEPS
from generator.validate import context
from generator.validate.context import CheckedComponent, Rules
from generator.validation import platform as platforms
from generator.validation import project_check

ROOT = Path(__file__).parents[2]
PROJECTS = sorted([*ROOT.glob("tests/golden/*/ml-project.yaml"), *ROOT.glob("examples/*/ml-project.yaml")])
ALWAYS = {"kind"}
"""Rules are those of a kind, so it is known."""
WHOLE = "all fields"
MANY = 100
"""Rules that run over all of these projects; without them nothing would be shown."""


class Read(dict[str, Any]):
    """The data of a component, or of one of its containers, that notes which fields of the component are read."""

    def __init__(self, data: dict[str, Any], note: Callable[[str], object]) -> None:
        super().__init__(data)
        self.plain = data
        self.note = note

    def __getitem__(self, key: str) -> Any:
        self.note(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.note(key)
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        self.note(str(key))
        return super().__contains__(key)

    def __iter__(self) -> Iterator[str]:
        self.note(WHOLE)
        return super().__iter__()

    def items(self) -> Any:
        self.note(WHOLE)
        return super().items()

    def keys(self) -> Any:
        self.note(WHOLE)
        return super().keys()

    def values(self) -> Any:
        self.note(WHOLE)
        return super().values()


class Component(CheckedComponent):
    """A component that notes whether its environment is read."""

    def __getattribute__(self, name: str) -> Any:
        if name == "environment":
            super().__getattribute__("data").note(context.ENVIRONMENT)
        return super().__getattribute__(name)


def parts(component: CheckedComponent) -> Iterator[CheckedComponent]:
    """As `context.parts`: what a view reads of its container is a read of the field that holds the container."""
    yield component
    read = component.data
    assert isinstance(read, Read)
    data = read.plain
    for field in (*context.CONTAINERS, STEPS):
        for name, container in read.get(field, {}).items():

            def note(key: str, field: str = field, own: Collection[str] = container) -> None:
                read.note(key if key in context.SHARED and key not in own else field)

            view = {**{key: data[key] for key in context.SHARED if key in data}, **container}
            yield component._replace(data=Read(view, note), prefix=(field, name))


@pytest.fixture
def undeclared(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """What rules read without being listed with it, nothing for most of those that have run."""
    found: dict[str, set[str]] = {}
    plain = context.check

    def check(rules: Rules, component: CheckedComponent, broken: Collection[str]) -> Iterator[Finding]:
        for rule, fields in rules.items():
            read: set[str] = set()
            values = {**component._asdict(), "data": Read(dict(component.data), read.add)}
            yield from plain({rule: fields}, Component(**values), broken)
            found.setdefault(f"{rule.__module__}.{rule.__name__}", set()).update(read - fields - ALWAYS)

    monkeypatch.setattr(context, "check", check)
    monkeypatch.setattr(context, "parts", parts)
    return found


def test_rules_read_what_they_are_listed_with(undeclared: dict[str, set[str]]) -> None:
    for file in PROJECTS:
        project_check.check_file(str(file), platforms.load(None, str(file.parent)))
    assert {rule: sorted(fields) for rule, fields in undeclared.items() if fields} == {}
    assert len(undeclared) > MANY
