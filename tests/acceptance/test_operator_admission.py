"""What webhooks, CEL rules and controllers of operators refuse is a problem of the team's file, at the field that does it.

Each row has the rule of the operator, and what is said in place of an object that would be refused in the cluster.
"""

from typing import Any, NamedTuple

import pytest

from tests.builders import cases, samples
from tests.builders.cases import Case
from tests.builders.documents import Data
from tests.builders.samples import DASK, DEV, MULTINODE, NOTEBOOK, RAY, SPARK, TRAINING

CLUSTER: Data = {key: value for key, value in DASK.items() if key != "command"}
SERVE: Data = {"serve": {"config": "applications: [{name: a, import_path: a:app}]"}}
DAILY: Data = {"run": {"schedule": "@daily"}}
QUEUES: Data = {"queue": {"kueue": ["ml"], "priorityClasses": ["low"]}}
OPERATORS: Data = {
    "spark": "spark-operator",
    "dask": {"api": "dask-operator", "namespace": "dask-operator"},
    "ray": {"api": "kuberay", "namespace": "kuberay-system"},
    "multinode": "leaderworkerset",
}
JOB_SET, TRAIN_JOB = {"training": "jobset"}, {"training": "trainjob"}
PYTORCH_JOB: Data = {"training": {"api": "pytorchjob", "restricted": True}}
KUBEFLOW: Data = {"notebook": {"api": "notebook", "namespace": "kubeflow"}}
SMALL: Data = {"resources": {"cpu": "1", "memory": "400Mi"}}


class Refused(NamedTuple):
    """A rule of an operator, a component that breaks it, and the first problem: where, and what is said."""

    rule: str
    component: Data
    said: str
    operators: Data = {}  # noqa: RUF012 - it is never changed


def said(component: Data, operators: Data, name: str = "api", project: str = "fraud") -> list[str]:
    held: dict[str, Any] = {"apiVersion": "tidegate.dev/v1", "name": project, "team": "risk"}
    held |= {"components": {name: component}, "environments": {"dev": None}}
    found = cases.judged(Case(held, {"dev": DEV | {"operators": OPERATORS | operators}}))
    return [f"{each.where}: {each.fact} -> {each.hint}" for each in found.problems]


LIMITS = [
    ("KubeRay: a RayCluster has 53 characters, for its Services", RAY, {}, 53, "RayCluster"),
    ("KubeRay: a RayService has 47 characters", RAY | SERVE, {}, 47, "RayService"),
    ("KubeRay: a RayJob has 47 characters", RAY | {"entrypoint": "a", "run": "once"}, {}, 47, "RayJob"),
    ("Dask: MAX_CLUSTER_NAME_LEN is 53, of which a hash has 11", CLUSTER, {}, 42, "DaskCluster"),
    ("Spark: a SparkApplication has 56 characters", SPARK | {"run": "once"}, {}, 56, "SparkApplication"),
    ("Spark: a run has the time in its name", SPARK | DAILY, {}, 36, "ScheduledSparkApplication"),
    ("Kubernetes: a label of pods has the name of the StatefulSet", NOTEBOOK, KUBEFLOW, 52, "StatefulSet"),
    ("LeaderWorkerSet: pods have the name, a group and an index", MULTINODE, {}, 45, "LeaderWorkerSet"),
]


@pytest.mark.parametrize(
    ("rule", "component", "operators", "limit", "object_"), LIMITS, ids=[each[0] for each in LIMITS]
)
def test_a_name_that_an_operator_refuses_is_too_long(
    rule: str, component: Data, operators: Data, limit: int, object_: str
) -> None:
    name = "a" * (limit + 1 - len("fraud-"))
    first, *_ = said(component, operators, name)
    assert first.startswith(f'components.{name}: "fraud-{name}'), rule
    assert f"(the {object_}) has " in first
    assert not any("characters" in each for each in said(component, operators, name[:-1]))


@pytest.mark.parametrize(
    ("component", "operators", "what"),
    [
        *((TRAINING, each, "a training") for each in ({}, JOB_SET, TRAIN_JOB, PYTORCH_JOB)),
        (RAY, {}, "the RayCluster"),
        (SPARK, {}, "the SparkApplication"),
        (CLUSTER, {}, "the DaskCluster"),
        (MULTINODE, {}, "the Service"),
        (NOTEBOOK, KUBEFLOW, "the StatefulSet"),
    ],
)
def test_a_name_of_a_service_begins_with_a_letter(component: Data, operators: Data, what: str) -> None:
    (first,) = said(component, operators, project="9fraud")
    assert first.startswith('name: "9fraud" begins with a digit'), what
    assert first.endswith("-> begin with a letter")


