"""`tidegate publish`: one commit to a GitOps repository, on its tip as it is at that moment."""

import sys
from typing import Any

import click

from generator.cli import choices, judge, many_projects, options
from generator.discovery import projects
from generator.generation.execution import Execution
from generator.publishing import publish, source_check
from generator.report import problems as report
from generator.report import runs
from generator.validation import platform as platforms

EPILOG = """\b
Examples:
  tidegate publish --repo git@git.acme.dev:ml/deploy.git
  tidegate publish projects/ --repo https://git.acme.dev/ml/deploy --pull-request-branch
  tidegate publish --repo ../deploy.git --dry-run

\b
Files of workloads and claims, and all files of a project that was renamed or removed, are
removed only with consent: allowPrune in the project file, or --allow-prune. Renamed and removed
projects are found in the Git history of PATH, so a clone in CI needs the whole history.

\b
What is not committed, or not on the default branch of its repository, is refused (exit code 4)
without --allow-dirty or --from-branch: the commit would name a source that nobody has reviewed.
A dry run only says so. The commit names the address and commit of the source, and says what each
release does.

\b
If the push is rejected because the branch has moved, it is tried again on the new commit.
Git's own configuration gives credentials and author; there is no prompt. An interrupted run
can be repeated: the branch has the whole commit or nothing of it. A folder tidegate-... may
remain in the temporary folder.

\b
Exit codes: 3 a project has problems; 4 refused by policy or quota, because a release skips a step
since the last commit, because a removal needs allowPrune or --allow-prune, or because
--allow-dirty or --from-branch is needed; 5 the repository cannot be read or pushed to. A project
with problems is left unchanged, and named; the others are published.
"""


@click.command("publish", epilog=EPILOG, short_help="push the overlays to a GitOps repository")
@options.paths
@click.option(
    "--repo",
    "repository",
    cls=choices.DescribedOption,
    missing="Name the GitOps repository: --repo git@git.example.org:ml/deploy.git",
    metavar="URL-OR-PATH",
    help="Address or path of the GitOps repository.",
)
@click.option("--branch", metavar="B", help="Branch to push to. Default: the default branch of the repository.")
@click.option(
    "--pull-request-branch",
    "pull_request",
    is_flag=True,
    help="Push to a new branch tidegate/..., from which you open a pull request.",
)
@click.option("--dry-run", is_flag=True, help="Push nothing; list the files that would change.")
@click.option("--allow-prune", is_flag=True, help="Allow the removal of workloads, claims and whole projects.")
@click.option(
    "--allow-dirty", "dirty", is_flag=True, help="Publish although files in the project's repository are not committed."
)
@click.option(
    "--from-branch",
    is_flag=False,
    flag_value=source_check.ANY,
    default="",
    metavar="[BRANCH]",
    help="Publish although the project's repository is not on its default branch but on BRANCH; without a name, on any.",
)
@options.platform
@options.form
@many_projects.execution
def command(
    paths: tuple[str, ...],
    platform_option: str | None,
    form: report.Format,
    execution: Execution,
    from_branch: str,
    *,
    dirty: bool,
    **wanted: Any,
) -> None:
    """Generate the overlays of projects and push them to a GitOps repository as one commit.

    PATH is a project file, or a folder that is searched for files named ml-project.yaml. Without it, the nearest
    ml-project.yaml is used, in the current folder or one of its parents.
    """
    files = projects.find(paths, required=False)
    platform = platforms.of_projects(platform_option, files or [f"{path}/" for path in paths])
    judge.of(platform)
    exemption = source_check.Exemption(dirty=dirty, branch=from_branch)
    request = publish.PublishRequest(**wanted, scope=paths, exemption=exemption, execution=execution)
    found = publish.publish(files, platform, request, progress=options.Progress())
    options.write(runs.published(found, form, colour=options.coloured(sys.stdout)))
    raise click.exceptions.Exit(found.run.exit_code)
