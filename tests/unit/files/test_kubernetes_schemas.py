import pytest

from generator.files import kubernetes_schemas


@pytest.mark.parametrize(
    ("api_version", "kind"),
    [("v1", "Service"), ("apps/v1", "Deployment"), ("networking.k8s.io/v1", "NetworkPolicy"), ("batch/v1", "CronJob")],
)
def test_kinds_of_kubernetes_have_a_schema_for_its_version(api_version: str, kind: str) -> None:
    assert kubernetes_schemas.schema("1.34", api_version, kind)["type"] == "object"
    assert kubernetes_schemas.schema("1.2", api_version, kind) is None


@pytest.mark.parametrize(
    ("api_version", "kind"), [("argoproj.io/v1alpha1", "Rollout"), ("gateway.networking.k8s.io/v1", "HTTPRoute")]
)
def test_those_of_other_tools_have_one_whatever_kubernetes_is_there(api_version: str, kind: str) -> None:
    assert kubernetes_schemas.schema("1.2", api_version, kind)["type"] == "object"


def test_a_kind_that_nobody_knows_has_none() -> None:
    assert kubernetes_schemas.schema("1.34", "example.org/v1", "Frob") is None
