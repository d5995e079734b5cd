"""Results as JSON data, for the cache and for the reports of shards: what a run needs of a project that it does not process."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from generator.errors import Mark, Problem, Severity
from generator.generation.prune_consent import Consent
from generator.generation.results import Link, ProjectResult
from generator.validation.reservations import Reservation

if TYPE_CHECKING:
    from generator.validate.quota import Demand


def data(result: ProjectResult) -> dict[str, Any]:
    """A result without its files, releases and failure."""
    file = result.file
    return {
        "team": result.team,
        "project": result.project,
        "problems": [
            [_position(each.mark, file), each.where, each.fact, each.hint, each.code, each.severity.value]
            for each in result.problems
        ],
        "environments": result.environments,
        "links": [[*each[:4], _position(each.mark, file), each.opens] for each in result.links],
        "reservations": [[*each[:4], _position(each.mark, file), each.hint] for each in result.reservations],
        "consents": [[each.text, each.where, _position(each.mark, file), each.reason] for each in result.consents],
        "demands": [
            [*each[:5], [[*pods] for pods in each.pods], each.where, _position(each.mark, file)]
            for each in result.demands
        ],
    }


def result(file: str, stored: Mapping[str, Any]) -> ProjectResult:
    """The result of a project file from its data; KeyError, TypeError or ValueError if it has another form."""
    return ProjectResult(
        file=file,
        team=stored["team"],
        project=stored["project"],
        problems=tuple(
            Problem(
                mark=_mark(position, file), where=where, fact=fact, hint=hint, code=code, severity=Severity(severity)
            )
            for position, where, fact, hint, code, severity in stored["problems"]
        ),
        environments=tuple(stored["environments"]),
        links=tuple(
            Link(environment, project, other, where, _mark(position, file), opens=opens)
            for environment, project, other, where, position, opens in stored["links"]
        ),
        consents=tuple(
            Consent(text, where, _mark(position, file), reason) for text, where, position, reason in stored["consents"]
        ),
        reservations=tuple(_reservations(file, stored["reservations"])),
        demands=_demands(file, stored["demands"]) if stored["demands"] else (),
    )


def _reservations(file: str, entries: Any) -> Iterator[Reservation]:
    """Those of one component, which are next to each other, have one position."""
    before, mark = None, Mark(file, 1, 1)
    for key, subject, environment, where, position, hint in entries:
        if position != before:
            before, mark = position, _mark(position, file)
        yield Reservation(key=tuple(key), subject=subject, environment=environment, where=where, mark=mark, hint=hint)


def _demands(file: str, entries: Any) -> "tuple[Demand, ...]":
    from generator.validate.policy import Pods
    from generator.validate.quota import Demand  # few platforms have quotas

    return tuple(
        Demand(
            cluster,
            namespace,
            environment,
            (team, name),
            component,
            tuple(Pods(*each) for each in pods),
            where,
            _mark(position, file),
        )
        for cluster, namespace, environment, (team, name), component, pods, where, position in entries
    )


def _position(mark: Mark, file: str) -> Sequence[str | int]:
    """Line and column; with the file, if it is not that of the project."""
    return mark[1:] if mark.file == file else [*mark]


def _mark(position: Sequence[Any], file: str) -> Mark:
    return Mark(file, *position) if len(position) == 2 else Mark(*position)  # noqa: PLR2004 - line and column
