from typing import Any

import pytest

from generator.kubernetes import object_kinds, pod_templates

POD = {"spec": {"containers": list[Any]()}}


def test_the_template_of_a_workload_is_found_by_its_path() -> None:
    assert pod_templates.find("Deployment", {"spec": {"template": POD}}) == {("spec", "template"): POD}
    scheduled = {"spec": {"jobTemplate": {"spec": {"template": POD}}}}
    assert pod_templates.find("CronJob", scheduled) == {("spec", "jobTemplate", "spec", "template"): POD}


def test_other_kinds_have_none() -> None:
    assert pod_templates.find("Service", {"spec": {"template": POD}}) == {}


def test_a_template_of_another_shape_is_found_as_it_is() -> None:
    assert pod_templates.find("Deployment", {"spec": {"template": 3}}) == {("spec", "template"): 3}


@pytest.mark.parametrize("odd", [{}, {"spec": 3}, {"spec": None}, {"spec": {}}, {"spec": [POD]}])
def test_where_nothing_is_nothing_is_found(odd: dict[str, Any]) -> None:
    assert pod_templates.find("Deployment", odd) == {}


def test_a_star_is_every_key_and_every_item(monkeypatch: pytest.MonkeyPatch) -> None:
    row = object_kinds.of("Deployment")._replace(pod_templates=("spec.head.template", "spec.*.*.template"))
    monkeypatch.setitem(object_kinds.TABLE, "gang", row)
    found = {"spec": {"head": {"template": 1}, "sets": {"a.b": {"template": 2}, "c": {}}, "list": [{"template": 3}, 4]}}
    assert pod_templates.find("Gang", found) == {
        ("spec", "head", "template"): 1,
        ("spec", "sets", "a.b", "template"): 2,
        ("spec", "list", "0", "template"): 3,
    }
