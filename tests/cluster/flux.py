"""Flux's own source- and kustomize-controller beside a control plane, and what they apply out of a repository on loopback."""

import base64
import contextlib
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.acceptance.deploying import smart_http
from tests.builders.repositories import git, identifier
from tests.cluster import definitions
from tests.cluster.api import MERGE, Object
from tests.cluster.control_plane import HOST, ControlPlane
from tests.cluster.processes import BIN, free_ports
from tests.cluster.releases import Place
from tests.unit.external.front import serving

NAMESPACE = "flux-system"
LOGIN = "flux:secret"
SECRET = "deploy-key"
DEFINED = (
    *(f"{plural}.source.toolkit.fluxcd.io" for plural in ("buckets", "externalartifacts", "gitrepositories")),
    *(f"{plural}.source.toolkit.fluxcd.io" for plural in ("helmcharts", "helmrepositories", "ocirepositories")),
    "kustomizations.kustomize.toolkit.fluxcd.io",
)
"""Kinds that the controllers watch, so that they have to be defined, whether anybody uses them or not."""
REPOSITORY: dict[str, Any] = {
    "apiVersion": "source.toolkit.fluxcd.io/v1",
    "kind": "GitRepository",
    "metadata": {"name": "deploy", "namespace": NAMESPACE},
}


def start(plane: ControlPlane) -> None:
    """Start both controllers."""
    definitions.install_released(plane.api, DEFINED)
    space = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}}
    assert not plane.api.apply(space, "tests").refusal
    names = {"username": LOGIN.partition(":")[0], "password": LOGIN.partition(":")[2]}
    data = {key: base64.b64encode(value.encode()).decode() for key, value in names.items()}
    about = {"name": SECRET, "namespace": NAMESPACE}
    assert not plane.api.apply({"apiVersion": "v1", "kind": "Secret", "metadata": about, "data": data}, "tests").refusal
    storage, *others = free_ports(5)
    (plane.folder / "artifacts").mkdir()
    address = f"{HOST}:{storage}"
    _controller(
        plane,
        "source-controller",
        others[:2],
        f"--storage-path={plane.folder / 'artifacts'}",
        f"--storage-addr={address}",
        f"--storage-adv-addr={address}",
    )
    _controller(plane, "kustomize-controller", others[2:], "--concurrent=8")


def _controller(plane: ControlPlane, name: str, ports: list[int], *options: str) -> None:
    metrics, health = ports
    plane.run(
        name,
        *(str((BIN / name).resolve()), "--events-addr=", "--enable-leader-election=false"),
        *(f"--metrics-addr={HOST}:{metrics}", f"--health-addr={HOST}:{health}"),
        *("--log-level=info", "--kube-api-qps=200", "--kube-api-burst=400", *options),
        variables={"RUNTIME_NAMESPACE": NAMESPACE, "KUBECONFIG": str(plane.kubeconfig)},
    )


@contextlib.contextmanager
def served(repository: Path) -> Iterator[str]:
    """The address from which the repository can be cloned."""
    with serving(smart_http(repository.parent, LOGIN)) as front:
        yield f"{front.url}/{repository.name}"


@contextlib.contextmanager
def following(plane: ControlPlane, place: Place) -> Iterator[Place]:
    """The place whose cluster follows the GitOps repository as soon as `bootstrap` has been applied."""
    with served(place.repository) as address:
        yield place._replace(
            applier=lambda path, _rendered: Kustomization(plane, place.repository, path),
            bootstrap=("--repo", address, "--secret", SECRET),
        )


class Kustomization:
    """An overlay as Flux applies it, by the Kustomization that is published with it."""

    def __init__(self, plane: ControlPlane, repository: Path, path: str) -> None:
        _, team, project, _, environment = path.split("/")
        about = {"name": f"{team}.{project}.{environment}", "namespace": NAMESPACE}
        self.object: Object = {
            "apiVersion": "kustomize.toolkit.fluxcd.io/v1",
            "kind": "Kustomization",
            "metadata": about,
        }
        self._plane, self._api, self._repository = plane, plane.api, repository
        self._commit = ""

    def sync(self) -> None:
        """Ask Flux to look at the repository now, as a webhook does."""
        self._commit = identifier(self._repository, "rev-parse", "main")
        asked = {"reconcile.fluxcd.io/requestedAt": dt.datetime.now(dt.UTC).isoformat()}
        body = {"metadata": {"annotations": asked}}
        answer = self._api.request("PATCH", self._api.path(REPOSITORY), body, media=MERGE)
        assert not answer.refusal, answer.refusal

    def synced(self) -> bool:
        """Whether that commit is applied, or one after it; an error with what Flux says if it could not be."""
        self._plane.running()
        status = (self._api.get(self.object) or {}).get("status", {})
        for each in status.get("conditions", ()):
            failed = each["type"] == "Ready" and each["status"] == "False" and each["reason"].endswith("Failed")
            assert not (failed and self._holds(status.get("lastAttemptedRevision", ""))), each["message"]
        return self._holds(status.get("lastAppliedRevision", ""))

    def rest(self) -> None:
        """Each commit of any project makes Flux apply all Kustomizations that are not suspended."""
        body = {"spec": {"suspend": True}}
        assert not self._api.request("PATCH", self._api.path(self.object), body, media=MERGE).refusal

    def _holds(self, revision: str) -> bool:
        commit = revision.rpartition(":")[2]
        return bool(commit) and self._commit in git(self._repository, "rev-list", commit).split()
