"""`tidegate init`: write a commented ml-project.yaml, or a commented platform, and the editor schemas."""

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
  tidegate init --platform ../platform    a platform, with every setting explained

\b
Files that are there already are not overwritten (exit code 5).
"""


@click.command("init", epilog=EPILOG, short_help="write a first ml-project.yaml, or a platform")
@options.folder
@click.option("--name", metavar="NAME", help="Name of the project. Default: the name of the folder.")
@click.option("--team", metavar="TEAM", help="Name of the team that owns the project.  [default: my-team]")
@options.platform
def command(folder: Path | None, name: str | None, team: str | None, platform_option: str | None) -> None:
    """Write a first ml-project.yaml, with comments, and the JSON Schema for editors.

    DIR is the folder to write to; it is created if needed. Default: the current folder.

    With --platform alone, the files of a platform are written to that folder: an environment dev and an environment
    production over common defaults, in which every setting is explained.
    """
    if platform_option is not None and folder is None and name is None and team is None:
        for path in editor_schema.init_platform(Path(platform_option)):
            click.echo(f"wrote {path}")
        options.note(
            f"next: tidegate validate --platform {platform_option}, then tidegate init . --platform {platform_option}"
        )
        return
    folder, team = folder or Path(), team or "my-team"
    for option, value in (("--name", name), ("--team", team)):
        error = formats.FORMATS["dns-label"](value) if value is not None else None
        if error is not None:
            raise UsageError(f"{option}: {error.fact}", hint=suggestion.hint_text(error.meant, error.hint))
    platform = platforms.load(platform_option, str(folder) if folder.is_dir() else ".")
    for path in editor_schema.init(folder, platform, name=name, team=team):
        click.echo(f"wrote {path}")
    options.note("next: tidegate validate, then tidegate render -e dev")
