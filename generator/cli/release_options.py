"""What the release commands share: their options, the project that they move, and their report."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from generator.cli import options
from generator.discovery import projects
from generator.git import working_tree
from generator.release.state_machine import Command
from generator.releases import release_run
from generator.releases.project_file import ProjectFile
from generator.releases.release_request import ReleaseRequest
from generator.releases.release_run import Destination
from generator.report import releases as report
from generator.validation import platform as platforms
from generator.validation import project_check

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

component = click.argument("component", metavar="COMPONENT")
environment = click.option("-e", "--environment", required=True, metavar="ENV", help="Environment to change.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the options of every release command say."""

    project: str | None
    named: str | None
    form: str
    destination: Destination


def given(*, project: str | None, named: str | None, form: str, commit: bool, **where: Any) -> Given:
    """What the options say; the commit that HEAD is at is noted before anything is read."""
    path = project or "."
    folder = path if os.path.isdir(path) else os.path.dirname(path) or "."
    begun = working_tree.tip(folder) if commit else None
    return Given(project=project, named=named, form=form, destination=Destination(commit=commit, begun=begun, **where))


def written(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every command that moves a release."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


_OPTIONS: Sequence[Decorator] = (
    click.option(
        "-p",
        "--project",
        metavar="PATH",
        help="Project file or its folder. Default: the nearest ml-project.yaml, here or in a parent folder.",
    ),
    options.platform,
    click.option(
        "--into",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Also write the project's overlays into this GitOps folder.",
    ),
    click.option("--commit", is_flag=True, help="Commit the edit and, with --into, the overlays."),
    click.option(
        "--branch",
        metavar="NAME",
        help="With --commit: commit to this new branch and leave the current one as it is.",
    ),
    click.option(
        "--format",
        "form",
        type=click.Choice(("text", "json")),
        default="text",
        show_default=True,
        help="How the result is printed: text for people, json for programs.",
    ),
)


def load(given: Given) -> ProjectFile:
    """The one project file and its platform."""
    if given.destination.branch and not given.destination.commit:
        raise click.UsageError("--branch goes with --commit")
    files = projects.find([given.project] if given.project is not None else [])
    if len(files) != 1:
        raise click.UsageError(f"{given.project} holds {len(files)} projects: name one with --project")
    platform = project_check.platform(given.named, files[0])
    platforms.writable(platform)
    return ProjectFile(files[0], platform)


def run(project: ProjectFile, request: ReleaseRequest, given: Given) -> None:
    """Move a release, write or commit it, and report it."""
    found = release_run.run(project, request, given.destination)
    options.write(report.released(found, request, project.file, given.form))


def simple(command: Command, text: str, example: str) -> click.Command:
    """A command that takes a component and an environment and nothing else."""

    @click.command(str(command), help=text, epilog=f"\b\nExamples:\n  {example}\n", short_help=text.partition(".")[0])
    @component
    @environment
    @written
    def function(component: str, environment: str, **options: Any) -> None:
        own = given(**options)
        run(load(own), ReleaseRequest(command=command, component=component, environment=environment), own)

    return function
