"""A control plane on loopback."""

import contextlib
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml
from urllib3.exceptions import HTTPError

from tests import patience
from tests.cluster import nodes
from tests.cluster.api import MERGE, Api
from tests.cluster.certificates import Authority, signing_key
from tests.cluster.processes import BIN, Process, free_ports

HOST = "127.0.0.1"


class ControlPlane:
    """The processes of a cluster with their keys, logs and data in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.authority = Authority(folder)
        self.server = self.authority.sign("kube-apiserver")
        self.tokens = signing_key(folder / "service-accounts.key")
        self.etcd, self.peers, self.port = free_ports(3)
        self.processes: list[Process] = []
        self.kubeconfig = self.kubeconfig_of("admin", "system:masters")
        self.api = self.api_of("admin")

    def kubeconfig_of(self, user: str, *groups: str) -> Path:
        """The settings with which `kubectl` and controllers are this user."""
        certificate, key = self.authority.sign(user, *groups)
        files = {"client-certificate": str(certificate), "client-key": str(key)}
        where = {"server": f"https://{HOST}:{self.port}", "certificate-authority": str(self.authority.certificate)}
        settings = {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "tests",
            "clusters": [{"name": "tests", "cluster": where}],
            "users": [{"name": user, "user": files}],
            "contexts": [{"name": "tests", "context": {"cluster": "tests", "user": user}}],
        }
        path = self.folder / f"{user}.kubeconfig"
        path.write_text(yaml.safe_dump(settings), encoding="utf-8")
        return path

    def api_of(self, user: str) -> Api:
        """The API as a user who has a kubeconfig."""
        keys = (self.folder / f"{user}.crt", self.folder / f"{user}.key")
        return Api(HOST, self.port, self.authority.certificate, *keys)

    def start(self, program: str, *options: str) -> None:
        """Start a program of Kubernetes, or etcd."""
        self.run(program, str((BIN / "control-plane").resolve()), program, *options)

    def run(self, name: str, *command: str, variables: Mapping[str, str] | None = None) -> None:
        """Start any other program."""
        self.processes.append(Process(name, command, self.folder, variables))

    def running(self) -> bool:
        """Whether all processes run; one that has ended is an error."""
        return all(process.running() for process in self.processes)

    def stop(self) -> None:
        """End all processes, the newest first."""
        self.api.close()
        while self.processes:
            self.processes.pop().end()


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[ControlPlane]:
    """An API server alone: what is applied stays as it was stored, since no controller changes it."""
    plane = ControlPlane(folder)
    try:
        _start_api(plane)
        yield plane
    finally:
        plane.stop()


@contextlib.contextmanager
def running(folder: Path) -> Iterator[ControlPlane]:
    """A cluster that runs pods as far as others see them: nodes of kwok, where a pod becomes ready without any container."""
    with serving(folder) as plane:
        _start_controllers(plane)
        _start_nodes(plane)
        yield plane


def _start_api(plane: ControlPlane) -> None:
    peers = f"http://{HOST}:{plane.peers}"
    clients = f"http://{HOST}:{plane.etcd}"
    plane.start(
        "etcd",
        *("--name=tests", f"--data-dir={plane.folder / 'etcd'}", "--unsafe-no-fsync", "--log-level=error"),
        *(f"--listen-client-urls={clients}", f"--advertise-client-urls={clients}"),
        *(f"--listen-peer-urls={peers}", f"--initial-advertise-peer-urls={peers}", f"--initial-cluster=tests={peers}"),
    )
    certificate, key = plane.server
    plane.start(
        "kube-apiserver",
        *(f"--etcd-servers={clients}", f"--bind-address={HOST}", f"--secure-port={plane.port}"),
        *(f"--tls-cert-file={certificate}", f"--tls-private-key-file={key}"),
        *(f"--client-ca-file={plane.authority.certificate}", "--authorization-mode=RBAC", "--allow-privileged"),
        *(f"--service-account-key-file={plane.tokens}", f"--service-account-signing-key-file={plane.tokens}"),
        *("--service-account-issuer=https://kubernetes.default.svc", "--service-cluster-ip-range=10.0.0.0/16"),
        # the only API server has no address that others reach; fairness would slow down a single client
        *("--endpoint-reconciler-type=none", "--enable-priority-and-fairness=false", "--profiling=false"),
        # a machine may be so busy that it takes longer than the usual minute
        f"--request-timeout={patience.LONG}s",
    )
    _wait(plane)


CONTROLLERS = (
    *("deployment-controller", "replicaset-controller", "statefulset-controller", "job-controller"),
    *("endpointslice-controller", "horizontal-pod-autoscaler-controller", "disruption-controller"),
    *("garbage-collector-controller", "namespace-controller", "resourcequota-controller"),
)
"""Those whose work the tests watch, and no others, which would only take time."""


def _start_controllers(plane: ControlPlane) -> None:
    (secure,) = free_ports(1)
    plane.start(
        "kube-controller-manager",
        *(f"--kubeconfig={plane.kubeconfig}", "--leader-elect=false", f"--controllers={','.join(CONTROLLERS)}"),
        *(f"--bind-address={HOST}", f"--secure-port={secure}", f"--service-account-private-key-file={plane.tokens}"),
        *(f"--root-ca-file={plane.authority.certificate}", "--kube-api-qps=200", "--kube-api-burst=400"),
        # the usual 15 seconds are for clusters with thousands of them
        *("--horizontal-pod-autoscaler-sync-period=1s", "--horizontal-pod-autoscaler-cpu-initialization-period=1s"),
        "--profiling=false",
    )
    (secure,) = free_ports(1)
    plane.start(
        "kube-scheduler",
        *(f"--kubeconfig={plane.kubeconfig}", f"--authentication-kubeconfig={plane.kubeconfig}"),
        *(f"--authorization-kubeconfig={plane.kubeconfig}", "--leader-elect=false", "--profiling=false"),
        *(f"--bind-address={HOST}", f"--secure-port={secure}", "--kube-api-qps=200", "--kube-api-burst=400"),
    )


def _start_nodes(plane: ControlPlane) -> None:
    settings = (f"--kubeconfig={plane.kubeconfig}", f"--config={nodes.STAGES}", "--cidr=10.1.0.1/16")
    plane.run("kwok", str(BIN / "kwok"), *settings, "--manage-all-nodes", "--node-lease-duration-seconds=40")
    registered = [nodes.node(name) for name in nodes.NAMES]
    for each in registered:
        answer = plane.api.apply(each, "tests")
        assert not answer.refusal, answer.refusal
        # new nodes have the taint of those that are not ready; what takes it away would also watch whether they are alive
        plane.api.request("PATCH", plane.api.path(each), {"spec": {"taints": None}}, media=MERGE)
    assert patience.until(lambda: plane.running() and all(nodes.ready(plane.api.get(each)) for each in registered))


def _wait(plane: ControlPlane) -> None:
    end = time.monotonic() + patience.LONG
    while not _ready(plane):
        assert time.monotonic() < end, plane.processes[-1].log.read_text(errors="replace")[-2000:]
        time.sleep(0.1)


def _ready(plane: ControlPlane) -> bool:
    plane.running()
    with contextlib.suppress(OSError, HTTPError):
        return plane.api.request("GET", "/readyz").status == 200
    return False
