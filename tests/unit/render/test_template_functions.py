import pytest

from generator.discovery import platform_folder
from generator.render.template_expressions import UnsupportedError
from generator.render.templates import Templates
from tests.builders import jinja

BUNDLED = platform_folder.templates(None)


@pytest.mark.parametrize(
    "text",
    [
        "a {{ text }} b {{ n }}\n",
        "{{ by_name.x }} {{ by_name.y.z }} {{ pair.one }} {{ pair.two.q }} {{ frozen.x }}",
        "{% if n > 2 %}{{ n }}{% elif yes %}elif{% else %}else{% endif %}",
        "{% if n > 3 %}then{% elif not yes %}elif{% else %}{{ n }}{% endif %} end",
        "{% if n == 3 and 1 < n <= 3 or text != 'a' %}both{% endif %}",
        "{% if text in words and 'c' not in words %}in{% endif %}",
        "{% for each in words %}- {{ each }}\n{% endfor %}",
        "{% for each in pairs %}{% for word in words %}{{ word }}{% endfor %}{% endfor %}",
        "{% for key, value in by_name.items() %}{{ key }}={{ value }};{% endfor %}",
        "{% for key, value in pairs %}{{ key ~ ':' ~ value }}{% endfor %}",
        "{{ text if yes else n }} {{ [text, n] }} {{ not yes }} {{ 'const' }} {{ none }}",
        "{% if n is none %}none{% endif %}{% if n is not none %}{{ n }}{% endif %}",
        "{% if pair.one is defined %}one{% endif %}{% if by_name.w is defined %}w{% endif %}",
        "{% with text = n, n = text %}{{ text }}{{ n }}{% endwith %}{{ text }}{{ n }}",
        "{% with pair = pair.two, n = 1 %}{% include 'part' %}{% endwith %}{% include 'other' %}",
        "a:\n{% filter indent(2, first=true) %}\nb:\n\n{% for w in words %}- {{ w }}\n{% endfor %}\n{% endfilter %}\nc\n",
        "{% filter indent(2, first=true) %}a\n{% filter indent(3, first=false) %}b\nc{% endfilter %}\nd{% endfilter %}",
    ],
)
def test_a_function_prints_what_jinja_prints(text: str) -> None:
    others = {"part": "{% if pair.q %}{{ pair.q }} {{ n }}\n{% endif %}", "other": "{{ pair.one }} {{ n }}"}
    function = jinja.translated(text, **others)
    parts, values = function.run(jinja.VALUES)
    assert (function.text(parts), values) == jinja.output(text, jinja.VALUES, **others)


@pytest.mark.parametrize(
    "text",
    [
        "{% set a = 1 %}",
        "{{ a | length }}",
        "{{ a[0] }}",
        "{{ a.get('b') }}",
        "{{ a.items }}",
        "{{ a.count }}",
        "{{ a.__class__ }}",
        "{{ range(3) }}",
        "{{ a + 1 }}",
        "{{ a if b }}",
        "{{ a is string }}",
        "{% for each in a %}{{ loop.index }}{% endfor %}",
        "{% for each in a if each %}{% endfor %}",
        "{% for each in a %}{% else %}b{% endfor %}",
        "{% for each, (one, other) in a %}{% endfor %}",
        "{% for loop in a %}{% endfor %}",
        "{% include name %}",
        "{% include 't' %}",
        "{% include 'part' ignore missing %}",
        "{% include 'part' without context %}",
        "{% filter upper %}a{% endfilter %}",
        "{% filter upper | indent(2, first=true) %}a{% endfilter %}",
        "{% filter indent(2, first=a) %}a{% endfilter %}",
        "{{ a" + ".b" * 300 + " }}",
        "{% if a %}" * 50 + "{% endif %}" * 50,
    ],
)
def test_what_only_jinja_can_do_is_left_to_it(text: str) -> None:
    with pytest.raises(UnsupportedError):
        jinja.translated(text, part="")


@pytest.mark.parametrize("text", ["{{ nowhere }}", "{{ by_name.nowhere }}", "{{ text.x }}", "{{ pair.nowhere }}"])
def test_what_jinja_refuses_has_no_result(text: str) -> None:
    with pytest.raises((LookupError, AttributeError)):
        jinja.translated(text).run(jinja.VALUES)


@pytest.mark.parametrize("name", sorted(BUNDLED))
def test_every_bundled_template_is_a_function(name: str) -> None:
    templates = Templates(BUNDLED)
    assert templates.function(name) is not None
