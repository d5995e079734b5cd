from typing import Any

import pytest

from generator.components import store
from generator.validate.policy import Pods
from tests.builders import cases, samples
from tests.builders.samples import STORE, case

VOLUMES = {
    "/data": {"size": "10Gi"},
    "/logs": {"size": "1.5Gi", "class": "slow", "access": "many"},
    "/models": {"claim": "there"},
    "/work": {"scratch": "5Gi"},
}
SHARED = {"NetworkPolicy/fraud-api", "ServiceAccount/fraud-api"}
RUNS = {
    *SHARED,
    "StatefulSet/fraud-api",
    "PodDisruptionBudget/fraud-api",
    "Service/fraud-api",
    "Service/fraud-api-headless",
}
GATEWAY = {"traffic": "gateway-api", "gateway": {"name": "public", "namespace": "gateways"}}
OWN = {"app.kubernetes.io/name": "fraud-api"}


def spec(written: dict[str, Any], section: Any = None, environment: Any = None) -> Any:
    return samples.objects(STORE | written, section, environment)["StatefulSet/fraud-api"]["spec"]


@pytest.mark.parametrize("engine", ["native", "argo-rollouts", "flagger"])
@pytest.mark.parametrize("autoscaler", ["hpa", "keda"])
def test_a_store_is_a_stateful_set_without_autoscaler_on_every_engine(engine: str, autoscaler: str) -> None:
    environment = {"engine": engine, "autoscaler": autoscaler}
    assert samples.objects(STORE, None, environment).keys() == RUNS
    found = spec({}, None, environment)
    assert (found["replicas"], found["serviceName"]) == (1, "fraud-api-headless")
    assert found["selector"] == {"matchLabels": OWN}
    assert found["updateStrategy"] == {"type": "RollingUpdate"}
    assert "volumeClaimTemplates" not in found


def test_pods_count_as_available_later_where_it_is_written() -> None:
    assert spec({"minReadySeconds": 30})["minReadySeconds"] == 30


def test_the_number_of_pods_is_in_git() -> None:
    assert spec({"scale": 3})["replicas"] == 3
    assert spec({"scale": 3}, {"components": {"api": {"scale": 5}}})["replicas"] == 5


def test_volumes_with_a_size_are_claims_of_each_pod_that_stay() -> None:
    found = spec({"volumes": VOLUMES, "labels": {"costCentre": "4711"}})
    assert found["volumeClaimTemplates"] == [
        {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": {"name": "volume-data", "labels": OWN},
            "spec": {
                "accessModes": ["ReadWriteOnce"],
                "volumeMode": "Filesystem",
                "resources": {"requests": {"storage": "10Gi"}},
            },
        },
        {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": {"name": "volume-logs", "labels": OWN},
            "spec": {
                "accessModes": ["ReadWriteMany"],
                "volumeMode": "Filesystem",
                "storageClassName": "slow",
                "resources": {"requests": {"storage": "1536Mi"}},
            },
        },
    ]
    assert found["persistentVolumeClaimRetentionPolicy"] == {"whenDeleted": "Retain", "whenScaled": "Retain"}
    pod = found["template"]["spec"]
    assert [each["name"] for each in pod["volumes"]] == ["tmp", "volume-models", "volume-work"]
    mounts = {each["name"]: each["mountPath"] for each in pod["containers"][0]["volumeMounts"]}
    assert mounts == {"tmp": "/tmp", **{f"volume-{path.strip('/')}": path for path in VOLUMES}}  # noqa: S108


def test_a_volume_of_a_container_beside_it_is_a_claim_of_each_pod_too() -> None:
    sidecars = {
        "backup": {"image": "ghcr.io/acme/backup:1", "volumes": {"/data": {"size": "10Gi"}, "/spool": {"size": "1Gi"}}}
    }
    found = samples.objects({**STORE, "volumes": VOLUMES, "sidecars": sidecars})
    assert not [name for name in found if name.startswith("PersistentVolumeClaim/")]
    templates = found["StatefulSet/fraud-api"]["spec"]["volumeClaimTemplates"]
    assert [each["metadata"]["name"] for each in templates] == ["volume-data", "volume-logs", "volume-spool"]


