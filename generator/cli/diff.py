"""`tidegate diff`: what a change does to every environment, before it is merged."""

import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli import choices, judge, options
from generator.errors import UsageError
from generator.kubernetes.effects.effect import Effect

if TYPE_CHECKING:
    from generator.report.output import Output
    from generator.review.review import Review

FORMATS = ("text", "json", "markdown", "html", "github", "gitlab", "sarif")
_EPILOG = """\b
Examples:
  tidegate diff                                      what is not merged yet, of the nearest project
  tidegate diff projects/ --base origin/main         all projects, against another revision
  tidegate diff -e production --unified              one environment, as lines of YAML
  tidegate diff --base v1.2 --head v1.3              two revisions
  tidegate diff projects/ --fail-on data-loss,immutable,interruption
  tidegate diff projects/ --format html --output review.html
  tidegate diff projects/ --also markdown=review.md --also html=review.html
  tidegate diff --repo ../deploy --base HEAD~1       a GitOps repository, as it is committed

\b
{effects}

\b
Exit codes: 0 compared, also with differences; 1 differences, with --exit-code; 2 there is nothing to
compare with; 3 a project or platform has problems: its other environments are compared; 4 a change of
a release that no single command makes, a removal without consent (allowPrune in the project file), what
the policy or a quota of the platform refuses, or an effect of --fail-on; 5 there is no repository, or not
its whole history.
"""
EPILOG = _EPILOG.format(
    effects=textwrap.fill(f"Effects, from mildest to worst: {', '.join(Effect)}.", width=104, break_on_hyphens=False)
)


def _effects(ctx: click.Context, param: click.Parameter, value: str | None) -> frozenset[Effect]:
    """The effects that are named in a list."""
    del ctx, param
    names = [name.strip() for name in (value or "").split(",") if name.strip()]
    for name in names:
        if name not in {*Effect}:
            from generator.spec import suggest

            raise UsageError(f'there is no effect "{name}"', hint=suggest.hint(name, tuple(map(str, Effect))))
    return frozenset(map(Effect, names))


def _also(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> list[tuple[str, Path]]:
    """The formats and files of --also."""
    del ctx, param
    found = []
    for text in value:
        form, _, file = text.partition("=")
        if form not in FORMATS:
            from generator.spec import suggest

            raise UsageError(f'--also {text}: there is no format "{form}"', hint=suggest.hint(form, FORMATS))
        if not file:
            raise UsageError(f"--also {text}: no file is named", hint=f"write --also {form}=FILE")
        found.append((form, Path(file)))
    return found


@click.command("diff", epilog=EPILOG, short_help="show what a change does to each environment")
@options.paths
@click.option(
    "--repo",
    "repository",
    metavar="DIR",
    shell_complete=choices.folders,
    help="Compare two revisions of the GitOps repository in this folder, as they are committed, instead of projects.",
)
@click.option(
    "--base",
    metavar="REV",
    help="Revision to compare with. Default: the merge base with the branch that the change goes to; with --repo, HEAD.",
)
@click.option("--head", metavar="REV", help="Revision to judge. Default: the files as they are, committed or not.")
@options.environment("Compare this environment only. Default: all.", required=False)
@options.platform
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How the result is printed: text for people, json for programs, markdown for comments of a pull request, html "
    "for a page of its own, github for annotations. gitlab (a Code Quality report) and sarif (code scanning) have the "
    "problems alone.",
)
@click.option(
    "--output",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the result to this file. Markdown that is too long for one comment goes on in FILE-2 and so on, before "
    "the extension.",
)
@click.option(
    "--also",
    multiple=True,
    metavar="FORMAT=FILE",
    callback=_also,
    help="Write the result in this format to this file, too. May be repeated.",
)
@click.option("--unified", is_flag=True, help="Show changed objects as a unified diff of their YAML, as text.")
@click.option("--exit-code", "differences", is_flag=True, help="Exit with 1 if there are differences.")
@click.option(
    "--fail-on",
    metavar="EFFECT[,EFFECT...]",
    callback=_effects,
    help="Exit with 4 if the change has one of exactly these effects.",
)
def command(
    paths: tuple[str, ...],
    repository: str | None,
    base: str | None,
    head: str | None,
    only: str | None,
    platform_option: str | None,
    form: str,
    file: Path | None,
    also: list[tuple[str, Path]],
    fail_on: frozenset[Effect],
    *,
    unified: bool,
    differences: bool,
) -> None:
    """Show what a change does when it is merged: which pods restart, where traffic goes, what the API server refuses.

    PATH is a project file, or a folder that is searched for files named ml-project.yaml. Without it, the nearest
    ml-project.yaml is used, in the current folder or one of its parents.

    Both sides are rendered in memory, each with its own platform files, and compared object by object. The effect of
    each field follows from documented rules of Kubernetes and its controllers.
    """
    formats = {form, *(other for other, _ in also)}
    if unified and "text" not in formats:
        raise click.UsageError(f"--unified shows text: it does not go with --format {form}")
    if repository is not None:
        if paths:
            raise click.UsageError("--repo compares all projects of a GitOps repository: name no PATH with it")
        from generator.review import repository as gitops_repository

        request = gitops_repository.RepositoryRequest(repository, base=base, head=head, only=only)
        found = gitops_repository.review(request)
    else:
        from generator.review import source

        wanted = source.SourceRequest(
            paths, base=base, head=head, only=only, platform=platform_option, causes="github" in formats
        )
        found = source.review(wanted, judge.of_folder)
    _print(found, [(form, file), *also], unified=unified)
    raise click.exceptions.Exit(found.exit_code(fail_on, differences=differences))


def _print(found: "Review", wanted: Sequence[tuple[str, Path | None]], *, unified: bool) -> None:
    """Print a review in each format, or write it to the file of that format; notes go to stderr, each once."""
    from generator.report import review_output

    notes: dict[Output, None] = {}
    for form, file in wanted:
        coloured = file is None and options.coloured(sys.stdout)
        result = review_output.outputs(found, form, colour=coloured, unified=unified)
        options.write(each for each in result.notes if each not in notes)
        notes |= dict.fromkeys(result.notes)
        if file is None:
            options.write(result.parts)
        else:
            from generator.files import numbered

            numbered.write(file, [part.text for part in result.parts], stale=review_output.is_part)
