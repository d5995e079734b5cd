"""The operators of an environment, against the schema that lists them."""

import json
from typing import Any

from generator.environment import operators
from generator.environment.operators import Operator
from generator.files import package_data
from generator.resolve.operator_settings import FACTS
from tests.builders import samples


def listed() -> dict[str, Any]:
    schema = json.loads((package_data.folder("schemas") / "environment.json").read_text())
    return {kind: rule for kind, rule in schema["properties"]["operators"]["properties"].items() if kind != "queue"}


def test_the_schema_lists_every_form_and_its_default() -> None:
    forms = {kind: list(each) for kind, each in operators.FORMS.items()}
    assert {kind: rule["then"]["enum"] for kind, rule in listed().items()} == forms
    assert {kind: rule["else"]["properties"]["api"]["enum"] for kind, rule in listed().items()} == forms
    assert {kind: rule["default"] for kind, rule in listed().items() if "default" in rule} == operators.DEFAULTS


def test_every_setting_that_the_schema_accepts_is_read_by_some_form() -> None:
    for kind, forms in operators.FORMS.items():
        fields = listed()[kind]["else"]["properties"].keys() - {"api"}
        read = {name for form in forms.values() for name in form.reads}
        assert read <= fields
        assert read >= fields - FACTS or not all(form.built for form in forms.values()), kind


def test_every_example_is_accepted() -> None:
    for kind, rule in listed().items():
        assert all(samples.environment(operators={kind: each}) for each in rule["examples"])


def test_a_platform_that_lists_none_has_what_needs_none() -> None:
    found = samples.environment().operators
    assert (found.of("training"), found.of("notebook"), found.of("ray")) == (
        Operator("job"),
        Operator("statefulset"),
        None,
    )
    assert found.runs("inference", "deployment")
    assert not found.runs("training", "jobset", "trainjob")
    assert not found.runs("service", "deployment")
    assert found.queues.names == ()
