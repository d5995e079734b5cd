import pytest

from generator.validate import foreign_files
from tests.builders import documents
from tests.builders.documents import Data


@pytest.mark.parametrize(
    ("file", "what"),
    [
        ({"apiVersion": "batch/v1", "kind": "CronJob"}, "a Kubernetes CronJob"),
        ({"apiVersion": "v1", "kind": "List"}, "a Kubernetes List"),
        ({"apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService"}, "a KServe InferenceService"),
        ({"apiVersion": "helm.toolkit.fluxcd.io/v2", "kind": "HelmRelease"}, "a Flux HelmRelease"),
        ({"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout"}, "an Argo Rollout"),
        ({"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Component"}, "a Kubernetes Component"),
        ({"apiVersion": "score.dev/v1b1", "metadata": {"name": "a"}}, "a Score file"),
        ({"version": 1.1, "kind": "component", "run": {}}, "a Polyaxon component"),
        ({"services": {"api": {}}}, "a Docker Compose file"),
        ({"resources": [], "namePrefix": "a-"}, "a Kustomization (of Kustomize)"),
        ({"image": {"repository": "a"}, "service": {"port": 80}}, "a file of values for a Helm chart"),
        ({"apiVersion": "tidegate.dev/v1", "name": "dev", "extends": "defaults"}, "an environment of a platform"),
    ],
)
def test_a_file_of_another_tool_is_named(file: Data, what: str) -> None:
    found = foreign_files.find(documents.mapping(file))
    assert found is not None
    assert (found.fact, found.code) == (f"this is {what}, not a project file", "foreign-file")
    assert found.hint


@pytest.mark.parametrize(
    "file",
    [
        {},
        {"apiVersion": "tidegate.dev/v1", "name": "fraud", "services": {}},
        {"team": "risk", "environments": {}, "services": {}},
        {"apiVersion": "tidegate.dev/v1", "kind": "service", "image": "a"},
        {"name": "fraud", "image": "a"},
    ],
)
def test_a_project_file_with_mistakes_is_one(file: Data) -> None:
    assert foreign_files.find(documents.mapping(file)) is None
