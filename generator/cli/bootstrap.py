"""`tidegate bootstrap`: what the platform applies once before an environment can be synced."""

from pathlib import Path
from typing import Any

import click

from generator.bootstrapping import bootstrap
from generator.cli import choices, judge, options
from generator.discovery import platform_folder, projects
from generator.report import bootstrapping as report
from generator.validation import platform as platforms

EPILOG = """\b
Examples:
  tidegate bootstrap -e production --repo ssh://git@git.acme.dev/ml/deploy --secret deploy-key
  tidegate bootstrap -e production projects/ | kubectl apply -f -
  tidegate bootstrap -e production projects/ --into ../deploy

\b
An owner of the cluster applies the result once. It holds the root Kustomization or Application
for clusters/<cluster>/, the permissions of the GitOps tool, and the namespaces of the projects
under PATH, with the environment's Pod Security Standard.
"""


@click.command(
    "bootstrap", epilog=EPILOG, short_help="print the objects that a cluster needs before an environment syncs"
)
@options.paths
@options.environment("Environment to set up.", names=choices.platform_environments)
@click.option(
    "--repo",
    "repository",
    default="",
    metavar="URL",
    help="Address of the GitOps repository: also print the GitRepository for Flux. Default: none.",
)
@click.option("--branch", default="main", show_default=True, metavar="B", help="Branch of the GitOps repository.")
@click.option("--secret", default="", metavar="NAME", help="Secret with the credentials for --repo.")
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    metavar="DIR",
    shell_complete=choices.folders,
    help="Write files under DIR/bootstrap instead of printing.",
)
@options.platform
def command(paths: tuple[str, ...], into: Path | None, platform_option: str | None, **wanted: Any) -> None:
    """Print the objects that a cluster needs before its GitOps tool can sync an environment.

    PATH is a project file, or a folder that is searched for files named ml-project.yaml: the namespaces of these
    projects are printed as well. Without PATH no namespace is printed.
    """
    files = projects.find(paths) if paths else []
    platform = (
        platforms.of_projects(platform_option, files)
        if files
        else platforms.of_run(platform_folder.find(platform_option, "."))
    )
    judge.of(platform)
    platforms.require_valid(platform)
    platforms.check_environment(platform, wanted["environment"])
    site = bootstrap.site(files, platform, bootstrap.BootstrapRequest(**wanted))
    manifests = bootstrap.manifests(site, platform)
    if into is None:
        click.echo(bootstrap.stream(manifests), nl=False)
    else:
        new = options.new_folder(into)
        folder = bootstrap.write(manifests, site, into)
        options.write([report.written(len(manifests), folder)])
        if new:
            options.note(new)
    options.write(report.notes(bootstrap.notes(site)))
