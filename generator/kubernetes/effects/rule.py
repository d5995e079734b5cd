"""Types of the tables of effects: a row for a field of a kind of object, and what a row's function may look at."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from generator.kubernetes.effects.effect import Effect
from generator.manifest.field_path import ABSENT, Steps
from generator.manifest.object_fields import value_at
from generator.manifest.object_template import KubernetesObject

T = TypeVar("T")


class Verdict(NamedTuple):
    """An effect, why it comes, and the page that says so, that of the row if it is empty.

    `also` are further effects of the same change.
    """

    effect: Effect
    reason: str
    source: str = ""
    also: tuple[Effect, ...] = ()


class Revision:
    """All objects of an environment in one revision, by kind and name, and what was found out about them."""

    __slots__ = ("_found", "objects")

    def __init__(self, objects: Mapping[str, Mapping[str, KubernetesObject]]) -> None:
        self.objects = objects
        self._found: dict[Callable[[Revision], Any], Any] = {}

    def of_kind(self, *kinds: str) -> Iterator[KubernetesObject]:
        """The objects of some kinds, in the order of their names."""
        for kind in kinds:
            yield from self.objects.get(kind, {}).values()

    def find(self, kind: str, name: str) -> KubernetesObject | None:
        """The object of this kind and name."""
        return self.objects.get(kind, {}).get(name)

    def once(self, find: Callable[["Revision"], T]) -> T:
        """What a function finds in all objects; it is asked once, since each changed object may need it."""
        if find not in self._found:
            self._found[find] = find(self)
        found: T = self._found[find]
        return found


class Pair(NamedTuple):
    """An object before and after, and all others of its environment; one of the two is empty if only one revision has it."""

    before: KubernetesObject
    after: KubernetesObject
    old: Revision
    new: Revision

    def values(self, *path: str) -> tuple[Any, Any]:
        """The values at a path before and after; None where there is none."""
        return value_at(self.before, path), value_at(self.after, path)


class Field(NamedTuple):
    """A field that differs; a value is ABSENT where there is none."""

    steps: Steps
    before: Any
    after: Any
    pair: Pair

    @property
    def is_added(self) -> bool:
        """Whether there was no value before."""
        return self.before is ABSENT

    @property
    def is_removed(self) -> bool:
        """Whether there is no value any more."""
        return self.after is ABSENT


Judge = Callable[[Field], Verdict | None]


class Rule(NamedTuple):
    """A row: the effect of a change at `path` or anywhere below it. The first row that fits counts.

    `path` is written as paths are shown; `*` stands for any key, position or item: `spec.template.spec.containers[*].image`.
    `judge` looks at the values; where it gives None, the row itself counts.
    """

    path: str
    effect: Effect
    reason: str
    source: str
    also: tuple[Effect, ...] = ()
    judge: Judge | None = None
    depends: str = ""
    """When `judge` gives another effect, in words for the printed table."""
    by_parts: bool = False
    """Whether a whole mapping that comes or goes is judged key by key, as annotations are."""


class Whole(NamedTuple):
    """The effect of adding or removing an object of a kind."""

    effect: Effect
    reason: str
    source: str
    judge: Callable[[Pair], Verdict | None] | None = None
    depends: str = ""


class Table(NamedTuple):
    """All effects of changes to objects of one kind."""

    added: Whole
    removed: Whole
    rules: tuple[Rule, ...]
