"""Construction of an environment's settings about the network from plain data that matches the schema."""

from collections.abc import Mapping
from typing import Any

from generator.environment.networking import Dns, Gateway, Ingress, LoadBalancer, Origin


def gateway(data: Mapping[str, Any]) -> Gateway | None:
    """The Gateway; None if the environment has none."""
    written = data.get("gateway")
    if written is None:
        return None
    return Gateway(
        name=written["name"],
        namespace=written["namespace"],
        section=written.get("sectionName", ""),
        api=tuple(int(part) for part in written["api"].split(".")) if "api" in written else (),
        origin=_origin(written.get("from", {}), written["namespace"]),
        names_protocols=written.get("appProtocol", "named") == "named",
    )


def _origin(written: Mapping[str, Any], namespace: str) -> Origin:
    """Where a Gateway's traffic comes from: its own namespace, unless other pods or networks are named."""
    selector = written.get("podSelector", {})
    pods = selector.get("matchLabels", selector)
    own = namespace if not written.keys() & {"namespace", "cidrs"} else ""
    return Origin(
        namespace=written.get("namespace", namespace if pods else own),
        pods=tuple(pods.items()),
        networks=tuple(written.get("cidrs", ())),
    )


def ingress(data: Mapping[str, Any]) -> Ingress | None:
    """The ingress class and its controller; None if the environment has none."""
    written = data.get("ingress")
    if written is None:
        return None
    return Ingress(
        ingress_class=written["class"],
        tls_secret=written.get("tlsSecret", ""),
        namespace=written.get("namespace", ""),
        controller=written.get("controller", written["class"]),
        networks=tuple(written.get("cidrs", ())),
        annotations=written.get("annotations", {}),
    )


def load_balancer(data: Mapping[str, Any]) -> LoadBalancer:
    """What Services of type `load-balancer` get."""
    written = data.get("loadBalancer", {})
    return LoadBalancer(load_balancer_class=written.get("class", ""), annotations=written.get("annotations", {}))


def dns(data: Mapping[str, Any]) -> Dns:
    """Where the cluster's DNS answers."""
    written = data.get("network", {}).get("dns", {})
    return Dns(
        namespace=written.get("namespace", "kube-system"),
        port=written.get("port", 53),
        networks=tuple(written.get("cidrs", ())),
    )
