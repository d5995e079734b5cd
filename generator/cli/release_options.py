"""What the release commands share: their options, how they write or commit, and what they say."""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from generator.cli import options
from generator.discovery import projects
from generator.git import working_tree
from generator.release.machine import Command, legal, says
from generator.releases import transition
from generator.releases.release_request import Ask
from generator.releases.transition import Moved
from generator.validation import platform as platforms
from generator.validation import project_check
from generator.validation.platform import Platform

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

component = click.argument("component", metavar="COMPONENT")
environment = click.option("-e", "--environment", required=True, metavar="ENV", help="The environment.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where a release command works, and how it writes; `begun` is the commit that HEAD was at when it began."""

    project: str | None
    named: str | None
    into: Path | None
    commit: bool
    branch: str | None
    form: str
    begun: str | None


def place(**where: Any) -> Where:
    """What the options of a command say, noted before anything is read."""
    project = where["project"] or "."
    folder = project if os.path.isdir(project) else os.path.dirname(project) or "."
    return Where(**where, begun=working_tree.tip(folder) if where["commit"] else None)


def written(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every command that moves a release."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


_OPTIONS: Sequence[Decorator] = (
    click.option(
        "-p", "--project", metavar="PATH", help="The project file, or its folder; else the nearest one upward."
    ),
    options.platform,
    click.option(
        "--into", type=click.Path(path_type=Path), metavar="DIR", help="Also write the overlays into this folder."
    ),
    click.option("--commit", is_flag=True, help="One Git commit of the edit and, with --into, the overlays."),
    click.option("--branch", metavar="NAME", help="With --commit: on a new branch; nothing else is touched."),
    click.option(
        "--format",
        "form",
        type=click.Choice(("text", "json")),
        default="text",
        show_default=True,
        help="How it reports.",
    ),
)


def load(where: Where) -> tuple[str, Platform]:
    """The one project file and its platform."""
    if where.branch and not where.commit:
        raise click.UsageError("--branch goes with --commit")
    files = projects.find([where.project] if where.project is not None else [])
    if len(files) != 1:
        raise click.UsageError(f"{where.project} holds {len(files)} projects: name one with --project")
    platform = project_check.platform(where.named, files[0])
    platforms.writable(platform)
    return files[0], platform


def run(ask: Ask, where: Where, *, notes: Sequence[str] = ()) -> None:
    """Move a release, write or commit it, and say what it does."""
    file, platform = load(where)
    for text in notes:
        options.note(f"tidegate: {text}")
    if where.commit:
        from generator.releases import commit as commits

        done = commits.commit(file, platform, ask, into=where.into, branch=where.branch, begun=where.begun)
        _report(done.moved, ask, where, [done.line])
        return
    moved = transition.move(file, platform, ask)
    lines = [f"wrote {moved.file}"]
    if where.into is None:
        transition.write(moved)
    else:
        from generator.releases import commit as commits

        lines.append(commits.both(moved, platform, where.into))
    _report(moved, ask, where, lines)


def _report(moved: Moved | None, ask: Ask, where: Where, lines: Sequence[str]) -> None:
    following = [] if moved is None else [str(each) for each in legal(moved.after, moved.mode)]
    if where.form == "json":
        said: dict[str, object] = {"done": list(lines)}
        if moved is not None:
            position = {
                "subject": moved.subject,
                "position": says(moved.after),
                "next": following,
                "effects": list(moved.effects),
            }
            said = {**position, **said}
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    for line in (moved.subject, *(f"  {effect}" for effect in moved.effects)) if moved is not None else ():
        click.echo(line)
    for line in lines:
        click.echo(line)
    if moved is not None and moved.mode == "slots":
        ends = " or ".join(f"tidegate {each} {ask.component} -e {ask.environment}" for each in following)
        options.note(f"when this is merged and synced: {ends}")


def simple(command: Command, text: str, example: str) -> click.Command:
    """A command that takes a component and an environment and nothing else."""

    @click.command(str(command), help=text, epilog=f"\b\nExamples:\n  {example}\n", short_help=text.partition(".")[0])
    @component
    @environment
    @written
    def moving(component: str, environment: str, **where: Any) -> None:
        run(Ask(command=command, component=component, environment=environment), place(**where))

    return moving
