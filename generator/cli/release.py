"""`tidegate release`: bring a new version beside the active one, without traffic."""

from typing import Any

import click

from generator.cli import options, release_options
from generator.errors import UsageError
from generator.release import settings
from generator.release.machine import Command
from generator.releases import promotion
from generator.releases.release_request import ReleaseRequest
from generator.report import releases as report
from generator.source import suggestion
from generator.validate import formats

EPILOG = """\b
Examples:
  tidegate release api -e production --image ghcr.io/acme/fraud-api:1.5.0 --model s3://models/fraud/13
  tidegate release api -e staging --image ghcr.io/acme/fraud-api:1.5.0 --set env.LOG_LEVEL=debug --commit

\b
Tags are pinned to digests where the registry answers (credentials from DOCKER_CONFIG), and
models:/name@alias to a version through MLFLOW_TRACKING_URI; --offline keeps them as written.
"""


@click.command("release", epilog=EPILOG, short_help="bring a new version, without traffic")
@release_options.component
@release_options.environment
@click.option("--image", required=True, metavar="REF", help="repository[:tag][@digest] of the new version.")
@click.option("--model", default="", metavar="URI", help="Its model; else the active version's.")
@click.option(
    "--set", "sets", multiple=True, metavar="PATH=VALUE", help="What it sets differently, such as env.LOG_LEVEL=debug."
)
@click.option("--offline", is_flag=True, help="Ask no registry.")
@release_options.written
def command(
    component: str, environment: str, image: str, model: str, sets: tuple[str, ...], *, offline: bool, **others: Any
) -> None:
    """Start a release: the new version gets the other slot, scaled up and without traffic."""
    for name, kind, value in (("--image", "image", image), ("--model", "model-uri", model)):
        error = formats.FORMATS[kind](value) if value or kind == "image" else None
        if error is not None:
            raise UsageError(f"{name}: {error.fact}", hint=suggestion.words(error.meant, error.hint))
    given = release_options.given(**others)
    project = release_options.load(given)
    request = ReleaseRequest(
        command=Command.RELEASE,
        component=component,
        environment=environment,
        image=image,
        model=model,
        difference=settings.read(sets),
    )
    pinned = promotion.pin(request, offline=offline)
    promotion.check(project, pinned.request)
    options.write(report.pinned(pinned))
    release_options.run(project, pinned.request, given)
    options.write(report.offline(pinned))
