"""`bootstrap`: what a platform applies once before an environment can be synced, as a stream or as files."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.environment.environment import Environment
from generator.errors import InputError, Mark, NotReadyError, UsageError
from generator.files import reading, writing
from generator.gitops import bootstrap as gitops
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
    """What the command line asks of `bootstrap`."""

    environment: str
    repository: str = ""
    branch: str = "main"
    secret: str = ""


def site(paths: Sequence[str], platform: Platform, request: BootstrapRequest) -> Site:
    """The environment, and the namespaces of these projects in it; InputError with the problems of their files."""
    environment = platform.environments[request.environment]
    _readable(request, environment)
    checked = [project_check.judge(path, platform) for path in paths]
    problems = [problem for each in checked if each.bad for problem in each.problems]
    projects = [each.project for each in checked if each.project is not None and not each.bad]
    site = Site(
        environment=environment,
        environments=tuple(platform.environments.values()),
        project_namespaces={name: _held(each, projects) for name, each in platform.environments.items()},
        repository=request.repository,
        branch=request.branch,
        secret=request.secret,
    )
    documents = [document for each in site.environments for document in each.documents]
    documents += [project.document for project in projects]
    taken = [found for each in site.environments for found in _taken(each, projects)]
    problems += finding.problems([*gitops.problems(site), *taken], documents)
    if problems:
        raise InputError(problems)
    return site


def _held(environment: Environment, projects: Sequence[Project]) -> Sequence[str]:
    held = {target.namespace(each, environment) for each in projects if environment.name in each.environments}
    if _shared(environment):
        held.add(pattern(environment))
    return sorted(held)


def _shared(environment: Environment) -> bool:
    """Whether all projects have one namespace."""
    return "{team}" not in environment.namespace and "{project}" not in environment.namespace


def _taken(environment: Environment, projects: Sequence[Project]) -> Iterator[Finding]:
    """Namespaces that no project may have: what a GitOps tool may do there would reach the tool itself, or the cluster."""
    if _shared(environment) and (whose := gitops.reserved(environment, pattern(environment))):
        node, mark = finding.locate(environment.node, ("namespace",), mark=Mark(environment.documents[0].file, 1, 1))
        fact = f'"{pattern(environment)}" is a namespace of {whose}'
        yield Finding(
            node=node,
            mark=mark,
            path=("namespace",),
            fact=fact,
            hint="give the projects one of their own",
            code="namespace",
        )
        return
    for project in projects:
        key = project.environments[environment.name].key if environment.name in project.environments else None
        namespace = target.namespace(project, environment)
        if key is not None and (whose := gitops.reserved(environment, namespace)):
            fact = f'its namespace there, "{namespace}", is one of {whose}'
            hint = "rename the project or the team"
            yield Finding(
                node=key, mark=key.mark, path=("environments", environment.name), fact=fact, hint=hint, code="namespace"
            )


def _readable(request: BootstrapRequest, environment: Environment) -> None:
    """UsageError for an address that the environment's tool does not read, or that holds a password."""
    if not request.repository:
        return
    tool, kind = environment.gitops.tool, environment.gitops.settings.get("source", {}).get("kind", "GitRepository")
    if tool != "flux":
        raise UsageError(f"--repo is Flux's: {tool} reads gitops.repository", hint="leave it out")
    if kind != "GitRepository":
        raise UsageError(f"--repo makes a GitRepository: {environment.name} reads an {kind}", hint="leave it out")
    found = ADDRESS.fullmatch(request.repository)
    if found is None:
        raise UsageError(
            "--repo: Flux reads https:// and ssh:// addresses", hint="ssh://git@HOST/PATH is git@HOST:PATH"
        )
    if request.repository.startswith("http") and found["login"]:
        raise UsageError("--repo holds a login, which would lie there for all to read", hint="name a --secret with it")


def manifests(site: Site, platform: Platform) -> list[Manifest]:
    """The objects, in the order in which they are applied."""
    return list(overlay.manifests(platform.templates, gitops.drafts(site)))


def stream(held: Sequence[Manifest]) -> str:
    """All objects as one YAML stream."""
    return "---\n".join(emitter.document(each.object) for each in held)


def write(held: Sequence[Manifest], site: Site, into: Path) -> str:
    """Write a file for each object and a kustomization; the folder. NotReadyError where another file is there already."""
    folder = f"{FOLDER}/{site.environment.cluster.name}/{site.environment.name}"
    header = HEADER.format(site.environment.name)
    texts = {each.filename: emitter.document(each.object) for each in held}
    gathered = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": list(texts),
    }
    texts[gitops_paths.KUSTOMIZATION] = emitter.document(gathered)
    contents = {os.path.join(into, folder, name): f"{header}{text}".encode() for name, text in texts.items()}
    for path, content in contents.items():
        _free(path, content)
    writing.sweep(os.path.join(into, folder))
    writer = writing.Writer()
    for path, content in contents.items():
        writer.write(path, content)
    return os.path.join(into, folder)


def _free(path: str, content: bytes) -> None:
    with writing.refusal(path, "read"):
        present = reading.head(path, len(content) + 1)
    if present not in {None, content}:
        raise NotReadyError(
            f"{path}: is there already, and different", hint="compare it with what the command prints without --into"
        )


def notes(site: Site) -> list[str]:
    """What is left to the platform, a line each."""
    return gitops.notes(site)
