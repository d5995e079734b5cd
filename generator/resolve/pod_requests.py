"""The requests of a whole pod, from the data of its component."""

from collections.abc import Mapping
from typing import Any

from generator.environment.environment import Machine
from generator.kubernetes.pod_requests import Amounts, Step, of_containers
from generator.resolve import resources
from generator.spec import quantity
from generator.spec.component import TRANSFORMER

FIELDS = frozenset({"machine", "resources", "init", "sidecars"})
"""The fields of a component of any kind that say what a pod requests; a kind may have a transformer besides."""


def total(data: Mapping[str, Any], machines: Mapping[str, Machine]) -> Mapping[str, str]:
    """The requests by resource name of one pod of a component, whose plain data is complete."""
    main = resources.settled(data, machines).requests
    if not (data.get("init") or data.get("sidecars") or TRANSFORMER in data):
        return main
    beside = [_amounts(resources.settled(data[TRANSFORMER], machines).requests)] if TRANSFORMER in data else []
    init, sidecars = (
        [_amounts(resources.settled(each, machines).requests) for each in data.get(field, {}).values()]
        for field in ("init", "sidecars")
    )
    steps = (*(Step(each, runs_on=True) for each in sidecars), *(Step(each, runs_on=False) for each in init))
    return {name: str(amount) for name, amount in of_containers(steps, [_amounts(main), *beside]).items()}


def _amounts(requests: Mapping[str, str]) -> Amounts:
    return {name: quantity.parse(amount) for name, amount in requests.items()}
