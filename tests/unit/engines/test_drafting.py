import json

from generator.engines import drafting
from tests.builders import samples
from tests.builders.samples import SERVICE

CANARY = SERVICE | {"strategy": {"type": "canary", "steps": [10]}, "expose": {"host": "a.acme.dev"}}


def test_an_object_lies_in_the_folder_of_its_strategy() -> None:
    made = drafting.draft(samples.target(CANARY), "native/service.yaml", "fraud-api", {"ports": []})
    assert (made.folder, made.file, made.name, made.kind) == ("canary", "fraud-api", "fraud-api", "service")
    assert made.values["ports"] == []


def test_an_object_of_a_slot_has_the_slots_label_and_the_labels_of_what_runs_there() -> None:
    target = samples.target(CANARY | {"labels": {"tier": "1"}})
    other = target.component._replace(labels={"tier": "2"})
    made = drafting.draft(target, "native/deployment.yaml", "fraud-api-green", {}, component=other, slot="green")
    assert (made.values["labels"]["tier"], made.values["labels"]["tidegate.dev/slot"]) == ("2", "green")
    assert made.values["labels"]["app.kubernetes.io/name"] == "fraud-api"


def test_a_name_with_a_hash_keeps_its_file() -> None:
    made = drafting.draft(samples.target(SERVICE), "native/httproute.yaml", "fraud-api-0a1b", {}, file="fraud-api")
    assert (made.name, made.file) == ("fraud-api-0a1b", "fraud-api")


def test_values_may_replace_the_labels_and_annotations_that_every_object_has() -> None:
    made = drafting.draft(samples.target(SERVICE), "native/service.yaml", "x", {"annotations": {"a": "b"}})
    assert made.values["annotations"] == {"a": "b"}


def test_the_main_service_says_where_the_release_stands_and_what_the_component_is() -> None:
    target = samples.target(CANARY | {"description": "scores"})
    found = drafting.position_annotations(target)
    assert found["kubernetes.io/description"] == "scores"
    assert json.loads(found["tidegate.dev/release"]) == {"active": {"slot": "blue", "image": "ghcr.io/acme/api:1"}}


def test_a_deployment_of_a_slot_runs_what_the_slot_has_by_the_strategy_of_the_service() -> None:
    target = samples.target(CANARY)
    other = target.component._replace(image="ghcr.io/acme/api:2")
    made = drafting.deployment(target, "fraud-api-green", component=other, slot="green")
    assert (made.file, made.values["selector"]["tidegate.dev/slot"]) == ("fraud-api-green", "green")
    assert (made.values["surge"], made.values["unavailable"]) == (1, 0)
    assert "ghcr.io/acme/api:2" in str(made.pods)


def test_a_deployment_may_have_annotations_of_its_own() -> None:
    made = drafting.deployment(samples.target(SERVICE), "fraud-api", annotations={"a": "b"})
    assert made.values["annotations"] == {"a": "b"}
