import jinja2
import pytest

from generator.manifest.object_template import Placeholder
from generator.render import placeholders

TOP = "apiVersion: v1\nkind: Service\nmetadata:\n  name: {name}\n"


def test_a_mark_is_a_whole_scalar_that_becomes_a_hole() -> None:
    text = TOP.format(name=placeholders.mark(0)) + f"spec:\n  ports:\n  - port: {placeholders.mark(12)}\n"
    found = placeholders.object_template(text)
    assert found is not None
    assert (found.kind, found.name) == ("Service", Placeholder(0))
    assert found.tree["spec"] == {"ports": [{"port": Placeholder(12)}]}


@pytest.mark.parametrize(
    "spec",
    [
        'spec: "a ~@0"',
        'spec: {"~@0": 1}',
        'spec: "~@"',
        'spec: "~@0~@1"',
        "spec: [",
    ],
)
def test_a_mark_that_is_part_of_a_scalar_or_a_key_makes_no_shape(spec: str) -> None:
    assert placeholders.object_template(TOP.format(name="a") + spec) is None


@pytest.mark.parametrize(
    "text",
    [
        "- a",
        "a",
        "kind: A\nmetadata: {}",
        "apiVersion: v1\nmetadata: {}",
        "apiVersion: v1\nkind: A",
        'apiVersion: v1\nkind: "~@0"\nmetadata: {}',
    ],
)
def test_what_is_no_object_for_all_values_makes_no_shape(text: str) -> None:
    assert placeholders.object_template(text) is None


@pytest.mark.parametrize(
    ("template", "looks"),
    [
        ("a: {{ b }}", False),
        ("{% for b in c %}{{ b }}{% endfor %}{% include 'x' %}{% if b %}{% endif %}", False),
        ("{% filter indent(2) %}{{ b }}{% endfilter %}", False),
        ("{% set b = c %}", False),
        ("{% set b %}{{ c }}{% endset %}", True),
        ("{% macro b() %}{% endmacro %}", True),
        ("{% filter upper %}{{ b }}{% endfilter %}", True),
        ("{% filter upper | indent %}{{ b }}{% endfilter %}", True),
        ("{% for b in c recursive %}{{ loop(b) }}{% endfor %}", True),
        ("{% block b %}{% endblock %}", True),
        ("a: ~@0", True),
        ("a: '\\'", True),
    ],
)
def test_a_template_looks_where_it_can_see_what_was_printed(template: str, *, looks: bool) -> None:
    assert placeholders.reads_output(jinja2.Environment(autoescape=True).parse(template)) is looks