REFUSED = [
    Refused(
        "Kubeflow Trainer: a TrainJob names a runtime",
        TRAINING | {"framework": "tensorflow"},
        "components.api.framework: a TrainJob needs a runtime of Kubeflow Trainer that starts framework tensorflow, and none is "
        "named in dev -> write framework: pytorch or jax; or ask the platform team for operators: {training: {runtimes: "
        "{tensorflow: NAME}}}, one of those that kubectl get clustertrainingruntimes lists",
        TRAIN_JOB,
    ),
    Refused(
        "Kubeflow Trainer: its webhook refuses variables that it sets (PET_)",
        TRAINING | {"env": {"PET_NNODES": "2"}},
        'components.api.env.PET_NNODES: "PET_NNODES" is set for every node -> remove it, or write framework: none',
        TRAIN_JOB,
    ),
    Refused(
        "Kubeflow Trainer: patches of a runtime have no init containers",
        TRAINING | {"init": {"a": {"command": ["a"]}}},
        'components.api.init: "init" has no place with operators.training: trainjob in dev -> remove it there; or ask the '
        "platform team for operators: {training: job}",
        TRAIN_JOB,
    ),
    Refused(
        "training operator: minReplicas is at most maxReplicas",
        TRAINING | {"elastic": {"min": 3, "max": 2}},
        "components.api.elastic.min: min 3 is more than max 2 -> raise max, or lower min",
        PYTORCH_JOB,
    ),
    Refused(
        "training operator: one container is named pytorch",
        TRAINING | {"init": {"pytorch": {"command": ["a"]}}},
        'components.api.init.pytorch: "pytorch" is the name of the container that trains -> give it another name',
        PYTORCH_JOB,
    ),
    Refused(
        "KubeRay: rayVersion is a semantic version",
        RAY | {"rayVersion": "two"},
        'components.api.rayVersion: "two" is not a version such as 2.46.0 -> write the version of Ray in the image: '
        'rayVersion: "2.46.0"',
    ),
    Refused(
        "KubeRay: a job and a service exclude each other",
        RAY | SERVE | {"entrypoint": "a"},
        'components.api.serve: "serve" does not go with "entrypoint" -> keep one of the two: a job ends, and a service does not',
    ),
    Refused(
        "KubeRay: minReplicas is at most maxReplicas",
        RAY | {"workers": {"min": 3, "max": 2}},
        "components.api.workers.min: min 3 is more than max 2 -> raise max, or lower min",
    ),
    Refused(
        "KubeRay: an incremental upgrade has a GatewayClass",
        RAY | SERVE | {"workers": {"min": 1, "max": 2}, "upgrade": "incremental"},
        "components.api.upgrade: an incremental upgrade moves traffic by a Gateway, and no GatewayClass is named for it in dev -> "
        "write upgrade: new-cluster; or ask the platform team for operators: {ray: {api: kuberay, gatewayClass: NAME}}",
    ),
    Refused(
        "Kueue: its webhook refuses an autoscaled RayCluster",
        RAY | {"workers": {"min": 1, "max": 2}},
        "components.api.workers.min: Kueue admits no Ray cluster whose size changes, and this one waits in queue ml in dev -> "
        "write count in place of min and max, or queue: none",
        QUEUES,
    ),
    Refused(
        "Kueue: no group of workers is named head",
        RAY | {"workers": {"head": {"count": 1}, "more": {"count": 1}}},
        'components.api.workers.head: "head" is the name of another group -> give the group another name',
        QUEUES,
    ),
    Refused(
        "Kueue: Spark with dynamic allocation is not admitted",
        SPARK | {"executors": {"min": 1, "max": 2}},
        "components.api.executors.max: Kueue admits no Spark application whose size changes, and this one waits in queue ml in "
        "dev -> write count in place of min and max, or queue: none",
        QUEUES,
    ),
    *(
        Refused(
            f"Spark: UnifiedMemoryManager needs 450 MB of heap ({part})",
            SPARK | {part: SMALL},
            f"components.api.{part}.resources: of 400Mi Spark has 16 MiB for its heap, and does not start with less than 450 -> "
            "write at least 834Mi: the rest is for what is not on the heap",
        )
        for part in ("driver", "executors")
    ),
    Refused(
        "Spark operator: what it sets by fields is no conf",
        SPARK | {"conf": {"spark.executor.instances": "3"}},
        'components.api.conf["spark.executor.instances"]: "spark.executor.instances" is set by the field executors -> remove it, '
        "and write executors",
    ),
    Refused(
        "Spark operator: a program in Java names its class",
        SPARK | {"main": "local:///a.jar"},
        'components.api.main: "mainClass" is missing -> name the class that has main: mainClass: org.acme.Features',
    ),
    Refused(
        "Dask operator: the autoscaler of a job would come again from Git",
        DASK | {"workers": {"min": 1, "max": 2}},
        "components.api.workers.max: the number of workers of a job does not change: its autoscaler would go when it ends, and "
        "come again from Git -> write count in place of min and max, or let the command ask for workers of a cluster without a "
        "command",
    ),
    Refused(
        "LeaderWorkerSet: its webhook resolves shares of one replica",
        MULTINODE | {"strategy": {"type": "rolling", "surge": 0, "unavailable": "50%"}},
        "components.api.strategy.unavailable: 50% of one group is none, and without a surge the operator refuses that -> write a "
        "number of groups: unavailable: 1",
    ),
    Refused(
        "Kubeflow Notebooks: the CRD has no restartPolicy of init containers",
        NOTEBOOK | {"sidecars": {"a": {"image": "a:1"}}},
        "components.api.sidecars: a Notebook of Kubeflow has no place for containers that run beside its server in dev -> remove "
        "them there; or ask the platform team for operators: {notebook: statefulset}",
        KUBEFLOW,
    ),
]


@pytest.mark.parametrize("refused", REFUSED, ids=lambda each: each.rule)
def test_what_an_operator_refuses_is_a_problem_at_its_field(refused: Refused) -> None:
    assert refused.said in said(refused.component, refused.operators)


def test_what_is_tried_is_legal_otherwise() -> None:
    for component in (RAY, SPARK, DASK, CLUSTER, MULTINODE, TRAINING, NOTEBOOK):
        assert samples.problems(component, None, {"operators": OPERATORS}) == []
