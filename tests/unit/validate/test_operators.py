import pytest

from generator.environment import operators as operator_forms
from generator.environment.environment import Environment
from generator.validate import operators
from generator.validate.context import CheckedComponent
from tests.builders import documents, samples
from tests.builders.documents import HERE


def said(kind: str, environment: Environment, *others: Environment) -> list[str]:
    node = documents.mapping({"kind": kind})
    checked = CheckedComponent(kind=kind, node=node, mark=HERE, data={}, environment=environment, files={})
    found = list(operators.missing(checked, {each.name: each for each in (environment, *others)}))
    assert [(each.place, each.path, each.code) for each in found] == [("dev", ("kind",), "operator")] * len(found)
    return documents.messages(found)


def test_a_kind_without_operator_is_told_where_there_is_one() -> None:
    staging = samples.environment("staging", operators={"ray": "kuberay"})
    assert said("ray", samples.environment(), staging) == [
        (
            "no operator runs ray in dev -> environments that have one: staging (kuberay); "
            "or ask the platform team for operators: {ray: kuberay}"
        )
    ]


def test_a_kind_that_no_environment_can_run_is_told_what_is_missing() -> None:
    assert said("ray", samples.environment()) == [
        "no operator runs ray in dev -> no environment has one: ask the platform team for operators: {ray: kuberay}"
    ]


def test_a_kind_that_needs_none_or_has_one_is_well() -> None:
    assert said("service", samples.environment()) == said("training", samples.environment()) == []
    assert said("ray", samples.environment(operators={"ray": {"api": "kuberay"}})) == []


def test_a_form_that_this_version_does_not_write_is_told_with_one_that_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = samples.environment(operators={"training": "jobset"})
    monkeypatch.setitem(operator_forms.FORMS["training"], "jobset", operator_forms.Form(built=False))
    assert said("training", environment) == [
        (
            "this version of tidegate does not run training by jobset yet in dev -> "
            "ask the platform team for operators: {training: job}, which needs no operator"
        )
    ]


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("1.5.9", ["kuberay 1.5.9 has no trunk in dev -> ask the platform team for kuberay 1.6 or newer"]),
        ("0", ["kuberay 0 has no trunk in dev -> ask the platform team for kuberay 1.6 or newer"]),
        ("1", []),
        ("1.6", []),
        ("1.10.1", []),
        ("", []),
    ],
)
def test_an_operator_that_is_too_old_lacks_something(version: str, words: list[str]) -> None:
    ray = {"api": "kuberay"} | ({"version": version} if version else {})
    environment = samples.environment(operators={"ray": ray})
    node = documents.mapping({"kind": "ray"})
    checked = CheckedComponent(kind="ray", node=node, mark=HERE, data={}, environment=environment, files={})
    assert documents.messages(operators.too_old(checked, ("kind",), (1, 6), "trunk")) == words
