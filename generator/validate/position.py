"""Whether the position of a release, as written, is one of the legal ones (design section 5)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.source import finding, nodes
from generator.source.finding import Finding, Path

Found = Callable[[Path, str, str], Finding]
IN_PLACE = 'has only "active": a change in place'


def check(kind: str, strategy: str, entry: nodes.Entry, data: Mapping[str, Any]) -> Iterator[Finding]:
    """Findings on one entry of `releases`; `data` is its plain data, `strategy` the settled type (empty for tasks)."""
    mark = entry.key.mark

    def found(path: Path, fact: str, hint: str) -> Finding:
        node, place = finding.at(entry.value, path, mark=mark)
        return Finding(node, place, path, fact, hint, "position")

    slots = kind == "service" and strategy in {"blue-green", "canary"}
    if kind != "service" and "slot" in data.get("active", {}):
        yield found(("active", "slot"), f"a {kind} has no slot", "remove it")
    for role in ("candidate", "previous"):
        if role in data and not slots:
            what = f"strategy {strategy}" if kind == "service" else f"a {kind}"
            hint = "finish or abort the release before the strategy changes" if kind == "service" else "remove it"
            yield found((role,), f"{what} {IN_PLACE}", hint)
    if "candidate" in data and "previous" in data:
        yield found(
            ("previous",),
            '"candidate" and "previous" are never there together',
            "there are two slots: finish, then release",
        )
    yield from _steps(data, strategy, slots=slots, found=found)


def _steps(data: Mapping[str, Any], strategy: str, *, slots: bool, found: Found) -> Iterator[Finding]:
    candidate = data.get("candidate")
    if candidate is None:
        if "step" in data:
            yield found(("step",), 'a step without a "candidate"', "remove it: nothing is on its way")
        return
    steps, step = candidate.get("steps", []), data.get("step")
    if not slots:
        return
    if step is None:
        yield found((), '"step" is missing', "step: 0 is running without traffic")
    if strategy == "blue-green" and steps:
        yield found(
            ("candidate", "steps"),
            "blue-green has no steps",
            "remove them, or finish the release before the strategy changes",
        )
    if strategy == "canary" and not steps:
        yield found(
            ("candidate",), '"steps" is missing', "a candidate carries the steps of its release: steps: [10, 50]"
        )
    for i in range(1, len(steps)):
        if steps[i] <= steps[i - 1]:
            yield found(
                ("candidate", "steps", i), f"{steps[i]} is not more than {steps[i - 1]}", "steps rise within 1 to 99"
            )
    if step is not None and step > len(steps):
        yield found(
            ("step",), f"{step} is more than the {len(steps)} steps", "after the last step the candidate becomes active"
        )
