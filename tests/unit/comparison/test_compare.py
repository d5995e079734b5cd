from generator.comparison import compare
from generator.comparison.changes import ABSENT, FieldChange
from tests.builders.objects import base, changed, config_map, deployment


def test_the_same_objects_do_not_differ() -> None:
    assert compare.compare([deployment()], [deployment()]) == ()


def test_a_changed_field_has_path_values_effect_reason_and_source() -> None:
    after = changed(deployment(), "spec.template.metadata.annotations", {"a.b/c": "1"})
    (change,) = compare.compare([deployment()], [after])
    assert change.change == "changed"
    assert change.effect == "restart"
    assert change.fields == (
        FieldChange(
            path="spec.template.metadata.annotations",
            before=ABSENT,
            after={"a.b/c": "1"},
            effect=change.effect,
            also=(),
            reason="a pod template changed: every pod is replaced",
            source="https://kubernetes.io/docs/concepts/workloads/controllers/deployment/",
            hidden=False,
            steps=("spec", "template", "metadata", "annotations"),
        ),
    )


def test_an_added_and_a_removed_object_have_no_fields() -> None:
    was, now = compare.compare([deployment("b")], [deployment("a")])
    assert (was.change, was.name, was.before, was.fields) == ("added", "a", None, ())
    assert (now.change, now.name, now.after, now.fields) == ("removed", "b", None, ())


def test_changes_come_in_the_order_of_kind_and_name() -> None:
    objects = [deployment("b"), config_map("z", {}), deployment("a")]
    found = [(change.kind, change.name) for change in compare.compare([], objects)]
    assert found == [("ConfigMap", "z"), ("Deployment", "a"), ("Deployment", "b")]


def test_an_object_has_the_worst_effect_of_its_fields_and_the_others_beside_it() -> None:
    after = changed(changed(deployment(), "metadata.labels.team", "risk"), "spec.template.spec.nodeName", "a")
    (change,) = compare.compare([deployment()], [after])
    assert (change.effect, change.also) == ("restart", ())


def test_what_a_field_also_does_is_beside_the_effect_of_the_object() -> None:
    after = changed(deployment(), "spec.template.spec.serviceAccountName", "other")
    (change,) = compare.compare([deployment()], [after])
    assert (change.effect, change.also) == ("restart", ("access",))


def test_a_renamed_object_has_its_old_name_and_the_field() -> None:
    before, after = (base("Job", name=f"load-{digits}") for digits in ("0123456789", "abcdef0123"))
    (change,) = compare.compare([before], [after])
    assert (change.change, change.was, change.name) == ("renamed", "load-0123456789", "load-abcdef0123")
    assert [(field.path, field.effect) for field in change.fields] == [("metadata.name", "run")]


def test_effects_are_those_of_the_group_that_an_object_is_of() -> None:
    before = {
        "apiVersion": "serving.knative.dev/v1",
        "kind": "Service",
        "metadata": {"name": "a"},
        "spec": {"selector": {"a": "1"}},
    }
    (change,) = compare.compare([before], [changed(before, "spec/selector/a", "2")])
    assert (change.effect, change.fields[0].reason) == ("unknown", "no rule says what this field does")
