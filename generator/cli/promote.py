"""`tidegate promote`: release exactly what another environment's active runs."""

from typing import Any

import click

from generator.cli import moving
from generator.pipeline import chosen, judge
from generator.pipeline import move as pipeline
from generator.pipeline.ask import Ask
from generator.release.machine import Command

EPILOG = """\b
Examples:
  tidegate promote api --from staging --to production --commit

\b
Image and model go together, the digest of the one as tested with the other. Both are written
as they stand there: nothing is resolved, so no registry is asked.
"""


@click.command("promote", epilog=EPILOG, short_help="release what another environment runs")
@moving.component
@click.option("--from", "source", required=True, metavar="ENV", help="The environment whose active version is taken.")
@click.option("--to", "environment", required=True, metavar="ENV", help="The environment that gets it.")
@moving.written
def command(component: str, source: str, environment: str, **where: Any) -> None:
    """Release in one environment what the active version of another runs: image, model and what is set differently."""
    place = moving.place(**where)
    file, platform = moving.load(place)
    judged = judge.judge(file, platform)
    version, difference = pipeline.promoted(judged, platform, component, source)
    ask = Ask(
        command=Command.RELEASE,
        component=component,
        environment=environment,
        image=version.image,
        model=version.model,
        exact=True,
        difference=difference,
    )
    chosen.promotion(judged, platform, ask)
    moving.run(ask, place)
