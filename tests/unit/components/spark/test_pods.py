from tests.builders import sparks
from tests.builders.documents import Data

OWN = {"app.kubernetes.io/name": "fraud-api"}
MACHINES: Data = {
    "machines": {"gpu": {"cpu": "8", "memory": "32Gi", "gpu": {"nvidia.com/gpu": 1}, "nodeSelector": {"pool": "gpu"}}}
}


def templates(written: Data | None = None, environment: Data | None = None) -> list[Data]:
    spec = sparks.spec(written, environment)
    return [spec[part]["template"] for part in ("driver", "executor")]


def test_pods_of_a_run_reach_each_other_and_nothing_else() -> None:
    policy = sparks.objects()["NetworkPolicy/fraud-api"]["spec"]
    assert policy["podSelector"] == {"matchLabels": OWN}
    assert policy["ingress"] == [{"from": [{"podSelector": {"matchLabels": OWN}}]}]
    assert all(OWN.items() <= each["metadata"]["labels"].items() for each in templates())


def test_the_driver_alone_has_the_token_of_an_account_that_may_start_executors() -> None:
    held = sparks.objects()
    assert [each["spec"]["automountServiceAccountToken"] for each in templates()] == [True, False]
    (rule,) = held["Role/fraud-api"]["rules"]
    assert rule["resources"] == ["configmaps", "persistentvolumeclaims", "pods", "services"]
    assert held["RoleBinding/fraud-api"]["subjects"][0]["name"] == "fraud-api"


def test_an_account_that_exists_has_the_rights_that_the_platform_gave_it() -> None:
    environment: Data = {"policy": {"serviceAccounts": ["spark"]}}
    held = sparks.objects({"serviceAccount": {"name": "spark"}}, environment)
    assert not {"ServiceAccount/fraud-api", "Role/fraud-api", "RoleBinding/fraud-api"} & held.keys()
    spec = sparks.spec({"serviceAccount": {"name": "spark"}}, environment)
    assert [spec[part]["serviceAccount"] for part in ("driver", "executor")] == ["spark", "spark"]


def test_pods_comply_with_the_restricted_standard_as_they_are_written() -> None:
    for each in templates():
        assert each["spec"]["securityContext"]["runAsUser"] == 185
        assert each["spec"]["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert each["spec"]["containers"][0]["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": False,
            "capabilities": {"drop": ["ALL"]},
        }


def test_containers_have_the_names_by_which_spark_finds_them() -> None:
    names = [each["spec"]["containers"][0]["name"] for each in templates()]
    assert names == ["spark-kubernetes-driver", "spark-kubernetes-executor"]


def test_each_part_has_the_nodes_and_devices_of_its_own_machine() -> None:
    driver, executor = templates({"executors": {"machine": "gpu"}}, MACHINES)
    assert "nodeSelector" not in driver["spec"]
    assert executor["spec"]["nodeSelector"] == {"pool": "gpu"}
    assert executor["spec"]["containers"][0]["resources"]["limits"] == {"memory": "32Gi", "nvidia.com/gpu": "1"}
    assert "nodeSelector" not in sparks.spec({"executors": {"machine": "gpu"}}, MACHINES)
