"""The fully resolved component of one environment, as typed values. Quantities are canonical, durations in seconds."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, TypeVar, get_args

from generator.environment.environment import Permission
from generator.named_tuples import NamedTuple
from generator.spec.networking import MainService, Metrics, Peer, Route

KindValues = TypeVar("KindValues")
StrategyType = Literal["rolling", "recreate", "blue-green", "canary"]
IN_PLACE: tuple[StrategyType, ...] = ("rolling", "recreate")
"""Strategies with one set of pods, which a new version changes in place."""
SIDE_BY_SIDE: tuple[StrategyType, ...] = ("blue-green", "canary")
"""Strategies that run two versions side by side."""
QueueType = Literal["prometheus", "rabbitmq", "kafka", "sqs"]
ProbeKind = Literal["http", "tcp", "grpc", "command"]
PROBE_KINDS: tuple[ProbeKind, ...] = get_args(ProbeKind)
DEFAULT_GRACE = "30s"
"""The time that a pod has to end if nothing else is written, as in Kubernetes."""
UNLIMITED = "unlimited"
TRANSFORMER = "transformer"
"""The container in front of a model server, as a field and as a container's name."""
Access = Literal["once", "many", "read-many"]


def speaks_https(name: str, scheme: str) -> bool:
    """Whether a port is asked with TLS: by its scheme, or without one by its name, such as `https` or `https-web`."""
    return scheme == "HTTPS" or (not scheme and name.startswith("https"))


class Port(NamedTuple):
    """A port of a container and of the Services; `path` is that of its metrics, `scheme` HTTP, HTTPS or empty.

    `owner` is the path of the sidecar or transformer that has it in the component, empty for the main container.
    """

    name: str
    port: int
    target: int
    protocol: str = "TCP"
    app_protocol: str = ""
    path: str = ""
    scheme: str = ""
    owner: tuple[str, ...] = ()

    @property
    def is_https(self) -> bool:
        """Whether it is asked with TLS."""
        return speaks_https(self.name, self.scheme)

    @property
    def position(self) -> tuple[str, ...]:
        """Its path in the component."""
        return (*self.owner, "ports", self.name)


class Probe(NamedTuple):
    """A probe of a container; `port` is a number or a port's name, 0 for the main port. Times are in seconds."""

    kind: ProbeKind
    path: str = ""
    port: int | str = 0
    command: tuple[str, ...] = ()
    scheme: str = ""
    period: int = 5
    timeout: int = 5
    failures: int = 3
    successes: int = 1
    delay: int = 0


class Health(NamedTuple):
    """The probes of a container; `longest` is the longest start-up in seconds, 0 if there is no start-up probe."""

    ready: Probe | None
    live: Probe | None
    startup: Probe | None
    longest: int


NO_PROBES = Health(ready=None, live=None, startup=None, longest=0)


