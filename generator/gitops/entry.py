"""The entry of a project and environment: what a GitOps tool has to know to sync the overlay."""

from collections.abc import Sequence

from generator.environment.environment import Environment
from generator.gitops import ownership
from generator.gitops.ownership import Ignored
from generator.manifest import gitops_paths
from generator.manifest.manifest import Draft
from generator.named_tuples import NamedTuple
from generator.spec.project import Target

NAME_LIMIT = 63
"""The longest name in characters: Flux and older versions of Argo CD write it into a label of every object."""

TargetDrafts = Sequence[tuple[Target, Sequence[Draft]]]


class Entry(NamedTuple):
    """An overlay and its destination; `target_drafts` pairs each component in it with the Drafts of its objects."""

    team: str
    project: str
    environment: Environment
    namespace: str
    target_drafts: TargetDrafts

    @property
    def name(self) -> str:
        """`<team>.<project>.<environment>`, unique because the names of teams and projects have no dots."""
        return name(self.team, self.project, self.environment.name)

    @property
    def path(self) -> str:
        """The overlay's folder in the GitOps repository."""
        return gitops_paths.overlay(self.team, self.project, self.environment.name)

    @property
    def ignored(self) -> list[Ignored]:
        """The fields that the tool must leave to their other writers."""
        return [rule for target, drafts in self.target_drafts for rule in ownership.ignored(target, drafts)]


def name(team: str, project: str, environment: str) -> str:
    """The name of a project's entry in an environment."""
    return f"{team}.{project}.{environment}"
