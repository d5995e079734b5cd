"""Checks that the position of a release is legal (docs/releases.md#positions)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.source import finding, nodes
from generator.source.finding import Finding, Path
from generator.spec import suggest
from generator.spec.component import SIDE_BY_SIDE

MakeFinding = Callable[..., Finding]
AFTER_LAST_STEP = "after the last step the candidate becomes active"
ONLY_ACTIVE = 'has no slots: only "active" is allowed'
INCOMPATIBLE = "position-misfit"
"""The code if a position does not suit the kind or strategy, which may have changed during a release."""


def check(kind: str, strategy: str, entry: nodes.Entry, data: Mapping[str, Any]) -> Iterator[Finding]:
    """Check one entry of `releases`.

    `data` is its plain data, `strategy` the type of the resolved strategy, empty for a kind without slots.
    """
    mark = entry.key.mark

    def make_finding(path: Path, *, fact: str, hint: str, code: str = "position") -> Finding:
        node, position = finding.locate(entry.value, path, mark=mark)
        return Finding(node=node, mark=position, path=path, fact=fact, hint=hint, code=code)

    slots = strategy in SIDE_BY_SIDE
    if not strategy and "slot" in data.get("active", {}):
        yield make_finding(
            ("active", "slot"), fact=f"{suggest.article(kind)} has no slots", hint="remove it", code=INCOMPATIBLE
        )
    for role in ("candidate", "previous"):
        if role in data and not slots:
            subject = f"strategy {strategy}" if strategy else suggest.article(kind)
            hint = "finish or abort the release before the strategy changes" if strategy else "remove it"
            yield make_finding((role,), fact=f"{subject} {ONLY_ACTIVE}", hint=hint, code=INCOMPATIBLE)
    if "candidate" in data and "previous" in data:
        yield make_finding(
            ("previous",),
            fact='"candidate" and "previous" exclude each other',
            hint="there are only two slots: finish the release before the next one",
        )
    if "candidate" not in _keys(entry.value) and "step" in data:
        yield make_finding(
            ("step",), fact='"step" is only allowed with "candidate"', hint="remove it: no release is in progress"
        )
    if "candidate" in data and slots:
        yield from _steps(entry.value, data, strategy, make_finding)


def _keys(node: nodes.Node | None) -> frozenset[str]:
    return frozenset(node.entries) if isinstance(node, nodes.Mapping) else frozenset()


def _steps(entry: nodes.Node, data: Mapping[str, Any], strategy: str, make_finding: MakeFinding) -> Iterator[Finding]:
    """Check the candidate's steps and its current step; values of a wrong type are reported elsewhere."""
    steps, step = data["candidate"].get("steps", []), data.get("step")
    written = _keys(entry.get("candidate") if isinstance(entry, nodes.Mapping) else None)
    if "step" not in _keys(entry):
        yield make_finding((), fact='"step" is missing', hint="write step: 0, at which the candidate gets no traffic")
    if strategy == "canary" and "steps" not in written:
        hint = "write the steps of the release, such as steps: [10, 50]"
        yield make_finding(("candidate",), fact='"steps" is missing', hint=hint, code=INCOMPATIBLE)
    for i in range(1, len(steps)):
        if steps[i] <= steps[i - 1]:
            yield make_finding(
                ("candidate", "steps", i),
                fact=f"{steps[i]} is not more than {steps[i - 1]}",
                hint="steps must increase, from 1 to 99",
            )
    if strategy == "blue-green" and steps:
        hint = "remove them, or finish the release before the strategy changes"
        yield make_finding(("candidate", "steps"), fact="blue-green has no steps", hint=hint, code=INCOMPATIBLE)
    elif strategy == "blue-green" and step:
        yield make_finding(
            ("step",),
            fact=f"blue-green has no step {step}",
            hint=f"its only step is 0; {AFTER_LAST_STEP}",
            code=INCOMPATIBLE,
        )
    elif step is not None and steps and step > len(steps):
        count = "1 step" if len(steps) == 1 else f"{len(steps)} steps"
        hint = f"write 0 to {len(steps)}; {AFTER_LAST_STEP}"
        yield make_finding(("step",), fact=f"{step} is more than the {count} of the candidate", hint=hint)
