import pytest

from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import CRONJOB, JOB


@pytest.mark.parametrize("component", [JOB, CRONJOB])
def test_nothing_reaches_a_task(component: Data) -> None:
    spec = samples.objects(component, None, {"network": {"egress": []}})["NetworkPolicy/fraud-api"]["spec"]
    assert "ingress" not in spec
    assert spec["policyTypes"] == ["Ingress", "Egress"]


def pods(component: Data) -> Data:
    held = samples.objects(component)
    (task,) = [each for key, each in held.items() if key.split("/")[0] in {"Job", "CronJob"}]
    spec: Data = task["spec"].get("jobTemplate", task)["spec"]
    return spec


@pytest.mark.parametrize("component", [JOB, CRONJOB])
def test_a_container_is_started_again_without_a_rule_for_failed_pods(component: Data) -> None:
    """The API server takes `podFailurePolicy` with `restartPolicy: Never` alone."""
    pod, container = pods(component), pods({**component, "restart": "container"})
    assert pod["template"]["spec"]["restartPolicy"] == "Never"
    assert "podFailurePolicy" in pod
    assert container["template"]["spec"]["restartPolicy"] == "OnFailure"
    assert "podFailurePolicy" not in container


@pytest.mark.parametrize("component", [JOB, CRONJOB])
def test_peers_find_each_other_under_a_name_that_stays(component: Data) -> None:
    written = {**component, "peers": 29500, "completions": 2, "indexed": True}
    for change in ({}, {"args": ["x"]}):
        held = samples.objects({**written, **change}, None, {"network": {"egress": []}})
        service, policy = held["Service/fraud-api"]["spec"], held["NetworkPolicy/fraud-api"]["spec"]
        own = {"app.kubernetes.io/name": "fraud-api"}
        assert (service["clusterIP"], service["publishNotReadyAddresses"], service["selector"]) == ("None", True, own)
        assert policy["ingress"] == [{"from": [{"podSelector": {"matchLabels": own}}]}]
        assert {"to": [{"podSelector": {"matchLabels": {"app.kubernetes.io/part-of": "fraud"}}}]} in policy["egress"]
    assert pods(written)["template"]["spec"]["subdomain"] == "fraud-api"
    assert pods(written)["completionMode"] == "Indexed"


def test_the_number_of_a_pod_is_a_variable_that_it_has() -> None:
    written = {**JOB, "args": ["$(JOB_COMPLETION_INDEX)"], "completions": 2}
    assert samples.main({**written, "indexed": True})["args"] == ["$(JOB_COMPLETION_INDEX)"]
    assert samples.main(written)["args"] == ["$$(JOB_COMPLETION_INDEX)"]


@pytest.mark.parametrize(("component", "length"), [(JOB, 49), (CRONJOB, 49)])
def test_the_number_is_part_of_a_host_name(component: Data, length: int) -> None:
    written = {**component, "indexed": True, "completions": 100}
    name = "x" * (length - len("-api"))
    assert samples.problems(written, None, None, name=name) == []
    assert samples.problems(written, None, None, name=f"{name}y") == [
        (
            "components.api.indexed: the host name of its last pod has 64 characters, at most 63 are allowed"
            " -> shorten the name of the project or the component"
        )
    ]


def test_a_service_begins_with_a_letter() -> None:
    written = {**JOB, "completions": 2, "parallelism": 2, "peers": 29500}
    assert samples.problems(written, None, None, name="4fraud") == [
        (
            'components.api.peers: "4fraud-api" cannot be the name of the Service of its peers: it begins with a digit'
            " -> let the name of the project begin with a letter"
        )
    ]
