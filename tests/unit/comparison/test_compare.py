from generator.comparison import compare
from generator.comparison.changes import ABSENT, FieldChange
from tests.builders.objects import changed, config_map, deployment


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
            source="https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#updating-a-deployment",
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
    assert (change.effect, change.also) == ("restart", ("none",))
