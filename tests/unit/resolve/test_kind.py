from generator.components.kinds import KINDS
from generator.resolve import kind
from tests.builders import documents


def test_a_kind_merges_its_fields_in_its_own_way() -> None:
    assert kind.fields(KINDS, documents.scalar("service")) is KINDS["service"].FIELDS


def test_where_no_kind_is_named_the_ways_of_all_are_known() -> None:
    for named in (None, documents.scalar("nobody"), documents.mapping({"a": 1})):
        assert {*kind.fields(KINDS, named).forms} >= {*KINDS["service"].FIELDS.forms}
