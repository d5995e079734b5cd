"""A template gives what its components would give if each of them were written."""

import copy

import pytest

from generator.validation.project_check import CheckedProject
from tests.builders import cases
from tests.builders.cases import Case
from tests.builders.documents import Data
from tests.properties import strategies, whole

PROJECTS = 40
NAME, MODELS = "first", ("a", "b-c")


def written(case: Case) -> Case:
    """The component `first` once for each model."""
    return case.but(_written)


def _written(project: Data) -> None:
    for section in (project, *filter(None, project["environments"].values())):
        for key in ("components", "releases"):
            held = section.get(key) or {}
            for model in MODELS if NAME in held else ():
                held[f"{NAME}-{model}"] = copy.deepcopy(held[NAME])
            held.pop(NAME, None)


def of_template(case: Case) -> Case:
    """The component `first` as a template of two models, whose environments and releases say the same of it."""
    return case.but(_template)


def _template(project: Data) -> None:
    component = project["components"][NAME]
    component["models"] = dict.fromkeys(MODELS, component.pop("model"))
    for section in filter(None, project["environments"].values()):
        held = section.get("releases") or {}
        for model in MODELS if NAME in held else ():
            held[f"{NAME}-{model}"] = held[NAME]
        held.pop(NAME, None)


def told(checked: CheckedProject) -> set[tuple[str, str]]:
    return {(each.code, each.fact.replace(f"{NAME}-{MODELS[1]}", f"{NAME}-{MODELS[0]}")) for each in checked.problems}


@pytest.fixture(scope="module")
def drawn() -> list[Case]:
    return strategies.many(whole.whole("inference"), PROJECTS)


def test_a_template_gives_the_files_of_the_components_that_it_stands_for(drawn: list[Case]) -> None:
    legal = [case for case in drawn if not cases.judged(written(case)).invalid]
    assert len(legal) > PROJECTS // 2
    assert [
        case for case in legal if cases.build(of_template(case)).files() != cases.build(written(case)).files()
    ] == []


def test_a_template_has_the_problems_of_the_components_that_it_stands_for(drawn: list[Case]) -> None:
    judged = [(cases.judged(of_template(case)), cases.judged(written(case))) for case in drawn]
    assert [told(template) ^ told(components) for template, components in judged] == [set()] * len(drawn)
