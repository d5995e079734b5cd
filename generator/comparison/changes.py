"""Changes between two revisions of the objects of an environment: of whole objects, and of their fields."""

from typing import Any, Literal, NamedTuple

from generator.kubernetes.effects.effect import Effect
from generator.manifest.field_path import ABSENT, Steps
from generator.manifest.object_fields import value_at
from generator.manifest.object_template import KubernetesObject

__all__ = ["ABSENT", "FieldChange", "ObjectChange"]

ChangeOfObject = Literal["added", "removed", "changed", "renamed"]


class FieldChange(NamedTuple):
    """One field that differs. Values are those of the files, not what Kubernetes makes of them.

    `path` is what a person would type, `spec.template.spec.containers[main].image`. It ends in `(order)` for a list whose items
    are the same in another order; the values are then the merge keys of the items. `hidden` values are secrets and must not be
    shown. `steps` are the parts of the path, without `(order)`.
    """

    path: str
    before: Any
    after: Any
    effect: Effect
    also: tuple[Effect, ...]
    reason: str
    source: str
    hidden: bool
    steps: Steps = ()


class ObjectChange(NamedTuple):
    """An object that differs; `was` is its name before, if it was renamed.

    Its effect is the worst of its fields; `also` are their other effects, the worst first, without `none`. An object that was added
    or removed has no fields, but a reason and a source of its own.
    """

    change: ChangeOfObject
    before: KubernetesObject | None
    after: KubernetesObject | None
    was: str | None
    fields: tuple[FieldChange, ...]
    effect: Effect
    also: tuple[Effect, ...]
    reason: str = ""
    source: str = ""

    @property
    def object(self) -> KubernetesObject:
        """The object as it will be, or as it was if it is removed."""
        return self.after or self.before or {}

    @property
    def kind(self) -> str:
        """The object's kind."""
        return str(self.object.get("kind"))

    @property
    def name(self) -> str:
        """The object's name, the new one if it was renamed."""
        return str(value_at(self.object, ("metadata", "name")))
