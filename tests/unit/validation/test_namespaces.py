"""The namespace that a project gets, and the standard that it enforces."""

import pytest

from generator.validation import namespaces
from tests import patience
from tests.builders import cases, samples
from tests.builders.cases import Case
from tests.builders.documents import Data
from tests.builders.samples import DEV, SERVICE

HINT = "a namespace enforces one standard: rename the project or the team, or ask for another namespace"
BASELINE: Data = {"podSecurity": "baseline"}


def said(dev: Data, other: Data, *, both: bool) -> list[str]:
    project = samples.case(SERVICE).project
    project["environments"] = {"dev": None, **({"test": {"components": {"api": None}}} if both else {})}
    case = Case(project, {"dev": DEV | dev, "test": DEV | {"name": "test"} | other})
    return [f"{each.where}: {each.fact} -> {each.hint}" for each in cases.judged(case).problems]


@pytest.mark.parametrize(
    ("dev", "other", "both", "where"),
    [
        ({"namespace": "{team}"}, {"namespace": "{project}"}, True, ""),
        ({"namespace": "{team}"}, {"namespace": "risk"}, True, "test"),
        ({"namespace": "{team}"}, {"namespace": "risk"}, False, "dev"),
        ({"namespace": "risk"}, {"namespace": "{team}"}, False, ""),
        ({"namespace": "risk"}, {"namespace": "{team}"}, True, "test"),
        ({"namespace": "risk"}, {"namespace": "{team}", "cluster": {"name": "b", "kubernetes": "1.34"}}, True, ""),
    ],
)
def test_a_namespace_has_one_standard_whatever_its_pattern(dev: Data, other: Data, where: str, *, both: bool) -> None:
    here, there = ("restricted", "baseline") if where == "dev" else ("baseline", "restricted")
    named = "test (environments/test.yaml:10)" if where == "dev" else "dev (environments/dev.yaml:1)"
    fact = f'its namespace "risk" has podSecurity {here} here, but {there} in {named}'
    assert said(dev, other | BASELINE, both=both) == ([f"environments.{where}: {fact} -> {HINT}"] if where else [])


def test_a_long_namespace_is_a_problem() -> None:
    fact = f'the namespace "risk-{"a" * 60}" has 65 characters, at most 63 are allowed'
    found = samples.problems(SERVICE, None, {"namespace": f"{{team}}-{'a' * 60}"})
    assert found == [f"environments.dev: {fact} -> shorten the name of the project or the team"]


def test_many_environments_are_compared_at_once() -> None:
    first = samples.environment("e0", namespace="{team}")

    def check(count: int) -> None:
        every = [
            first._replace(name=f"e{i}", namespace=f"{{project}}-{i}", pod_security="baseline") for i in range(1, count)
        ]
        entry = project.environments["dev"]
        held = project._replace(environments={each.name: entry for each in (*every, first)})
        assert [*namespaces.check(held, first, every)] == []

    project = samples.project()
    patience.grows_evenly(check, 8_000)
