"""`tidegate init`: write a commented ml-project.yaml and its editor schema."""

from pathlib import Path

import click

from generator.cli import options
from generator.errors import UsageError
from generator.source import suggestion
from generator.validate import formats
from generator.validation import editor_schema
from generator.validation import platform as platforms

EPILOG = """\b
Examples:
  tidegate init                           in the current folder
  tidegate init fraud --team risk-ml
  tidegate init . --name fraud --platform ../platform

\b
An ml-project.yaml that is there already is not overwritten (exit code 5).
"""


@click.command("init", epilog=EPILOG, short_help="write a first ml-project.yaml and its editor schema")
@click.argument("folder", type=click.Path(path_type=Path), default=".", metavar="[DIR]")
@click.option("--name", metavar="NAME", help="Name of the project. Default: the name of the folder.")
@click.option(
    "--team", metavar="TEAM", default="my-team", show_default=True, help="Name of the team that owns the project."
)
@options.platform
def command(folder: Path, name: str | None, team: str, platform_option: str | None) -> None:
    """Write a first ml-project.yaml, with comments, and the JSON Schema for editors.

    DIR is the folder to write to; it is created if needed. Default: the current folder.
    """
    for option, value in (("--name", name), ("--team", team)):
        error = formats.FORMATS["dns-label"](value) if value is not None else None
        if error is not None:
            raise UsageError(f"{option}: {error.fact}", hint=suggestion.hint_text(error.meant, error.hint))
    platform = platforms.load(platform_option, str(folder) if folder.is_dir() else ".")
    for path in editor_schema.init(folder, platform, name=name, team=team):
        click.echo(f"wrote {path}")
    options.note("next: tidegate validate, then tidegate render -e dev")
