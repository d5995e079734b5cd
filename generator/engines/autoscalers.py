"""One autoscaler for each slot with work: the only writer of its number of pods."""

from typing import Any

from generator.engines import labels
from generator.manifest.manifest import Draft
from generator.spec import naming
from generator.spec.component import Scale
from generator.spec.project import Target
from generator.spec.release import SlotName

CPU = 70


def draft(target: Target, slot: SlotName) -> Draft:
    """The HorizontalPodAutoscaler of a slot: its minimum carries the traffic that it gets next (design section 5)."""
    component, name = target.slots[slot], naming.slot(target.base, slot)
    service = target.component.serving
    scale = service.scale
    least = target.release.floor(slot, least=scale.min, full=service.strategy.prescale)
    return Draft(
        template="hpa/horizontalpodautoscaler.yaml",
        folder="hpa",
        file=name,
        values={
            "name": name,
            "labels": labels.metadata(target, component, slot),
            "annotations": labels.annotations(target, component),
            "target": {"api_version": "apps/v1", "kind": "Deployment", "name": name},
            "min": least,
            "max": scale.max,
            "metrics": [{"name": metric, "average": average} for metric, average in scale.metrics],
            "resources": list(_resources(scale)),
            "frozen": target.release.moving,
        },
    )


def _resources(scale: Scale) -> list[dict[str, Any]]:
    """Memory before CPU, as the API server returns them; a fixed scale names a target too, or the server would."""
    wanted = {"memory": scale.memory, "cpu": CPU if scale.fixed else scale.cpu}
    return [{"name": name, "utilization": target} for name, target in wanted.items() if target is not None]
