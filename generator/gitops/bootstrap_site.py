"""A cluster's environment before anything is synced: the noun that bootstrap objects are made of."""

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
    """An environment with its `neighbours` (all of the platform's, itself included).

    `held` has the namespaces of known projects by environment; `pattern` covers all that projects of an environment can have
    (`*-*-dev`). `repository`, `branch` and `secret` are where the tool reads, as far as the platform's file does not say it.
    """

    environment: Environment
    neighbours: Sequence[Environment]
    held: Mapping[str, Sequence[str]]
    repository: str = ""
    branch: str = "main"
    secret: str = ""

    @property
    def namespaces(self) -> Sequence[str]:
        """Those of known projects in the environment itself."""
        return self.held[self.environment.name]

    @property
    def root(self) -> str:
        """The name of the root object: one for each cluster."""
        return f"tidegate-{self.environment.cluster.name}"

    @property
    def path(self) -> str:
        """The folder of the cluster's entries below the GitOps repository."""
        return gitops_paths.cluster(self.environment.cluster.name)


def pattern(environment: Environment) -> str:
    """The environment's namespaces as one pattern with `*`."""
    return target.fill(environment.namespace, team="*", project="*", environment=environment.name)


def draft(template: str, **values: Any) -> Draft:
    """A Draft of one of bootstrap's templates; its file's name holds the namespace."""
    file = ".".join(filter(None, (values.get("namespace", ""), values["name"])))
    return Draft(template=f"bootstrap/{template}.yaml", folder=FOLDER, file=file, values=values)
