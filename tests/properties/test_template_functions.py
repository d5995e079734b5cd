"""A template's function prints what Jinja prints, or there is none: on random templates of Jinja's whole grammar."""

from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from tests.builders import jinja

PART = {"part": "{% if n %}{{ n }}\n{% endif %}{{ text }}", "fixed": "b\n c\n"}
ATOMS = st.sampled_from(
    [
        *("yes", "n", "text", "words", "by_name", "frozen", "pair", "pairs", "nothing", "by_name.x", "by_name.y.z"),
        *(
            "pair.one",
            "pair.two.q",
            "frozen.x",
            "each",
            "each",
            "1",
            "0",
            "'a'",
            "'a' 'b'",
            "'\\n'",
            "none",
            "true",
            "[]",
        ),
    ]
)
RARE_ATOMS = st.sampled_from(
    [
        *(
            "nowhere",
            "loop",
            "loop.index",
            "self",
            "range",
            "n1",
            "v",
            "False",
            "-1",
            "1.5",
            "[1, 'a']",
            "{}",
            "{'a': 1}",
        ),
        *("(1,)", "1_0", "by_name.items", "words.count", "pair._fields", "by_name.ﬁ", "by_name.0", "pair.None"),
    ]
)
RARE_TESTS = st.sampled_from(
    [
        *("is none(1)", "is none 1", "is none(value=1)", "is not none(*words)", "is none(**by_name)", "is defined"),
        *(".x is defined('x')", ".one is not defined 1", ".items is defined", ".nowhere.x is defined", "is undefined"),
        *(
            "is string",
            "is mapping",
            "is divisibleby(3)",
            "is divisibleby 2",
            "is in words",
            "is sameas(none)",
            "is odd",
        ),
    ]
)
FILTERS = st.sampled_from(["upper", "length", "default(1)", "first", "indent", "join(',')", "string", "upper | lower"])
INDENTS = st.sampled_from(["indent(2, first=true)", "indent(1, first=false)"])
BLOCK_FILTERS = st.sampled_from(
    [
        *("indent(2)", "indent", "indent(2, true)", "upper", "indent(*[2], first=true)", "indent(width=2)"),
        *(
            "indent(n, first=true)",
            "indent(2, first=yes)",
            "indent(2, first=true, blank=true)",
            "indent('- ', first=1)",
        ),
        *("upper | indent(2, first=true)", "indent(1, first=true) | indent(2, first=true)", "indent(2, blank=true)"),
        *("indent(2, first=true) | upper", "indent(2, first=true, **{})", "indent(none, first=true)"),
    ]
)
TARGETS = st.sampled_from(["each", "each", "each", "n", "text", "pair"])
RARE_TARGETS = st.sampled_from(["loop", "self", "_", "each, n", "each, each", "each, loop", "each,", "(each, n)"])


