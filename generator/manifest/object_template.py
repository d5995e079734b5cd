"""Kubernetes objects as a shared template and values, so that what is the same for many projects is parsed and printed once."""

from collections.abc import Sequence
from typing import Any

from generator.named_tuples import NamedTuple

KubernetesObject = dict[str, Any]


class Placeholder(NamedTuple):
    """A leaf of an ObjectTemplate that stands for the value with this 0-based number."""

    number: int


class ObjectTemplate:
    """An object with Placeholders as leaves. Compared by identity, so that results can be cached by template.

    `kind` is the object's kind, `name` its name or the Placeholder of it, None if it has none.
    """

    __slots__ = ("kind", "name", "tree")

    def __init__(self, tree: KubernetesObject) -> None:
        self.tree = tree
        self.kind = str(tree["kind"])
        self.name: Any = tree.get("metadata", {}).get("name")


class LazyObject:
    """One Kubernetes object: an ObjectTemplate and the values of its Placeholders, all plain data. It must not be modified.

    `size` is the number of bytes of the values as JSON, if that is known.
    """

    __slots__ = ("_object", "size", "template", "values")

    def __init__(self, template: ObjectTemplate, values: Sequence[Any] = (), size: int = 0) -> None:
        self.template = template
        self.values = values
        self.size = size
        self._object: KubernetesObject | None = None

    @property
    def object(self) -> KubernetesObject:
        """The object as plain data, built on first access, as it is rarely needed."""
        if self._object is None:
            self._object = _filled(self.template.tree, self.values) if self.values else self.template.tree
        return self._object

    @property
    def kind(self) -> str:
        """The object's kind, as in its manifest."""
        return self.template.kind

    @property
    def name(self) -> Any:
        """The object's name, content hash included; it is not a text if the template is wrong."""
        name = self.template.name
        return self.values[name.number] if type(name) is Placeholder else name


def constant(content: KubernetesObject) -> LazyObject:
    """An object without placeholders, hence with a template of its own."""
    return LazyObject(ObjectTemplate(content))


def _filled(node: Any, values: Sequence[Any]) -> Any:
    kind = type(node)
    if kind is dict:
        return {key: _filled(value, values) for key, value in node.items()}
    if kind is list:
        return [_filled(value, values) for value in node]
    return values[node.number] if kind is Placeholder else node
