"""Argo CD's own application controller and repo server beside a control plane, with a repository on loopback."""

import base64
import contextlib
from collections.abc import Iterator
from pathlib import Path

from tests.acceptance.deploying import smart_http
from tests.builders.repositories import git, identifier
from tests.cluster import definitions
from tests.cluster.api import MERGE, Object
from tests.cluster.control_plane import HOST, ControlPlane
from tests.cluster.processes import BIN, free_ports
from tests.cluster.releases import PLATFORM, Place
from tests.unit.external.front import Asked, Said, serving

NAMESPACE = "argocd"
LOGIN = "argocd:secret"
ROOT = "tidegate-live"
DEFINED = ("applications.argoproj.io", "applicationsets.argoproj.io", "appprojects.argoproj.io")
PART = {"app.kubernetes.io/part-of": "argocd"}
SETTINGS = {
    "apiVersion": "v1",
    "kind": "ConfigMap",
    "metadata": {"name": "argocd-cm", "namespace": NAMESPACE, "labels": PART},
    "data": {},
}
KEY = {
    "apiVersion": "v1",
    "kind": "Secret",
    "metadata": {"name": "argocd-secret", "namespace": NAMESPACE, "labels": PART},
    "data": {"server.secretkey": base64.b64encode(b"of the tests").decode()},
}
APPLIERS = {"argocd-client-side": "", "argocd-server-side": ", serverSideApply: true"}
"""How it applies objects, and what an environment says for it."""
KUSTOMIZE = """\
#!/bin/sh
[ "$1" = build ] || { echo v5.7.1; exit; }
shift
exec kubectl kustomize "$@"
"""
PROGRAMS = {"kustomize": KUSTOMIZE, "git-verify-wrapper.sh": "#!/bin/sh\n"}
"""What the repo server runs: the kustomize that is in kubectl, and nothing that looks at signatures, which no commit here has."""


def start(plane: ControlPlane) -> None:
    """Start both, with a Redis of Debian."""
    definitions.install_released(plane.api, DEFINED)
    space = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}}
    for each in (space, SETTINGS, KEY):
        assert not plane.api.apply(each, "tests").refusal
    variables = _variables(plane)
    redis, repository, *metrics = free_ports(4)
    plane.run("redis", "redis-server", "--bind", HOST, "--port", str(redis), "--save", "", "--appendonly", "no")
    cache = ("--redis", f"{HOST}:{redis}")
    program = str((BIN / "argocd").resolve())
    plane.run(
        "argocd-repo-server",
        *(
            program,
            "repo-server",
            "--address",
            HOST,
            "--port",
            str(repository),
            "--disable-tls",
            "--client-ca-path=",
            *cache,
        ),
        *("--metrics-address", HOST, "--metrics-port", str(metrics[0])),
        variables=variables,
    )
    plane.run(
        "argocd-application-controller",
        *(program, "application-controller", "--repo-server", f"{HOST}:{repository}", "--repo-server-plaintext"),
        *("--namespace", NAMESPACE, "--metrics-port", str(metrics[1]), *cache),
        variables=variables,
    )


def _variables(plane: ControlPlane) -> dict[str, str]:
    """A home with the kubeconfig that stands for an account in the cluster, and programs beside those of this environment."""
    home, programs = plane.folder / "argocd", plane.folder / "programs"
    (home / ".kube").mkdir(parents=True)
    (home / ".kube" / "config").write_bytes(plane.kubeconfig.read_bytes())
    programs.mkdir()
    for name, script in PROGRAMS.items():
        (programs / name).write_text(script, encoding="utf-8")
        (programs / name).chmod(0o755)
    return {
        "HOME": str(home),
        "TMPDIR": str(home),
        "KUBECONFIG": str(plane.kubeconfig),
        "PATH": f"{programs}:{BIN}:/usr/local/bin:/usr/bin:/bin",
        "ARGOCD_FAKE_IN_CLUSTER": "true",
        "ARGOCD_GPG_ENABLED": "false",
        "ARGOCD_ASK_PASS_SOCK": str(home / "ask-pass.sock"),
    }


@contextlib.contextmanager
def served(repository: Path) -> Iterator[str]:
    """The address from which anybody can clone the repository."""
    say = smart_http(repository.parent, LOGIN)
    login = f"Basic {base64.b64encode(LOGIN.encode()).decode()}"

    def answer(asked: Asked) -> Said:
        return say(asked._replace(headers={**asked.headers, "authorization": login}))

    with serving(answer) as front:
        yield f"{front.url}/{repository.name}"


@contextlib.contextmanager
def following(plane: ControlPlane, place: Place, applier: str) -> Iterator[Place]:
    """The place whose cluster follows the GitOps repository, by one of `APPLIERS`, as soon as `bootstrap` has been applied."""
    with served(place.repository) as address:
        settings = f"version: '3.5', project: ml, repository: '{address}'{APPLIERS[applier]}"
        environment = PLATFORM.format(gitops=f"{{tool: argocd, {settings}}}")
        place.environment.write_text(environment, encoding="utf-8")
        yield place._replace(applier=lambda path, _rendered: Application(plane, place.repository, path))
        for each in place.api.all("argoproj.io/v1alpha1", "Application", NAMESPACE):
            place.api.delete(each)


class Application:
    """An overlay as Argo CD applies it, by the Application that is published with it."""

    def __init__(self, plane: ControlPlane, repository: Path, path: str) -> None:
        _, team, project, _, environment = path.split("/")
        self._root, self.object = _application(ROOT), _application(f"{team}.{project}.{environment}")
        self._plane, self._api, self._repository = plane, plane.api, repository
        self._commit = ""

    def sync(self) -> None:
        """Ask Argo CD to look at the repository now, as a webhook does."""
        self._commit = identifier(self._repository, "rev-parse", "main")
        for each in (self._root, self.object):
            self._annotate(each, "argocd.argoproj.io/refresh", "normal")

    def synced(self) -> bool:
        """Whether that commit is applied, or one after it; an error with what Argo CD says if it could not be."""
        self._plane.running()
        status = (self._api.get(self.object) or {}).get("status", {})
        operation = status.get("operationState", {})
        assert operation.get("phase") not in {"Failed", "Error"}, operation
        sync = status.get("sync", {})
        return sync.get("status") == "Synced" and self._holds(sync.get("revision", ""))

    def rest(self) -> None:
        """Follow it no longer."""
        self._annotate(self.object, "argocd.argoproj.io/skip-reconcile", "true")

    def _annotate(self, each: Object, key: str, value: str) -> None:
        body = {"metadata": {"annotations": {key: value}}}
        answer = self._api.request("PATCH", self._api.path(each), body, media=MERGE)
        assert answer.status in {200, 404}, answer.refusal

    def _holds(self, commit: str) -> bool:
        return bool(commit) and self._commit in git(self._repository, "rev-list", commit).split()


def _application(name: str) -> Object:
    about = {"name": name, "namespace": NAMESPACE}
    return {"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": about}
