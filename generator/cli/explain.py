"""`tidegate explain`: every settled value and where it came from."""

import os
import sys

import click

from generator.cli import choices, options
from generator.discovery import projects
from generator.report import explanations as report
from generator.report.problems import Format
from generator.validation import explain, project_check
from generator.validation import platform as platforms

EPILOG = """\b
Examples:
  tidegate explain                              every field of every environment
  tidegate explain api.scale -e production      one field in one environment: what it is, and its value
  tidegate explain api                          what may stand in the component, and all of its values
  tidegate explain scale                        the field of every component
  tidegate explain gateway.from                 a setting of the platform
  tidegate explain machines                     the machines of the platform
  tidegate explain environment                  what may stand in the platform's environments/*.yaml
  tidegate explain components.api.image projects/fraud --format json

\b
Exit codes: 2 there is no such field; 3 the project has problems. They are printed on stderr,
and the values that could be read are still shown.
"""


@click.command("explain", epilog=EPILOG, short_help="show the value of every field and where it is set")
@click.argument("field", required=False, shell_complete=choices.fields)
@options.path
@options.environment("Show this environment only. Default: all of the project.", required=False)
@options.platform
@options.text_or_json
def command(field: str | None, path: str | None, only: str | None, platform_option: str | None, form: Format) -> None:
    """Show what a field is, its values, and the file and line, or the default, that sets each.

    FIELD is a component (api) or a dotted path: of a component (api.scale.min), of any component (scale.min), of the project
    (labels) or of the platform (gateway.from); set or not. What it is, its forms, default and examples are shown, then its
    values and those of everything under it. Without FIELD, the values of all fields of the components are shown.

    PATH is the project file or its folder. Without it, the nearest ml-project.yaml is used, in the current folder or
    one of its parents. If only one argument is given and it is an existing path, it is PATH.
    """
    if field is not None and path is None and (os.path.exists(field) or field.endswith(".yaml")):
        field, path = None, field
    elif field is not None:
        options.check_order(field, path, "field")
    alone = field is not None and path is None and projects.nearest() is None
    files = [] if alone else [options.single_project("explain", path)]
    platform = options.load_platform(form, platform_option, *files)
    platforms.check_environment(platform, only)
    checked = project_check.check_file(files[0], platform) if files else None
    found = explain.explain(checked, platform, field, only)
    exit_code = 0
    if checked is not None and checked.invalid:
        options.show(checked.problems, "text", err=True)
        exit_code = 3
    options.write(report.explained(found, field, form, options.width(sys.stdout)))
    raise click.exceptions.Exit(exit_code)
