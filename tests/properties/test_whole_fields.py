"""What must hold of projects over the whole set of fields: Pod Security by Kubernetes' own code, schemas, quota, references."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

import pytest

from generator.errors import Severity
from generator.external import kubeconform
from generator.kubernetes import pod_requests, pod_templates
from generator.layout import tree
from generator.manifest.manifest import Overlay
from generator.render import patch_values, patch_workloads
from generator.spec import quantity
from generator.validation.project_check import CheckedProject
from tests.acceptance import admission
from tests.acceptance.admission import Pod
from tests.builders import cases
from tests.builders.cases import Case
from tests.builders.documents import Data
from tests.properties import strategies, whole

PROJECTS = 60
NAME, SLOT = "app.kubernetes.io/name", "tidegate.dev/slot"
ENDS = ("", "-blue", "-green", "-preview", "-headless", "-primary", "-canary")
SPARK = {"spark-kubernetes-driver", "spark-kubernetes-executor"}
RAY = {"ray-head", "ray-worker"}
BY_KUBERAY = {"ray-job-submitter"}
"""A container that only sends a job to its cluster: nothing of the team runs in it."""
ARGO = {"wait"}
"""The container that Argo adds to the pods of steps."""
MAIN = {
    "PyTorchJob": {"pytorch"},
    "TrainJob": {"node"},
    "TFJob": {"tensorflow"},
    **dict.fromkeys(("SparkApplication", "ScheduledSparkApplication"), SPARK),
    "DaskCluster": {"scheduler", "worker"},
    "DaskJob": {"scheduler", "worker", "job"},
    "RayJob": {*RAY, "ray-job-submitter"},
    **dict.fromkeys(("RayService", "RayCluster"), RAY),
}
"""The names of the main containers, where an operator wants its own."""
RUNNING = {"Deployment", "Rollout", "StatefulSet"}


class Made(NamedTuple):
    """An overlay, the platform's file of its environment, and the case that it is of, as it was judged."""

    overlay: Overlay
    environment: Data
    case: Case
    checked: CheckedProject

    def objects(self, *kinds: str) -> list[Any]:
        """The objects of these kinds, or all."""
        found = [each.object for each in self.overlay.manifests]
        return [each for each in found if not kinds or each["kind"] in kinds]

    def pods(self) -> Iterator[tuple[Any, Any]]:
        """Each object with a pod template, and the template."""
        for each in self.objects():
            for template in pod_templates.find(each["kind"], each).values():
                # Kubeflow's controller gives the labels of a Notebook to its pod.
                yield each, {"metadata": {"labels": each["metadata"]["labels"]}, **template}


@pytest.fixture(scope="module")
def drawn() -> list[CheckedProject]:
    return [cases.judged(case) for case in _cases()]


