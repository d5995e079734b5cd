"""`tidegate release`: bring a new version beside the active one, without traffic."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import click

from generator.cli import moving
from generator.errors import UsageError
from generator.pipeline import chosen, judge
from generator.pipeline.ask import Ask
from generator.release.machine import Command
from generator.source import nodes
from generator.validate import formats

KEY = re.compile(r'(?:^|\.)(?:"([^"]+)"|([^".=]+))')
PATH = re.compile(r'(?P<path>(?:"[^"]+"|[^".=]+)(?:\.(?:"[^"]+"|[^".=]+))*)=(?P<value>.*)', re.DOTALL)

SETTABLE = ("args", "command", "env", "files", "health", "machine", "resources")
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
    held: dict[str, Any] = {}
    for each in sets:
        path = PATH.fullmatch(each)
        if path is None:
            raise UsageError(f'--set: "{each}" is not PATH=VALUE', hint="for instance env.LOG_LEVEL=debug")
        keys = [quoted or plain for quoted, plain in KEY.findall(path["path"])]
        if keys[0] not in SETTABLE:
            raise UsageError(f'--set: "{keys[0]}" is not set by a version', hint=f"there is: {', '.join(SETTABLE)}")
        _put(held, keys, _value(path["value"]), each)
    return held


def _value(text: str) -> Any:
    """A value as YAML; nothing is the empty text."""
    from generator.source import document

    if not text:
        return ""
    parsed = document.parse(text.encode("utf-8", "surrogatepass"), "--set")
    if parsed.problems:
        raise UsageError(f"--set: {parsed.problems[0].fact}", hint="quote the value as in YAML")
    return _plain(parsed.root) if parsed.root is not None else ""


def _plain(node: nodes.Node) -> Any:
    """Data as it will be written; what is neither whole number nor `true` or `false` stays the text that it is, as `0.80`."""
    match node:
        case nodes.Mapping():
            return {key: _plain(entry.value) for key, entry in node.entries.items()}
        case nodes.Sequence():
            return [_plain(item) for item in node.items]
        case _:
            from generator.source import plain

            found = plain.raw(node)
            if found is None:
                raise UsageError("--set: null removes nothing here", hint='for the word itself, quote it: "null"')
            return node.text if isinstance(found, float) else found


def _put(held: dict[str, Any], keys: Sequence[str], value: Any, each: str) -> None:
    for key in keys[:-1]:
        below = held.setdefault(key, {})
        if not isinstance(below, dict):
            raise UsageError(f'--set: "{each}" goes below a value', hint="set one or the other")
        held = below
    if isinstance(held.get(keys[-1]), dict):
        raise UsageError(f'--set: "{each}" goes over what is set below it', hint="set one or the other")
    held[keys[-1]] = value
