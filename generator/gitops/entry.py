"""What a GitOps tool is given for one project in one environment: the noun that its module turns into an object."""

from collections.abc import Sequence
from typing import NamedTuple

from generator.environment.environment import Environment
from generator.gitops import ownership
from generator.gitops.ownership import Ignored
from generator.manifest import gitops_paths
from generator.manifest.manifest import Draft
from generator.spec.project import Target

LIMIT = 63
"""Characters of the name: Flux writes it into a label of every object, older Argo CD too."""

Held = Sequence[tuple[Target, Sequence[Draft]]]


class Entry(NamedTuple):
    """An overlay and where it goes; `held` are its components with the Drafts of their objects."""

    team: str
    project: str
    environment: Environment
    namespace: str
    held: Held

    @property
    def name(self) -> str:
        """`<team>.<project>.<environment>`: dots, since names of teams and projects have none."""
        return name(self.team, self.project, self.environment.name)

    @property
    def path(self) -> str:
        """The overlay's folder below the GitOps repository."""
        return gitops_paths.overlay(self.team, self.project, self.environment.name)

    @property
    def ignored(self) -> list[Ignored]:
        """What the tool must leave to others."""
        return [rule for target, drafts in self.held for rule in ownership.ignored(target, drafts)]


def name(team: str, project: str, environment: str) -> str:
    """The name of a project's entry for an environment."""
    return f"{team}.{project}.{environment}"
