"""Objects apart from their values: what a template prints alike for many projects is read, and written out, once."""

from collections.abc import Sequence
from typing import Any, NamedTuple

KubernetesObject = dict[str, Any]


class Hole(NamedTuple):
    """A leaf of a Shape: the place of the value with this number."""

    number: int


class Shape:
    """An object with Holes for leaves; no two are the same, so that what is made of one can be kept beside it.

    `kind` is the object's kind, `name` a text or the Hole where its name stands, None where it has none.
    """

    __slots__ = ("kind", "name", "tree")

    def __init__(self, tree: KubernetesObject) -> None:
        self.tree = tree
        self.kind = str(tree["kind"])
        self.name: Any = tree.get("metadata", {}).get("name")


class Filled:
    """One Kubernetes object: a Shape and the values of its Holes, all plain data. Nobody may change it."""

    __slots__ = ("_object", "shape", "values")

    def __init__(self, shape: Shape, values: Sequence[Any] = ()) -> None:
        self.shape = shape
        self.values = values
        self._object: KubernetesObject | None = None

    @property
    def object(self) -> KubernetesObject:
        """The object as plain data, which few ask for: made when first wanted."""
        if self._object is None:
            self._object = _filled(self.shape.tree, self.values) if self.values else self.shape.tree
        return self._object

    @property
    def kind(self) -> str:
        """The object's kind, as in its manifest."""
        return self.shape.kind

    @property
    def name(self) -> Any:
        """The object's name as its template has it, content hash included: text, where all is well."""
        name = self.shape.name
        return self.values[name.number] if type(name) is Hole else name


def whole(found: KubernetesObject) -> Filled:
    """An object that shares its shape with no other."""
    return Filled(Shape(found))


def _filled(node: Any, values: Sequence[Any]) -> Any:
    kind = type(node)
    if kind is dict:
        return {key: _filled(value, values) for key, value in node.items()}
    if kind is list:
        return [_filled(value, values) for value in node]
    return values[node.number] if kind is Hole else node