def test_callers_use_the_service_and_pods_find_each_other_before_they_are_ready() -> None:
    found = samples.objects({**STORE, "expose": {"host": "a.acme.dev"}}, None, GATEWAY)
    main, headless = (found[f"Service/{name}"]["spec"] for name in ("fraud-api", "fraud-api-headless"))
    assert (main["selector"], headless["selector"]) == (OWN, OWN)
    assert "clusterIP" not in main
    assert (headless["clusterIP"], headless["publishNotReadyAddresses"]) == ("None", True)
    (rule,) = found["HTTPRoute/fraud-api"]["spec"]["rules"]
    assert [each["name"] for each in rule["backendRefs"]] == ["fraud-api"]


def test_the_main_service_alone_is_a_load_balancer() -> None:
    written = {"service": {"type": "load-balancer", "annotations": {"acme.dev/internal": "true"}}}
    found = samples.objects(STORE | written, None, {"policy": {"serviceTypes": ["cluster-ip", "load-balancer"]}})
    main, headless = (found[f"Service/{name}"] for name in ("fraud-api", "fraud-api-headless"))
    assert (main["spec"]["type"], headless["spec"]["type"]) == ("LoadBalancer", "ClusterIP")
    assert main["metadata"]["annotations"] == {"acme.dev/internal": "true"}
    assert "annotations" not in headless["metadata"]


def test_files_go_with_each_revision() -> None:
    found = samples.objects({**STORE, "files": {"/etc/a.yaml": "a"}})
    (config,) = (name for name in found if name.startswith("ConfigMap/fraud-api-"))
    volumes = found["StatefulSet/fraud-api"]["spec"]["template"]["spec"]["volumes"]
    assert {"name": "files", "configMap": {"name": config.removeprefix("ConfigMap/")}} in volumes


@pytest.mark.parametrize("written", [{"scale": {"min": 1, "max": 3}}, {"scale": {"max": 3, "cpu": 50}}])
def test_no_autoscaler_moves_data(written: dict[str, Any]) -> None:
    assert samples.problems(STORE | written) == [
        (
            "components.api.scale: a store has a fixed number of pods: no autoscaler may move its data"
            " -> write a number of pods: scale: 3"
        )
    ]


def test_a_strategy_is_of_other_kinds() -> None:
    (said,) = samples.problems({**STORE, "strategy": "canary"})
    assert (
        said == 'components.api.strategy: a store has no "strategy" -> '
        "remove it: it is a field of 5 other kinds, such as a service"
    )


def test_neither_strategies_nor_the_least_number_of_a_policy_concern_it() -> None:
    policy = {"policy": {"strategies": ["canary"], "minReplicas": 5}}
    assert cases.judged(case(STORE, None, policy)).problems == ()


def test_bounds_that_a_platform_has_as_default_are_skipped() -> None:
    assert spec({}, None, {"defaults": {"scale": {"min": 2, "max": 4}, "strategy": "blue-green"}})["replicas"] == 1
    assert spec({}, None, {"defaults": {"scale": 3}})["replicas"] == 3


def test_its_pods_are_replaced_one_by_one_so_no_more_are_counted() -> None:
    data = {"scale": 3, "resources": {"cpu": "1", "memory": "1Gi"}}
    assert store.demand([data], {}) == [Pods(3, {"cpu": "1", "memory": "1Gi"})]


def test_a_release_changes_it_in_place_without_a_slot() -> None:
    active = {"image": "ghcr.io/acme/store:2"}
    found = spec({}, {"releases": {"api": {"active": active}}})
    assert found["template"]["spec"]["containers"][0]["image"] == "ghcr.io/acme/store:2"
    assert samples.problems(STORE, {"releases": {"api": {"active": active, "previous": active}}})[-1] == (
        'environments.dev.releases.api.previous: a store has no slots: only "active" is allowed -> remove it'
    )


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("/spec/replicas", 5, "spec.replicas"),
        ("/spec/serviceName", "other", "spec.serviceName"),
        ("/spec/podManagementPolicy", "Parallel", "spec.podManagementPolicy"),
        ("/spec/volumeClaimTemplates", [], "spec.volumeClaimTemplates"),
    ],
)
def test_a_patch_may_not_change_what_is_fixed(path: str, value: Any, field: str) -> None:
    patches = [{"target": {"kind": "StatefulSet"}, "ops": [{"op": "add", "path": path, "value": value}]}]
    assert samples.problems({**STORE, "volumes": VOLUMES, "patches": patches}) == [
        (
            f"components.api.patches[0]: StatefulSet fraud-api: {field} is fixed"
            " -> a patch may add to an object, not change what keeps a release safe"
        )
    ]
