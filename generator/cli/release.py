"""`tidegate release`: bring a new version beside the active one, without traffic."""

from collections.abc import Mapping
from typing import Any

import click

from generator.cli import moving
from generator.errors import UsageError
from generator.pipeline import chosen, judge
from generator.pipeline.ask import Ask
from generator.release.machine import Command
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
@moving.component
@moving.environment
@click.option("--image", required=True, metavar="REF", help="repository[:tag][@digest] of the new version.")
@click.option("--model", default="", metavar="URI", help="Its model; else the active version's.")
@click.option(
    "--set", "sets", multiple=True, metavar="PATH=VALUE", help="What it sets differently, such as env.LOG_LEVEL=debug."
)
@click.option("--offline", is_flag=True, help="Ask no registry.")
@moving.written
def command(
    component: str, environment: str, image: str, model: str, sets: tuple[str, ...], *, offline: bool, **where: Any
) -> None:
    """Start a release: the new version gets the other slot, scaled up and without traffic."""
    for name, kind, value in (("--image", "image", image), ("--model", "model-uri", model)):
        fault = formats.FORMATS[kind](value) if value else None
        if fault is not None:
            raise UsageError(f"{name}: {fault.fact}", hint=fault.hint)
    place = moving.Where(**where)
    file, platform = moving.load(place)
    ask = Ask(
        command=Command.RELEASE,
        component=component,
        environment=environment,
        image=image,
        model=model,
        difference=differences(sets),
    )
    pinned = chosen.pin(ask, offline=offline)
    chosen.promotion(judge.judge(file, platform), platform, pinned.ask)
    moving.run(pinned.ask, place, notes=pinned.notes)


def differences(sets: tuple[str, ...]) -> Mapping[str, Any]:
    """The `with` that `--set PATH=VALUE` gives; dots part the path, quotes keep a key with dots together."""
    from generator.source import document, reader

    held: dict[str, Any] = {}
    for each in sets:
        path, equals, value = each.partition("=")
        keys = _keys(path)
        if not equals or not all(keys):
            raise UsageError(f'--set: "{each}" is not PATH=VALUE', hint="for instance env.LOG_LEVEL=debug")
        parsed = document.parse(value.encode("utf-8", "surrogatepass"), "--set") if value else None
        if parsed is not None and (parsed.problems or parsed.root is None):
            raise UsageError(f"--set: {parsed.problems[0].fact}", hint="quote the value as in YAML")
        _put(held, keys, reader.raw(parsed.root) if parsed is not None and parsed.root is not None else "", each)
    return held


def _keys(path: str) -> list[str]:
    import re

    return [quoted or plain for quoted, plain in re.findall(r'(?:^|\.)(?:"([^"]+)"|([^.]*))', path)]


def _put(held: dict[str, Any], keys: list[str], value: Any, each: str) -> None:
    for key in keys[:-1]:
        below = held.setdefault(key, {})
        if not isinstance(below, dict):
            raise UsageError(f'--set: "{each}" goes below a value', hint="set one or the other")
        held = below
    held[keys[-1]] = value
