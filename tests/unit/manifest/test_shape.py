from generator.manifest import shape
from generator.manifest.shape import Filled, Hole, Shape

TREE = {
    "kind": "Service",
    "metadata": {"name": Hole(0)},
    "spec": {"ports": [{"port": Hole(1)}, Hole(2)], "type": "ClusterIP"},
}


def test_values_stand_where_the_holes_are() -> None:
    filled = Filled(Shape(TREE), ("fraud-api", 8080, {"port": 9090}))
    assert filled.object == {
        "kind": "Service",
        "metadata": {"name": "fraud-api"},
        "spec": {"ports": [{"port": 8080}, {"port": 9090}], "type": "ClusterIP"},
    }
    assert (filled.kind, filled.name) == ("Service", "fraud-api")
    assert filled.object is filled.object


def test_an_object_leaves_the_shape_that_it_shares_alone() -> None:
    held = Shape(TREE)
    one, two = Filled(held, ("a", 1, [])), Filled(held, ("b", 2, []))
    assert (one.object["metadata"], two.object["metadata"]) == ({"name": "a"}, {"name": "b"})
    assert held.tree["metadata"] == {"name": Hole(0)}


def test_an_object_of_its_own_is_its_tree() -> None:
    found = {"kind": "Service", "metadata": {"name": "a"}}
    assert shape.whole(found).object is found
    assert shape.whole({"kind": "List"}).name is None
