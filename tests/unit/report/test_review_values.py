from typing import Any

import pytest

from generator.comparison import compare
from generator.comparison.changes import ABSENT, FieldChange, ObjectChange
from generator.kubernetes.effects.effect import Effect
from generator.report import review_values
from tests.builders.states import Object, container, deployment


def field(before: Any, after: Any, *, hidden: bool = False) -> FieldChange:
    return FieldChange("a", before, after, Effect.NONE, (), "", "", hidden)


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ("debug", ["debug"]),
        ("", ['""']),
        (" a", ['" a"']),
        ("a\nb\n", ["a", "b"]),
        ("\x1b[31mred", ['"\\u001b[31mred"']),
        ("a\u202eb", ['"a\\u202eb"']),
        ("3", ["3"]),
        (3, ["3"]),
        (None, ["null"]),
        (["a", 1], ['- "a"', "- 1"]),
        ([], ["[]"]),
        ({"a": "ü"}, ['{"a": "ü"}']),
    ],
)
def test_values_are_shown_in_lines(value: Any, lines: list[str]) -> None:
    assert review_values.shown(value) == lines


def test_two_values_that_look_alike_are_shown_exactly() -> None:
    changed = field("3", 3)
    assert [review_values.lines(changed, each) for each in ("3", 3)] == [['"3"'], ["3"]]
    ended = field("a\nb", "a\nb\n")
    assert review_values.lines(ended, ended.after) == ['"a\\nb\\n"']


def test_what_is_absent_has_no_line_and_what_is_hidden_says_so() -> None:
    assert review_values.lines(field(ABSENT, "a"), ABSENT) == []
    assert review_values.lines(field("a", "b", hidden=True), "b") == ["(changed, not shown)"]


def test_yaml_that_differs_is_shown_with_lines_around_it() -> None:
    (change,) = compare.compare([deployment(replicas=1)], [deployment(replicas=2)])
    lines = review_values.unified(change)
    assert [line for line in lines if line[0] in "+-"] == ["-  replicas: 1", "+  replicas: 2"]


def test_yaml_with_a_secret_is_not_shown_whether_it_changes_or_comes() -> None:
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}, "stringData": {"password": "one"}}
    (added,) = compare.compare([], [secret])
    (changed,) = compare.compare([secret], [{**secret, "stringData": {"password": "two"}}])
    (removed,) = compare.compare([secret], [])
    assert [review_values.unified(each) for each in (added, changed, removed)] == [["(changed, not shown)"]] * 3


SECRET = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a", "namespace": "b"}, "stringData": {"c": "one"}}
TOLD = {**SECRET, "metadata": {"name": "a", "annotations": {"last-applied": '{"c": "one"}'}}, "stringData": {}}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, SECRET),
        (SECRET, None),
        (SECRET, {**SECRET, "metadata": {"name": "a", "namespace": "b", "labels": {"d": "e"}}}),
        (TOLD, {**TOLD, "immutable": True}),
        *(
            (deployment(pod=pod, replicas=1), deployment(pod=pod, replicas=2))
            for pod in (
                {"containers": [container(env=[{"name": "DB_PASSWORD", "value": "hunter2"}])]},
                {"initContainers": [container(args=["--api-token", "3f9c0d7b21"])]},
            )
        ),
    ],
)
def test_a_secret_that_stays_as_it_is_is_not_shown_around_what_changes(before: Object, after: Object) -> None:
    (change,) = compare.compare(*([each] if each else [] for each in (before, after)))
    assert review_values.unified(change) == ["(changed, not shown)"]


def test_a_secret_under_a_new_name_is_not_shown() -> None:
    pod = {"containers": [container(env=[{"name": "DB_PASSWORD", "value": "hunter2"}])]}
    before, after = (deployment(name=name, pod=pod) for name in ("a-0123456789", "a-9876543210"))
    change = ObjectChange("renamed", before, after, "a-0123456789", (), Effect.NONE, ())
    assert review_values.unified(change) == ["(changed, not shown)"]
