"""`tidegate generate`: write or check the overlays of a GitOps repository."""

from pathlib import Path

import click

from generator.cli import options
from generator.discovery import projects
from generator.errors import Mark, Problem
from generator.generation import generate
from generator.report import problems as report
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
FACTS = {
    "new": "is not there",
    "changed": "is not what ml-project.yaml says",
    "stale": "is there, and ml-project.yaml does not say so",
}


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
    wanted = generate.Wanted(into=into, scope=paths, only=only, jobs=jobs, **flags)
    outcome = generate.generate(files, platform, wanted, progress=options.Progress())
    if base is not None:
        from generator.releases import base_check

        jumps = list(base_check.judge_jumps(files, platform, base, paths))
        same = {(jump.mark, jump.where, jump.fact) for jump in jumps}
        outcome.problems = [p for p in outcome.problems if (p.mark, p.where, p.fact) not in same] + jumps
    told = options.failures(outcome.failures, form)
    if form == "text":
        options.show(outcome.problems, form)
        for word, path in outcome.differences:
            click.echo(f"{word:8}{path}")
        for line in outcome.notes:
            click.echo(line)
        options.remark(outcome.remarks)
        options.note(report.summary(outcome.problems, outcome.files))
    else:
        options.show(
            [*outcome.problems, *told, *(_difference(into, word, path) for word, path in outcome.differences)], form
        )
    raise click.exceptions.Exit(outcome.exit_code)


def _difference(into: Path, word: str, path: str) -> Problem:
    mark = Mark(f"{into}/{path}", 1, 1)
    return Problem(
        mark=mark, where="", fact=FACTS[word], hint=f"run: tidegate generate --into {into}", code=f"difference-{word}"
    )
