"""`tidegate generate`: write or check the overlays of a GitOps repository."""

import sys
from pathlib import Path

import click

from generator.cli import choices, judge, many_projects, options
from generator.discovery import projects
from generator.generation import generate
from generator.generation.execution import Execution
from generator.report import problems as report
from generator.report import runs
from generator.validation import platform as platforms

EPILOG = """\b
Examples:
  tidegate generate --into ../deploy                    the nearest project
  tidegate generate projects/ --into ../deploy --jobs 4
  tidegate generate --into ../deploy --check            write nothing; exit 1 on differences
  tidegate generate --into ../deploy --check --base origin/main
  tidegate generate --into ../deploy -e production      one environment only

\b
Only files whose first line names the project are overwritten or removed. Files of workloads
and claims, and all files of a project that was renamed or removed, are removed only with
consent: allowPrune in the project file, or --allow-prune. Renamed and removed projects are
found in the Git history of PATH, so a clone in CI needs the whole history.

\b
Exit codes: 0 written, or no difference; 1 --check found differences; 3 a project has problems;
4 refused by policy, quota or --base, or a removal without consent; 5 DIR cannot be written as it is;
6 --verify failed to run. A project with problems is left unchanged; the others are written.
"""


@click.command("generate", epilog=EPILOG, short_help="write the overlays into a GitOps repository")
@options.paths
@click.option(
    "--into",
    cls=choices.DescribedOption,
    missing="Name the folder of the GitOps repository: --into ../deploy",
    type=click.Path(path_type=Path),
    metavar="DIR",
    shell_complete=choices.folders,
    help="Folder of the GitOps repository.",
)
@options.environment("Write, and remove outdated files of, this environment only. Default: all.", required=False)
@click.option(
    "--check",
    is_flag=True,
    help="Write nothing; list the files that differ, and exit with 1 if there are any. Edits by hand are explained.",
)
@click.option(
    "--base",
    metavar="REV",
    help="With --check: compare the projects with this Git revision, and refuse (exit 4) a change of a release that no "
    "single release command makes.",
)
@click.option("--verify", is_flag=True, help="Check every object with kubeconform -strict before anything is written.")
@click.option("--allow-prune", is_flag=True, help="Allow the removal of workloads, claims and whole projects.")
@options.platform
@options.form
@many_projects.execution
@many_projects.shard
def command(
    paths: tuple[str, ...],
    into: Path,
    only: str | None,
    base: str | None,
    platform_option: str | None,
    form: report.Format,
    execution: Execution,
    sharding: many_projects.Sharding,
    **flags: bool,
) -> None:
    """Write the Kustomize overlays of projects into a GitOps repository.

    PATH is a project file, or a folder that is searched for files named ml-project.yaml. Without it, the nearest
    ml-project.yaml is used, in the current folder or one of its parents.

    Each environment of a project becomes the folder DIR/projects/TEAM/PROJECT/overlays/ENV, and a file under
    DIR/clusters that makes Flux or Argo CD sync it.
    """
    if base is not None and not flags["check"]:
        raise click.UsageError("--base goes with --check")
    files = projects.find(paths, required=False)
    platform = platforms.of_projects(platform_option, files or [f"{path}/" for path in paths])
    judge.of(platform)
    platforms.check_environment(platform, only)
    new = options.new_folder(into, compared=flags["check"])
    part = sharding.part(files)
    chosen, collected = files if part is None else part.paths, sharding.collected(part)
    scope = paths or files
    request = generate.GenerateRequest(
        into=into, scope=scope, only=only, execution=execution, part=part, report=collected, **flags
    )
    found = generate.generate(chosen, platform, request, progress=options.Progress())
    if base is not None:
        from generator.releases import base_check

        found = base_check.with_jumps(found, chosen, platform, base, scope, part)
    found = sharding.reported(found, collected, platform)
    options.write(runs.generated(found, into, form, colour=options.coloured(sys.stdout)))
    if new and form == "text":
        options.note(new)
    raise click.exceptions.Exit(found.exit_code)
