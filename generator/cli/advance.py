"""`tidegate advance`: give the candidate its next share of the traffic."""

from typing import Any

import click

from generator.cli import options, release_options
from generator.release.state_machine import Command
from generator.releases.release_request import ReleaseRequest

EPILOG = """\b
Examples:
  tidegate advance api -e production
  tidegate advance api -e production --commit --into ../deploy
  tidegate advance api -e production --live --context prod-eu

\b
Advance only after the previous step was merged and synced. --live checks this with kubectl:
the Service in the cluster is at the current step, and the candidate has enough ready pods.

\b
Exit codes: 4 nothing to advance, or --live found that the cluster is not ready yet;
6 --live could not ask the cluster. Nothing is written in either case.
"""


@click.command("advance", epilog=EPILOG, short_help="give the candidate its next share of the traffic")
@release_options.component
@release_options.environment
@options.live(
    "First ask the cluster whether the last step is synced and the candidate has the pods for its next share."
)
@release_options.shared_options
def command(component: str, environment: str, context: str | None, *, live: bool, **others: Any) -> None:
    """Give the candidate its next share of the traffic.

    COMPONENT is a service with a candidate. A canary gets the next of its steps; after the last one, and for blue-green
    at once, it becomes the active version with all of the traffic, and the old version keeps running as previous.
    """
    values = release_options.parse(component, **others)
    project = release_options.load(values)
    request = ReleaseRequest(command=Command.ADVANCE, component=component, environment=environment)
    if live:
        from generator.releases import live_check

        live_check.check(project, request, context)
    release_options.run(project, request, values)
