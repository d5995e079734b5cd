"""`tidegate promote`: release exactly what another environment's active runs."""

from typing import Any

import click

from generator.cli import release_options
from generator.release.machine import Command
from generator.releases import promotion, transition
from generator.releases.release_request import ReleaseRequest

EPILOG = """\b
Examples:
  tidegate promote api --from staging --to production --commit

\b
Image and model go together, the digest of the one as tested with the other. Both are written
as they stand there: nothing is resolved, so no registry is asked.
"""


@click.command("promote", epilog=EPILOG, short_help="release what another environment runs")
@release_options.component
@click.option("--from", "source", required=True, metavar="ENV", help="The environment whose active version is taken.")
@click.option("--to", "environment", required=True, metavar="ENV", help="The environment that gets it.")
@release_options.written
def command(component: str, source: str, environment: str, **others: Any) -> None:
    """Release in one environment what the active version of another runs: image, model and what is set differently."""
    given = release_options.given(**others)
    project = release_options.load(given)
    version, difference = transition.promoted(project, component, source)
    request = ReleaseRequest(
        command=Command.RELEASE,
        component=component,
        environment=environment,
        image=version.image,
        model=version.model,
        exact=True,
        difference=difference,
    )
    promotion.check(project, request)
    release_options.run(project, request, given)
