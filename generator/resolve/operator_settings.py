"""Checks of a platform's settings of operators: one that no form reads is a problem, as it would have no effect."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.environment.operators import ALONE, FORMS, Form
from generator.errors import Mark
from generator.resolve.operators import QUEUE
from generator.source import finding, nodes
from generator.source.finding import Finding, Path

FACTS = frozenset({"version", "namespace", "restricted"})
"""What a platform may write down of any form, whether that reads it or not."""


def check(root: nodes.Mapping, data: Mapping[str, Any], mark: Mark) -> Iterator[Finding]:
    """Yield fields of operators that nothing reads; `root` is the environment's merged tree."""
    for kind, written in data.get("operators", {}).items():
        if kind == QUEUE or not isinstance(written, Mapping) or "api" not in written:
            continue
        form = FORMS[kind][written["api"]]
        for name in written if form.built else ():
            if name != "api" and name not in form.reads and name not in FACTS:
                path: Path = ("operators", kind, name)
                node, position = finding.locate(root, path, mark=mark)
                fact = f'"{name}" does nothing: {_why(kind, written["api"], form, name)}'
                yield Finding(node=node, mark=position, path=path, fact=fact, hint="remove it", code="environment")


def _why(kind: str, api: str, form: Form, name: str) -> str:
    readers = " and ".join(other for other, each in FORMS[kind].items() if name in each.reads)
    return f"{api} needs no operator" if form == ALONE else f"it is for {readers}"
