"""`tidegate render`: print what one environment runs."""

import click

from generator.cli import options
from generator.manifest.manifest import Overlay
from generator.report import problems as report
from generator.validation import platform as platforms
from generator.validation import project_check

EPILOG = """\b
Examples:
  tidegate render -e production
  tidegate render -e production projects/fraud | less
  tidegate render -e dev path/to/ml-project.yaml | kubectl apply --dry-run=server -f -

\b
Exit codes: 3 the project has problems; 4 refused by policy or quota. Problems are printed on stderr.
"""


@click.command("render", epilog=EPILOG, short_help="print the objects of one environment")
@options.path
@options.environment("Environment to print.")
@options.platform
@options.form
def command(path: str | None, environment: str, platform_option: str | None, form: report.Format) -> None:
    """Print the Kubernetes objects of one environment, as kustomize builds them from its overlay.

    PATH is the project file or its folder, or - for standard input. Without it, the nearest ml-project.yaml is used, in the
    current folder or one of its parents.
    """
    from generator.layout import tree
    from generator.validation import project_render

    file = options.single_project("render", path, standard_input=True)
    platform = options.load_platform(form, platform_option, file)
    platforms.check_environment(platform, environment)
    checked = project_check.check_file(file, platform)
    if checked.project is not None and environment not in checked.project.environments:
        goes = ", ".join(checked.project.environments)
        raise click.UsageError(f'{file} does not go to "{environment}"; it goes to {goes}')
    overlays: tuple[Overlay, ...] = ()
    if not checked.invalid:
        checked, overlays = project_render.render(checked, platform, environment)
    if checked.problems or form != "text":
        options.show(checked.problems, form, err=True)
    if checked.invalid:
        raise click.exceptions.Exit(3 if any(p.severity == "error" for p in checked.problems) else 4)
    click.echo("".join(tree.stream(overlay) for overlay in overlays), nl=False)
