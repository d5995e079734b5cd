"""The pods of a run: those of any component, which reach each other on all ports and always have shared memory."""

from collections.abc import Iterable
from typing import Any

from generator.components import runs
from generator.components.training import fields, ranks
from generator.spec.component import Variable
from generator.spec.project import Target


def connected(target: Target) -> Target:
    """The target with pods that reach each other; a headless Service of ours knows those of an indexed Job alone."""
    component = target.component
    port = ranks.port(fields.of(component).framework) if target.environment.operators.runs("training", "job") else 0
    return target._replace(component=component._replace(meets_peers=True, peers=port, shared_memory=True))


def values(
    target: Target, variables: Iterable[Variable], restart_policy: str, *, injected: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The values of `pod/template.yaml`; `variables` come before those of the team, which may refer to them.

    `restart_policy` is empty where an operator sets it. `injected` are the variables that the operator adds.
    """
    placed = connected(target)
    given = (*placed.component.given_variables, *injected)
    component = placed.component._replace(env=(*variables, *placed.component.env), given_variables=given)
    training = fields.of(component)
    return runs.pods(
        placed._replace(component=component),
        restart_policy=restart_policy,
        health=training.health,
        grace=training.grace,
    )


def deadline(target: Target) -> int | None:
    """The longest time of a run in seconds, the download of a model included; None for no limit."""
    timeout = fields.of(target.component).timeout
    return None if timeout is None else timeout + target.component.download.longest
