from generator.manifest import object_template
from generator.manifest.object_template import LazyObject, ObjectTemplate, Placeholder

TREE = {
    "kind": "Service",
    "metadata": {"name": Placeholder(0)},
    "spec": {"ports": [{"port": Placeholder(1)}, Placeholder(2)], "type": "ClusterIP"},
}


def test_values_stand_where_the_holes_are() -> None:
    filled = LazyObject(ObjectTemplate(TREE), ("fraud-api", 8080, {"port": 9090}))
    assert filled.object == {
        "kind": "Service",
        "metadata": {"name": "fraud-api"},
        "spec": {"ports": [{"port": 8080}, {"port": 9090}], "type": "ClusterIP"},
    }
    assert (filled.kind, filled.name) == ("Service", "fraud-api")
    assert filled.object is filled.object


def test_an_object_leaves_the_shape_that_it_shares_alone() -> None:
    held = ObjectTemplate(TREE)
    one, two = LazyObject(held, ("a", 1, [])), LazyObject(held, ("b", 2, []))
    assert (one.object["metadata"], two.object["metadata"]) == ({"name": "a"}, {"name": "b"})
    assert held.tree["metadata"] == {"name": Placeholder(0)}


def test_an_object_of_its_own_is_its_tree() -> None:
    found = {"kind": "Service", "metadata": {"name": "a"}}
    assert object_template.constant(found).object is found
    assert object_template.constant({"kind": "List"}).name is None
