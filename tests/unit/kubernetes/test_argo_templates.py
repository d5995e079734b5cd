from decimal import Decimal
from typing import Any

import pytest

from generator.gitops import permissions
from generator.kubernetes import argo_templates, object_kinds, pod_requests
from generator.kubernetes.run_pods import RunPods
from tests.builders import pipelines, samples


def test_the_deployer_may_give_steps_their_rights_where_pipelines_run() -> None:
    environment = samples.environment(policy={"permissions": "none"}, **pipelines.OPERATORS)
    assert permissions.grants(environment) == (argo_templates.RIGHTS,)
    assert "Role" in {row.kind for row in object_kinds.written_in([environment])}
    assert permissions.grants(samples.environment(policy={"permissions": "none"})) == ()


def test_a_template_with_a_container_makes_a_pod_with_those_of_argo() -> None:
    spec = pipelines.spec()
    pod = argo_templates.as_pod(spec["templates"][1], spec)
    assert pod is not None
    assert [each["name"] for each in pod["spec"]["containers"]] == ["main", "wait"]
    assert [each["name"] for each in pod["spec"]["initContainers"]] == ["init"]
    assert (pod["spec"]["serviceAccountName"], pod["spec"]["automountServiceAccountToken"]) == ("fraud-api", True)
    assert pod["metadata"]["labels"]["app.kubernetes.io/name"] == "fraud-api"
    assert pod_requests.of(pod["spec"]) == {"cpu": Decimal("1.1"), "memory": Decimal(2112 * 1024**2)}


@pytest.mark.parametrize("template", [{"name": "DAG", "dag": {}}, {"name": "x", "suspend": {}}, "text", None])
def test_other_templates_make_none(template: Any) -> None:
    assert argo_templates.as_pod(template, {}) is None


@pytest.mark.parametrize("patch", ["no JSON", 3, None])
def test_a_patch_that_cannot_be_read_adds_nothing(patch: Any) -> None:
    pod = argo_templates.as_pod({"container": {"image": "a:1"}}, {"podSpecPatch": patch})
    assert pod == {"metadata": {}, "spec": {"containers": [{"name": "main", "image": "a:1"}], "initContainers": []}}


def test_pods_are_counted_as_in_a_project_file() -> None:
    read = argo_templates.pods("spec")
    one, rest = read(pipelines.run({"steps": {"a": pipelines.STEP, "b": pipelines.STEP}, "concurrency": 5}))
    assert (one.number, one.requests["cpu"], rest) == (1, Decimal("2.2"), RunPods(1, {}))
    assert list(read({"spec": {"templates": []}})) == []
