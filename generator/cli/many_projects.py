"""Options of commands over many projects: where these are processed, and which part of them (docs/many-projects.md)."""

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from generator.cli import choices, options
from generator.errors import NotReadyError, UsageError
from generator.generation.execution import Execution
from generator.generation.summary import RunSummary
from generator.named_tuples import NamedTuple

if TYPE_CHECKING:
    from generator.generation.shard_reports import Report
    from generator.generation.shards import Part
    from generator.validation.platform import Platform


def execution(function: options.Decorated) -> options.Decorated:
    """Give a command its `execution`: that of --jobs or --executor."""

    @functools.wraps(function)
    def command(*, jobs: int | None, executor: str | None, **others: Any) -> Any:
        if jobs is not None and executor is not None:
            raise click.UsageError("--jobs is for this machine, --executor for a cluster: give one of them")
        if executor is not None:
            from generator.external import dask_cluster

            dask_cluster.parse(executor)
        return function(execution=Execution(jobs or 1, executor or ""), **others)

    return _jobs(_executor(command))


_jobs = click.option(
    "--jobs", type=click.IntRange(1, 256), metavar="N", help="Number of processes for the projects.  [default: 1]"
)
_executor = click.option(
    "--executor",
    metavar="URL",
    help="Process the projects on the Dask cluster with this scheduler: dask://HOST:PORT (needs tidegate[dask]).",
)


def shard(function: options.Decorated) -> options.Decorated:
    """Give a command its `sharding`: that of --shard and --report."""

    @functools.wraps(function)
    def command(*, shard: str | None, report: str | None, **others: Any) -> Any:
        return function(sharding=Sharding(shard, report), **others)

    return _shard(_report(command))


_shard = click.option(
    "--shard",
    metavar="K/N",
    help="Process part K of N of the projects, chosen by team and name. `tidegate combine` checks what concerns several parts.",
)
_report = click.option(
    "--report",
    metavar="FILE",
    shell_complete=choices.files,
    help="Write there what tidegate combine needs to know of the projects of the shard.",
)


class Sharding(NamedTuple):
    """The values of --shard and --report."""

    shard: str | None
    report: str | None

    def part(self, files: Sequence[str]) -> "Part | None":
        """The part of these project files; None for all of them."""
        if self.shard is None and self.report is None:
            return None
        from generator.files import reading
        from generator.generation import shards

        chosen = shards.parse(self.shard) if self.shard is not None else shards.WHOLE
        if reading.STANDARD_INPUT in files:
            raise UsageError(
                "standard input is no part of a run: --shard and --report are for files",
                hint="name an ml-project.yaml or a folder that holds some",
            )
        return shards.part(chosen, files)

    def collected(self, part: "Part | None") -> "Report | None":
        """The collector of the projects of a report; None without --report."""
        if part is None or self.report is None:
            return None
        from generator.generation.shard_reports import Report

        return Report(part)

    def reported(self, found: RunSummary, collected: "Report | None", platform: "Platform") -> RunSummary:
        """Write the report, if one is wanted, with the exit code of the run. If it cannot be written, the run has failed."""
        if collected is None or self.report is None:
            return found
        try:
            collected.write(self.report, platform, found.exit_code)
        except NotReadyError as error:
            return found._replace(failures=((self.report, error), *found.failures))
        return found
