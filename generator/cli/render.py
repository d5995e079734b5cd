"""`tidegate render`: print what one environment runs."""

from typing import Any

import click

from generator.cli import options
from generator.discovery import projects
from generator.report import problems as report
from generator.validation import platform as platforms
from generator.validation import project_check

EPILOG = """\b
Examples:
  tidegate render -e production
  tidegate render -e dev path/to/ml-project.yaml | kubectl apply --dry-run=server -f -
"""


@click.command("render", epilog=EPILOG, short_help="print what one environment runs")
@click.argument("path", required=False)
@click.option("-e", "--environment", required=True, metavar="ENV", help="The environment.")
@options.platform
@options.form
def command(path: str | None, environment: str, named: str | None, form: report.Format) -> None:
    """Print all objects of one environment as one YAML stream, as kustomize builds them from the overlay."""
    from generator.layout import tree
    from generator.validation import project_render

    files = projects.find([path] if path is not None else [])
    if len(files) != 1:
        raise click.UsageError(f"render takes one project, {path} holds {len(files)}")
    platform: Any = options.or_report(form, lambda: project_check.platform(named, files[0]))
    platforms.known(platform, environment)
    judged = project_check.judge(files[0], platform)
    if judged.project is not None and environment not in judged.project.environments:
        raise click.UsageError(
            f'{files[0]} does not go to "{environment}"; it goes to {", ".join(judged.project.environments)}'
        )
    rendered = project_render.RenderedProject(judged)
    if not judged.bad:
        rendered = project_render.render(judged, platform, environment)
    judged = rendered.checked
    if judged.problems or form != "text":
        options.show(judged.problems, form, err=True)
    if judged.bad:
        raise click.exceptions.Exit(3 if any(p.severity == "error" for p in judged.problems) else 4)
    click.echo("".join(tree.stream(overlay) for overlay in rendered.overlays), nl=False)