class Queue(NamedTuple):
    """A queue to scale by: one pod for every `length` messages. Which fields identify the queue depends on its type.

    `query` is PromQL; `secret` names the Secret with the credentials, `key` its key if they are a single text.
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
    """Number of pods of a slot. `cpu` and `memory` are target percentages of the request, `metrics` pairs of name and average."""

    min: int
    max: int
    cpu: int | None = None
    memory: int | None = None
    metrics: tuple[tuple[str, str], ...] = ()
    queue: Queue | None = None
    concurrency: int | None = None
    """The requests that a pod answers at the same time, and those of a second: what Knative scales by."""
    rps: int | None = None

    @property
    def is_fixed(self) -> bool:
        """Whether the number of pods is fixed: there is no target to scale by."""
        targets = (self.cpu, self.memory, self.queue, self.concurrency, self.rps)
        return not self.metrics and all(each is None for each in targets)


class Strategy(NamedTuple):
    """How a new version replaces the old; `surge` and `unavailable` are counts or per cent, `prescale` is a number of pods."""

    type: StrategyType
    surge: int | str
    unavailable: int | str
    prescale: int
    steps: tuple[int, ...] = ()

    @property
    def in_place(self) -> bool:
        """Whether a new version replaces the pods of the old one, without a second set of pods."""
        return self.type in IN_PLACE


class Variable(NamedTuple):
    """An environment variable: `value`, or a reference to a Secret, a ConfigMap, a pod field or a resource of the container."""

    name: str
    value: str | None = None
    secret: str = ""
    config_map: str = ""
    key: str = ""
    field: str = ""
    optional: bool = False
    resource: str = ""
    divisor: str = "1"


class VariableSource(NamedTuple):
    """A Secret or a ConfigMap all of whose keys become environment variables, with `prefix` before their names."""

    secret: str = ""
    config_map: str = ""
    prefix: str = ""
    optional: bool = False


class Volume(NamedTuple):
    """A mount: exactly one of `claim`, `size`, `scratch`, `memory`, `secret`, `config_map`, `share` and `image` is set.

    `sub_path` is a folder of a claim or share, which may be `read_only`, `key` the only key of a Secret or ConfigMap that is
    mounted, as a file; `items` are pairs of key and path. `scratch` and `memory` may be UNLIMITED; a `scratch` with a
    `storage_class` is a claim that lives as long as the pod.
    """

    path: str
    claim: str = ""
    size: str = ""
    storage_class: str = ""
    access: Access = "once"
    scratch: str = ""
    memory: str = ""
    image: str = ""
    secret: str = ""
    config_map: str = ""
    key: str = ""
    items: tuple[tuple[str, str], ...] = ()
    mode: int | None = None
    optional: bool = False
    share: str = ""
    sub_path: str = ""
    read_only: bool = False


class Security(NamedTuple):
    """The user and groups of the processes; None for a user or group is that of the image."""

    user: int | None
    group: int | None
    fs_group: int
    writable_root: bool
    supplemental_groups: tuple[int, ...] = ()


class Resources(NamedTuple):
    """Requests and limits by resource name, and the nodes for them; `devices` are the names among them that count whole devices.

    `affinity` is the `nodeAffinity` of Kubernetes. `claims` are pairs of a claim's name and its ResourceClaimTemplate.
    """

    requests: Mapping[str, str]
    limits: Mapping[str, str]
    node_selector: Mapping[str, str]
    devices: tuple[str, ...] = ()
    tolerations: tuple[Mapping[str, Any], ...] = ()
    affinity: Mapping[str, Any] = MappingProxyType({})
    runtime_class: str = ""
    priority_class: str = ""
    claims: tuple[tuple[str, str], ...] = ()

    @property
    def needs_devices(self) -> bool:
        """Whether a pod needs devices, of which a node has few."""
        return bool(self.devices or self.claims)


class Shutdown(NamedTuple):
    """Seconds from the signal to the end of a pod, and those at the beginning of them in which it still serves."""

    grace: int
    drain: int


class HostAlias(NamedTuple):
    """Names of an address in the container's `/etc/hosts`."""

    ip: str
    hostnames: tuple[str, ...]


class Container(NamedTuple):
    """A container beside the main one, with what it takes over from the component. An init container has no ports and probes."""

    name: str
    image: str
    command: tuple[str, ...]
    args: tuple[str, ...]
    env: tuple[Variable, ...]
    env_from: tuple[VariableSource, ...]
    resources: Resources
    volumes: tuple[Volume, ...]
    ports: tuple[Port, ...] = ()
    health: Health = NO_PROBES


class Account(NamedTuple):
    """The ServiceAccount: the component's own, or the existing one called `name`. With `token` the pods can call the API."""

    name: str = ""
    annotations: Mapping[str, str] = MappingProxyType({})
    token: bool = False
    permissions: tuple[Permission, ...] = ()


class Download(NamedTuple):
    """How the containers get the model: its path for them, and what downloads it, for at most `longest` seconds.

    `volumes` are those that it needs beside the written ones. Without a path nothing is downloaded.
    """

    path: str = ""
    containers: tuple[Container, ...] = ()
    volumes: tuple[Volume, ...] = ()
    longest: int = 0


NO_DOWNLOAD = Download()


class Group(NamedTuple):
    """Pods that run as one: a leader, which answers, and `size` - 1 workers. Without a command they have that of the component."""

    size: int
    leader: tuple[str, ...] = ()
    worker: tuple[str, ...] = ()


class Service(NamedTuple):
    """What a component that runs until it is replaced has beyond its pod; `ports` may be empty if its kind needs none.

    `min_ready` is how many seconds a pod must be ready to count as available. With a `group`, `scale` counts groups.
    """

    ports: tuple[Port, ...]
    health: Health
    scale: Scale
    strategy: Strategy
    routes: tuple[Route, ...]
    shutdown: Shutdown
    main_service: MainService
    metrics: Metrics | None
    min_ready: int = 0
    group: Group | None = None

    @property
    def requested_ports(self) -> tuple[Port, ...]:
        """The ports that get the requests of others: those of a transformer, where there is one."""
        return tuple(port for port in self.ports if port.owner == (TRANSFORMER,)) or self.ports


class Patch(NamedTuple):
    """RFC 6902 operations on the component's objects of one kind; `number` is its 0-based index in the project file.

    `name` chooses one of the objects by `main` or by the end of its name, such as `blue`; empty for all of them.
    """

    kind: str
    ops: tuple[Mapping[str, Any], ...]
    number: int
    name: str = ""


