import pytest

from generator.kubernetes.pod import TEMPORARY
from tests.builders import rays
from tests.builders.documents import Data
from tests.builders.rays import JOB, RAY, SERVICE

WORKERS = {"workers": {"count": 1}}
OWN = {"app.kubernetes.io/component": "api", "app.kubernetes.io/part-of": "fraud"}


@pytest.mark.parametrize("written", rays.FORMS.values())
def test_pods_leave_the_label_to_kuberay_by_which_its_services_find_the_head(written: Data) -> None:
    found = rays.objects(written | WORKERS)
    policy = found["NetworkPolicy"]["spec"]
    assert policy["podSelector"] == {"matchLabels": OWN}
    assert {"from": [{"podSelector": {"matchLabels": OWN}}]} in policy["ingress"]
    for pod in rays.pods(rays.run(written | WORKERS)).values():
        assert OWN.items() <= pod["metadata"]["labels"].items()
        assert "app.kubernetes.io/name" not in pod["metadata"]["labels"]


@pytest.mark.parametrize(
    ("written", "from_operator", "from_project"),
    [(JOB, [8265], None), (SERVICE, [8265, 8000], [8000]), (RAY, [8265], [8265, 10001])],
)
def test_kuberay_reaches_what_it_calls_and_the_project_what_answers(
    written: Data, from_operator: list[int], from_project: list[int] | None
) -> None:
    rules = rays.objects(written)["NetworkPolicy"]["spec"]["ingress"]
    ports = {str(rule["from"]): [port["port"] for port in rule.get("ports", ())] for rule in rules}
    operator = [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kuberay-system"}}}]
    project = [{"podSelector": {"matchLabels": {"app.kubernetes.io/part-of": "fraud"}}}]
    assert (ports[str(operator)], ports.get(str(project))) == (from_operator, from_project)
    assert len(rules) == 2 + (from_project is not None)


@pytest.mark.parametrize(("written", "ports"), [(JOB, [8265]), (SERVICE, [8000]), (RAY, [8265, 10001])])
def test_callers_reach_what_answers(written: Data, ports: list[int]) -> None:
    rules = rays.objects(written | {"callers": [{"namespace": "ci"}]})["NetworkPolicy"]["spec"]["ingress"]
    ci = [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "ci"}}}]
    assert [[port["port"] for port in rule["ports"]] for rule in rules if rule["from"] == ci] == [ports]


def test_a_caller_may_name_the_ports_that_there_are() -> None:
    caller = {"namespace": "ci", "port": "dashbord"}
    assert rays.said(RAY | {"callers": [caller]}) == [
        'callers[0].port: there is no port "dashbord" -> did you mean "dashboard"? choose from: client, dashboard'
    ]


BESIDE: Data = {"init": {"fetch": {"command": ["fetch"]}}, "sidecars": {"logs": {"image": "ghcr.io/acme/logs:1"}}}


@pytest.mark.parametrize("written", rays.FORMS.values())
def test_the_head_and_workers_have_the_containers_beside_ray_and_the_submitter_has_none(written: Data) -> None:
    found = rays.pods(rays.run(written | WORKERS | BESIDE))
    submitter = found.pop("submitter", {"spec": {}})
    assert "initContainers" not in submitter["spec"]
    for pod in found.values():
        beside = [(each["name"], each.get("restartPolicy")) for each in pod["spec"]["initContainers"]]
        assert beside == [("logs", "Always"), ("fetch", None)]
        assert len(pod["spec"]["containers"]) == 1


@pytest.mark.parametrize("written", rays.FORMS.values())
def test_the_head_alone_has_a_token_and_only_with_an_autoscaler(written: Data) -> None:
    def tokens(more: Data) -> set[str]:
        found = rays.pods(rays.run(written | more))
        return {name for name, pod in found.items() if pod["spec"]["automountServiceAccountToken"]}

    assert tokens(WORKERS) == set()
    assert tokens({"workers": {"max": 2}}) == {"head"}


def test_the_submitter_has_nothing_of_the_team() -> None:
    written = JOB | {"env": {"A": "b"}, "envFrom": [{"secret": "s"}], "volumes": {"/data": {"claim": "c"}}}
    pod = rays.pods(rays.run(written))["submitter"]["spec"]
    (container,) = pod["containers"]
    assert container["env"] == [{"name": "HOME", "value": TEMPORARY}]
    assert container["volumeMounts"] == [{"name": "tmp", "mountPath": TEMPORARY}]
    assert pod["volumes"] == [{"name": "tmp", "emptyDir": {}}]
    assert container["resources"]["requests"] == {"cpu": "500m", "memory": "200Mi"}
    assert (pod["restartPolicy"], "envFrom" in container) == ("Never", False)


def test_all_pods_have_shared_memory_and_the_user_of_the_images_of_ray() -> None:
    found = rays.pods(rays.run(RAY | WORKERS))
    shared = [volume for pod in found.values() for volume in pod["spec"]["volumes"] if volume["name"] == "shm"]
    assert [each["emptyDir"]["sizeLimit"] for each in shared] == ["2Gi", "1Gi"]
    assert {pod["spec"]["securityContext"]["runAsUser"] for pod in found.values()} == {1000}


def test_a_service_answers_on_the_port_that_kuberay_looks_for() -> None:
    (head,) = rays.pods(rays.run(SERVICE))["head"]["spec"]["containers"]
    assert {port["name"]: port["containerPort"] for port in head["ports"]} == {
        "gcs-server": 6379,
        "dashboard": 8265,
        "client": 10001,
        "serve": 8000,
    }


def test_no_autoscaler_of_nodes_moves_the_pods_of_a_job() -> None:
    for pod in rays.pods(rays.run(JOB | WORKERS)).values():
        assert pod["metadata"]["annotations"] == {
            "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
            "karpenter.sh/do-not-disrupt": "true",
        }
