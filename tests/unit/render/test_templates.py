from typing import Any

import pytest

from generator.errors import InputError
from generator.layout import emitter
from generator.manifest.manifest import Draft
from generator.manifest.object_template import LazyObject, Placeholder
from generator.render.templates import Templates

TOP = "apiVersion: v1\nkind: Config\nmetadata:\n  name: {{ name }}\n"
INNER = {"part.yaml": "- {{ v }}\n"}
VALUES: list[Any] = [
    *("x", "", "two\nlines", "~@0", "\\", "é\u2028", "6", "null", "<<"),
    *(5, -0.5, True, None, [], {}, [1, {"a": [None]}], {"k": "v", "~@1": {}}, ("a", ("b",))),
]


def render(text: str, **values: Any) -> LazyObject:
    templates = Templates({"x/config.yaml": TOP + text, **INNER})
    draft = Draft(template="x/config.yaml", folder="x", file="a", values={"name": "a", **values})
    templates.render(draft._replace(values={**draft.values, "name": "other"}))  # what came before changes nothing
    return templates.render(draft)


def data(text: str, **values: Any) -> Any:
    return render(text, **values).object.get("data")


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize(
    "text",
    [
        "data: {{ v }}",
        "data:\n  a: {{ v }}\n  b: [{{ v }}, {c: {{ v }}}]\n",
        "data:\n- {{ v }}\n- - {{ v }}\n",
        "data:\n{% for each in [v, v] %}\n- {{ each }}\n{% endfor %}\n",
        'data:\n{% filter indent(2, first=true) %}\n{% include "part.yaml" %}\n{% endfilter %}\n',
        'data: {{ v }} # {{ v }}\n{% if v is mapping %}more: {{ "a constant" }}\n{% endif %}\n',
        "{% with w = v %}data: {{ w }}{% endwith %}",
        "data: {% if v %}{{ v }}{% else %}[]{% endif %}",
    ],
)
def test_what_is_told_apart_is_what_is_read_whole(text: str, value: Any) -> None:
    told, whole = render(text, v=value), render(text + "{% set look %}{% endset %}", v=value)
    assert (len(whole.values), told.object, told.kind, told.name) == (0, whole.object, whole.kind, whole.name)
    assert emitter.lazy_document(told) == emitter.document(whole.object)
    assert told.values[1:] or not value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("data: a {{ v }}", 'a "x"'),
        ("data: '{{ v }}'", '"x"'),
        ("data: |-\n  {{ v }}\n", '"x"'),
        ("data:\n  {{ v }}: 1\n", {"x": 1}),
        ("data: {{ v }}-{{ v }}", None),
        ("data: {{ v | length }}{{ v | length }}", 11),
        ("data: ~@0 {{ v }}", '~@0 "x"'),
        ('data: ["\\x7e@0", {{ v }}]', ["~@0", "x"]),
        ("{% set held %}{{ v }}{% endset %}data: {{ held | length }}", 3),
        ("{% macro held(v) %}{{ v }}{% endmacro %}data: {{ held(v) }}", '"x"'),
        ("{% filter upper %}data: {{ v }}{% endfilter %}", None),
        ("{% filter upper | indent %}data: {{ v }}{% endfilter %}", None),
        ("data: {% for each in [[v]] recursive %}{{ loop(each) if each != v else v }}{% endfor %}", '"x"'),
    ],
)
def test_what_looks_into_printed_text_finds_the_value_there(text: str, found: Any) -> None:
    try:
        made = render(text, v="x")
    except InputError:
        made = None
    assert (made.object.get("data") if made else None) == found
    assert not (made and made.values)


def test_templates_that_choose_the_same_branches_share_a_shape() -> None:
    templates = Templates({"x/config.yaml": TOP + "{% if v %}data: {{ v }}{% endif %}"})
    draft = Draft(template="x/config.yaml", folder="x", file="a", values={"name": "a", "v": 1})
    one, same, other = (
        templates.render(draft._replace(values=values))
        for values in (draft.values, {"name": "a", "v": {"b": 2}}, {"name": "a", "v": 0})
    )
    assert one.template is same.template is not other.template
    assert one.template.tree["data"] == Placeholder(1)


def test_an_object_that_was_asked_for_again_is_the_same() -> None:
    templates = Templates({"x/config.yaml": TOP})
    draft = Draft(template="x/config.yaml", folder="x", file="a", values={"name": "a"})
    assert templates.render(draft) is templates.render(draft._replace(file="b"))


@pytest.mark.parametrize(
    ("text", "values", "fact"),
    [
        ("data: {{ nowhere }}", {}, "'nowhere' is undefined"),
        ('data: {{ "\\ud800" }}', {}, "str is not valid UTF-8: surrogates not allowed"),
        ("data: {{ v.__class__ }}", {"v": []}, "access to attribute '__class__' of 'list' object is unsafe."),
        ("kind: {{ v }}", {"v": "Config"}, "it makes no object with apiVersion, kind and metadata"),
        ("metadata: {}", {}, 'it makes Config "None", not config "a"'),
    ],
)  # fmt: skip
def test_a_broken_template_is_a_problem_in_its_words(text: str, values: dict[str, Any], fact: str) -> None:
    templates = Templates({"x/config.yaml": TOP.partition("kind")[0] + "kind: Config\n" + text})
    draft = Draft(template="x/config.yaml", folder="x", file="a", values={"name": "a", **values})
    with pytest.raises(InputError) as caught:
        templates.render(draft)
    assert [problem.fact for problem in caught.value.problems] == [f"the template cannot be rendered: {fact}"]


@pytest.mark.parametrize("names", [("a", "a-1"), ("a-1", "a")])
@pytest.mark.parametrize("printed", ["a", "{{ base }}"])
def test_a_name_that_the_template_does_not_print_is_checked_for_every_draft(
    names: tuple[str, str], printed: str
) -> None:
    templates = Templates({"x/config.yaml": TOP.replace("{{ name }}", printed)})
    drafts = [Draft("x/config.yaml", "x", each, {"name": each, "base": "a"}) for each in names]
    assert [_name_or_facts(templates, each) for each in drafts] == [
        "a" if each == "a" else [f'the template cannot be rendered: it makes Config "a", not config "{each}"']
        for each in names
    ]


def _name_or_facts(templates: Templates, draft: Draft) -> Any:
    try:
        return templates.render(draft).name
    except InputError as error:
        return [each.fact for each in error.problems]
