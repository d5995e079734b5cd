"""Options that the release commands share, and the functions that load the project and run the command."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from generator.cli import choices, judge, options
from generator.discovery import platform_folder, projects
from generator.files import listing
from generator.git import working_tree
from generator.release.state_machine import Command
from generator.releases import release_run
from generator.releases.project_file import ProjectFile
from generator.releases.release_request import ReleaseRequest
from generator.releases.release_run import Destination
from generator.releases.transition import Transition
from generator.report import releases as report
from generator.validation import project_check

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

component = click.argument("component", cls=choices.NamedArgument, names=choices.components, metavar="COMPONENT")
environment = options.environment("Environment to change.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseOptions:
    """The values of the options that all release commands have."""

    path: str | None
    platform_option: str | None
    form: str
    destination: Destination


def parse(
    component: str, *, path: str | None, platform_option: str | None, form: str, commit: bool, **where: Any
) -> ReleaseOptions:
    """The values of the shared options; with --commit, HEAD's commit is read before anything else.

    Raises UsageError if the path stands in the place of the component.
    """
    options.check_order(component, path, "component")
    start = path or "."
    folder = listing.folder_of(start)
    start_commit = working_tree.tip(folder) if commit else None
    return ReleaseOptions(
        path=path,
        platform_option=platform_option,
        form=form,
        destination=Destination(commit=commit, start_commit=start_commit, **where),
    )


def shared_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a command with the options that all release commands have."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


_OPTIONS: Sequence[Decorator] = (
    options.path,
    options.platform,
    click.option(
        "--into",
        type=click.Path(path_type=Path),
        shell_complete=choices.folders,
        metavar="DIR",
        help="Also write the project's overlays into this GitOps folder.",
    ),
    click.option("--commit", is_flag=True, help="Commit the edit and, with --into, the overlays."),
    click.option(
        "--branch",
        metavar="NAME",
        help="With --commit: commit to this new branch and leave the current one as it is.",
    ),
    options.text_or_json,
)


def load(values: ReleaseOptions) -> ProjectFile:
    """The project file and its platform; UsageError if there is not exactly one project."""
    if values.destination.branch and not values.destination.commit:
        raise click.UsageError("--branch goes with --commit")
    files = projects.find([values.path] if values.path is not None else [])
    if len(files) != 1:
        raise click.UsageError(f"{values.path} holds {len(files)} projects: name one of them")
    judge.of_folder(platform_folder.find(values.platform_option, os.path.dirname(files[0]) or "."))
    platform = project_check.platform(values.platform_option, files[0])
    return ProjectFile(files[0], platform)


def run(project: ProjectFile, request: ReleaseRequest, values: ReleaseOptions) -> None:
    """Run a release command, and print its outcome."""
    new = options.new_folder(values.destination.into)
    change = None

    def judge(moved: Transition) -> None:
        from generator.review import release_change  # no other way of a release command needs it

        nonlocal change
        change = release_change.of(moved, project.platform, request.environment)

    found = release_run.run(project, request, values.destination, judge)
    options.write(report.released(found, request, project.file, values.form, change))
    if new and values.form == "text":
        options.note(new)


def simple(command: Command, text: str, example: str) -> click.Command:
    """A release command with no options of its own: it takes a component and an environment."""

    @click.command(str(command), help=text, epilog=f"\b\nExamples:\n  {example}\n", short_help=text.partition(".")[0])
    @component
    @environment
    @shared_options
    def function(component: str, environment: str, **options: Any) -> None:
        values = parse(component, **options)
        run(load(values), ReleaseRequest(command=command, component=component, environment=environment), values)

    return function
