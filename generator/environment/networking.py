"""The platform's settings of an environment about the network, as typed values."""

from collections.abc import Mapping
from types import MappingProxyType

from generator.named_tuples import NamedTuple


class Origin(NamedTuple):
    """Where traffic comes from: the pods of a namespace with these labels, and networks. An empty namespace means no pods."""

    namespace: str = ""
    pods: tuple[tuple[str, str], ...] = ()
    networks: tuple[str, ...] = ()


class Gateway(NamedTuple):
    """The Gateway to which routes attach.

    `api` is the version of the Gateway API, empty if it is unknown, `section` the name of a listener, or empty. `names_protocols`:
    it reads the `appProtocol` of gRPC ports.
    """

    name: str
    namespace: str
    section: str = ""
    api: tuple[int, ...] = ()
    origin: Origin = Origin()
    names_protocols: bool = True


class Ingress(NamedTuple):
    """The ingress class that exposed components use, and its controller, whose pods may be in any namespace if none is named."""

    ingress_class: str
    tls_secret: str = ""
    namespace: str = ""
    controller: str = ""
    networks: tuple[str, ...] = ()
    annotations: Mapping[str, str] = MappingProxyType({})


class Dns(NamedTuple):
    """Where the cluster's DNS answers: the pods of a namespace on a port, and networks."""

    namespace: str = "kube-system"
    port: int = 53
    networks: tuple[str, ...] = ()


class LoadBalancer(NamedTuple):
    """What Services of type `load-balancer` get; an empty class is the cluster's default."""

    load_balancer_class: str
    annotations: Mapping[str, str]
