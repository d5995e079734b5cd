"""The environment that is bootstrapped, with all that its bootstrap objects depend on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.environment.environment import Environment
from generator.manifest import gitops_paths
from generator.manifest.manifest import Draft
from generator.resolve import target

FOLDER = "bootstrap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """An environment and `environments`, all those of its platform.

    `project_namespaces` has the namespaces of the named projects by environment; `pattern` matches all that projects can have
    (`*-*-dev`). `repository`, `branch` and `secret` tell where Flux reads if the platform's file does not name a source.
    """

    environment: Environment
    environments: Sequence[Environment]
    project_namespaces: Mapping[str, Sequence[str]]
    repository: str = ""
    branch: str = "main"
    secret: str = ""

    @property
    def namespaces(self) -> Sequence[str]:
        """The namespaces of the named projects in this environment."""
        return self.project_namespaces[self.environment.name]

    @property
    def root(self) -> str:
        """The name of the root object, of which each cluster has one."""
        return f"tidegate-{self.environment.cluster.name}"

    @property
    def path(self) -> str:
        """The folder of the cluster's entries in the GitOps repository."""
        return gitops_paths.cluster(self.environment.cluster.name)


def pattern(environment: Environment) -> str:
    """The pattern of the environment's namespaces, with `*` for team and project."""
    return target.fill(environment.namespace, team="*", project="*", environment=environment.name)


def draft(template: str, **values: Any) -> Draft:
    """A Draft of a bootstrap template; its file is named `<namespace>.<name>`."""
    file = ".".join(filter(None, (values.get("namespace", ""), values["name"])))
    return Draft(template=f"bootstrap/{template}.yaml", folder=FOLDER, file=file, values=values)
