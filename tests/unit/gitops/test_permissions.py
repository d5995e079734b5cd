from typing import Any

import pytest

from generator.gitops import permissions
from tests.builders import samples
from tests.builders.documents import Data

FORBIDDEN = {"secrets", "roles", "rolebindings", "clusterroles", "namespaces", "resourcequotas"}


def plurals(**environment: str) -> dict[str, list[str]]:
    return dict(permissions.rules(samples.environment(**environment)))


def test_a_role_lists_each_api_group_once_and_nothing_of_the_platforms_own() -> None:
    groups = [group for group, _ in permissions.rules(samples.environment())]
    assert len(groups) == len({*groups})
    assert not FORBIDDEN & {plural for each in plurals().values() for plural in each}


@pytest.mark.parametrize(
    ("environment", "group", "kinds"),
    [
        ({"engine": "argo-rollouts"}, "argoproj.io", ["analysistemplates", "rollouts"]),
        ({"engine": "flagger"}, "flagger.app", ["canaries", "metrictemplates"]),
        ({"autoscaler": "keda"}, "keda.sh", ["scaledobjects", "triggerauthentications"]),
    ],
)
def test_what_an_environment_chooses_comes_on_top_and_nothing_goes(
    environment: dict[str, str], group: str, kinds: list[str]
) -> None:
    found = plurals(**environment)
    assert sorted(found.pop(group)) == kinds
    assert found == plurals()


def test_what_goes_with_another_engine_and_autoscaler_may_still_be_removed() -> None:
    found = plurals(engine="argo-rollouts", autoscaler="keda")
    assert "deployments" in found["apps"]
    assert found["autoscaling"] == ["horizontalpodautoscalers"]


def test_roles_are_written_where_the_policy_has_permissions() -> None:
    found = samples.environment(policy={"permissions": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]})
    assert dict(permissions.rules(found))["rbac.authorization.k8s.io"] == ["roles", "rolebindings"]


def test_the_deployer_has_what_it_may_give_and_no_more() -> None:
    rule = {"apiGroups": ["", "apps"], "resources": ["configmaps"], "verbs": ["get"]}
    found = permissions.grants(samples.environment(policy={"permissions": [rule]}))
    assert [tuple(each) for each in found] == [(("", "apps"), ("configmaps",), ("get",))]


@pytest.mark.parametrize(
    ("policy", "verbs"), [({"permissions": "any"}, [("escalate", "bind")]), ({"permissions": "none"}, []), ({}, [])]
)
def test_any_permission_can_be_given_without_having_it(policy: dict[str, str], verbs: list[tuple[str, ...]]) -> None:
    assert [each.verbs for each in permissions.grants(samples.environment(policy=policy))] == verbs


OPERATED: Data = {
    "training": "pytorchjob",
    "notebook": "notebook",
    "multinode": "leaderworkerset",
    "spark": "spark-operator",
    "dask": "dask-operator",
    "ray": "kuberay",
}


@pytest.mark.parametrize("kind", OPERATED)
def test_kinds_that_the_policy_forbids_give_the_deployer_no_rights(kind: str) -> None:
    def written(**environment: Any) -> tuple[Any, Any]:
        found = samples.environment(**environment)
        return [*permissions.rules(found)], [*permissions.grants(found)]

    operators, others = {kind: OPERATED[kind]}, {"kinds": ["service"]}
    assert written(operators=operators) != written()
    assert written(operators=operators, policy=others) == written(policy=others)
    assert written(operators=operators, policy={"kinds": ["service", kind]}) != written(policy=others)
