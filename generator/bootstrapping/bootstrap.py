"""`bootstrap`: make the objects that a cluster needs before an environment can be synced, as a YAML stream or as files."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.environment.environment import Environment
from generator.errors import InputError, Mark, NotReadyError, UsageError
from generator.files import listing, reading, writing
from generator.gitops import bootstrap as gitops
from generator.gitops import tool_namespace
from generator.gitops.bootstrap_site import FOLDER, Site, pattern
from generator.layout import emitter
from generator.manifest import gitops_paths
from generator.manifest.manifest import Manifest
from generator.render import overlay
from generator.resolve import target
from generator.source import finding
from generator.source.finding import Finding
from generator.spec.project import Project
from generator.validation import project_check
from generator.validation.platform import Platform

ADDRESS = re.compile(r"(https?|ssh)://(?P<login>[^/@\s]*@)?[^/\s]+/\S*")
HEADER = "# Written once by tidegate bootstrap for {0}. Yours from here on: tidegate does not come back to it.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class BootstrapRequest:
    """The options of `bootstrap`."""

    environment: str
    repository: str = ""
    branch: str = "main"
    secret: str = ""


def site(paths: Sequence[str], platform: Platform, request: BootstrapRequest) -> Site:
    """The environment with the namespaces of these projects; InputError with the problems of their files and namespaces."""
    environment = platform.environments[request.environment]
    _check_repository(request, environment)
    checked = [project_check.check_file(path, platform) for path in paths]
    problems = [problem for each in checked if each.invalid for problem in each.problems]
    projects = [each.project for each in checked if each.project is not None and not each.invalid]
    site = Site(
        environment=environment,
        environments=tuple(platform.environments.values()),
        project_namespaces={name: _namespaces(each, projects) for name, each in platform.environments.items()},
        repository=request.repository,
        branch=request.branch,
        secret=request.secret,
    )
    documents = [document for each in site.environments for document in each.documents]
    documents += [project.document for project in projects]
    reserved = [found for each in site.environments for found in _reserved(each)]
    problems += finding.problems([*gitops.problems(site), *reserved], documents)
    if problems:
        raise InputError(problems)
    return site


def _namespaces(environment: Environment, projects: Sequence[Project]) -> Sequence[str]:
    names = {target.namespace(each, environment) for each in projects if environment.name in each.environments}
    if _is_shared(environment):
        names.add(pattern(environment))
    return sorted(names)


def _is_shared(environment: Environment) -> bool:
    """Whether all projects have one namespace."""
    return "{team}" not in environment.namespace and "{project}" not in environment.namespace


def _reserved(environment: Environment) -> Iterator[Finding]:
    """A finding for a namespace of all projects that is reserved; `project_check` has those that a project's names make."""
    if _is_shared(environment) and (owner := tool_namespace.owner(environment, pattern(environment))):
        node, mark = finding.locate(environment.node, ("namespace",), mark=Mark(environment.documents[0].file, 1, 1))
        fact = f'"{pattern(environment)}" is a namespace of {owner}'
        hint = "give the projects one of their own"
        yield Finding(node=node, mark=mark, path=("namespace",), fact=fact, hint=hint, code="namespace")


def _check_repository(request: BootstrapRequest, environment: Environment) -> None:
    """Raise UsageError for a --repo that the environment's GitOps tool cannot read, or that contains a password."""
    if not request.repository:
        return
    tool, kind = environment.gitops.tool, environment.gitops.settings.get("source", {}).get("kind", "GitRepository")
    if tool != "flux":
        raise UsageError(
            f"--repo is for Flux only: {tool} reads the repository from gitops.repository", hint="leave it out"
        )
    if kind != "GitRepository":
        raise UsageError(
            f"--repo creates a GitRepository, but {environment.name} reads from an {kind}", hint="leave it out"
        )
    match = ADDRESS.fullmatch(request.repository)
    if match is None:
        raise UsageError(
            "--repo: Flux reads https:// and ssh:// addresses", hint="write git@HOST:PATH as ssh://git@HOST/PATH"
        )
    if request.repository.startswith("http") and match["login"]:
        raise UsageError(
            "--repo contains a user name or password, which would be readable in the cluster",
            hint="put it into a Secret and name that with --secret",
        )


def manifests(site: Site, platform: Platform) -> list[Manifest]:
    """The objects in the order in which they must be applied."""
    return list(overlay.manifests(platform.templates, gitops.drafts(site)))


def stream(objects: Sequence[Manifest]) -> str:
    """All objects as one YAML stream."""
    return "---\n".join(emitter.document(each.object) for each in objects)


def write(objects: Sequence[Manifest], site: Site, into: Path) -> str:
    """Write a file for each object and a kustomization; returns the folder. NotReadyError if a file exists with other content."""
    folder = f"{FOLDER}/{site.environment.cluster.name}/{site.environment.name}"
    header = HEADER.format(site.environment.name)
    texts = {each.filename: emitter.document(each.object) for each in objects}
    kustomization = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": list(texts),
    }
    texts[gitops_paths.KUSTOMIZATION] = emitter.document(kustomization)
    contents = {os.path.join(into, folder, name): f"{header}{text}".encode() for name, text in texts.items()}
    for path, content in contents.items():
        _check_free(path, content)
    _check_projects(into, contents, site)
    writing.sweep(os.path.join(into, folder))
    writer = writing.Writer()
    for path, content in contents.items():
        writer.write(path, content)
    return os.path.join(into, folder)


def _check_projects(into: Path, contents: Mapping[str, bytes], site: Site) -> None:
    """Raise NotReadyError if an environment of another platform has an AppProject of the same name, with other limits.

    Each would overwrite the other's; those of the same platform have the same limits.
    """
    own = {environment.name for environment in site.environments}
    mine = {os.path.basename(path): content for path, content in contents.items() if _is_project(path)}
    for cluster in _folders(os.path.join(into, FOLDER)):
        for environment in (each for each in _folders(cluster) if os.path.basename(each) not in own):
            for name, content in mine.items():
                other = os.path.join(environment, name)
                with writing.refusal(other, "read"):
                    present = reading.head(other)
                if present is not None and _body(present) != _body(content):
                    raise NotReadyError(
                        f"{other}: this AppProject has the same name and other limits: the one applied last would win",
                        hint="two platforms need two names: give one of them another gitops.project",
                    )


def _is_project(path: str) -> bool:
    file = gitops_paths.parse_object_file(path)
    return file is not None and file.kind == "appproject"


def _folders(folder: str) -> list[str]:
    try:
        return [os.path.join(folder, name) for name in listing.folders(folder)]
    except OSError:
        return []


def _body(content: bytes) -> bytes:
    """A file without its first line, which names the environment."""
    return content.partition(b"\n")[2]


def _check_free(path: str, content: bytes) -> None:
    with writing.refusal(path, "read"):
        present = reading.head(path, len(content) + 1)
    if present not in {None, content}:
        raise NotReadyError(
            f"{path}: exists already, with different content",
            hint="compare it with what the command prints without --into",
        )


def notes(site: Site) -> list[str]:
    """What the platform's owners must do by hand, one line each."""
    return gitops.notes(site)
