"""What holds for every overlay that is kept in this repository, whatever kind its components have.

A new kind that forgets its account, network policy, autoscaler or budget has a golden case in which everything is new, so
nobody sees what is missing: these tests do.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.kubernetes import pod_templates

ROOT = Path(__file__).parents[2]
OVERLAYS = sorted(
    folder
    for top in (ROOT / "tests/golden", ROOT / "examples")
    for folder in top.glob("**/projects/*/*/overlays/*")
    if folder.is_dir()
)
COMPONENT, MANAGED = "app.kubernetes.io/component", "app.kubernetes.io/managed-by"
SCALED = ("Deployment", "LeaderWorkerSet", "Rollout")
"""Kinds whose number of pods an autoscaler writes."""
LONG_RUNNING = (*SCALED, "Notebook", "StatefulSet")
"""Kinds whose pods run until they are replaced."""


class Objects:
    """The objects of one overlay."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        files = [path for path in folder.glob("*/*.yaml") if path.name != "kustomization.yaml"]
        self.all: list[Any] = [yaml.load(path.read_bytes(), yaml.CSafeLoader) for path in files]

    def of(self, *kinds: str) -> list[Any]:
        return [each for each in self.all if each["kind"] in kinds]

    def names(self, kind: str) -> set[str]:
        return {each["metadata"]["name"] for each in self.of(kind)}

    def pods(self) -> Iterator[Mapping[str, Any]]:
        """The spec of every pod template."""
        for each in self.all:
            yield from (template["spec"] for template in pod_templates.find(each["kind"], each).values())


@pytest.fixture(params=OVERLAYS, ids=lambda path: str(path.relative_to(ROOT)))
def objects(request: pytest.FixtureRequest) -> Objects:
    return Objects(request.param)


EXISTING = {"ml-reader"}
"""Accounts that golden cases name and that no overlay has."""


def test_every_account_and_config_map_that_a_pod_names_is_there(objects: Objects) -> None:
    accounts, configs = objects.names("ServiceAccount"), objects.names("ConfigMap")
    for pod in objects.pods():
        assert pod["serviceAccountName"] in accounts | EXISTING
        own = [volume for volume in pod.get("volumes", ()) if volume["name"] in {"files", "executables"}]
        assert {volume["configMap"]["name"] for volume in own} <= configs


def test_every_claim_that_is_made_is_mounted(objects: Objects) -> None:
    mounted = {
        volume["persistentVolumeClaim"]["claimName"]
        for pod in objects.pods()
        for volume in pod.get("volumes", ())
        if "persistentVolumeClaim" in volume
    }
    assert objects.names("PersistentVolumeClaim") <= mounted


def test_every_component_has_one_account_and_one_network_policy(objects: Objects) -> None:
    labels = [each["metadata"]["labels"] for each in objects.all if each["kind"] != "ExternalSecret"]
    components = {each[COMPONENT] for each in labels}
    existing = EXISTING & {pod["serviceAccountName"] for pod in objects.pods()}
    for kind, without in (("ServiceAccount", len(existing)), ("NetworkPolicy", 0)):
        found = Counter(each["metadata"]["labels"][COMPONENT] for each in objects.of(kind))
        assert {*found.values()} <= {1}
        assert (found.keys() <= components, len(found)) == (True, len(components) - without)


def test_every_deployment_and_rollout_has_one_autoscaler_and_a_budget(objects: Objects) -> None:
    workloads = {each["metadata"]["name"] for each in objects.of(*SCALED)}
    scaled = Counter(
        each["spec"]["scaleTargetRef"]["name"] for each in objects.of("HorizontalPodAutoscaler", "ScaledObject")
    )
    assert scaled == dict.fromkeys(workloads, 1)
    named = {each["metadata"]["name"].removesuffix("-lws") for each in objects.of(*LONG_RUNNING)}
    assert named <= objects.names("PodDisruptionBudget")


def numbered(objects: Objects) -> list[Any]:
    """The StatefulSets of stores; a notebook's has no number of pods, so that people may scale it to 0."""
    notebooks = objects.folder / "notebooks"
    return [
        each
        for each in objects.of("StatefulSet")
        if not [*notebooks.glob(f"{each['metadata']['name']}.statefulset.yaml")]
    ]


def test_a_number_of_pods_is_in_git_where_neither_an_autoscaler_nor_a_person_writes_it(objects: Objects) -> None:
    assert [each for each in objects.all if "replicas" in each.get("spec", {})] == numbered(objects)


def test_a_stateful_set_has_a_headless_service_and_mounts_what_it_claims(objects: Objects) -> None:
    headless = {each["metadata"]["name"] for each in objects.of("Service") if each["spec"].get("clusterIP") == "None"}
    for each in numbered(objects):
        spec = each["spec"]
        assert spec["serviceName"] in headless
        mounted = {mount["name"] for mount in spec["template"]["spec"]["containers"][0]["volumeMounts"]}
        assert {claim["metadata"]["name"] for claim in spec.get("volumeClaimTemplates", ())} <= mounted
        assert all(
            claim["metadata"]["labels"] == spec["selector"]["matchLabels"]
            for claim in spec.get("volumeClaimTemplates", ())
        )


def test_a_stateful_set_without_a_number_of_pods_has_a_service(objects: Objects) -> None:
    for each in objects.of("StatefulSet"):
        assert each["spec"]["serviceName"] in objects.names("Service")


def test_pods_that_run_until_they_are_replaced_are_always_restarted(objects: Objects) -> None:
    found = (pod_templates.find(each["kind"], each).values() for each in objects.of(*LONG_RUNNING))
    policies = {pod["spec"].get("restartPolicy", "Always") for templates in found for pod in templates}
    assert policies <= {"Always"}


def test_every_object_says_what_manages_it(objects: Objects) -> None:
    assert {each["metadata"]["labels"][MANAGED] for each in objects.all} == {"tidegate"}
