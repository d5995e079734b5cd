from generator.kubernetes import labels
from tests.builders import samples
from tests.builders.samples import SERVICE

NAME = {"app.kubernetes.io/name": "fraud-api"}


def test_a_selector_is_of_all_pods_or_of_one_slot() -> None:
    target = samples.target(SERVICE)
    assert labels.selector(target) == NAME
    assert labels.selector(target, "green") == {**NAME, "tidegate.dev/slot": "green"}


def test_where_an_engine_renames_pods_all_of_them_are_selected_by_what_it_keeps() -> None:
    assert labels.all_pods(samples.target(SERVICE)) == NAME
    assert labels.all_pods(samples.target(SERVICE, None, {"engine": "flagger"})) == {
        "app.kubernetes.io/part-of": "fraud",
        "app.kubernetes.io/component": "api",
    }


def test_a_selector_is_the_same_whatever_labels_and_annotations_the_team_writes() -> None:
    more = SERVICE | {"labels": {"tier": "1"}, "annotations": {"owner": "ada"}}
    target = samples.target(more, None, None, labels={"cost": "4711"})
    assert labels.selector(target, "blue") == labels.selector(samples.target(SERVICE), "blue")


def test_a_components_label_comes_before_its_projects_and_both_come_before_ours() -> None:
    target = samples.target(SERVICE | {"labels": {"cost": "1"}}, None, None, labels={"cost": "4711", "unit": "risk"})
    assert labels.metadata(target, target.component, "blue") == {
        "cost": "1",
        "unit": "risk",
        "app.kubernetes.io/name": "fraud-api",
        "tidegate.dev/slot": "blue",
        "app.kubernetes.io/component": "api",
        "app.kubernetes.io/part-of": "fraud",
        "app.kubernetes.io/managed-by": "tidegate",
        "tidegate.dev/team": "risk",
    }


def test_an_object_of_no_one_component_has_the_projects_labels() -> None:
    assert labels.project(samples.target(SERVICE, None, None, labels={"cost": "4711"})) == {
        "cost": "4711",
        "app.kubernetes.io/part-of": "fraud",
        "app.kubernetes.io/managed-by": "tidegate",
        "tidegate.dev/team": "risk",
    }


def test_annotations_of_the_tool_come_over_the_teams() -> None:
    target = samples.target(SERVICE | {"annotations": {"a": "component"}}, None, None, annotations={"a": "1", "b": "2"})
    assert labels.annotations(target, target.component) == {"a": "component", "b": "2"}
    assert labels.annotations(target, target.component, {"b": "tool"}) == {"a": "component", "b": "tool"}


def test_the_description_is_the_components_else_the_projects() -> None:
    key = "kubernetes.io/description"
    assert labels.description(samples.target(SERVICE)) == {}
    assert labels.description(samples.target(SERVICE, None, None, description="scores")) == {key: "scores"}
    own = samples.target(SERVICE | {"description": "the API"}, None, None, description="scores")
    assert labels.description(own) == {key: "the API"}
