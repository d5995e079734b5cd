"""Checks that the position of a release is legal (docs/releases.md#positions)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.environment import operators
from generator.named_tuples import NamedTuple
from generator.source import finding, nodes
from generator.source.finding import Finding, Path
from generator.spec import suggest
from generator.spec.component import SIDE_BY_SIDE

MakeFinding = Callable[..., Finding]
AFTER_LAST_STEP = "after the last step the candidate becomes active"
ONLY_ACTIVE = 'has no slots: only "active" is allowed'
INCOMPATIBLE = "position-misfit"
"""The code if a position does not suit the kind or strategy, which may have changed during a release."""


IMAGE_HINT = "write repository[:tag][@digest]: image: ghcr.io/acme/fraud-api:1.4.2"
MODEL_HINT = "write the URI of the model: model: s3://models/fraud/12"


class Subject(NamedTuple):
    """What a position is of: the kind, the type of the resolved strategy (empty for a kind without slots), and the engine.

    `by_model`: a version is a model, and has an image only where the team writes one.
    """

    kind: str
    strategy: str
    engine: str = "native"
    by_model: bool = False


def check(subject: Subject, entry: nodes.Entry, data: Mapping[str, Any]) -> Iterator[Finding]:
    """Check one entry of `releases`; `data` is its plain data."""
    mark, kind, strategy = entry.key.mark, subject.kind, subject.strategy

    def make_finding(path: Path, *, fact: str, hint: str, code: str = "position") -> Finding:
        node, position = finding.locate(entry.value, path, mark=mark)
        return Finding(node=node, mark=position, path=path, fact=fact, hint=hint, code=code)

    slots = strategy in SIDE_BY_SIDE
    yield from _versions(entry.value, subject, make_finding)
    if operators.has_revisions(subject.engine) and "slot" in data.get("active", {}):
        fact = "Knative has revisions, and no slots"
        yield make_finding(("active", "slot"), fact=fact, hint="remove it", code=INCOMPATIBLE)
    if not strategy and "slot" in data.get("active", {}):
        yield make_finding(
            ("active", "slot"), fact=f"{suggest.article(kind)} has no slots", hint="remove it", code=INCOMPATIBLE
        )
    for role in ("candidate", "previous"):
        if role in data and not slots:
            what = f"strategy {strategy}" if strategy else suggest.article(kind)
            hint = "finish or abort the release before the strategy changes" if strategy else "remove it"
            yield make_finding((role,), fact=f"{what} {ONLY_ACTIVE}", hint=hint, code=INCOMPATIBLE)
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
        yield from _steps(entry.value, data, subject, make_finding)


def _versions(entry: nodes.Node, subject: Subject, make_finding: MakeFinding) -> Iterator[Finding]:
    """A version without what it is: an image, or a model where that is what a version is; a wrong one is reported elsewhere."""
    known = {"image", "model"} if subject.by_model else {"image"}
    wanted, hint = ("model", MODEL_HINT) if subject.by_model else ("image", IMAGE_HINT)
    for role in ("active", "candidate", "previous"):
        version = entry.get(role) if isinstance(entry, nodes.Mapping) else None
        if isinstance(version, nodes.Mapping) and not known & version.entries.keys():
            yield make_finding((role,), fact=f'"{wanted}" is missing', hint=hint, code="missing")


def _keys(node: nodes.Node | None) -> frozenset[str]:
    return frozenset(node.entries) if isinstance(node, nodes.Mapping) else frozenset()


def _steps(
    entry: nodes.Node, data: Mapping[str, Any], subject: Subject, make_finding: MakeFinding
) -> Iterator[Finding]:
    """Check the candidate's steps and its current step; values of a wrong type are reported elsewhere."""
    steps, step, strategy = data["candidate"].get("steps", []), data.get("step"), subject.strategy
    written = _keys(entry.get("candidate") if isinstance(entry, nodes.Mapping) else None)
    if "step" not in _keys(entry):
        yield make_finding((), fact='"step" is missing', hint="write step: 0, at which the candidate gets no traffic")
    if strategy == "canary" and "steps" not in written and not operators.has_revisions(subject.engine):
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
