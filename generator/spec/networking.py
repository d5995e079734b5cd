"""How a component is reached, and what it reaches: typed values of the fields about the network."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

ServiceType = Literal["cluster-ip", "load-balancer", "node-port"]
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
