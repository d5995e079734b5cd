from typing import Any

import pytest

from generator.source import nodes, schema_messages, schema_rules
from generator.source.schema_messages import Message
from generator.source.suggestion import Suggestion
from tests.builders import documents

WAY = "write it so"


def rule(**schema: Any) -> schema_rules.Rule:
    return schema_rules.Library({"x.json": schema}).rule("x.json")


def scalar(text: str, *, plain: bool = True) -> nodes.Scalar:
    return documents.scalar(text, plain=plain)


@pytest.mark.parametrize(
    ("types", "text", "fact", "hint"),
    [
        ({"integer"}, "1.5", '"1.5" is not a whole number', WAY),
        ({"integer", "string"}, "{}", "expected text or a whole number, found a mapping", WAY),
        ({"object"}, "[]", "expected a mapping, found a list", WAY),
        ({"array"}, "x", '"x" is not a list', WAY),
        ({"string"}, "~", "expected text, found no value", WAY),
        ({"boolean"}, "yes", '"yes" is not true or false', "did you mean true?"),
        ({"boolean"}, "OFF", '"OFF" is not true or false', "did you mean false?"),
        ({"boolean"}, "True", '"True" is not true or false', "did you mean true?"),
        ({"boolean"}, "maybe", '"maybe" is not true or false', WAY),
        ({"integer"}, '"80"', '"80" is text, not a whole number', "write it without quotes: 80"),
        ({"integer"}, '"x"', '"x" is not a whole number', WAY),
    ],
)
def test_a_value_of_another_type(types: set[str], text: str, fact: str, hint: str) -> None:
    found = schema_messages.of_type(frozenset(types), documents.node(documents.root(f"a: {text}\n"), "a"), WAY)
    assert (found.fact, found.hint) == (fact, hint)


def test_null_without_a_known_way_out() -> None:
    assert schema_messages.of_type(frozenset({"array"}), scalar(""), "") == Message(
        fact="expected a list, found no value", hint="write a value, or leave the key out", code="null"
    )


@pytest.mark.parametrize(
    ("words", "text", "suggestion", "message"),
    [
        (
            ["rolling", "canary"],
            "x",
            Suggestion(),
            Message(fact='"x" is not one of rolling, canary', hint=WAY, code="enum"),
        ),
        (
            ["rolling"],
            "x",
            Suggestion(advice="write rolling"),
            Message(fact='"x" is not rolling', hint="write rolling", code="enum"),
        ),
        (["v1"], "v", Suggestion(meant="v1"), Message(fact='"v" is not v1', hint="", code="enum", meant="v1")),
    ],
)
def test_a_text_that_is_no_known_word(words: list[str], text: str, suggestion: Suggestion, message: Message) -> None:
    assert schema_messages.of_enum(rule(enum=words), scalar(text), suggestion, WAY) == message


@pytest.mark.parametrize(
    ("keys", "suggestion", "hint"),
    [
        (["team", "name"], Suggestion(), "choose from: name, team"),
        (["team", "name"], Suggestion(meant="name"), "choose from: name, team"),
        (["name"], Suggestion(meant="name"), ""),
        ([f"k{number:02}" for number in range(13)], Suggestion(meant="k01"), ""),
        (
            [f"k{number:02}" for number in range(21)],
            Suggestion(),
            "tidegate explain api lists all that may stand here",
        ),
        (["team", "name"], Suggestion(advice="write scale"), "write scale"),
    ],
)
def test_an_unknown_key_is_told_what_there_is_where_that_is_short(
    keys: list[str], suggestion: Suggestion, hint: str
) -> None:
    known = rule(properties={key: {} for key in keys}, additionalProperties=False)
    assert schema_messages.unknown_key(known, ("components", "api", "x"), suggestion) == Message(
        fact='unknown key "x"', hint=hint, code="unknown-key", subject="x", meant=suggestion.meant
    )


def test_of_many_keys_the_nearest_are_told() -> None:
    keys = ["nodes", "timeout", "description", *(f"k{number:02}" for number in range(18))]
    known = rule(properties={key: {} for key in keys}, additionalProperties=False)
    hint = "nearest: nodes; tidegate explain environment lists all that may stand here"
    assert schema_messages.unknown_key(known, ("nodeCount",), Suggestion()).hint == hint


@pytest.mark.parametrize(
    ("schema", "text", "value", "message"),
    [
        ({"pattern": "^a"}, "b", "b", Message(fact='"b" does not match the expected form', hint=WAY, code="pattern")),
        ({"pattern": "^a", "x-form": "an a"}, "b", "b", Message(fact='"b" is not an a', hint=WAY, code="pattern")),
        ({"minimum": 1}, "0", 0, Message(fact="0 is less than 1", hint=WAY, code="minimum")),
        ({"maximum": 100}, "150", 150, Message(fact="150 is more than 100", hint=WAY, code="maximum")),
        (
            {"maxLength": 2},
            "abc",
            "abc",
            Message(fact="3 characters are more than 2", hint="shorten it", code="too-long"),
        ),
    ],
)
def test_a_scalar_beyond_its_bounds(schema: dict[str, Any], text: str, value: Any, message: Message) -> None:
    assert [*schema_messages.limits(rule(**schema), scalar(text), value, WAY)] == [message]


def test_bounds_themselves_are_within() -> None:
    bounds = rule(minimum=1, maximum=2, maxLength=1)
    assert [
        *schema_messages.limits(bounds, scalar("1"), 1, WAY),
        *schema_messages.limits(bounds, scalar("2"), 2, WAY),
    ] == []


@pytest.mark.parametrize(
    ("schema", "text", "message"),
    [
        ({"minItems": 1}, "[]", Message(fact="the list is empty", hint=WAY, code="too-few")),
        ({"maxItems": 1}, "[a, b]", Message(fact="2 items are more than 1", hint=WAY, code="too-many")),
        ({"minProperties": 1}, "{}", Message(fact="at least one entry is needed", hint=WAY, code="too-few")),
        ({"maxProperties": 1}, "{a: 1, b: 2}", Message(fact="2 entries are more than 1", hint=WAY, code="too-many")),
    ],
)
def test_a_collection_with_too_few_or_too_many(schema: dict[str, Any], text: str, message: Message) -> None:
    node = documents.root(text)
    assert not isinstance(node, nodes.Scalar)
    assert [*schema_messages.counts(rule(**schema), node, WAY)] == [message]
