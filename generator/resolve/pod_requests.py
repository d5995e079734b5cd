"""The requests of a whole pod, as the scheduler and a ResourceQuota of Kubernetes count them.

Sidecars run all the time, beside the main container and beside each init container, which run one at a time
(KEP 753, "Resources calculation for scheduling and pod admission").
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from generator.environment.environment import Machine
from generator.resolve import resources
from generator.spec import quantity

FIELDS = frozenset({"machine", "resources", "init", "sidecars"})
"""The fields of a component that say what a pod requests."""


def total(data: Mapping[str, Any], machines: Mapping[str, Machine]) -> Mapping[str, str]:
    """The requests by resource name of one pod of a component, whose plain data is complete."""
    main = resources.settled(data, machines).requests
    if not (data.get("init") or data.get("sidecars")):
        return main
    init, sidecars = (
        [resources.settled(each, machines).requests for each in data.get(field, {}).values()]
        for field in ("init", "sidecars")
    )
    names = dict.fromkeys(name for each in (main, *init, *sidecars) for name in each)
    return {
        name: str(max(_amount(each, name) for each in (main, *init)) + sum(_amount(each, name) for each in sidecars))
        for name in names
    }


def _amount(requests: Mapping[str, str], name: str) -> Decimal:
    return quantity.parse(requests.get(name, "0"))
