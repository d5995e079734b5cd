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
