import pytest

from generator.components.kinds import KINDS
from generator.discovery import platform_folder
from generator.errors import SCHEMA
from generator.resolve import defaults
from generator.source.scalars import raw
from tests.builders import documents


@pytest.mark.parametrize("kind", KINDS)
def test_a_kinds_lowest_layer_is_what_its_schema_says_and_the_same_nodes_each_time(kind: str) -> None:
    layer = defaults.layer(platform_folder.schemas(), kind, KINDS[kind].FIELDS)
    assert layer is defaults.layer(platform_folder.schemas(), kind, KINDS[kind].FIELDS)
    assert {entry.key.mark.file for entry in layer.entries.values()} == {"default"}


def test_short_forms_of_defaults_are_written_out() -> None:
    layer = defaults.layer(platform_folder.schemas(), "service", KINDS["service"].FIELDS)
    assert raw(layer)["strategy"] == {"type": "rolling"}


def test_plain_data_keeps_its_types_as_nodes_that_no_file_holds() -> None:
    data = {"a": True, "b": 1, "c": "1", "d": [0.5, {"e": "true"}], "f": ""}
    node = defaults.node(data)
    assert raw(node) == data
    assert documents.node(node, "c") == documents.scalar("1", plain=False)._replace(mark=SCHEMA)
