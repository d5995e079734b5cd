"""Apply a commit of a GitOps repository as Flux or Argo CD does, at once: what takes these minutes is their waiting."""

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from generator.external import kustomize
from tests.acceptance.machines import objects
from tests.cluster.api import Api, Object

Rendered = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]
FIRST = (
    *("Namespace", "ResourceQuota", "ServiceAccount", "Role", "RoleBinding", "ConfigMap", "Secret", "Service"),
    *("PersistentVolumeClaim", "Deployment", "StatefulSet", "CronJob", "PodDisruptionBudget"),
)
"""The order of kustomize, which Flux keeps; all other kinds come after these, by their names."""


class Tool(NamedTuple):
    """How a GitOps tool applies a commit: as whom, and what keeps an object that is no longer in Git."""

    manager: str
    tries: bool
    """Whether it applies nothing where one object would be refused."""
    prunes_first: bool
    guard: Mapping[str, str]


TOOLS = {
    "flux": Tool(
        "kustomize-controller", tries=True, prunes_first=False, guard={"kustomize.toolkit.fluxcd.io/prune": "disabled"}
    ),
    "argocd": Tool(
        "argocd-controller", tries=False, prunes_first=True, guard={"argocd.argoproj.io/sync-options": "Prune=false"}
    ),
}


class RefusedError(Exception):
    """The API server took not everything."""


class Applier(Protocol):
    """What makes a cluster follow an overlay in Git."""

    object: Object
    """By what the tool says how far it is; empty where nothing does."""

    def sync(self) -> None:
        """Begin to apply what the branch holds now."""

    def synced(self) -> bool:
        """Whether that has been applied, and what was gone has been removed."""
        ...

    def rest(self) -> None:
        """Follow it no longer."""


class Overlay:
    """An overlay in a bare repository, and what of it has been applied."""

    def __init__(self, api: Api, repository: Path, path: str, tool: Tool, rendered: Rendered = list) -> None:
        self._api, self._repository, self._path, self._tool = api, repository, path, tool
        self._rendered = rendered
        self.object: Object = {}
        self._applied: Mapping[tuple[str, ...], Object] = {}

    def sync(self) -> None:
        """Apply what the branch holds, in the tool's order, and remove what is gone; `RefusedError` if anything was."""
        wanted = {_key(each): each for each in sorted(self._rendered(self._built()), key=_order)}
        if self._tool.prunes_first:
            self._prune(wanted)
        if self._tool.tries:
            self._apply(wanted, dryRun="All")
        self._apply(wanted)
        if not self._tool.prunes_first:
            self._prune(wanted)
        self._applied = wanted

    def synced(self) -> bool:
        """At once."""
        return True

    def rest(self) -> None:
        """Nothing is applied unless `sync` is called."""

    def _built(self) -> list[dict[str, Any]]:
        command = ["git", "archive", "main", self._path]
        archive = subprocess.run(command, cwd=self._repository, capture_output=True, check=True).stdout
        with tempfile.TemporaryDirectory() as folder:
            with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
                packed.extractall(folder, filter="data")
            return objects(kustomize.build(Path(folder, self._path)))

    def _apply(self, wanted: Mapping[tuple[str, ...], Object], **query: str) -> None:
        answers = [self._api.apply(each, self._tool.manager, **query) for each in wanted.values()]
        refusals = [answer.refusal for answer in answers if answer.refusal]
        if refusals:
            raise RefusedError("; ".join(refusals))

    def _prune(self, wanted: Mapping[tuple[str, ...], Object]) -> None:
        for key, each in reversed(tuple(self._applied.items())):
            guards = each["metadata"].get("annotations", {}).items()
            if key not in wanted and not self._tool.guard.items() & guards:
                self._api.prune(each)


def _key(each: Object) -> tuple[str, ...]:
    return (each["apiVersion"], each["kind"], each["metadata"].get("namespace", ""), each["metadata"]["name"])


def _order(each: Object) -> tuple[int, Sequence[str]]:
    kind = each["kind"]
    return (FIRST.index(kind) if kind in FIRST else len(FIRST), (kind, each["metadata"]["name"]))
