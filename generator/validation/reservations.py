"""What only one project of a run may have: its team and name, the names of its objects in a namespace, hosts with paths.

Two components of one project may not have the same either, nor one component in two environments: `of` finds what a project
needs, `problems` what it needs twice.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from generator.engines import engines
from generator.errors import Mark, Problem
from generator.kubernetes import exposure, object_kinds
from generator.named_tuples import NamedTuple
from generator.source import finding

if TYPE_CHECKING:
    from generator.environment.environment import Environment
    from generator.manifest.manifest import Draft
    from generator.spec.project import Project
    from generator.validation.environment_check import Unit

ReservationKey = tuple[str, ...]
"""The identity of a reservation: PROJECT, OBJECT or HOST, then what makes it unique, such as cluster, namespace and name."""
PROJECT, OBJECT, HOST = "project", "object", "host"
NAME_CONFLICT_HINT = "use a Secret with another name: an ExternalSecret of this name can belong to one project only"
OWN_NAMESPACE_HINT = "give each its own in the platform, as in namespace: {team}-{project}-{environment}"
HOST_OF_MODEL_HINT = "write {component} in the host, which becomes the name of the component"
OWN_HOST_HINT = "write {environment} in the host, which becomes the name of the environment"


class Reservation(NamedTuple):
    """Something that only one project may have: its key, `subject` in messages, and where the project file asks for it.

    `environment` is the one that needs it, empty for the name of the project itself.
    """

    key: ReservationKey
    subject: str
    environment: str
    where: str
    mark: Mark
    hint: str

    @property
    def is_object(self) -> bool:
        """Whether it reserves the name of an object."""
        return self.key[0] == OBJECT

    @property
    def namespace(self) -> ReservationKey:
        """The part of an object's key that identifies its namespace."""
        return self.key[:3]

    @property
    def owner(self) -> str:
        """How messages name who has it."""
        position = f"{self.mark.file}:{self.mark.line}"
        return position if self.key[0] == PROJECT else f"{self.where} ({position})"


def of(project: "Project", units: "Iterable[Unit]", file: str) -> tuple[Reservation, ...]:
    """Everything in a project that no other project may have, too."""
    return tuple(_reservations(project, units, file))


def taken(found: Iterable[tuple[Reservation, str]]) -> list[Problem]:
    """A problem for each reservation that its owner, as messages name it, has already; one for all environments."""
    same: dict[tuple[str, str, Mark, str], list[Reservation]] = {}
    for each, owner in found:
        same.setdefault((each.subject, each.where, each.mark, owner), []).append(each)
    return [_taken(group, owner) for (*_, owner), group in same.items()]


def _taken(same: Sequence[Reservation], owner: str) -> Problem:
    """The problem of reservations that differ only in their environments or clusters."""
    first = same[0]
    match first.key[0]:
        case "object":
            place = " in " + ", ".join(dict.fromkeys(each.environment for each in same))
        case "host":
            place = " on cluster " + ", ".join(dict.fromkeys(each.key[1] for each in same))
        case _:
            place = ""
    return Problem(
        mark=first.mark,
        where=first.where,
        fact=f"{first.subject}{place} is taken by {owner}",
        hint=first.hint,
        code="taken" if place else "project-twice",
    )


def problems(project: "Project", requested: Iterable[Reservation]) -> Iterator[Problem]:
    """A problem for everything that two components of the project need, or one component in two environments."""
    owners: dict[ReservationKey, Reservation] = {}
    exposed = tuple(f"components.{name}.expose" for name in project.templates)
    between_components: list[tuple[Reservation, str]] = []
    between_environments: dict[tuple[ReservationKey, str], tuple[Reservation, Reservation]] = {}
    for each in requested:
        owner = owners.setdefault(each.key, each)
        if owner is each:
            continue
        if owner.environment != each.environment:
            subject = each.namespace if each.is_object else each.key
            between_environments.setdefault((subject, each.environment), (each, owner))
        elif (owner.where, owner.mark) == (each.where, each.mark) and each.where.startswith(exposed):
            yield _of_models(each)
        else:
            between_components.append((each, owner.owner))
    yield from taken(between_components)
    yield from (_shared(project, each, owner) for each, owner in between_environments.values())


