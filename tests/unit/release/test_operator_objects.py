"""The table of objects of operators that move traffic."""

import pytest

from generator.environment import operators
from generator.kubernetes import object_kinds
from generator.release import operator_objects, predictors
from generator.release.operator_objects import OperatorObject
from tests.builders import golden_objects


@pytest.mark.parametrize("kind", operator_objects.READERS)
def test_a_kind_is_one_whose_pods_run_on_and_belongs_to_a_form_that_moves_traffic(kind: str) -> None:
    row, reader = object_kinds.TABLE[kind], operator_objects.READERS[kind]
    assert row.lasting
    assert {reader.engine(each) for each in golden_objects.by_kind()[row.kind]} <= {*operators.TRAFFIC}


def test_the_object_of_an_operator_is_found_among_those_of_a_component() -> None:
    service = {"kind": "InferenceService", "metadata": {"name": "fraud-api"}}
    assert operator_objects.find([{"kind": "Service"}, {}, service]) == OperatorObject(service, predictors)
    assert operator_objects.find([{"kind": "Deployment"}]) is None
