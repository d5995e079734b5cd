import pytest

from generator.source import displaced, nodes, schema_rules
from tests.builders import documents

FIELDS = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"image": {"type": "string"}, "size": {"type": "string"}},
}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "env": {"type": "object", "additionalProperties": {"type": "string"}},
        "health": {**FIELDS, "properties": {"ready": {"type": "string"}, "live": {"type": "string"}}},
        "parts": {"type": "object", "additionalProperties": FIELDS},
        "name": {"type": "string"},
    },
}


def found(text: str, pointer: str = "") -> list[tuple[str, list[str]]]:
    rule = schema_rules.Library({"a.json": SCHEMA}).rule("a.json", pointer)
    node = documents.root(text)
    assert isinstance(node, nodes.Mapping)
    groups = displaced.find(rule, node, lambda name: name == "replicas")
    return [(each.parent.text, [key.text for key in each.keys]) for each in groups]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("env:\nA: b\nC: d\nname: x", [("env", ["A", "C"])]),
        ("health:\nready: /a\nenv:\nA: b", [("health", ["ready"]), ("env", ["A"])]),
        ("parts:\napi: {image: a}\nname: x", [("parts", ["api"])]),
        ("env:\nname: x", []),
        ("env:\nreplicas: 3", []),
        ("env: {}\nA: b", []),
        ("name:\nA: b", []),
        ("health:\nA: b", []),
        ("{env: , A: b}", []),
    ],
)
def test_unknown_keys_behind_a_key_without_a_value_belong_below_it(
    text: str, expected: list[tuple[str, list[str]]]
) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("api:\nimage: a\nsize: b", [("api", ["image", "size"])]),
        ("api:\nweb: {image: a}", []),
        ("api:\nimage: {size: b}", []),
    ],
)
def test_names_of_fields_beside_a_component_are_its_fields(text: str, expected: list[tuple[str, list[str]]]) -> None:
    assert found(text, "/properties/parts") == expected


def test_a_message_names_a_few_keys() -> None:
    keys = tuple(documents.scalar(name) for name in "abcde")
    said = displaced.message(displaced.Group(documents.scalar("env"), keys))
    assert (said.fact, said.hint, said.code) == (
        '"a", "b", "c", 2 more stand beside "env", not below it',
        'indent what belongs to "env" by two more spaces',
        "indentation",
    )
