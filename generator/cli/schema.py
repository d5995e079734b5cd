"""`tidegate schema`: print the editor schemas."""

import click

from generator.cli import options
from generator.validation import editor_schema
from generator.validation import platform as platforms

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


@click.command("schema", epilog=EPILOG, short_help="print a JSON Schema for editors")
@click.argument("file", type=click.Choice(FILES), default="project", metavar="[project|environment|platform]")
@options.platform
def command(file: str, platform_option: str | None) -> None:
    """Print the JSON Schema of a file for editors.

    project (the default) is ml-project.yaml; its schema knows the names of the platform's environments and machines.
    environment is a platform's environments/*.yaml, and platform its tidegate-platform.yaml.
    """
    match file:
        case "environment":
            text = editor_schema.environment_schema()
        case "platform":
            text = editor_schema.platform_schema()
        case _:
            text = editor_schema.schema(platforms.load(platform_option, "."))
    click.echo(text, nl=False)
