"""`tidegate release`: bring a new version beside the active one, without traffic."""

from typing import Any

import click

from generator.cli import options, release_options
from generator.errors import UsageError
from generator.release import set_options
from generator.release.state_machine import Command
from generator.releases import promotion
from generator.releases.release_request import ReleaseRequest
from generator.report import releases as report
from generator.source import suggestion
from generator.validate import formats

EPILOG = """\b
Examples:
  tidegate release api -e production --image ghcr.io/acme/fraud-api:1.5.0 --model s3://models/fraud/13
  tidegate release api -e production --model s3://models/fraud/13                   the image stays
  tidegate release api -e staging --image ghcr.io/acme/fraud-api:1.5.0 --set env.LOG_LEVEL=debug --commit

\b
An image tag is pinned to its digest (registry credentials: $DOCKER_CONFIG, else ~/.docker),
and models:/NAME@ALIAS to a model version (server: $MLFLOW_TRACKING_URI). What cannot be looked
up stays as written, and a note says so.

\b
Exit codes: 3 the project file is wrong; 4 refused, for instance because a release is under way
or the platform's promotesFrom allows another version only.
"""


@click.command("release", epilog=EPILOG, short_help="start the release of a new version, without traffic")
@release_options.component
@release_options.environment
@click.option(
    "--image",
    metavar="REF",
    help="Image of the new version, as repository[:tag][@digest]. Default: the image of the active version.",
)
@click.option("--model", metavar="URI", help="Model of the new version. Default: the model of the active version.")
@click.option(
    "--set",
    "sets",
    multiple=True,
    metavar="PATH=VALUE",
    help="Field that this version sets differently, such as env.LOG_LEVEL=debug; a key with dots is quoted: "
    """'files."/etc/a.yaml"={from: a.yaml}'. May be repeated.""",
)
@click.option("--offline", is_flag=True, help="Look nothing up: keep tags and model aliases as written.")
@release_options.shared_options
def command(
    component: str,
    environment: str,
    image: str | None,
    model: str | None,
    sets: tuple[str, ...],
    *,
    offline: bool,
    **others: Any,
) -> None:
    """Start the release of a new version, without traffic.

    COMPONENT is the component to release. With blue-green or canary, the new version starts in the free slot as the
    candidate and scales up; advance then gives it traffic. With rolling or recreate, and for other kinds than services, it
    replaces the running version.
    """
    if image is None and not model and not sets:
        hint = "name what is new: --image REF, --model URI or --set PATH=VALUE"
        raise UsageError("this would release the version that runs", hint=hint)
    for name, kind, value in (("--image", "image", image), ("--model", "model-uri", model)):
        error = formats.FORMATS[kind](value) if value is not None and (value or kind == "image") else None
        if error is not None:
            raise UsageError(f"{name}: {error.fact}", hint=suggestion.hint_text(error.meant, error.hint))
    values = release_options.parse(component, **others)
    project = release_options.load(values)
    request = ReleaseRequest(
        command=Command.RELEASE,
        component=component,
        environment=environment,
        image=image or "",
        model=model or "",
        difference=set_options.parse(sets),
    )
    pinned = promotion.pin(request, offline=offline)
    promotion.check(project, pinned.request)
    options.write(report.pinned(pinned))
    release_options.run(project, pinned.request, values)
    options.write(report.offline(pinned))
