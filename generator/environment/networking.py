"""The platform's settings of an environment about the network, as typed values."""

from collections.abc import Mapping
from typing import NamedTuple


class Gateway(NamedTuple):
    """The Gateway to which routes attach. `names_protocols`: it reads the `appProtocol` of gRPC ports."""

    name: str
    namespace: str
    names_protocols: bool = True


class LoadBalancer(NamedTuple):
    """What Services of type `load-balancer` get; an empty class is the cluster's default."""

    load_balancer_class: str
    annotations: Mapping[str, str]
