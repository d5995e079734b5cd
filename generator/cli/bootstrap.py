"""`tidegate bootstrap`: what the platform applies once before an environment can be synced."""

from pathlib import Path
from typing import Any

import click

from generator.bootstrapping import bootstrap
from generator.cli import options
from generator.discovery import projects
from generator.report import bootstrapping as report
from generator.validation import platform as platforms

EPILOG = """\b
Examples:
  tidegate bootstrap -e production --repo ssh://git@git.acme.dev/ml/deploy --secret deploy-key
  tidegate bootstrap -e production projects/ | kubectl apply -f -
  tidegate bootstrap -e production projects/ --into ../deploy

\b
Applied once, by whoever owns the cluster: one root over clusters/<cluster>/, what the GitOps
tool may do, and the namespaces of the projects that are named, with Pod Security "restricted".
"""


@click.command("bootstrap", epilog=EPILOG, short_help="print what the platform applies once")
@options.paths
@click.option("-e", "--environment", required=True, metavar="ENV", help="The environment.")
@click.option("--repo", "repository", default="", metavar="URL", help="Where Flux reads; it is printed as its source.")
@click.option("--branch", default="main", show_default=True, metavar="B", help="Its branch.")
@click.option("--secret", default="", metavar="NAME", help="The Secret that Flux reads it with.")
@click.option("--into", type=click.Path(path_type=Path), metavar="DIR", help="Write files below DIR/bootstrap instead.")
@options.platform
def command(paths: tuple[str, ...], into: Path | None, named: str | None, **wanted: Any) -> None:
    """Print the objects that let the environment's GitOps tool sync what tidegate writes."""
    files = projects.find(paths) if paths else []
    platform = platforms.sound(platforms.of(named, files)) if files else platforms.load(named, ".")
    platforms.known(platform, wanted["environment"])
    site = bootstrap.site(files, platform, bootstrap.BootstrapRequest(**wanted))
    manifests = bootstrap.manifests(site, platform)
    if into is None:
        click.echo(bootstrap.stream(manifests), nl=False)
    else:
        platforms.writable(platform)
        folder = bootstrap.write(manifests, site, into)
        options.write([report.written(len(manifests), folder)])
    options.write(report.notes(bootstrap.notes(site)))
