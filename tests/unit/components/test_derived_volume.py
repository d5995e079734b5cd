import pytest

from generator.components import derived_volume
from generator.source import nodes
from tests.builders import documents
from tests.builders.documents import Data

PATH = nodes.Scalar("/a", plain=True, mark=documents.HERE)
KEYS = ("claim", "size", "path")


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ({"claim": "a", "path": "b", "other": "c"}, ["claim", "path"]),
        ({"claim": "a", "size": "1Gi"}, None),
        ({"path": "b"}, None),
    ],
)
def test_a_field_that_says_one_source_says_a_volume(written: Data, found: list[str] | None) -> None:
    volume = derived_volume.source(documents.mapping(written), KEYS)
    assert (None if volume is None else list(volume.entries)) == found


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ({}, {"/a": "derived"}),
        ({"volumes": {"/b": {"claim": "written"}}}, {"/b": "written", "/a": "derived"}),
        ({"volumes": {"/a": {"claim": "written"}}}, {"/a": "written"}),
    ],
)
def test_it_is_a_volume_beside_those_that_are_written(written: Data, found: dict[str, str]) -> None:
    derived = documents.mapping({"claim": "derived"})
    volumes = derived_volume.added(documents.mapping(written), PATH, derived).get("volumes")
    assert documents.texts(volumes) == {path: {"claim": name} for path, name in found.items()}
