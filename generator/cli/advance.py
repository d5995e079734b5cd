"""`tidegate advance`: give the candidate its next share of the traffic."""

from typing import Any

import click

from generator.cli import release_options
from generator.release.machine import Command
from generator.releases.release_request import ReleaseRequest

EPILOG = """\b
Examples:
  tidegate advance api -e production --commit
  tidegate advance api -e production --live --context prod-eu

\b
A transition is safe when the one before has been synced; --live asks the cluster (through kubectl)
whether it has, and whether enough pods of the candidate are ready.
"""


@click.command("advance", epilog=EPILOG, short_help="give the candidate its next share of the traffic")
@release_options.component
@release_options.environment
@click.option(
    "--live", is_flag=True, help="Refuse unless the last merge is synced and the candidate can carry its next share."
)
@click.option("--context", metavar="NAME", help="With --live: the kubeconfig's context.")
@release_options.written
def command(component: str, environment: str, context: str | None, *, live: bool, **others: Any) -> None:
    """Give the candidate its next share of the traffic; after the last step it is active."""
    given = release_options.given(**others)
    project = release_options.load(given)
    request = ReleaseRequest(command=Command.ADVANCE, component=component, environment=environment)
    if live:
        from generator.releases import live_check

        live_check.check(project, request, context)
    release_options.run(project, request, given)
