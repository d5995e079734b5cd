"""Whether the position of a release, as written, is one of the legal ones (docs/releases.md#positions)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.source import finding, nodes
from generator.source.finding import Finding, Path

Found = Callable[..., Finding]
NEXT = "after the last step the candidate becomes active"
IN_PLACE = 'has only "active": a change in place'
MISFIT = "position-misfit"
"""The code of what does not fit the kind or strategy, as when that has changed while a release was on its way."""


def check(kind: str, strategy: str, entry: nodes.Entry, data: Mapping[str, Any]) -> Iterator[Finding]:
    """Findings on one entry of `releases`.

    `data` is its plain data, `strategy` the type of the settled strategy, empty for a kind that has no slots.
    """
    mark = entry.key.mark

    def found(path: Path, *, fact: str, hint: str, code: str = "position") -> Finding:
        node, place = finding.locate(entry.value, path, mark=mark)
        return Finding(node=node, mark=place, path=path, fact=fact, hint=hint, code=code)

    slots = strategy in {"blue-green", "canary"}
    if not strategy and "slot" in data.get("active", {}):
        yield found(("active", "slot"), fact=f"a {kind} has no slot", hint="remove it", code=MISFIT)
    for role in ("candidate", "previous"):
        if role in data and not slots:
            what = f"strategy {strategy}" if strategy else f"a {kind}"
            hint = "finish or abort the release before the strategy changes" if strategy else "remove it"
            yield found((role,), fact=f"{what} {IN_PLACE}", hint=hint, code=MISFIT)
    if "candidate" in data and "previous" in data:
        yield found(
            ("previous",),
            fact='"candidate" and "previous" are never there together',
            hint="there are two slots: finish, then release",
        )
    if "candidate" not in _keys(entry.value) and "step" in data:
        yield found(("step",), fact='a step without a "candidate"', hint="remove it: nothing is on its way")
    if "candidate" in data and slots:
        yield from _steps(entry.value, data, strategy, found)


def _keys(node: nodes.Node | None) -> frozenset[str]:
    return frozenset(node.entries) if isinstance(node, nodes.Mapping) else frozenset()


def _steps(entry: nodes.Node, data: Mapping[str, Any], strategy: str, found: Found) -> Iterator[Finding]:
    """The candidate's steps and the one it is at; what was written in a wrong shape has its own problem already."""
    steps, step = data["candidate"].get("steps", []), data.get("step")
    written = _keys(entry.get("candidate") if isinstance(entry, nodes.Mapping) else None)
    if "step" not in _keys(entry):
        yield found((), fact='"step" is missing', hint="write step: 0, with which it runs without traffic")
    if strategy == "canary" and "steps" not in written:
        hint = "a candidate carries the steps of its release: steps: [10, 50]"
        yield found(("candidate",), fact='"steps" is missing', hint=hint, code=MISFIT)
    for i in range(1, len(steps)):
        if steps[i] <= steps[i - 1]:
            yield found(
                ("candidate", "steps", i),
                fact=f"{steps[i]} is not more than {steps[i - 1]}",
                hint="steps rise within 1 to 99",
            )
    if strategy == "blue-green" and steps:
        hint = "remove them, or finish the release before the strategy changes"
        yield found(("candidate", "steps"), fact="blue-green has no steps", hint=hint, code=MISFIT)
    elif strategy == "blue-green" and step:
        yield found(
            ("step",), fact=f"blue-green has no step {step}", hint=f"step: 0 is its only one; {NEXT}", code=MISFIT
        )
    elif step is not None and steps and step > len(steps):
        counted = "1 step" if len(steps) == 1 else f"{len(steps)} steps"
        hint = f"write 0 to {len(steps)}; {NEXT}"
        yield found(("step",), fact=f"{step} is more than the {counted} of the candidate", hint=hint)
