"""`tidegate schema`: print the editor schema."""

from typing import Any

import click

from generator.cli import options
from generator.validation import editor_schema
from generator.validation import platform as platforms

EPILOG = """\b
Examples:
  tidegate schema > ml-project.schema.json
  tidegate schema --platform ../platform > ml-project.schema.json

\b
For editors with the YAML language server, put this into the first line of ml-project.yaml:
  # yaml-language-server: $schema=./ml-project.schema.json
"""


@click.command("schema", epilog=EPILOG, short_help="print the JSON Schema of ml-project.yaml for editors")
@options.platform
def command(platform_option: str | None) -> None:
    """Print the JSON Schema of ml-project.yaml for editors.

    It knows the names of the platform's environments and machines.
    """
    platform: Any = platforms.load(platform_option, ".")
    click.echo(editor_schema.schema(platform), nl=False)