@cache
def _cases() -> list[Case]:
    """Many random projects, each with a name of its own."""
    kinds = dict.fromkeys(whole.KINDS)
    found = [case for kind in kinds for case in strategies.many(whole.whole(kind), PROJECTS // len(kinds))]
    return [case.named(f"fraud{number}") for number, case in enumerate(found)]


@pytest.fixture(scope="module")
def made(drawn: list[CheckedProject]) -> list[Made]:
    """The overlays of those that are legal."""
    legal = [(case, checked) for case, checked in zip(_cases(), drawn, strict=True) if not checked.invalid]
    return [
        Made(overlay, case.platform[name], case, checked)
        for case, checked in legal
        for name, overlay in cases.build(case).overlays.items()
    ]


def test_nearly_every_project_is_legal_and_only_flagger_objects(drawn: list[CheckedProject]) -> None:
    problems = [each for checked in drawn for each in checked.problems]
    assert [each for each in problems if each.severity is not Severity.WARNING and each.code != "flagger"] == []
    assert sum(not checked.invalid for checked in drawn) >= len(drawn) * 9 // 10


def containers(template: Any) -> list[Any]:
    return [*template["spec"].get("initContainers", ()), *template["spec"]["containers"]]


def test_the_standard_of_the_environment_admits_every_pod(made: list[Made]) -> None:
    pods = [
        Pod(each.environment["podSecurity"], template["spec"], template["metadata"])
        for each in made
        for _, template in each.pods()
    ]
    assert [found for found in admission.violations(pods) if found] == []
    assert {pod.level for pod in pods} == {"baseline", "restricted"}


def test_kubernetes_knows_every_field(made: list[Made]) -> None:
    for version in sorted({each.environment["cluster"]["kubernetes"] for each in made}):
        here = [each.overlay for each in made if each.environment["cluster"]["kubernetes"] == version]
        stream = "---\n".join(tree.stream(overlay) for overlay in here)
        count = sum(len(overlay.manifests) for overlay in here)
        found = kubeconform.check(stream, kubernetes=version, schemas=cases.schemas(), expected=count)
        assert not found, found[:3]


def test_nothing_that_is_generated_breaks_a_rule_for_patches(made: list[Made]) -> None:
    for each in made:
        for held in each.objects():
            found = [*patch_values.violations(held), *patch_workloads.violations(held)]
            assert found == [], (held["kind"], held["metadata"]["name"])


def test_the_quota_counts_what_the_pods_request(made: list[Made]) -> None:
    for each in made:
        demands = {
            demand.component: demand
            for demand in each.checked.demands
            if demand.environment == each.overlay.environment
        }
        for held, template in each.pods():
            counted = demands[held["metadata"]["labels"]["app.kubernetes.io/component"]].pods
            asked = pod_requests.of(template["spec"])
            assert any(_covers(each.requests, asked) for each in counted), (held, counted)


def _covers(counted: Mapping[str, str], asked: Mapping[str, Decimal]) -> bool:
    names = {"cpu", "memory", "nvidia.com/gpu"} & {*counted, *asked}
    return all(quantity.parse(counted.get(name, "0")) >= asked.get(name, 0) for name in names)


def test_names_of_containers_ports_volumes_and_variables_are_used_once(made: list[Made]) -> None:
    for each in made:
        for found, template in each.pods():
            held = containers(template)
            (main,) = [one["name"] for one in template["spec"]["containers"] if one["name"] not in ARGO]
            own = {found["metadata"]["name"]} if found["kind"] == "Notebook" else {"main"}
            assert main in MAIN.get(found["kind"], own)
            assert len({one["name"] for one in held}) == len(held)
            ports = [port for one in held for port in one.get("ports", ())]
            assert len({port["name"] for port in ports}) == len(ports)
            assert len({(port["containerPort"], port["protocol"]) for port in ports}) == len(ports)
            for one in held:
                variables = [variable["name"] for variable in one.get("env", ())]
                assert len({*variables}) == len(variables)
                paths = [mount["mountPath"] for mount in one.get("volumeMounts", ())]
                assert len({*paths}) == len(paths)


def test_every_volume_is_mounted_and_every_mount_has_a_volume(made: list[Made]) -> None:
    for each in made:
        configs = {found["metadata"]["name"] for found in each.objects("ConfigMap")} | {"shared", "more"}
        claims = {found["metadata"]["name"] for found in each.objects("PersistentVolumeClaim")} | {"there", "team-data"}
        for held, template in each.pods():
            volumes = {volume["name"]: volume for volume in template["spec"].get("volumes", ())}
            own = {claim["metadata"]["name"] for claim in held["spec"].get("volumeClaimTemplates", ())}
            mounted = {mount["name"] for one in containers(template) for mount in one.get("volumeMounts", ())}
            assert mounted == volumes.keys() | own
            for volume in volumes.values():
                assert volume.get("persistentVolumeClaim", {}).get("claimName", "there") in claims
                assert volume.get("configMap", {}).get("name", "shared") in configs


def test_services_lead_to_ports_that_containers_have(made: list[Made]) -> None:
    for each in made:
        offered: dict[str, set[Any]] = {}
        for held, template in each.pods():
            ports = [port for one in containers(template) for port in one.get("ports", ())]
            known = offered.setdefault(held["metadata"]["labels"][NAME], set())
            known |= {value for port in ports for value in (port["name"], port["containerPort"])}
        for service in each.objects("Service"):
            wanted = service["spec"]["ports"]
            if [port["name"] for port in wanted] != ["peers"]:
                assert {port["targetPort"] for port in wanted} <= offered[service["metadata"]["labels"][NAME]]


def _asks_the_api(held: Any, container: str) -> bool:
    """Whether something in the pod asks the API server: Spark's driver, a head of Ray with the autoscaler, Argo's container."""
    if held["kind"] in {"Workflow", "WorkflowTemplate"}:
        return True
    grows = "'enableInTreeAutoscaling': True" in str(held["spec"])
    return container == "spark-kubernetes-driver" or (container == "ray-head" and grows)


def test_accounts_and_tokens_are_those_that_are_written(made: list[Made]) -> None:
    for each in made:
        accounts = {found["metadata"]["name"]: found for found in each.objects("ServiceAccount")}
        for held, template in each.pods():
            component = held["metadata"]["labels"]["app.kubernetes.io/component"]
            written = each.case.project["components"][component].get("serviceAccount", {})
            needed = _asks_the_api(held, template["spec"]["containers"][0]["name"])
            own = accounts.get(template["spec"]["serviceAccountName"], {"automountServiceAccountToken": False})
            mounted = template["spec"].get("automountServiceAccountToken", own["automountServiceAccountToken"])
            is_own = template["spec"]["containers"][0]["name"] not in BY_KUBERAY
            assert mounted is (needed or (is_own and written.get("token", False)))
            assert template["spec"]["serviceAccountName"] in ({written["name"]} if "name" in written else accounts)


def test_every_object_is_the_projects_and_named_after_its_component(made: list[Made]) -> None:
    for each in made:
        for found in each.objects():
            name, labels = found["metadata"]["name"], found["metadata"]["labels"]
            assert "namespace" not in found["metadata"]
            assert labels["app.kubernetes.io/part-of"] == each.case.project["name"]
            assert labels["tidegate.dev/team"] == "risk"
            if found["kind"] != "ExternalSecret":
                assert name.startswith(labels[NAME])


def test_pods_are_in_one_network_policy_and_only_stores_say_how_many_there_are(made: list[Made]) -> None:
    for each in made:
        policies = [found["spec"]["podSelector"]["matchLabels"] for found in each.objects("NetworkPolicy")]
        for held, template in each.pods():
            labels = template["metadata"]["labels"]
            assert len([one for one in policies if one.items() <= labels.items()]) == 1
            if held["kind"] in RUNNING:
                component = each.case.project["components"][labels["app.kubernetes.io/component"]]
                is_store = held["kind"] == "StatefulSet" and component["kind"] != "notebook"
                assert ("replicas" in held["spec"]) is is_store
                assert held["spec"]["selector"]["matchLabels"].keys() <= {NAME, SLOT}


def test_every_kind_of_component_is_among_them_on_every_engine(made: list[Made]) -> None:
    found = {held["kind"] for each in made for held in each.case.project["components"].values()}
    assert found == {*whole.KINDS}
    assert {each.environment["engine"] for each in made} == {"argo-rollouts", "flagger", "native"}
