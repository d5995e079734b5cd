"""One component in one environment with every value settled: what a slot runs. Quantities are canonical, durations seconds."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, TypeVar

Part = TypeVar("Part")
StrategyType = Literal["rolling", "blue-green", "canary"]
QueueType = Literal["prometheus", "rabbitmq", "kafka", "sqs"]
Access = Literal["once", "many", "read-many"]


class Port(NamedTuple):
    """A port of the container and of the Services."""

    name: str
    port: int
    target: int
    protocol: str = "TCP"
    app_protocol: str = ""


class Probe(NamedTuple):
    """A question to the container; `port` is a number or a port's name."""

    kind: Literal["http", "tcp", "grpc", "command"]
    path: str = ""
    port: int | str = 0
    command: tuple[str, ...] = ()


class Health(NamedTuple):
    """`startup` is the longest start in seconds, asked as `ready` is."""

    ready: Probe
    live: Probe | None
    startup: int


class Queue(NamedTuple):
    """Work that waits: one pod for every `length` messages. What names the queue depends on its type.

    `query` is PromQL; `secret` holds what the reader needs to get in, under `key` where it is one text.
    """

    type: QueueType
    length: int
    name: str = ""
    topic: str = ""
    group: str = ""
    servers: tuple[str, ...] = ()
    url: str = ""
    region: str = ""
    query: str = ""
    secret: str = ""
    key: str = ""


class Scale(NamedTuple):
    """Bounds of a slot's pods; targets are per cent of the request, metrics name → average quantity."""

    min: int
    max: int
    cpu: int | None = None
    memory: int | None = None
    metrics: tuple[tuple[str, str], ...] = ()
    queue: Queue | None = None

    @property
    def fixed(self) -> bool:
        """Whether the team wrote a number: no target but the bounds."""
        return self.cpu is None and self.memory is None and not self.metrics and self.queue is None


class Strategy(NamedTuple):
    """How a new version comes; `surge` and `unavailable` are counts or per cent, `prescale` the pods that carry all traffic."""

    type: StrategyType
    surge: int | str
    unavailable: int | str
    prescale: int
    steps: tuple[int, ...] = ()


class Expose(NamedTuple):
    """Traffic from outside; `port` is a port's name."""

    host: str
    path: str
    port: str


class Variable(NamedTuple):
    """An environment variable: a text, or where it comes from."""

    name: str
    value: str | None = None
    secret: str = ""
    config_map: str = ""
    key: str = ""
    field: str = ""


class Volume(NamedTuple):
    """A mount: exactly one of `claim`, `size`, `scratch` and `memory` is set."""

    path: str
    claim: str = ""
    size: str = ""
    storage_class: str = ""
    access: Access = "once"
    scratch: str = ""
    memory: str = ""


class Resources(NamedTuple):
    """Requests and limits by resource name; `gpus` are the names among them that count whole devices."""

    requests: Mapping[str, str]
    limits: Mapping[str, str]
    node_selector: Mapping[str, str]
    gpus: tuple[str, ...] = ()
    tolerations: tuple[Mapping[str, Any], ...] = ()


class Service(NamedTuple):
    """What a server has beyond its pod: ports, probes, scale, strategy and traffic."""

    ports: tuple[Port, ...]
    health: Health
    scale: Scale
    strategy: Strategy
    expose: Expose | None
    shutdown: int


class Patch(NamedTuple):
    """RFC 6902 operations on the component's objects of one kind; `number` is its place in the team's list."""

    kind: str
    ops: tuple[Mapping[str, Any], ...]
    number: int


class Component(NamedTuple):
    """Everything that one slot of a component is made of.

    `part` holds the values that only its kind has, as the kind's own type: a `Service` for servers. `written` is what the
    team's own file says of the component, as plain data, where its kind asks for it.
    """

    kind: str
    description: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    image: str
    model: str
    model_variable: str
    command: tuple[str, ...]
    args: tuple[str, ...]
    env: tuple[Variable, ...]
    files: Mapping[str, bytes]
    resources: Resources
    volumes: tuple[Volume, ...]
    account_annotations: Mapping[str, str]
    user: int
    writable_root: bool
    patches: tuple[Patch, ...]
    part: object
    written: Mapping[str, Any]

    def own(self, part: type[Part]) -> Part:
        """The values that only its kind has; TypeError where they are of another type than `part`."""
        if not isinstance(self.part, part):
            raise TypeError(f"a {self.kind} has no {part.__name__}")
        return self.part

    @property
    def service(self) -> Service | None:
        """The values of a server, None for all other kinds."""
        return self.part if isinstance(self.part, Service) else None

    @property
    def serving(self) -> Service:
        """The values of a server; TypeError for all other kinds."""
        return self.own(Service)