class Component(NamedTuple):
    """Everything that is needed to generate one slot of a component.

    `peers` is the port on which its pods find each other, 0 if they need not. `has_identity`: its pods ask for the identity
    of their account in the cloud. `kind_values` has the values specific to its kind, as the kind's own type: a `Service` for
    kinds that run until they are replaced. `slots` tells whether an engine runs two versions side by side during a release;
    without, a version replaces the other in place. `written` is the part of the component that is in the project file, as
    plain data; empty unless the kind needs it.
    """

    kind: str
    slots: bool
    description: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    image: str
    model: str
    model_variable: str
    command: tuple[str, ...]
    args: tuple[str, ...]
    env: tuple[Variable, ...]
    env_from: tuple[VariableSource, ...]
    files: Mapping[str, bytes]
    executables: tuple[str, ...]
    resources: Resources
    volumes: tuple[Volume, ...]
    account: Account
    has_identity: bool
    callers: tuple[Peer, ...]
    calls: tuple[Peer, ...]
    security: Security
    patches: tuple[Patch, ...]
    kind_values: object
    written: Mapping[str, Any]
    spread: str = "none"
    host_aliases: tuple[HostAlias, ...] = ()
    peers: int = 0
    given_variables: tuple[str, ...] = ()
    """Names of variables that a controller of Kubernetes gives to every container."""
    meets_peers: bool = False
    """Whether its pods reach each other on all ports; with `peers`, a headless Service of ours has their names."""
    operator_ports: tuple[int, ...] = ()
    """Ports of its pods that the operator of its kind calls."""
    called_ports: tuple[Port, ...] = ()
    """Ports of its pods that `callers` reach, of a kind without ports of its own."""
    named_by_operator: bool = False
    """Whether an operator gives its pods the label `app.kubernetes.io/name`, so that they are known by project and component."""
    grows: bool = False
    """Whether an autoscaler of its operator changes how many pods it has."""
    shared_memory: bool = False
    """Whether its main container has more shared memory than the 64 MiB of a container, devices or not."""
    queue: str = ""
    """The queue that its runs wait in, `none` for none, empty for that of the platform; `priority` is the class there."""
    priority: str = ""
    download: Download = NO_DOWNLOAD
    init: tuple[Container, ...] = ()
    sidecars: tuple[Container, ...] = ()
    transformer: Container | None = None
    credentials: tuple[tuple[str, str], ...] = ()
    """Secrets and keys that its operator reads, beside those of its containers."""
    pods: "Mapping[str, Component]" = MappingProxyType({})
    """The pods of its steps by name, each with the fields of a component; empty for a kind with pods of one kind."""

    def kind_values_as(self, value_type: type[KindValues]) -> KindValues:
        """The values specific to its kind; TypeError if they are not of this type."""
        if not isinstance(self.kind_values, value_type):
            raise TypeError(f"a {self.kind} has no {value_type.__name__}")
        return self.kind_values

    @property
    def parts(self) -> "tuple[Part, ...]":
        """What makes each container: the component the main one, then all others; of each step, where it has steps."""
        if self.pods:
            return tuple(part for pod in self.pods.values() for part in pod.parts)
        return (self, *self.containers)

    @property
    def written_parts(self) -> "tuple[tuple[tuple[str, ...], Part], ...]":
        """The parts that a team writes, each with its path in the component."""
        if self.pods:
            steps = ((name, *each) for name, pod in self.pods.items() for each in pod.written_parts)
            return tuple((("steps", name, *path), part) for name, path, part in steps)
        held = (("sidecars", self.sidecars), ("init", self.init))
        beside = (((field, each.name), each) for field, containers in held for each in containers)
        in_front = () if self.transformer is None else (((TRANSFORMER,), self.transformer),)
        return (((), self), *beside, *in_front)

    @property
    def containers(self) -> tuple[Container, ...]:
        """All containers beside the main one."""
        return (*self.before, *(() if self.transformer is None else (self.transformer,)))

    @property
    def before(self) -> tuple[Container, ...]:
        """All containers that start before the main one, in this order."""
        return (*self.sidecars, *self.download.containers, *self.init)

    @property
    def service(self) -> Service | None:
        """The values of a component that runs until it is replaced, None for all other kinds."""
        return self.kind_values if isinstance(self.kind_values, Service) else None

    @property
    def serving(self) -> Service:
        """The values of a component that runs until it is replaced; TypeError for other kinds."""
        return self.kind_values_as(Service)


Part = Component | Container
"""What makes one container; a component makes the main one."""
