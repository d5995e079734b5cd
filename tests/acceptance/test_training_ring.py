"""The rendered command of a training, started once for each node with the rendered variables: the nodes find each other.

What a cluster adds is done here: the Job controller's annotation and label of each pod, the kubelet's expansion of variables, and
DNS by a file. Kubeflow's operators inject the ranks themselves; what they inject is written here as their sources say, so those
forms show that our part and theirs go together, not that the operators do it.
"""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from generator.spec import variable_expansion
from tests.builders import trainings
from tests.builders.documents import Data

RING = Path(__file__).with_name("ring.py")
NODES = 3


def expanded(text: str, known: Mapping[str, str]) -> str:
    """What the kubelet makes of a text: `$(NAME)` of a known variable is replaced, `$$` is a `$`."""

    def replaced(match: re.Match[str]) -> str:
        if match[0] == "$$":
            return "$"
        return known.get(match[1], match[0])

    return re.sub(r"\$\$|\$\(([-._a-zA-Z0-9]+)\)", replaced, text)


def started(
    container: Data, metadata: Data, injected: Mapping[str, str], hosts: Path, listeners: list[int]
) -> "subprocess.Popen[str]":
    """The container's command with its variables, as the kubelet starts it; `injected` are those that an operator appends."""
    known: dict[str, str] = {}
    for variable in container["env"]:
        known[variable["name"]] = (
            expanded(variable["value"], known) if "value" in variable else field(metadata, variable["valueFrom"])
        )
    known |= injected
    command = [expanded(each, known) for each in (*container["command"], *container.get("args", ()))]
    env = {**os.environ, **known, "HOSTS": str(hosts)}
    return subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, pass_fds=listeners
    )


def field(metadata: Data, source: Data) -> str:
    """The annotation or label that a variable refers to."""
    found = re.fullmatch(r"metadata\.(annotations|labels)\['(.+)'\]", source["fieldRef"]["fieldPath"])
    assert found is not None, source
    value: str = metadata[found[1]][found[2]]
    return value


def pod_metadata(job: str, index: int) -> Data:
    """What the Job controller puts on the pod with this number."""
    number = str(index)
    return {
        "annotations": {"batch.kubernetes.io/job-completion-index": number},
        "labels": {"batch.kubernetes.io/job-name": job, "batch.kubernetes.io/job-completion-index": number},
    }


def run(containers: list[Data], job: str, names: list[str], injected: list[dict[str, str]], folder: Path) -> None:
    """Start every node, and expect each to have heard of all. The sockets listen before, so that no port is taken meanwhile."""
    hosts = folder / "hosts.json"
    with ExitStack() as held:
        sockets = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in names]
        places = [{"port": each.getsockname()[1], "listener": each.fileno()} for each in sockets]
        hosts.write_text(json.dumps(dict(zip(names, places, strict=True))))
        nodes = [
            started(container, pod_metadata(job, index), given, hosts, [each.fileno() for each in sockets])
            for index, (container, given) in enumerate(zip(containers, injected, strict=True))
        ]
    told = [node.communicate(timeout=300) for node in nodes]
    assert [(node.returncode, out) for node, (out, _) in zip(nodes, told, strict=True)] == [
        (0, f"{json.dumps([*range(len(names))])}\n") for _ in names
    ], told


def written(framework: str, reads: str) -> Data:
    return {"nodes": NODES, "framework": framework, "command": [sys.executable, str(RING)], "args": [reads]}


FRAMEWORKS = [("pytorch", "pytorch"), ("pytorch", "torchrun"), ("tensorflow", "tensorflow"), ("jax", "jax")]


@pytest.mark.parametrize(("framework", "reads"), FRAMEWORKS)
@pytest.mark.parametrize("api", ["job", "jobset"])
def test_the_nodes_of_a_run_form_a_ring(api: str, framework: str, reads: str, tmp_path: Path) -> None:
    found = trainings.run(api, written(framework, reads))
    name = found["metadata"]["name"]
    job, service = (name, "fraud-api") if api == "job" else (f"{name}-node-0", name)
    (pod,) = trainings.pods(found)
    names = [f"{job}-{index}.{service}" for index in range(NODES)]
    run([pod["spec"]["containers"][0]] * NODES, job, names, [{}] * NODES, tmp_path)


def test_the_nodes_of_a_scheduled_run_form_a_ring(tmp_path: Path) -> None:
    found = trainings.run("job", written("pytorch", "pytorch") | {"run": {"schedule": "@daily"}})
    (pod,) = trainings.pods(found)
    job = "fraud-api-29384720"
    names = [f"{job}-{index}.fraud-api" for index in range(NODES)]
    run([pod["spec"]["containers"][0]] * NODES, job, names, [{}] * NODES, tmp_path)


def test_the_address_of_a_train_job_is_the_one_that_its_runtime_gives_torchrun(tmp_path: Path) -> None:
    """What `torch.go` of Kubeflow Trainer injects is simulated."""
    found = trainings.run("trainjob", written("pytorch", "torchrun"))
    name = found["metadata"]["name"]
    names = [f"{name}-node-0-{index}.{name}" for index in range(NODES)]
    trainer: Any = found["spec"]["trainer"]
    given = {"PET_NNODES": str(trainer["numNodes"]), "PET_MASTER_ADDR": names[0], "PET_MASTER_PORT": "29500"}
    env = trainings.env(found)
    assert (env["MASTER_ADDR"], env["MASTER_PORT"]) == (given["PET_MASTER_ADDR"], given["PET_MASTER_PORT"])
    injected = [{**given, "PET_NODE_RANK": str(index)} for index in range(NODES)]
    run([trainer] * NODES, f"{name}-node-0", names, injected, tmp_path)


def test_the_pods_of_a_pytorch_job_form_a_ring(tmp_path: Path) -> None:
    """What `envvar.go` of the training operator injects is simulated: the master is rank 0, and found by its own Service."""
    found = trainings.run("pytorchjob", written("pytorch", "pytorch"))
    name = found["metadata"]["name"]
    master, worker = trainings.pods(found)
    workers = found["spec"]["pytorchReplicaSpecs"]["Worker"]["replicas"]
    names = [f"{name}-master-0", *(f"{name}-worker-{index}" for index in range(workers))]
    given = {"MASTER_ADDR": names[0], "MASTER_PORT": "23456", "WORLD_SIZE": str(1 + workers)}
    injected = [{**given, "RANK": str(rank)} for rank in range(1 + workers)]
    containers = [each["spec"]["containers"][0] for each in (master, *[worker] * workers)]
    run(containers, name, names, injected, tmp_path)


def test_what_is_expanded_here_is_what_the_kubelet_expands() -> None:
    text = variable_expansion.escape("$(A) $(B) $$ $(A", {"A"})
    assert expanded(text, {"A": "1", "B": "2"}) == "1 $(B) $$ $(A"
