"""What a component of kind `multinode` is made of."""

from typing import Any

import pytest

from generator.components.kinds import KINDS
from generator.kubernetes.pod import SHARED_MEMORY
from generator.spec import naming
from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import MULTINODE

OPERATED: Data = {"operators": {"multinode": "leaderworkerset"}}
SET = "LeaderWorkerSet/fraud-api-lws"
POLICY, SERVICE = "NetworkPolicy/fraud-api", "Service/fraud-api"
SHARED = {POLICY, SERVICE, "ServiceAccount/fraud-api", "PodDisruptionBudget/fraud-api"}
LEADERS = {"app.kubernetes.io/name": "fraud-api", "leaderworkerset.sigs.k8s.io/worker-index": "0"}


def objects(more: Data | None = None, environment: Data | None = None) -> Any:
    return samples.objects({**MULTINODE, **(more or {})}, None, {**OPERATED, **(environment or {})})


def group(more: Data | None = None) -> Any:
    return objects(more)[SET]["spec"]["leaderWorkerTemplate"]


def mains(more: Data) -> tuple[Any, Any]:
    """The containers of the leader and of a worker."""
    templates = group(more)
    leader, worker = (templates[f"{role}Template"]["spec"]["containers"][0] for role in ("leader", "worker"))
    return leader, worker


@pytest.mark.parametrize("engine", ["native", "argo-rollouts", "flagger"])
def test_groups_are_the_same_on_every_engine(engine: str) -> None:
    found = objects({}, {"engine": engine})
    assert found.keys() == SHARED | {SET, "HorizontalPodAutoscaler/fraud-api-lws"}
    spec = found[SET]["spec"]
    assert spec.keys() == {"startupPolicy", "rolloutStrategy", "leaderWorkerTemplate"}
    assert spec["startupPolicy"] == "LeaderCreated"
    assert spec["rolloutStrategy"] == {
        "type": "RollingUpdate",
        "rollingUpdateConfiguration": {"maxSurge": 1, "maxUnavailable": 0},
    }
    made = spec["leaderWorkerTemplate"]
    assert (made["size"], made["restartPolicy"]) == (2, "RecreateGroupOnPodRestart")


def test_requests_go_to_leaders_alone() -> None:
    found = objects({"health": {"ready": "/ready", "live": "/live"}})
    assert found[SERVICE]["spec"]["selector"] == LEADERS
    leader, worker = mains({"health": {"ready": "/ready", "live": "/live"}})
    asked = {"ports", "startupProbe", "readinessProbe", "livenessProbe"}
    assert leader.keys() - worker.keys() == asked
    assert leader["lifecycle"] == worker["lifecycle"]


def test_leader_and_workers_have_commands_of_their_own_or_that_of_the_component() -> None:
    leader, worker = mains({"command": ["both"], "worker": {"command": ["join", "$(LWS_LEADER_ADDRESS)", "$(OTHER)"]}})
    assert leader["command"] == ["both"]
    assert worker["command"] == ["join", "$(LWS_LEADER_ADDRESS)", "$$(OTHER)"]


def test_peers_reach_each_other_and_share_memory() -> None:
    found = objects()
    assert found[POLICY]["spec"]["ingress"][-1] == {
        "from": [{"podSelector": {"matchLabels": {"app.kubernetes.io/name": "fraud-api"}}}]
    }
    for container in mains({}):
        assert {"name": "shm", "mountPath": SHARED_MEMORY} in container["volumeMounts"]


def test_a_prometheus_without_operator_finds_leaders_alone() -> None:
    found = objects({"metrics": {"port": "http"}}, {"metrics": {"monitor": "annotations", "namespace": "monitoring"}})
    made = found[SET]["spec"]["leaderWorkerTemplate"]
    assert made["leaderTemplate"]["metadata"]["annotations"]["prometheus.io/port"] == "8080"
    assert "prometheus.io/port" not in made["workerTemplate"]["metadata"].get("annotations", {})


@pytest.mark.parametrize("autoscaler", ["hpa", "keda"])
def test_the_autoscaler_counts_groups(autoscaler: str) -> None:
    metrics = {"prometheus": "http://prometheus.monitoring:9090"}
    scale = {"min": 1, "max": 4, "metrics": {"waiting": 5}}
    found = objects({"scale": scale}, {"autoscaler": autoscaler, "metrics": metrics})
    (scaler,) = (each for each in found.values() if "scaleTargetRef" in each.get("spec", {}))
    assert scaler["spec"]["scaleTargetRef"] == {
        "apiVersion": "leaderworkerset.x-k8s.io/v1",
        "kind": "LeaderWorkerSet",
        "name": "fraud-api-lws",
    }
    if autoscaler == "keda":
        assert (
            scaler["spec"]["triggers"][0]["metadata"]["query"]
            == 'sum(waiting{namespace="risk-fraud-dev",pod=~"fraud-api-lws-[0-9]+"})'
        )


def test_all_pods_count_and_a_surge_is_a_whole_group() -> None:
    data = {
        "size": 4,
        "scale": {"min": 1, "max": 3},
        "strategy": {"type": "rolling", "surge": "50%"},
        "resources": {"cpu": "1"},
    }
    (pods,) = KINDS["multinode"].demand([data], {})
    assert (pods.number, pods.surge) == (12, 8)


def test_names_leave_room_for_the_numbers_of_groups() -> None:
    names = KINDS["multinode"].names("fraud-api")
    assert [(each.name, each.limit, each.starts_with_letter) for each in names] == [
        ("fraud-api", 63, True),
        ("fraud-api-lws", 49, True),
    ]
    assert naming.groups("fraud-api") == "fraud-api-lws"


def test_a_digit_cannot_begin_the_name() -> None:
    (said,) = samples.problems(MULTINODE, None, OPERATED, name="4fraud")
    assert said == 'name: "4fraud" begins with a digit, but the name of a Service must not -> begin with a letter'


def test_a_strategy_of_the_platform_that_groups_do_not_have_is_skipped() -> None:
    found = objects({}, {"defaults": {"strategy": "blue-green"}})
    assert found[SET]["spec"]["rolloutStrategy"]["type"] == "RollingUpdate"
