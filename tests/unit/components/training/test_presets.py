from generator.components.training import presets
from generator.errors import SCHEMA
from generator.resolve import defaults
from generator.source import nodes
from generator.source.scalars import raw


def applied(framework: str, **written: object) -> nodes.Mapping:
    node = defaults.node({"framework": framework, **written})
    assert isinstance(node, nodes.Mapping)
    return presets.applied(node)


def test_a_framework_settles_defaults_of_the_schema() -> None:
    found = applied("mpi", security={"runAsUser": 10001, "writableRoot": False})
    security = found.entries["security"].value
    assert raw(security) == {"runAsUser": 1000, "writableRoot": True}
    assert isinstance(security, nodes.Mapping)
    assert security.entries["runAsUser"].value.mark.file.startswith("default of mpi: ")


def test_others_settle_none() -> None:
    found = applied("pytorch", security={"runAsUser": 10001})
    assert raw(found) == {"framework": "pytorch", "security": {"runAsUser": 10001}}
    assert found.entries["security"].value.mark == SCHEMA


def test_what_is_no_mapping_is_left_to_the_schema() -> None:
    assert raw(applied("mpi", security="x", env={}))["security"] == "x"
