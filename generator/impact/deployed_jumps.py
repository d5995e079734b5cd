"""Changes of releases that no single command makes, between two states of a GitOps repository.

As in `releases/base_check.py`, but from objects alone: `deployed_snapshot.py` says what these tell.
"""

from collections.abc import Iterator, Mapping

from generator.errors import Mark, Problem, Severity
from generator.impact import deployed_snapshot, transitions
from generator.impact.deployed_snapshot import Objects
from generator.impact.state import EnvironmentState
from generator.impact.transitions import Position
from generator.release import refused_changes
from generator.release.snapshot import Snapshot


def find(before: EnvironmentState | None, after: EnvironmentState | None) -> Iterator[Problem]:
    """A refusal for each component whose change would skip a step, at the file that holds its position."""
    if before is None or after is None:
        return
    was, now = _Side(before), _Side(after)
    for component in now.objects:
        for refused in refused_changes.judge(was.snapshot(component), now.snapshot(component)):
            yield _refusal(after, component, now.file(component), refused.fact, refused.hint)
    for component, position in was.positions.items():
        if component not in now.positions and component not in now.objects and position.release.in_progress:
            fact = "the component is removed while a release is under way"
            yield _refusal(before, component, position.file, fact, "finish or abort the release first")


def _refusal(side: EnvironmentState, component: str, file: str, fact: str, hint: str) -> Problem:
    where = f"environments.{side.key[2]}.releases.{component}"
    return Problem(mark=Mark(file, 1, 1), where=where, fact=fact, hint=hint, code="jump", severity=Severity.REFUSAL)


class _Side:
    """The components of an environment, by what their objects tell."""

    def __init__(self, state: EnvironmentState) -> None:
        self._state = state
        self.positions: Mapping[str, Position] = transitions.positions(state)
        self.objects: Mapping[str, Objects] = deployed_snapshot.objects(state)

    def snapshot(self, component: str) -> Snapshot | None:
        """The snapshot of a component; None if it is not there."""
        own = self.objects.get(component)
        return deployed_snapshot.of(own, self._state, self.positions.get(component)) if own is not None else None

    def file(self, component: str) -> str:
        """The file with the position of a component, or its first one with a workload."""
        position = self.positions.get(component)
        if position is not None:
            return position.file
        own = self.objects[component]
        running = [id(each) for each in own.running or own.found.values()]
        return next(each.file for each in self._state.objects if id(each.object) in running)
