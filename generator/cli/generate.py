"""`tidegate generate`: write or check the overlays of a GitOps repository."""

import sys
from pathlib import Path

import click

from generator.cli import options
from generator.discovery import projects
from generator.generation import generate
from generator.report import problems as report
from generator.report import runs
from generator.validation import platform as platforms

EPILOG = """\b
Examples:
  tidegate generate --into ../deploy                    the nearest project
  tidegate generate projects/ --into ../deploy --jobs 4
  tidegate generate --into ../deploy --check            write nothing; exit 1 where it differs
  tidegate generate --into ../deploy --check --base origin/main
  tidegate generate --into ../deploy -e production      one environment only

\b
Only files with this project's header are overwritten or removed. A workload or
claim goes only with --allow-prune, and so does a project that was renamed or removed:
the history of the project files tells what lies there of it.
"""


@click.command("generate", epilog=EPILOG, short_help="write the overlays into a GitOps repository")
@options.paths
@click.option(
    "--into", required=True, type=click.Path(path_type=Path), metavar="DIR", help="The GitOps repository's folder."
)
@click.option(
    "-e", "--environment", "only", metavar="ENV", help="Only this environment; stale files are removed only there."
)
@click.option("--check", is_flag=True, help="Write nothing; print what differs and exit with 1.")
@click.option(
    "--base", metavar="REV", help="With --check: refuse what no single release command leads to from this revision."
)
@click.option("--verify", is_flag=True, help="Check every object with kubeconform -strict before anything is written.")
@click.option("--allow-prune", is_flag=True, help="Workloads and claims may go.")
@options.platform
@options.form
@options.jobs
def command(
    paths: tuple[str, ...],
    into: Path,
    only: str | None,
    base: str | None,
    named: str | None,
    form: report.Format,
    jobs: int,
    **flags: bool,
) -> None:
    """Write each project's overlays, one folder per environment, below DIR/projects."""
    if base is not None and not flags["check"]:
        raise click.UsageError("--base goes with --check")
    files = projects.find(paths, some=False)
    platform = platforms.of(named, files or [f"{path}/" for path in paths])
    platforms.known(platform, only)
    if not flags["check"]:
        platforms.writable(platform)
    request = generate.GenerateRequest(into=into, scope=paths, only=only, jobs=jobs, **flags)
    found = generate.generate(files, platform, request, progress=options.Progress())
    if base is not None:
        from generator.releases import base_check

        found = base_check.with_jumps(found, files, platform, base, paths)
    options.write(runs.generated(found, into, form, colour=options.coloured(sys.stdout)))
    raise click.exceptions.Exit(found.exit_code)
