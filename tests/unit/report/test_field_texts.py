"""A field as text: its facts, its values as YAML, and lines that are wrapped by words or not at all."""

import pytest
import yaml

from generator.report import field_texts
from generator.validation import field_lookup


def shown(field: str, width: int | None = None, **kinds: str) -> str:
    return field_texts.described(field_lookup.topics(field, kinds, ()), width)


def test_a_field_is_described() -> None:
    assert shown("retries") == (
        "components.<component>.retries, in ml-project.yaml\n"
        "  How often a failed pod is started again, 0 to 1000.\n"
        "  forms:    an integer, 0 to 1000\n"
        "  default:  2\n"
        "  example:  retries: 3\n"
        "  kinds:    job, cronjob, pipeline\n"
        "\n"
        "components.<component>.retries, in ml-project.yaml\n"
        "  How often a failed pod is started again, 0 to 1000.\n"
        "  forms:    an integer, 0 to 1000\n"
        "  default:  1\n"
        "  example:  retries: 3\n"
        "  kinds:    training, spark, ray\n"
        "\n"
    )


def test_what_must_be_there_and_what_it_holds_is_said() -> None:
    lines = shown("cluster").splitlines()
    assert lines[0] == "cluster, in environments/*.yaml"
    assert "  fields:   name, kubernetes" in lines
    assert "  required: yes" in shown("cluster.name").splitlines()


def test_a_component_and_an_environment_list_all_that_may_stand_in_them() -> None:
    first, fields = shown("nightly", nightly="cronjob").splitlines()[:2]
    assert first == "components.<component> (kind: cronjob), in ml-project.yaml"
    assert {"kind", "image", "schedule"} < {*fields.removeprefix("  fields:   ").split(", ")}
    first, fields = shown("environment").splitlines()[:2]
    assert first == "environments/*.yaml"
    assert {"name", "cluster", "machines"} < {*fields.removeprefix("  fields:   ").split(", ")}


def test_a_condition_is_told() -> None:
    assert shown("strategy.surge").startswith(
        "components.<component>.strategy.surge (type: rolling), in ml-project.yaml\n"
    )


def test_a_terminal_gets_lines_of_whole_words() -> None:
    narrow = shown("model", 50)
    assert max(len(line) for line in narrow.splitlines() if "://" not in line) <= 50
    assert " ".join(narrow.split()) == " ".join(shown("model").split())


@pytest.mark.parametrize(
    "plain", ["a", "a: b", "80", 80, True, None, 1.5, ["a", "b, c"], {"a": {"b": []}, "c d": "{}"}, "yes", ""], ids=repr
)
def test_a_value_is_written_as_yaml(plain: object) -> None:
    assert yaml.safe_load(field_texts.value(plain)) == plain
