"""Positions of releases as a table, as JSON, and as drawings of the state machine."""

import json
from collections.abc import Mapping, Sequence

from generator.release import state_machine
from generator.release.state_machine import State
from generator.releases.positions import LiveState, Position
from generator.report.output import Output
from generator.spec import image
from generator.spec.component import IN_PLACE
from generator.spec.release import Release, Version

DIGEST_LENGTH = 12
HEADER = ("ENVIRONMENT", "COMPONENT", "STRATEGY", "SLOT", "ROLE", "IMAGE", "MODEL", "STEP", "SHARE")
LIVE = ("READY", "SYNCED")
NEXT = ("NEXT",)


def status(positions: Sequence[Position], form: str) -> Output:
    """The output of `status`: a table and drawings, or JSON if `form` is `json`. Several projects are named."""
    if form == "json":
        return Output(json.dumps(data(positions), ensure_ascii=False, indent=2) + "\n")
    return Output(table(positions) + drawings(positions) + controllers(positions))


def data(positions: Sequence[Position]) -> list[dict[str, object]]:
    """Positions as JSON data."""
    return [
        {
            "team": each.team,
            "project": each.project,
            "file": each.file,
            "environment": each.environment,
            "component": each.component,
            "strategy": each.strategy,
            "state": str(state_machine.state(each.release)),
            "slot": each.release.slot if each.slotted else "",
            "active": _version(each.release.active),
            "candidate": _version(each.release.candidate),
            "previous": _version(each.release.previous),
            "step": each.release.step,
            "steps": list(each.release.steps),
            "share": each.release.share,
            "next": [str(command) for command in state_machine.legal_commands(each.release, each.mode)],
            **({} if each.live is None else {"live": _live(each.live)}),
        }
        for each in positions
    ]


def _version(version: Version | None) -> dict[str, str] | None:
    return None if version is None else {"image": version.image, "model": version.model}


def _live(live: LiveState) -> dict[str, object]:
    pods = [each._asdict() for each in live.pods]
    return {"synced": live.synced, "revision": live.revision, "pods": pods}


def table(positions: Sequence[Position]) -> str:
    """A table with a line for each running version; the first column names the project if there are several."""
    live = any(each.live is not None for each in positions)
    header = (*HEADER, *(LIVE if live else ()), *NEXT)
    lines = [header, *(line for each in positions for line in _lines(each))]
    if _several(positions):
        names = ["PROJECT", *(_project(each) if line[0] else "" for each in positions for line in _lines(each))]
        lines = [(name, *line) for name, line in zip(names, lines, strict=True)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    return "".join(
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() + "\n" for line in lines
    )


def _several(positions: Sequence[Position]) -> bool:
    return len({(each.team, each.project) for each in positions}) > 1


def _project(each: Position) -> str:
    return f"{each.team}/{each.project}"


def _lines(each: Position) -> list[tuple[str, ...]]:
    release, slots = each.release, each.slotted
    versions = {"active": release.active, "candidate": release.candidate, "previous": release.previous}
    lines: list[tuple[str, ...]] = []
    for slot, role in sorted(release.slots.items(), key=lambda item: item[1]):
        version = versions[role]
        if version is None:
            continue
        is_active = role == "active"
        share = f"{release.weights[slot]} %" if slots or each.mode == "revisions" else ""
        step = f"{release.step}/{len(release.steps)}" if role == "candidate" else ""
        commands = ", ".join(state_machine.legal_commands(release, each.mode)) if is_active else ""
        lines.append(
            (
                *((each.environment, each.component, each.strategy) if is_active else ("", "", "")),
                slot if slots else "",
                role,
                short(version.image),
                version.model or "-",
                step,
                share,
                *(
                    ()
                    if each.live is None
                    else (_ready(each.live, slot, role), _synced(each.live) if is_active else "")
                ),
                commands,
            )
        )
    return lines


def _ready(live: LiveState, slot: str, role: str) -> str:
    """The ready pods of a slot out of those that there should be; what runs without slots is active."""
    pods = [each for each in live.pods if each.slot == slot or (not each.slot and role == "active")]
    if not pods:
        return "-"
    if all(each.desired is None for each in pods):
        return "missing"
    return f"{sum(each.ready for each in pods)}/{sum(each.desired or 0 for each in pods)}"


def _synced(live: LiveState) -> str:
    """Whether the cluster is at the position in Git, and the commit that was applied last, as far as they are known."""
    branch, _, commit = live.revision.rpartition("@")
    revision = f"{branch}@{commit.rpartition(':')[2][:DIGEST_LENGTH]}".removeprefix("@")
    if live.synced is None:
        return revision or "-"
    return f"{'yes' if live.synced else 'no'}, {revision}".removesuffix(", ")


def short(reference: str) -> str:
    """An image's tag and the first characters of its digest; what a person has written into an object may be no image."""
    if not reference:
        return "-"
    try:
        parsed = image.parse(reference)
    except ValueError:
        return reference
    digest = f"@{parsed.digest.partition(':')[2][:DIGEST_LENGTH]}" if parsed.digest else ""
    return (parsed.tag + digest) or reference


def named(version: Version) -> str:
    """The tag of a version's image, or its model where it has none."""
    return short(version.image) if version.image else version.model


CONTROLLERS: Mapping[str, str] = {
    "argo-rollouts": (
        "Argo Rollouts moves the traffic; how far it is shows\n"
        "  kubectl argo rollouts get rollout {workload} -n {namespace}\n"
    ),
    "flagger": (
        "Flagger moves the traffic; the phase of its analysis shows\n"
        "  kubectl get canary {workload} -n {namespace}\n"
        "  After a failed analysis the version before runs; the phase stays Failed until another version is released.\n"
    ),
}
"""What tells how far a release is, by what moves its traffic."""


def controllers(positions: Sequence[Position]) -> str:
    """For each release that a controller moves, how to see how far it is: Git does not say that."""
    several = _several(positions)
    return "".join(
        f"\n{f'{_project(each)}/' if several else ''}{each.component} in {each.environment}: "
        + CONTROLLERS[each.mode].format(workload=each.workload, namespace=each.namespace)
        for each in positions
        if each.mode in CONTROLLERS and each.strategy not in IN_PLACE
    )


def drawings(positions: Sequence[Position]) -> str:
    """A drawing for each release with slots; releases at the same position share one."""
    components: dict[str, list[str]] = {}
    several = _several(positions)
    for each in positions:
        if each.mode in state_machine.SLOTTED:
            steps = each.release.steps if each.release.in_progress else each.steps
            shown = drawing(each.release._replace(steps=steps))
            name = f"{_project(each)}/{each.component}" if several else each.component
            components.setdefault(shown, []).append(f"{name} in {each.environment}")
    return "".join(f"\n{', '.join(names)}:\n{shown}" for shown, names in components.items())


def drawing(release: Release) -> str:
    """The positions of a release from left to right, the current one in brackets."""
    state = state_machine.state(release)
    shares = [0, *release.steps]
    labels = [(f"{share} %", state is State.CANDIDATE and i == release.step) for i, share in enumerate(shares)]
    labels = [
        ("steady", state is State.STEADY),
        *labels,
        ("100 %, previous warm", state is State.PREVIOUS),
        ("steady", False),
    ]
    shown = [f"[{text}]" if at else text for text, at in labels]
    arrows = [" --release--> ", *[" --> "] * len(release.steps), " --> ", " --finish--> "]
    line = "".join(text + arrow for text, arrow in zip(shown, [*arrows, ""], strict=True))
    return f"  {line}\n  advance goes right; abort goes back to 0 %, from there to steady; rollback swaps the two versions\n"
