"""`tidegate schema`: print the editor schemas."""

import os
from collections.abc import Mapping, Sequence
from typing import Any

import click

from generator.cli import choices, options
from generator.discovery import projects
from generator.errors import UsageError
from generator.files import listing
from generator.spec import suggest
from generator.validation import editor_schema

EPILOG = """\b
Examples:
  tidegate schema > ml-project.schema.json
  tidegate schema --platform ../platform > ml-project.schema.json
  tidegate schema environment > environment.schema.json
  tidegate schema platform > platform.schema.json

\b
For editors with the YAML language server, put this into the first line of ml-project.yaml:
  # yaml-language-server: $schema=./ml-project.schema.json
and this into that of a platform's environments/*.yaml:
  # yaml-language-server: $schema=../environment.schema.json
"""
FILES = ("project", "environment", "platform")


def _files(_: Mapping[str, Any]) -> Sequence[str]:
    return FILES


@click.command("schema", epilog=EPILOG, short_help="print a JSON Schema for editors")
@click.argument(
    "file", required=False, metavar="[project|environment|platform]", shell_complete=choices.complete(_files)
)
@options.path
@options.platform
def command(file: str | None, path: str | None, platform_option: str | None) -> None:
    """Print the JSON Schema of a file for editors.

    project (the default) is ml-project.yaml; its schema knows the names of the platform's environments and machines.
    environment is a platform's environments/*.yaml, and platform its tidegate-platform.yaml.

    PATH is the project, or a folder, whose platform is asked for its names. Default: the current folder. If only one
    argument is given and it is an existing path, it is PATH.
    """
    if file is not None and file not in FILES and path is None and os.path.exists(file):
        file, path = None, file
    elif file is not None and path is not None:
        options.check_order(file, path, "file")
    if file is not None and file not in FILES:
        raise UsageError(f'there is no schema "{file}"', hint=suggest.hint(file, FILES))
    if path is not None:
        projects.find([path], required=False)
    start = path or "."
    match file:
        case "environment":
            text = editor_schema.environment_schema()
        case "platform":
            text = editor_schema.platform_schema()
        case _:
            folder = listing.folder_of(start)
            text = editor_schema.schema(options.judging_platform(platform_option, folder))
    click.echo(text, nl=False)
