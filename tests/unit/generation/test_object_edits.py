"""One field of an object, and the operations of a patch."""

from typing import Any

import jsonpatch
import pytest

from generator.comparison import differences
from generator.generation import object_edits
from generator.manifest.object_template import KubernetesObject


def deployment(*containers: dict[str, Any], **spec: Any) -> KubernetesObject:
    pod = {"containers": [*containers]}
    return {"kind": "Deployment", "apiVersion": "apps/v1", "spec": {**spec, "template": {"spec": pod}}}


MAIN = {"name": "main", "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "$(A)"}], "args": ["a", "b"]}
EDITED = [
    deployment(MAIN, replicas=2),
    deployment({**MAIN, "env": MAIN["env"][:1]}),
    deployment({**MAIN, "env": [*MAIN["env"], {"name": "C", "value": "3"}]}),
    deployment({**MAIN, "env": MAIN["env"][::-1]}),
    deployment({**MAIN, "args": ["a", "c", "b"]}),
    deployment({**MAIN, "args": ["b"]}),
    deployment({"name": "side", "image": "x"}, MAIN),
    deployment({**MAIN, "env": [{"name": "A", "value": "B"}, {"name": "B", "value": "2"}]}),
    deployment({**MAIN, "env": [{"name": "A", "value": "B"}]}),
]


@pytest.mark.parametrize("edited", EDITED)
def test_all_fields_one_by_one_give_the_edited_object(edited: KubernetesObject) -> None:
    changed = before = deployment(MAIN)
    for each in differences.between(before, edited, "Deployment"):
        changed = object_edits.with_field(changed, edited, each)
    assert not list(differences.between(changed, edited, "Deployment"))
    assert before == deployment(MAIN)


@pytest.mark.parametrize("edited", EDITED)
def test_operations_give_the_edited_object(edited: KubernetesObject) -> None:
    found = list(object_edits.operations(deployment(MAIN), edited))
    assert jsonpatch.apply_patch(deployment(MAIN), found) == edited


@pytest.mark.parametrize(
    ("before", "after", "operations"),
    [
        ({"a/b": 1, "c~": 2}, {"a/b": 2}, [("replace", "/a~1b", 2), ("remove", "/c~0", None)]),
        ([1, 2, 3], [1, 3], [("remove", "/1", None)]),
        ([1], [1, 2, 3], [("add", "/-", 2), ("add", "/-", 3)]),
        ([1, 3], [1, 2, 3], [("add", "/1", 2)]),
        ({"a": 1}, {"a": True}, [("replace", "/a", True)]),
        ({"a": 1}, {"a": 1}, []),
    ],
)
def test_operations_are_few(before: Any, after: Any, operations: list[tuple[str, str, Any]]) -> None:
    found = list(object_edits.operations(before, after))
    assert [(each["op"], each["path"], each.get("value")) for each in found] == operations
