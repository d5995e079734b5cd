"""The result of a review: what a change does to each environment, with the problems of both of its sides."""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, NamedTuple

from generator.errors import Mark, Problem, Severity
from generator.generation.summary import SEVERITY_ORDER
from generator.impact.environment_change import EnvironmentChange
from generator.impact.state import EnvironmentKey
from generator.kubernetes.effects import effect as effects
from generator.kubernetes.effects.effect import Effect

WORKING_TREE = "working tree"
SideName = Literal["base", "head"]


class Skipped(NamedTuple):
    """An environment that is not compared, because its input has problems on one side."""

    key: EnvironmentKey
    side: SideName


class Cause(NamedTuple):
    """A place in a source file that is changed, and an environment that this changes; `effect` is what it does at worst there."""

    mark: Mark
    key: EnvironmentKey
    effect: Effect


class Prune(NamedTuple):
    """A file that goes from the GitOps repository, and what it defines from the cluster; `entry` of `allowPrune` allows it."""

    key: EnvironmentKey
    path: str
    component: str
    entry: str | None

    @property
    def consent(self) -> str:
        """Whether it may be removed, in words."""
        return "no consent" if self.entry is None else f"allowPrune: {self.entry}"


class Review(NamedTuple):
    """A review. `base` and `head` are commits, or the words for the working tree; `chosen` says how the base was chosen.

    `causes` are looked for only where they are shown.
    """

    base: str
    head: str
    environments: tuple[EnvironmentChange, ...] = ()
    problems: tuple[Problem, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    chosen: str = ""
    causes: tuple[Cause, ...] = ()
    prunes: tuple[Prune, ...] = ()

    @property
    def pruned(self) -> Mapping[EnvironmentKey, Sequence[Prune]]:
        """What would be pruned, by environment."""
        found: dict[EnvironmentKey, list[Prune]] = {}
        for each in self.prunes:
            found.setdefault(each.key, []).append(each)
        return found

    @property
    def effect(self) -> Effect:
        """The worst effect of all environments."""
        return effects.worst(each.effect for each in self.environments)

    def exit_code(self, fail_on: Collection[Effect] = (), *, differences: bool = False) -> int:
        """The most severe exit code; with `differences`, any change counts, and exactly the effects `fail_on` are refused."""
        serious = (each.severity for each in self.problems if each.severity is not Severity.WARNING)
        codes = {3 if severity is Severity.ERROR else 4 for severity in serious}
        if not {effect for each in self.environments for effect in each.effects}.isdisjoint(fail_on):
            codes.add(4)
        if differences and self.environments:
            codes.add(1)
        return next((code for code in SEVERITY_ORDER if code in codes), 0)
