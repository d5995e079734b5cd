"""How a component is reached, and what it reaches: typed values of the fields about the network."""

from collections.abc import Mapping
from typing import Literal

from generator.named_tuples import NamedTuple

ServiceType = Literal["cluster-ip", "load-balancer", "node-port"]
RouteProtocol = Literal["http", "grpc"]
TrafficDistribution = Literal["", "prefer-close", "prefer-same-zone", "prefer-same-node"]


class MainService(NamedTuple):
    """The Service under the component's own name.

    `sources` are the networks that may reach it from outside; empty means all. `by_client`: connections of one address go to the
    same pod. `distribution` is empty if no pods are preferred.
    """

    type: ServiceType
    headless: bool
    annotations: Mapping[str, str]
    sources: tuple[str, ...]
    by_client: bool
    distribution: TrafficDistribution

    @property
    def is_external(self) -> bool:
        """Whether it has an entry from outside the cluster: a load balancer or a port on every node."""
        return self.type != "cluster-ip"


class Route(NamedTuple):
    """Access from outside the cluster under some hosts and a path; `port` is a port's name or number.

    `name` is empty for the route that has the component's own name. `timeout` is as written; empty means that of the gateway.
    `position` is the path of the route in the component; `listed` tells whether it has the field `hosts`, not `host`.
    """

    name: str
    hosts: tuple[str, ...]
    path: str
    port: str
    timeout: str
    annotations: Mapping[str, str]
    protocol: RouteProtocol
    position: tuple[str | int, ...]
    listed: bool


class Peer(NamedTuple):
    """Who calls, or is called: exactly one of `project` (`team/name`), `namespace` and `cidr` is set.

    `ports` are names or numbers of ports, as text and as written, repetitions included; empty means all. `position` is the path of
    the peer in the component.
    """

    position: tuple[str | int, ...]
    project: str = ""
    namespace: str = ""
    cidr: str = ""
    ports: tuple[str, ...] = ()


class Metrics(NamedTuple):
    """Where the metrics of the pods are; `port` is a port's name or number, an empty `interval` is Prometheus' own."""

    port: str
    path: str
    interval: str
