"""The update strategy of a Deployment: how its pods are replaced by those of another template."""

from typing import Any

from generator.spec.component import Component, Strategy


def values(component: Component, strategy: Strategy) -> dict[str, Any]:
    """The values of `spec.strategy` in `native/deployment.yaml`.

    With two versions side by side a slot has no surge of its own where pods have devices: the extra pod may never get one.
    """
    if strategy.type == "recreate":
        return {"recreate": True}
    if strategy.type == "rolling":
        surge, unavailable = strategy.surge, strategy.unavailable
    else:
        surge, unavailable = (0, 1) if _needs_devices(component) else (1, 0)
    return {"recreate": False, "surge": surge, "unavailable": unavailable}


def _needs_devices(component: Component) -> bool:
    return any(each.resources.needs_devices for each in component.parts)
