"""What gives an edit. More of it is in tests/acceptance/test_hand_edits.py, where every answer is tried."""

import copy
from pathlib import Path
from typing import Any

from generator.generation import edit_search
from generator.generation.edit_search import Search
from generator.generation.edit_trial import Objects, Trial
from generator.generation.hand_edits import Answer, Setting
from tests.unit.generation import test_edit_trial
from tests.unit.generation.test_edit_trial import DEPLOYMENT, FILE, PLATFORM, WEB

ROUTE = "projects/demo/podinfo/overlays/dev/rolling/podinfo-web.httproute.yaml"

POD = ("spec", "template", "spec")


def edited(
    *changes: tuple[tuple[Any, ...], Any], trial: Trial | None = None, path: str = DEPLOYMENT
) -> tuple[Search, list[Answer]]:
    """A search for edits of an object, and the answers in the order of its fields."""
    trial = trial or Trial(FILE, PLATFORM, "dev")
    before = trial.run(()).objects
    content = copy.deepcopy(before[path])
    for steps, value in changes:
        node: Any = content
        for step in steps[:-1]:
            node = node[step]
        node[steps[-1]] = value
    found: Objects = {path: content}
    search = Search(trial, found)
    return search, [search.field(path, each) for each in edit_search.fields(before[path], content)]


def test_a_field_comes_before_a_patch_and_both_go_on_from_the_last_answer() -> None:
    main = (*POD, "containers", 0)
    _, answers = edited(
        ((*main, "resources", "requests", "cpu"), "2"),
        ((*main, "startupProbe", "failureThreshold"), 7),
        ((*main, "startupProbe", "timeoutSeconds"), 4),
    )
    operations = [
        {"op": "replace", "path": f"/spec/template/spec/containers/0/startupProbe/{name}", "value": value}
        for name, value in (("failureThreshold", 7), ("timeoutSeconds", 4))
    ]
    patches = (*WEB, "patches")
    assert sorted(answers, key=str) == sorted(
        [
            Answer("field", Setting((*WEB, "resources", "cpu"), "2")),
            Answer("patch", Setting(patches, [{"target": {"kind": "Deployment"}, "ops": operations[:1]}])),
            Answer("field", Setting((*WEB, "health", "startup", "timeout"), "4s")),
        ],
        key=str,
    )


def test_what_is_refused_says_why() -> None:
    _, answers = edited(((*POD, "hostNetwork"), True), (("metadata", "name"), "other"))
    assert answers == [
        Answer("none", reason="Deployment podinfo-web-blue: metadata.name is fixed"),
        Answer("none", reason='Deployment podinfo-web-blue: Pod Security "restricted": hostNetwork is not allowed'),
    ]


def test_an_object_of_no_component_follows_from_others() -> None:
    search, _ = edited()
    assert search.without("projects/demo/podinfo/overlays/dev/kustomization.yaml") == Answer(
        "none", reason="no component has this object: it follows from the others and from the platform's files"
    )


def test_neither_the_hash_of_a_name_nor_the_order_of_variables_is_an_edit() -> None:
    before: Any = {"kind": "Job", "metadata": {"name": "a-0123456789"}, "spec": {}}
    assert edit_search.fields(before, {**before, "metadata": {"name": "a-9876543210"}}) == []
    assert edit_search.fields(before, {**before, "metadata": {"name": "b-9876543210"}}) != []
    assert edit_search.fields(before, {**before, "metadata": {"name": "a-production"}}) != []
    other: Any = {**before, "metadata": {"name": "a-production"}}
    assert edit_search.fields(other, {**before, "metadata": {"name": "a-deployment"}}) != []


def test_what_another_environment_does_not_allow_is_no_answer(tmp_path: Path) -> None:
    _, answers = edited(
        (("spec", "hostnames", 0), "podinfo.staging.example.org"), trial=test_edit_trial.beside(tmp_path), path=ROUTE
    )
    assert answers == [Answer("none", reason="HTTPRoute podinfo-web: spec.hostnames is fixed")]
