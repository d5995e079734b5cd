"""A control plane on loopback."""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import yaml
from urllib3.exceptions import HTTPError

from tests import patience
from tests.cluster.api import Api
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

    def start(self, program: str, *options: str) -> Process:
        """Start a program of the control plane."""
        process = Process(program, [str((BIN / "control-plane").resolve()), program, *options], self.folder)
        self.processes.append(process)
        return process

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


def _wait(plane: ControlPlane) -> None:
    end = time.monotonic() + patience.LONG
    while not _ready(plane):
        assert time.monotonic() < end, plane.processes[-1].log.read_text(errors="replace")[-2000:]
        time.sleep(0.1)


def _ready(plane: ControlPlane) -> bool:
    assert all(process.running() for process in plane.processes)
    with contextlib.suppress(OSError, HTTPError):
        return plane.api.request("GET", "/readyz").status == 200
    return False