def _of_models(requested: Reservation) -> Problem:
    """The problem of a host that a template gives to each of its models."""
    mark, where, fact = requested.mark, requested.where, f"{requested.subject} is the same for all models"
    return Problem(mark=mark, where=where, fact=fact, hint=HOST_OF_MODEL_HINT, code="taken")


def _shared(project: "Project", requested: Reservation, owner: Reservation) -> Problem:
    """The problem of two environments of the project that share a namespace or a host of one cluster."""
    name, cluster = requested.environment, requested.key[1]
    if requested.is_object:
        fact = (
            f'{name} and {owner.environment} have the namespace "{requested.key[2]}" of cluster {cluster}, where every'
        )
        fact += " object has one name"
        mark, where, hint = project.environments[name].key.mark, f"environments.{name}", OWN_NAMESPACE_HINT
    else:
        fact = f"{requested.subject} is in {name} what it is in {owner.environment}, and both are on cluster {cluster}"
        mark, where, hint = requested.mark, requested.where, OWN_HOST_HINT
    return Problem(mark=mark, where=where, fact=fact, hint=hint, code="taken")


def _reservations(project: "Project", units: "Iterable[Unit]", file: str) -> Iterator[Reservation]:
    if project.document.root is None:
        return
    _, mark = finding.locate(project.document.root, ("name",), mark=Mark(file, 1, 1))
    yield Reservation(
        key=(PROJECT, project.team, project.name),
        subject=f'the project "{project.team}/{project.name}"',
        environment="",
        where="name",
        mark=mark,
        hint="give each project of a run its own team and name",
    )
    for unit in units:
        yield from _objects(unit)
        yield from _hosts(unit)


def _objects(unit: "Unit") -> Iterator[Reservation]:
    target = unit.target
    cluster, environment, namespace = target.environment.cluster.name, target.environment.name, target.namespace
    mark, where = target.place
    for lower, name in (*_made(unit.drafts), *engines.controller_objects(target)):
        yield Reservation(
            key=(OBJECT, cluster, namespace, lower, name),
            subject=f'{object_kinds.of(lower).kind} "{name}"',
            environment=environment,
            where=where,
            mark=mark,
            hint=NAME_CONFLICT_HINT if lower == "externalsecret" else "rename one of the components",
        )


def _made(drafts: "Iterable[Draft]") -> Iterator[tuple[str, str]]:
    """Kind and name of each object of a component, and of those that its controllers make of it."""
    for draft in drafts:
        yield draft.kind, draft.name
        yield from ((kind, f"{draft.name}{ending}") for kind, ending in object_kinds.of(draft.kind).makes)


def _hosts(unit: "Unit") -> Iterator[Reservation]:
    target = unit.target
    cluster, entry_point = target.environment.cluster.name, _entry_point(target.environment)
    for claim in exposure.claimed(target):
        _, mark = finding.locate(target.node, claim.position, mark=target.key.mark)
        yield Reservation(
            key=(HOST, cluster, *entry_point, claim.host, prefix(claim.path)),
            subject=f'"{claim.host}{claim.path}"',
            environment=target.environment.name,
            where=f"{target.section}.{finding.dotted(claim.route)}",
            mark=mark,
            hint="choose another host or path",
        )


def prefix(path: str) -> str:
    """The path as gateways and ingress controllers match it: without a slash at its end."""
    return path.rstrip("/")


def _entry_point(environment: "Environment") -> ReservationKey:
    if environment.traffic == "gateway-api" and environment.gateway is not None:
        return ("gateway", environment.gateway.namespace, environment.gateway.name)
    return ("ingress", environment.ingress.ingress_class if environment.ingress is not None else "")
