from typing import Any

import pytest

from generator.source import nodes, schema_rules
from generator.source.format_error import FormatError
from generator.source.reader import Reader, Tables
from generator.source.suggestion import Suggestion
from tests.builders import documents
from tests.builders.documents import HERE

TABLES = Tables(formats={}, meant=lambda name, cache: Suggestion(meant=name[:-1] if name[:-1] in cache else ""))


def read(schema: dict[str, Any], text: str, *, partial: bool = False, tables: Tables = TABLES) -> tuple[Any, list[str]]:
    """The data, and what is said."""
    reader = Reader(tables, partial=partial)
    data = reader.read(schema_rules.Library({"x.json": schema}).rule("x.json"), documents.root(text), mark=HERE)
    return data, documents.messages(reader.findings)


def fields(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def test_the_field_decides_the_type() -> None:
    schema = fields(tag={"type": "string"}, step={"type": "integer"}, on={"type": "boolean"}, share={"type": "number"})
    assert read(schema, "tag: 0.80\nstep: 2\non: true\nshare: 0.5\n") == (
        {"tag": "0.80", "step": 2, "on": True, "share": 0.5},
        [],
    )


def test_a_null_is_no_text_whose_form_could_be_wrong() -> None:
    text = {"type": "string", "x-hint": "write a"}
    schema = {**fields(a=text), "if": {"type": "object"}, "then": {"properties": {"a": {"format": "always"}}}}
    tables = TABLES._replace(formats={"always": lambda _text: FormatError(fact="not a size")})
    assert read(schema, "a: x\n", tables=tables)[1] == ["not a size"]
    assert read(schema, "a:\n", tables=tables)[1] == ["expected text, found no value -> write a"]


def test_all_that_is_wrong_is_said_at_once_and_left_out() -> None:
    schema = fields(
        a={"type": "integer", "x-hint": "count"},
        b={"type": "boolean"},
        c={"type": "array", "items": {"type": "integer"}},
    )
    assert read(schema, "a: x\nb: yes\nc: [1, y, 3]\n") == (
        {"c": [1, 3]},
        [
            '"x" is not a whole number -> count',
            '"yes" is not true or false -> did you mean true?',
            '"y" is not a whole number',
        ],
    )


def test_a_slip_of_the_keyboard_is_one_problem_and_not_a_missing_key_too() -> None:
    schema = {**fields(name={"type": "string"}), "required": ["name"]}
    assert read(schema, "namex: a\n") == ({}, ['unknown key "namex" -> did you mean "name"?'])
    assert read(schema, "other: a\n") == ({}, ['unknown key "other" -> choose from: name', '"name" is missing'])


@pytest.mark.parametrize("text", ["\u201cx", "\u201c", "\u00abx y", "x\u201d"])
def test_a_quote_on_one_side_does_not_enclose_a_text(text: str) -> None:
    assert read(fields(a={"type": "integer"}), f"a: {text}\n") == ({}, [f'"{text}" is not a whole number'])


def test_a_text_between_typographic_quotes_says_only_that() -> None:
    fact = "the quotes \u201e \u201c are a part of the text: YAML knows only \" and '"
    assert read(fields(a={"type": "integer"}), "a: \u201ex\u201c\n") == ({}, [f'{fact} -> write "x"'])


def test_what_is_partial_needs_no_key() -> None:
    schema = {**fields(name={"type": "string"}), "required": ["name"], "minProperties": 1}
    assert read(schema, "{}", partial=True) == ({}, [])
    assert read(schema, "{}")[1] == ['"name" is missing', "at least one entry is needed"]


def test_null_is_a_value_where_it_removes_and_a_problem_elsewhere() -> None:
    schema = fields(
        a={"type": "object", "properties": {"b": {"type": "string"}}, "x-nullable": True}, c={"type": "string"}
    )
    assert read(schema, "a: {b: ~}\nc: ~\n") == (
        {"a": {"b": None}},
        ["expected text, found no value -> write a value, or leave the key out"],
    )


def test_one_of_several_keys_has_to_be_there() -> None:
    schema = {**fields(http={"type": "string"}, tcp={"type": "string"}), "x-one-of": ["http", "tcp"]}
    assert read(schema, "{}") == ({}, ["one of http, tcp is missing"])
    assert read(schema, "{tcp: a}") == ({"tcp": "a"}, [])


def test_a_name_has_the_form_of_names() -> None:
    schema = {"type": "object", "propertyNames": {"pattern": "^spark", "x-form": "a property of Spark"}}
    assert read(schema, "{spark.a: b, c: d}")[1] == ['"c" is not a property of Spark']
    assert read({**schema, "propertyNames": {"pattern": "^spark"}}, "{c: d}")[1] == [
        '"c" does not match the expected form'
    ]


@pytest.mark.parametrize("key", ["nested", "list"])
def test_readers_with_one_memory_read_what_their_trees_share_once(key: str) -> None:
    schema = fields(
        nested={"type": "object", "additionalProperties": {"type": "string"}},
        list={"type": "array", "items": {"type": "string"}},
    )
    rule = schema_rules.Library({"x.json": schema}).rule("x.json")
    root = documents.root("nested: {a: b}\nlist: [a]\n")
    cache: nodes.NodeCache = {}
    one, two = (Reader(TABLES, cache=cache).read(rule, root, mark=HERE) for _ in range(2))
    assert one == two == {"nested": {"a": "b"}, "list": ["a"]}
    assert one[key] is two[key]


def test_what_stands_in_the_place_of_a_reference_to_a_secret_is_not_repeated() -> None:
    reference = {"type": "object", "x-hint": "name the Secret"}
    schema = fields(token=reference, size=reference, passwords={"type": "array", "items": {"enum": ["none"]}})
    assert read(schema, "token: abc123secret\nsize: big\npasswords: [hunter22, true]\n")[1] == [
        '"***" is not a mapping -> name the Secret',
        '"big" is not a mapping -> name the Secret',
        '"***" is not none',
        '"true" is not none',
    ]
