from tests.builders import samples
from tests.unit.components.inference.served import KNATIVE, MODEL, STANDARD


def test_a_runtime_of_kserve_settles_ports_and_user_and_has_the_image() -> None:
    component = samples.target(MODEL, None, STANDARD).component
    assert [(each.name, each.port) for each in component.serving.ports] == [("http", 8080)]
    assert (component.security.user, component.security.writable_root, component.image) == (None, True, "")


def test_a_gpu_of_the_runtime_counts_where_pods_are_replaced() -> None:
    chat = MODEL | {"format": "huggingface", "scale": 2}
    strategy = samples.target(chat, None, STANDARD).component.serving.strategy
    assert (strategy.surge, strategy.unavailable) == (0, 1)


def test_what_is_written_counts() -> None:
    written = MODEL | {"security": {"runAsUser": 1000}, "resources": {"cpu": "2", "memory": "4Gi"}}
    component = samples.target(written, None, KNATIVE).component
    assert (component.security.user, component.resources.requests["cpu"]) == (1000, "2")
