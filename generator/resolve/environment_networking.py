"""Construction of an environment's settings about the network from plain data that matches the schema."""

from collections.abc import Mapping
from typing import Any

from generator.environment.networking import Gateway, LoadBalancer


def gateway(data: Mapping[str, Any]) -> Gateway | None:
    """The Gateway; None if the environment has none."""
    written = data.get("gateway")
    if written is None:
        return None
    return Gateway(
        name=written["name"],
        namespace=written["namespace"],
        names_protocols=written.get("appProtocol", "named") == "named",
    )


def load_balancer(data: Mapping[str, Any]) -> LoadBalancer:
    """What Services of type `load-balancer` get."""
    written = data.get("loadBalancer", {})
    return LoadBalancer(load_balancer_class=written.get("class", ""), annotations=written.get("annotations", {}))
