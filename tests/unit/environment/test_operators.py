"""The operators of an environment, against the schema that lists them."""

import json
from typing import Any

from generator.environment import operators
from generator.environment.operators import Operator
from generator.files import package_data
from tests.builders import samples


def listed() -> dict[str, Any]:
    schema = json.loads((package_data.folder("schemas") / "environment.json").read_text())
    return {kind: rule for kind, rule in schema["properties"]["operators"]["properties"].items() if kind != "queue"}


def test_the_schema_lists_every_form_and_its_default() -> None:
    forms = {kind: list(each) for kind, each in operators.FORMS.items()}
    assert {kind: rule["then"]["enum"] for kind, rule in listed().items()} == forms
    assert {kind: rule["else"]["properties"]["api"]["enum"] for kind, rule in listed().items()} == forms
    assert {kind: rule["default"] for kind, rule in listed().items() if "default" in rule} == operators.DEFAULTS


def test_a_form_reads_fields_that_the_schema_has() -> None:
    for kind, forms in operators.FORMS.items():
        fields = listed()[kind]["else"]["properties"].keys()
        assert all(form.reads <= fields for form in forms.values())


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
