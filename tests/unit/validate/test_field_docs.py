"""What is known of each field from the schemas, whatever they are built of."""

from collections.abc import Sequence

import pytest

from generator.components.kinds import KINDS
from generator.discovery import platform_folder
from generator.validate import field_docs
from generator.validate.field_docs import Field
from generator.validate.formats import FORMATS

SCHEMAS = platform_folder.bundled()
COMPONENT = field_docs.component_fields(SCHEMAS, tuple(KINDS))
ENVIRONMENT = field_docs.root(SCHEMAS, "environment.json").children
ALL = [*field_docs.every([*COMPONENT, *ENVIRONMENT, *field_docs.root(SCHEMAS, "platform.json").children])]


def found(fields: Sequence[Field], path: str) -> Sequence[Field]:
    return field_docs.find(fields, path.split("."))


@pytest.mark.parametrize(
    ("path", "forms"),
    [
        ("scale", ("an integer, 1 to 10000", "{min, max, cpu, memory, metrics, concurrency, rps, queue}")),
        ("image", ("an image reference",)),
        ("strategy", ("rolling | recreate | blue-green | canary", "{type, surge, unavailable, prescale, steps}")),
        ("args", ("a list, each text",)),
        ("env", ("a mapping by name",)),
        ("suspend", ("true or false",)),
        ("strategy.steps", ("a list, each an integer, 1 to 99",)),
        ("expose.port", ("an integer, 1 to 65535", "the name of a port")),
    ],
)
def test_a_field_has_forms(path: str, forms: tuple[str, ...]) -> None:
    assert found(COMPONENT, path)[0].forms == forms


def test_every_field_has_a_form_and_every_format_a_name() -> None:
    assert [".".join(field.path) for field in ALL if not field.forms] == []
    assert sorted(field_docs.FORMAT_NAMES) == sorted(FORMATS)


def test_a_field_with_a_name_is_described() -> None:
    assert [
        ".".join(field.path)
        for field in ALL
        if not (field.is_free or field.name == field_docs.ITEM or field.description)
    ] == []


def test_kinds_that_define_a_field_alike_share_it() -> None:
    retries, of_training = found(COMPONENT, "retries")
    (schedule,) = found(COMPONENT, "schedule")
    assert (retries.kinds, schedule.kinds, schedule.required) == (("job", "cronjob", "pipeline"), ("cronjob",), True)
    assert (of_training.kinds, retries.default, of_training.default) == (("training", "spark", "ray"), 2, 1)
    assert [(field.kinds, field.required) for field in found(COMPONENT, "ports")] == [
        (("service", "store", "multinode"), True),
        (("worker", "mlflow", "inference", "notebook"), False),
    ]


def test_a_field_of_two_tools_has_two_definitions() -> None:
    assert [field.condition for field in found(ENVIRONMENT, "gitops.version")] == ["tool: flux", "tool: argocd"]
    assert [field.condition for field in found(COMPONENT, "strategy.surge")] == ["type: rolling"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("env.LOG_LEVEL.secret", "secret"),
        ("annotations.example.org/contact", "<annotation>"),
        ("volumes./data.v1.size", "size"),
        ("expose.host", "host"),
        ("expose.0.host", "host"),
        ("args.3", "[]"),
        ("init.migrate.env.A.value", "value"),
    ],
)
def test_names_of_people_are_part_of_a_path(path: str, name: str) -> None:
    assert {field.name for field in found(COMPONENT, path)} == {name}


@pytest.mark.parametrize("path", ["scal", "scale.mni", "image.tag", "scale.min.x"])
def test_what_is_no_field_is_not_found(path: str) -> None:
    assert [*found(COMPONENT, path)] == []


def test_a_default_and_examples_are_those_of_the_schema() -> None:
    (strategy,) = found(COMPONENT, "strategy")
    assert (strategy.default, strategy.examples[0]) == ("rolling", "blue-green")
