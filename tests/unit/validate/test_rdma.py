import pytest

from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import MULTINODE, TRAINING

KINDS = [pytest.param(TRAINING, id="training"), pytest.param(MULTINODE, id="multinode")]
PLATFORM: Data = {
    "operators": {"multinode": "leaderworkerset"},
    "machines": {"ib": {"cpu": "8", "memory": "64Gi", "gpu": {"rdma/hca_shared": 1}}},
}
NO_RDMA = (
    "needs the capability IPC_LOCK or the network of the node, which no pod here has "
    "-> use the pod network: remove it, or choose a machine without it"
)
DEVICE: Data = {"limits": {"cpu": 1, "memory": "1Gi", "openshift.io/roce0": 1}}
LEAVE_OUT = "-> leave it out: RDMA needs the capability IPC_LOCK or the network of the node, which no pod here has"
OF_NODE = "-> leave it out: Pod Security keeps pods from the network and the processes of their node, where no network policy holds"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"machine": "ib"}, f'machine: "rdma/hca_shared" {NO_RDMA}'),
        ({"resources": DEVICE}, f'resources.limits["openshift.io/roce0"]: "openshift.io/roce0" {NO_RDMA}'),
        (
            {"init": {"a": {"command": ["a"], "resources": DEVICE}}},
            f'init.a.resources.limits["openshift.io/roce0"]: "openshift.io/roce0" {NO_RDMA}',
        ),
        ({"rdma": True}, f'rdma: unknown key "rdma" {LEAVE_OUT}'),
        ({"hostNetwork": True}, f'hostNetwork: unknown key "hostNetwork" {OF_NODE}'),
        ({"security": {"hostNetwork": True}}, f'security.hostNetwork: unknown key "hostNetwork" {OF_NODE}'),
    ],
)
def test_rdma_and_the_network_of_the_node_are_refused_with_the_reason(kind: Data, written: Data, said: str) -> None:
    assert samples.problems(kind | written, None, PLATFORM) == [f"components.api.{said}"]


@pytest.mark.parametrize(
    ("kind", "patched", "pods"),
    [
        (TRAINING, "Job", "/spec/template/spec"),
        (MULTINODE, "LeaderWorkerSet", "/spec/leaderWorkerTemplate/workerTemplate/spec"),
    ],
)
def test_no_patch_brings_them(kind: Data, patched: str, pods: str) -> None:
    capability = f"{pods}/containers/0/securityContext/capabilities/add"
    for path, value, said in (
        (f"{pods}/hostNetwork", True, "hostNetwork is not allowed"),
        (capability, ["IPC_LOCK"], 'container "main": only the capability NET_BIND_SERVICE may be added'),
    ):
        operation = {"op": "add", "path": path, "value": value}
        (found,) = samples.problems(
            kind | {"patches": [{"target": {"kind": patched}, "ops": [operation]}]}, None, PLATFORM
        )
        assert f'Pod Security "restricted": {said} -> ' in found
