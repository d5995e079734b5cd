"""The form `deployment`: what a service has, on every engine."""

from collections.abc import Iterator

from generator.components.inference import presets
from generator.components.service import kind as service
from generator.manifest.manifest import Draft
from generator.spec.project import Target

problems = service.problems


def drafts(target: Target) -> Iterator[Draft]:
    """All objects of a service, whose pods have shared memory where their runtime uses it."""
    shares = (runtime := presets.chosen(target.node)[1]) is not None and runtime.shared_memory
    slots = {name: component._replace(shared_memory=shares) for name, component in target.slots.items()}
    component = target.component._replace(shared_memory=shares)
    yield from service.drafts(target._replace(component=component, slots=slots))
