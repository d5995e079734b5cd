"""`tidegate promote`: release exactly what another environment's active runs."""

from typing import Any

import click

from generator.cli import options, release_options
from generator.release.state_machine import Command
from generator.releases import promotion, transition
from generator.releases.release_request import ReleaseRequest

EPILOG = """\b
Examples:
  tidegate promote api --from staging --to production
  tidegate promote api --from staging --to production --commit --branch release-api

\b
Image and model are copied together, as they were tested together. Both are written
as they stand there: nothing is resolved, so no registry is asked.

\b
Exit codes: 3 the project file is wrong; 4 refused, for instance because a release is under way.
"""


@click.command("promote", epilog=EPILOG, short_help="release the version that is active in another environment")
@release_options.component
@options.environment("Environment whose active version is copied.", "--from", "source")
@options.environment("Environment in which it is released.", "--to", "environment")
@release_options.shared_options
def command(component: str, source: str, environment: str, **others: Any) -> None:
    """Release in one environment the version that is active in another.

    COMPONENT is the component to release. Its image, its model and the fields that this version sets differently
    (release --set) are copied. The release then starts as with tidegate release.
    """
    values = release_options.parse(component, **others)
    project = release_options.load(values)
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
    release_options.run(project, request, values)
