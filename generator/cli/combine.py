"""`tidegate combine`: check what concerns projects of several shards."""

import sys
from pathlib import Path

import click

from generator.cli import choices, options
from generator.generation import shard_reports, summary
from generator.report import problems as report
from generator.report import runs

EPILOG = """\b
Examples:
  tidegate validate projects/ --shard 1/2 --report shard-1.json
  tidegate validate projects/ --shard 2/2 --report shard-2.json
  tidegate combine shard-1.json shard-2.json --platform platform

\b
Exit codes: 0 no problem; 3 two projects take the same name or host; 4 refused by quota; 5 a report is
missing, or of another run, version or platform. If a shard ended with another exit code, so does this
command; the most severe one counts.
"""


@click.command("combine", epilog=EPILOG, short_help="check what concerns projects of several shards")
@click.argument("reports", nargs=-1, required=True, metavar="REPORT...", shell_complete=choices.files)
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    metavar="DIR",
    shell_complete=choices.folders,
    help="Folder of the GitOps repository, whose other projects count for quotas, too.",
)
@options.platform
@options.form
def command(reports: tuple[str, ...], into: Path | None, platform_option: str | None, form: report.Format) -> None:
    """Check names, hosts, quotas and calls between projects, which the shards of a run could not check by themselves.

    REPORT is what validate or generate wrote with --report; those of all shards of a run are needed. A shard whose command
    failed is named.
    """
    platform = options.load_platform(form, platform_option)
    combined = shard_reports.combine(reports, platform)
    found = summary.of((), files=len(combined.projects), problems=shard_reports.problems(combined, platform, into))
    found = found._replace(failures=tuple(combined.failures))
    options.write(runs.validated(found, form, colour=options.coloured(sys.stdout)))
    raise click.exceptions.Exit(found.exit_code)
