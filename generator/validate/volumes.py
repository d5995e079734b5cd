"""Rules for the volumes of a component that its schema cannot express."""

from collections.abc import Iterator, Mapping

from generator.errors import Severity
from generator.kubernetes import mounts
from generator.source.finding import Finding, Path
from generator.spec import suggest
from generator.validate import context
from generator.validate.context import ENVIRONMENT, CheckedComponent, Rules

USUAL_MODES = frozenset({0o400, 0o500, 0o550, 0o555, 0o640, 0o644, 0o660, 0o664, 0o770, 0o777})
"""Modes that people give files, as far as their decimal numbers have octal digits only."""
OVERLAP = "concurrency is allow"
OUTSIDE = ".."
"""What no path of a key may begin with: Kubernetes keeps such names for itself."""


def _names(component: CheckedComponent) -> Iterator[Finding]:
    paths_by_name: dict[str, str] = {}
    for path in component.data.get("volumes", {}):
        name = mounts.volume(path)
        if name in paths_by_name:
            fact = f'"{path}" and "{paths_by_name[name]}" give the same volume name'
            yield component.finding(("volumes", path), fact=fact, hint="rename one of the paths", code="mount-twice")
        paths_by_name[name] = path


def _shares(component: CheckedComponent) -> Iterator[Finding]:
    environment = component.environment
    for path, source in component.data.get("volumes", {}).items():
        name = source.get("share")
        if name is not None and name not in environment.shares:
            meant, hint = suggest.of(name, tuple(environment.shares))
            yield component.finding(
                ("volumes", path, "share"),
                fact=f'there is no share "{name}"',
                place=environment.name,
                hint=hint if environment.shares else "ask the platform for it: shares: {NAME: {claim: ...}}",
                code="unknown-share",
                subject=name,
                meant=meant,
            )


def _items(component: CheckedComponent) -> Iterator[Finding]:
    for path, source in component.data.get("volumes", {}).items():
        keys: dict[str, str] = {}
        for key, written in source.get("items", {}).items():
            place, below = ("volumes", path, "items", key), written.removeprefix("./")
            if below.startswith(OUTSIDE):
                fact = f'"{written}" begins with "..", which Kubernetes keeps for itself'
                yield component.finding(place, fact=fact, hint="give it another path", code="relative-path")
            elif below in keys:
                fact = f'"{below}" is already the path of "{keys[below]}"'
                yield component.finding(place, fact=fact, hint="give each key a path of its own", code="mount-twice")
            elif holder := next((each for each in keys if _is_inside(below, each) or _is_inside(each, below)), None):
                inside, file = (below, holder) if _is_inside(below, holder) else (holder, below)
                fact = f'"{inside}" cannot be below "{file}", which is a file'
                yield component.finding(place, fact=fact, hint="give it another path", code="mount-twice")
            keys.setdefault(below, key)


def _modes(component: CheckedComponent) -> Iterator[Finding]:
    """Decimal numbers of modes, which manifests in JSON have (`defaultMode: 420` is 0644) and which are octal digits, too."""
    for path, source in component.data.get("volumes", {}).items():
        mode = source.get("mode", "")
        if not mode.startswith("0") and mode and int(mode) in USUAL_MODES:
            fact, meant = f'"{mode}" is the decimal number of a mode, not its octal digits', f"{int(mode):04o}"
            hint = f'for the octal digits {mode} write "0{mode}"'
            yield component.finding(("volumes", path, "mode"), fact=fact, hint=hint, code="pattern", meant=meant)


def _is_inside(path: str, folder: str) -> bool:
    return path.startswith(f"{folder}/")


def _of_one_node(component: CheckedComponent) -> Iterator[Path]:
    """The paths of the claims of one container that one node of the cluster mounts at a time."""
    for path, source in component.data.get("volumes", {}).items():
        if "size" in source and source.get("access", "once") == "once":
            yield "volumes", path


def on_one_node(component: CheckedComponent, whose: str, access: str = "many") -> Iterator[Finding]:
    """Refuse claims that would keep the pods of a component on one node, or keep them waiting.

    `whose` says which pods run at once, `access` what they may use.
    """
    for part in context.parts(component):
        for path in _of_one_node(part):
            fact = f"access: once lets one node of the cluster mount it, and {whose}"
            hint = f"use access: {access}, or a share of the platform"
            yield part.finding(path, fact=fact, hint=hint, code="volume-access")


def _parallel_pods(component: CheckedComponent) -> Iterator[Finding]:
    """Warn of claims for one node that pods of a task use at the same time."""
    parallel = component.data.get("parallelism", 1) > 1
    why = "parallelism is more than 1" if parallel else OVERLAP if runs_overlap(component) else ""
    for path in _of_one_node(component) if why else ():
        yield several_at_once(component, path, why)


def runs_overlap(component: CheckedComponent) -> bool:
    """Whether a run of the schedule may start before the one before it has ended."""
    run = component.data.get("run")
    return "allow" in (component.data.get("concurrency"), run.get("concurrency") if isinstance(run, Mapping) else None)


def several_at_once(component: CheckedComponent, path: Path, why: str) -> Finding:
    """The warning of a claim for one node that several pods may mount at once; `why` says which."""
    return component.finding(
        path,
        fact=f"access: once lets one node at a time mount it, and several pods may run at once: {why}",
        hint="use access: many; with once, all pods have to fit on one node",
        code="volume-access",
        severity=Severity.WARNING,
    )


RULES: Rules = {
    _names: frozenset({"volumes"}),
    _shares: frozenset({"volumes", ENVIRONMENT}),
    _items: frozenset({"volumes"}),
    _modes: frozenset({"volumes"}),
    _parallel_pods: frozenset({"volumes", "parallelism", "concurrency", "run"}),
}
