"""What is taken: object names on a cluster, hosts on a gateway, projects in a run. The later one is the problem."""

import marshal
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from generator.engines import engines
from generator.environment.environment import Environment
from generator.errors import Mark, Problem
from generator.files.gitops_index import GitOpsIndex
from generator.kubernetes import exposure
from generator.manifest import gitops_paths
from generator.source import finding
from generator.validation.environment_check import Unit
from generator.validation.project_check import Judged

KINDS = {
    kind.lower(): kind
    for kind in (
        *("ConfigMap", "CronJob", "HorizontalPodAutoscaler", "HTTPRoute", "NetworkPolicy"),
        *("PersistentVolumeClaim", "PodDisruptionBudget", "ServiceAccount"),
        *("ScaledObject", "TriggerAuthentication", "AnalysisTemplate", "MetricTemplate", "ExternalSecret"),
    )
}
Key = tuple[str, ...]
OBJECT = 4
PROJECT = "project"
ALONE = "name another Secret: each project has its own in the namespace"


class Claim(NamedTuple):
    """Something that only one may have: a key, what it is called, and where it was asked for."""

    key: Key
    what: str
    where: str
    mark: Mark
    hint: str


class Claims:
    """All that is taken so far in a run.

    Objects of a namespace that only one project uses so far are packed: at 1,000 projects 5.6 MiB of 42, at no cost in CPU.
    """

    def __init__(self) -> None:
        self._taken: dict[Key, str] = {}
        self._packed: dict[Key, bytes] = {}

    def add(self, wanted: Sequence[Claim]) -> list[Problem]:
        """Take everything that a project asks for, or nothing where some of it is taken; each such is a problem."""
        for space in {claim.key[:2] for claim in wanted if len(claim.key) == OBJECT}:
            self._unpack(space)
        problems: list[Problem] = []
        mine: dict[Key, str] = {}
        for claim in wanted:
            if problems and problems[0].code == "project-twice":
                break  # then everything else is taken, too
            holder = self._taken.get(claim.key) or mine.get(claim.key)
            if holder is not None:
                problems.append(_taken(claim, holder))
            place = f"{claim.mark.file}:{claim.mark.line}"
            mine.setdefault(claim.key, place if claim.key[0] == PROJECT else f"{claim.where} ({place})")
        if not problems:
            self._keep(mine)
        return problems

    def _keep(self, mine: Mapping[Key, str]) -> None:
        alone: dict[Key, dict[str, list[Key]]] = {}
        for key, holder in mine.items():
            if len(key) == OBJECT and key[:2] not in self._packed:
                alone.setdefault(key[:2], {}).setdefault(holder, []).append(key[2:])
            else:
                self._taken[key] = holder
        self._packed |= {space: marshal.dumps(held) for space, held in alone.items()}

    def _unpack(self, space: Key) -> None:
        """Unpack the objects of a namespace that a second project uses, so that each can be compared."""
        packed = self._packed.get(space)
        if packed:
            self._packed[space] = b""
            held: dict[str, list[Key]] = marshal.loads(packed)  # noqa: S302 - our own, of this process
            self._taken |= {(*space, *key): holder for holder, keys in held.items() for key in keys}


def _taken(claim: Claim, holder: str) -> Problem:
    code = "project-twice" if claim.key[0] == PROJECT else "taken"
    return Problem(
        mark=claim.mark, where=claim.where, fact=f"{claim.what} is taken by {holder}", hint=claim.hint, code=code
    )


def beside(
    team: str, project: str, wanted: Sequence[Claim], index: GitOpsIndex, environments: Mapping[str, Environment]
) -> Iterator[Problem]:
    """What other projects in the GitOps folder have taken already."""
    held: dict[Key, str] = {}
    spaces = dict.fromkeys(claim.key[:2] for claim in wanted if len(claim.key) == OBJECT)
    for cluster, namespace in spaces:
        for environment in (e for e in environments.values() if e.cluster.name == cluster):
            for file, overlay in index.files(environment.name, namespace, but=(team, project)):
                if parsed := gitops_paths.parse_object_file(file):
                    key = (cluster, namespace, parsed.kind, parsed.object)
                    held[key] = f"{overlay.team}/{overlay.project} in the repository"
    if any(claim.key[1] in {"gateway", "ingress"} for claim in wanted):
        held |= _hosts_beside(team, project, index, environments)
    yield from (_taken(claim, held[claim.key]) for claim in wanted if claim.key in held)


def _hosts_beside(
    team: str, project: str, index: GitOpsIndex, environments: Mapping[str, Environment]
) -> dict[Key, str]:
    held: dict[Key, str] = {}
    for host in index.hosts:
        environment = environments.get(host.overlay.environment)
        if environment is not None and (host.overlay.team, host.overlay.project) != (team, project):
            key = (environment.cluster.name, *host.door, host.host, _prefix(host.path))
            held[key] = f"{host.overlay.team}/{host.overlay.project} in the repository"
    return held


def claims(judged: Judged) -> tuple[Claim, ...]:
    """Everything that a project asks to have alone."""
    return tuple(_claims(judged))


def _claims(judged: Judged) -> Iterator[Claim]:
    project = judged.project
    if project is None or project.document.root is None:
        return
    _, mark = finding.at(project.document.root, ("name",), mark=Mark(judged.file, 1, 1))
    named = f'the project "{project.team}/{project.name}"'
    yield Claim((PROJECT, project.team, project.name), named, "name", mark, "give a project once in a run")
    for unit in judged.units:
        yield from _objects(unit)
        yield from _hosts(unit)


def _objects(unit: Unit) -> Iterator[Claim]:
    target = unit.target
    cluster = target.environment.cluster.name
    for lower, name in (*((draft.kind, draft.name) for draft in unit.drafts), *engines.makes(target)):
        kind = KINDS.get(lower, lower.capitalize())
        what = f'{kind} "{name}" in {target.environment.name}'
        key = (cluster, target.namespace, lower, name)
        hint = ALONE if lower == "externalsecret" else "rename one of the components"
        yield Claim(key, what, f"components.{target.name}", target.key.mark, hint)


def _hosts(unit: Unit) -> Iterator[Claim]:
    target = unit.target
    expose = target.component.service.expose if target.component.service is not None else None
    if expose is None:
        return
    host, cluster = exposure.host_name(target), target.environment.cluster.name
    _, mark = finding.at(target.node, ("expose", "host"), mark=target.key.mark)
    what = f'"{host}{expose.path}" on cluster {cluster}'
    key = (cluster, *_door(target.environment), host, _prefix(expose.path))
    yield Claim(key, what, f"components.{target.name}.expose", mark, "choose another host or path")


def _prefix(path: str) -> str:
    """What of a path is matched: gateways and ingress controllers leave a slash at its end out."""
    return path.rstrip("/")


def _door(environment: Environment) -> Key:
    if environment.traffic == "gateway-api" and environment.gateway is not None:
        return ("gateway", environment.gateway.namespace, environment.gateway.name)
    return ("ingress", environment.ingress.ingress_class if environment.ingress is not None else "")