def filled(form: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A form whose places, `@`, are filled in turn."""
    texts = form.split("@")
    return st.tuples(*parts).map(lambda each: texts[0] + "".join(map("".join, zip(each, texts[1:], strict=True))))


def mostly(common: st.SearchStrategy[str], rare: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.integers(0, 15).flatmap(lambda number: common if number else rare)


def _expressions(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    comparisons = st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or", "~"])
    common = st.one_of(
        filled("(@ @ @)", inner, comparisons, inner),
        filled("(1 < @ @ @)", inner, comparisons, inner),
        filled("(@ is @)", inner, st.sampled_from(["none", "not none"])),
        filled("(@.@ is @)", inner, st.sampled_from(["x", "one"]), st.sampled_from(["defined", "not defined"])),
        filled("(not @)", inner),
        filled("(@ if @ else @)", inner, inner, inner),
        filled("[@, @]", inner, inner),
    )
    rare = st.one_of(
        filled("(@ @)", inner, RARE_TESTS),
        filled("(@@)", inner, RARE_TESTS),
        filled("(@ @ @)", inner, st.sampled_from(["+", "-", "*", "/", "//", "%", "**"]), inner),
        filled("(@ if @)", inner, inner),
        filled("(@, @)", inner, inner),
        filled("@[@]", inner, inner),
        filled("@[:1]", inner),
        filled("@.items()", inner),
        filled("@.items(@)", inner, inner),
        filled("@(@)", inner, inner),
        filled("(@ | @)", inner, FILTERS),
    )
    return mostly(common, rare)


EXPRESSIONS = st.recursive(mostly(ATOMS, RARE_ATOMS), _expressions, max_leaves=6)
MANY = st.sampled_from(["words", "by_name", "[1, none]", "text", "pairs", "frozen"])


def _statements(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inner, max_size=3).map("".join)
    expressions, targets, many = EXPRESSIONS, mostly(TARGETS, RARE_TARGETS), mostly(MANY, EXPRESSIONS)
    includes = st.sampled_from(
        [
            *("'part' without context", "'nowhere' ignore missing", "['nowhere', 'part']", "text", "'nowhere'"),
            "'part' if yes else 'fixed'",
        ]
    )
    common = st.one_of(
        filled("{% if @ %}@{% endif %}", expressions, several),
        filled("{% if @ %}\n@{% elif @ %}@{% else %}@{% endif %}", expressions, several, expressions, several, several),
        filled("{% for @ in @ %}\n@{% endfor %}", targets, many, several),
        filled(
            "{% for @, @ in @ %}@{% endfor %}", targets, targets, st.sampled_from(["pairs", "by_name.items()"]), several
        ),
        filled("{% with @ = @, n = @ %}@{% endwith %}", targets, expressions, expressions, several),
        filled("{% filter @ %}\n@{% endfilter %}", INDENTS, several),
        filled("{% include @ %}", st.sampled_from(["'part'", "'fixed'"])),
    )
    rare = st.one_of(
        filled("{% for @ in @ @ %}@{% endfor %}", targets, many, st.sampled_from(["recursive", "if each"]), several),
        filled("{% for @ in @ %}@{% else %}@{% endfor %}", targets, many, several, several),
        filled("{% with %}@{% endwith %}", several),
        filled("{% filter @ %}\n@{% endfilter %}", BLOCK_FILTERS, several),
        filled("{% include @ %}", includes),
        filled("{% set @ = @ %}", targets, expressions),
        filled("{% set text %}@{% endset %}", several),
        filled("{% macro m(n) %}@{% endmacro %}{{ m(1) }}", several),
        filled("{% block b %}@{% endblock %}", several),
        filled("{% autoescape true %}@{% endautoescape %}", several),
    )
    return mostly(common, rare)


OUTPUT = filled("{{ @ }}", EXPRESSIONS)
TEXT = st.sampled_from(
    ["a\n", "  b", "\n\n", "- ", "{# a comment #}", "{% raw %}{{ n }}{% endraw %}", "{%- if yes -%} c {%- endif +%}\n"]
)
TEMPLATES = st.lists(st.recursive(OUTPUT | TEXT, _statements, max_leaves=6), min_size=1, max_size=4).map("".join)


@given(TEMPLATES)
@settings(max_examples=400)
@example("{% for loop in words %}{% endfor %}")
@example("{% filter upper | indent(2, first=true) %}a{% endfilter %}")
@example("{{ self }}")
@example("{{ n is none(1) }}")
def test_a_function_prints_what_jinja_prints_or_there_is_none(text: str) -> None:
    try:
        function = jinja.translated(text, **PART)
        parts, values = function.run(jinja.VALUES)
        found = function.text(parts), values
    except Exception as error:  # noqa: BLE001 - whatever it is, Jinja is asked
        event(f"left to Jinja: {type(error).__name__}")
        return
    event("a result")
    assert found == jinja.output(text, jinja.VALUES, **PART)
