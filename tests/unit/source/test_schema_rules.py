from generator.errors import Mark
from generator.source import document, schema_rules
from generator.source.reader import Reader, Tables
from generator.source.suggestion import Suggestion


def test_a_property_with_a_description_alone_takes_any_value_whole() -> None:
    library = schema_rules.Library(
        {"x.json": {"type": "object", "properties": {"value": {"description": "Anything."}}}}
    )
    reader = Reader(Tables(formats={}, meant=lambda _name, _known: Suggestion()))
    node = document.parse(b"value: {name: cache, args: [a, 1, true, null]}", "x.yaml").root
    assert node is not None
    read = reader.read(library.rule("x.json"), node, mark=Mark("x.yaml", 1, 1))
    assert read == {"value": {"name": "cache", "args": ["a", 1, True, None]}}
