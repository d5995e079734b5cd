import pytest

from tests.builders import trainings
from tests.builders.documents import Data


@pytest.mark.parametrize("framework", ["jax", "tensorflow", "none"])
def test_one_process_has_all_devices_of_a_node(framework: str) -> None:
    assert trainings.said("job", {"framework": framework, "processesPerNode": 2}) == [
        (
            f"processesPerNode: framework {framework} has one process on each node, which uses all of its devices"
            " -> remove it, or write framework: pytorch, whose torchrun starts several"
        )
    ]


@pytest.mark.parametrize("name", ["RANK", "PET_NNODES", "JOB_NAME", "CHECKPOINT_PATH"])
def test_a_variable_that_every_node_gets_is_not_written(name: str) -> None:
    (said,) = trainings.said("job", {"env": {name: "1"}})
    assert said.startswith(f'env.{name}: "{name}" is set for every node -> remove it')
    assert ("framework: none" in said) is (name in {"RANK", "PET_NNODES"})


def test_another_framework_leaves_the_variable_to_the_team() -> None:
    assert trainings.said("job", {"env": {"RANK": "1"}, "framework": "none"}) == []


def test_rdma_is_refused_with_the_reason() -> None:
    devices: Data = {"requests": {"cpu": 1, "memory": "1Gi", "rdma/hca": 1}, "limits": {"rdma/hca": 1}}
    assert trainings.said("job", {"resources": devices}) == [
        (
            'resources.limits["rdma/hca"]: "rdma/hca" needs the capability IPC_LOCK or the network of the node, '
            "which no pod here has -> use the pod network: remove it, or choose a machine without it"
        )
    ]


def test_nodes_do_not_share_a_claim_of_one_node_of_the_cluster() -> None:
    written = {"volumes": {"/data": {"size": "1Gi"}}}
    (said,) = trainings.said("job", written)
    assert said.startswith('volumes["/data"]: access: once lets one node of the cluster mount it')
    assert trainings.said("job", {**written, "nodes": 1}) == []
    assert trainings.said("job", {"volumes": {"/data": {"size": "1Gi", "access": "many"}}}) == []


@pytest.mark.parametrize("field", ["init", "sidecars"])
def test_a_container_beside_the_node_mounts_no_claim_of_one_node_either(field: str) -> None:
    written = {field: {"data": {"image": "ghcr.io/acme/data:1", "volumes": {"/data": {"size": "1Gi"}}}}}
    assert trainings.said("job", written) == [
        (
            f'{field}.data.volumes["/data"]: access: once lets one node of the cluster mount it, and all pods of a training '
            "run at once -> use access: many, or a share of the platform"
        )
    ]
    assert trainings.said("job", {**written, "nodes": 1}) == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            {"checkpoint": {"claim": "a"}},
            'checkpoint: "path" is missing -> write where it is mounted: {path: /checkpoints, claim: a}',
        ),
        (
            {"checkpoint": {"path": "/a", "claim": "a"}, "volumes": {"/a": {"scratch": "1Gi"}}},
            (
                'checkpoint.path: "/a" is already the path of a volume'
                " -> give one of them another path, or leave the volume out: the checkpoint is one"
            ),
        ),
    ],
)
def test_a_checkpoint_has_a_place_of_its_own(written: Data, said: str) -> None:
    assert trainings.said("job", written) == [said]


def test_bounds_stand_in_place_of_a_number() -> None:
    assert trainings.said("pytorchjob", {"elastic": {"min": 3, "max": 2}}) == [
        "elastic.min: min 3 is more than max 2 -> raise max, or lower min",
        'nodes: "elastic" says how many nodes there are -> remove one of the two: elastic starts with 3 nodes',
    ]
