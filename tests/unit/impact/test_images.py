from typing import Any

from generator.comparison import compare
from generator.impact import images
from generator.impact.images import ImageChange, Leftover
from tests.builders.states import claim, container, deployment

PRUNE = {"kustomize.toolkit.fluxcd.io/prune": "disabled"}


def pod(image: str, **fields: Any) -> dict[str, Any]:
    return {"containers": [container(image=image)], **fields}


def test_an_image_that_changes_in_several_places_is_told_once() -> None:
    before = [
        deployment(pod=pod("a:1")),
        deployment("other", pod=pod("a:1", initContainers=[container(name="init", image="b:1")])),
    ]
    after = [deployment(pod=pod("a:2")), deployment("other", pod=pod("a:2"))]
    assert images.changed(compare.compare(before, after)) == (
        ImageChange("a:1", "a:2", ("Deployment/fraud-api-blue: main", "Deployment/other: main")),
        ImageChange("b:1", "", ("Deployment/other: init",)),
    )


def test_the_image_of_a_volume_is_one() -> None:
    volume = {"name": "model", "image": {"reference": "m:1"}}
    changes = compare.compare([deployment(pod=pod("a:1"))], [deployment(pod=pod("a:1", volumes=[volume]))])
    assert images.changed(changes) == (ImageChange("", "m:1", ("Deployment/fraud-api-blue: volume model",)),)


def test_guarded_objects_stay_when_they_go_from_git() -> None:
    argocd = {"argocd.argoproj.io/sync-options": "Prune=false, Delete=false"}
    changes = compare.compare([claim("a", **PRUNE), claim("b", **argocd), claim("c")], [])
    assert images.leftovers(changes) == (
        Leftover("PersistentVolumeClaim", "a", "kustomize.toolkit.fluxcd.io/prune: disabled"),
        Leftover("PersistentVolumeClaim", "b", "argocd.argoproj.io/sync-options: Prune=false"),
    )


def test_the_claims_of_a_stateful_set_stay_unless_it_says_otherwise() -> None:
    templates = [{"metadata": {"name": "data"}}]
    store = {**deployment("db", volumeClaimTemplates=templates), "kind": "StatefulSet"}
    assert images.leftovers(compare.compare([store], [])) == (
        Leftover("PersistentVolumeClaim", "data-db-*", "claims of a StatefulSet stay when it is deleted"),
    )
    store["spec"]["persistentVolumeClaimRetentionPolicy"] = {"whenDeleted": "Delete"}
    assert images.leftovers(compare.compare([store], [])) == ()


def test_the_claims_of_the_pods_that_a_stateful_set_loses_stay() -> None:
    templates = [{"metadata": {"name": "data"}}]
    three = {**deployment("db", volumeClaimTemplates=templates, replicas=3), "kind": "StatefulSet"}
    two, one = ({**three, "spec": {**three["spec"], "replicas": pods}} for pods in (2, 1))
    reason = "claims of a StatefulSet stay when it is scaled down"
    found = [images.leftovers(compare.compare([three], [less])) for less in (two, one)]
    assert found == [
        (Leftover("PersistentVolumeClaim", "data-db-2", reason),),
        (Leftover("PersistentVolumeClaim", "data-db-{1..2}", reason),),
    ]
    two["spec"]["persistentVolumeClaimRetentionPolicy"] = {"whenScaled": "Delete"}
    assert images.leftovers(compare.compare([three], [two])) == ()


def test_the_images_of_the_containers_of_a_predictor_are_told() -> None:
    def served(image: str) -> dict[str, Any]:
        predictor = {"model": {}, "containers": [container(name="transformer-container", image=image)]}
        return {
            "apiVersion": "serving.kserve.io/v1beta1",
            "kind": "InferenceService",
            "metadata": {"name": "fraud-api", "namespace": "a"},
            "spec": {"predictor": predictor},
        }

    place = "InferenceService/fraud-api: spec.predictor.containers[transformer-container].image"
    assert images.changed(compare.compare([served("a:1")], [served("a:2")])) == (ImageChange("a:1", "a:2", (place,)),)
