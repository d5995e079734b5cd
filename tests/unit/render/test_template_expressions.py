from typing import Any

import jinja2
import pytest

from generator.render import template_expressions
from generator.render.template_expressions import UnsupportedError


def python(text: str, **scope: str) -> str:
    output: Any = jinja2.Environment().parse("{{ " + text + " }}").body[0]  # noqa: S701 - YAML, not HTML
    return template_expressions.python(output.nodes[0], scope)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a", "v['a']"),
        ("b", "n1"),
        ("b.c", "(n1['c'] if n1.__class__ is dict else n1.c)"),
        ("a.b.c", "attribute(attribute(v['a'], 'b'), 'c')"),
        ("1 < b in a", "(1 < n1 in v['a'])"),
        ("not a and b or none", "(((not v['a']) and n1) or None)"),
        ("b if a else [b, 'x']", "(n1 if v['a'] else [n1, 'x'])"),
        ("a ~ 's'", "''.join([str(each) for each in [v['a'], 's']])"),
        ("b.items()", "items(n1)"),
        ("b is none", "(n1 is None)"),
        ("b.c is defined", "has(n1, 'c')"),
    ],
)
def test_an_expression_becomes_python(text: str, found: str) -> None:
    assert python(text, b="n1") == found


@pytest.mark.parametrize(
    "text",
    [
        "loop",
        "self",
        "a.keys",
        "a.index",
        "a._b",
        "a.items(1)",
        "a()",
        "a if b",
        "a | lower",
        "a is odd",
        "a is defined",
        "a is none(1)",
        "a.b is defined(1)",
        "a is none(*b)",
        "a[0]",
        "1.5",
        "-a",
        "{}",
    ],
)
def test_what_may_differ_from_jinja_is_refused(text: str) -> None:
    with pytest.raises(UnsupportedError):
        python(text, loop="")


@pytest.mark.parametrize("helper", ["attribute", "has", "items"])
def test_only_mappings_and_tuples_have_attributes(helper: str) -> None:
    with pytest.raises((LookupError, AttributeError)):
        template_expressions.HELPERS[helper](*["text", "x"][: 1 if helper == "items" else 2])
