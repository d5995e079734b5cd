"""The platform's settings of one environment, as typed values: cluster, GitOps tool, traffic, policy and quota."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

from generator.environment.networking import Dns, Gateway, Ingress, LoadBalancer
from generator.environment.operators import TRAFFIC, Operators
from generator.named_tuples import NamedTuple
from generator.source import nodes
from generator.source.document import Document

Engine = Literal["native", "argo-rollouts", "flagger"]
Traffic = Literal["service", "ingress", "gateway-api"]
Autoscaler = Literal["hpa", "keda"]
Monitor = Literal["none", "service", "pod", "annotations"]
PeerPolicy = Literal["any", "same-team", "none"]
PodSecurity = Literal["restricted", "baseline"]


class Cluster(NamedTuple):
    """A cluster's name and its Kubernetes version, such as `1.34`."""

    name: str
    kubernetes: str


class Gitops(NamedTuple):
    """The GitOps tool; `settings` are the fields specific to it, as plain data."""

    tool: Literal["flux", "argocd"]
    settings: Mapping[str, Any]


class CsiVolume(NamedTuple):
    """A volume that a CSI driver makes for each pod; `attributes` are pairs of name and value."""

    driver: str
    attributes: tuple[tuple[str, str], ...] = ()
    read_only: bool = False

    @property
    def attributes_by_name(self) -> Mapping[str, str]:
        """The attributes as a mapping."""
        return dict(self.attributes)


class NfsVolume(NamedTuple):
    """A folder of an NFS server."""

    server: str
    path: str


class Share(NamedTuple):
    """Storage that pods mount by name: exactly one of `claim`, `csi` and `nfs` is set; `annotations` are for the pods."""

    claim: str
    csi: CsiVolume | None
    nfs: NfsVolume | None
    annotations: Mapping[str, str]


class Machine(NamedTuple):
    """One machine of the platform's catalogue: resources of a pod and the nodes on which it may run.

    `max` has the largest sizes that a component may write, if it is `resizable`; `claims` the ResourceClaimTemplate of each claim.
    `hourly_cost` is the price of one pod's machine for an hour, None if the platform does not say it.
    """

    cpu: str
    memory: str
    gpu: Mapping[str, int]
    node_selector: Mapping[str, str]
    tolerations: tuple[Mapping[str, Any], ...]
    ephemeral_storage: str = ""
    limits: Mapping[str, str] = MappingProxyType({})
    max: Mapping[str, Any] = MappingProxyType({})
    resizable: bool = False
    affinity: Mapping[str, Any] = MappingProxyType({})
    runtime_class: str = ""
    priority_class: str = ""
    claims: Mapping[str, str] = MappingProxyType({})
    hourly_cost: float | None = None


class Egress(NamedTuple):
    """A network that pods may connect to; an empty `ports` means all ports."""

    cidr: str
    ports: tuple[int, ...]


class Analysis(NamedTuple):
    """Analysis of a new version: metric names, `error_rate` in per cent, `latency` and `interval` in seconds.

    After `threshold` failed measurements a version is taken back; a blue-green release has `iterations` measurements. `webhooks`
    are those of Flagger, as plain data.
    """

    interval: int = 60
    threshold: int = 3
    iterations: int = 10
    webhooks: tuple[Mapping[str, Any], ...] = ()
    error_rate: float = 1
    latency: float = 1
    requests: str = "http_requests_total"
    code: str = "code"
    durations: str = "http_request_duration_seconds_bucket"


class Downloader(NamedTuple):
    """What downloads models with URIs of one scheme. `secret` names the Secret whose keys are its variables.

    `image_volume`: the model is an image that Kubernetes mounts itself, and nothing else is set.
    """

    image: str = ""
    command: tuple[str, ...] = ()
    args: tuple[str, ...] = ()
    secret: str = ""
    image_volume: bool = False


class Secrets(NamedTuple):
    """The provider of Secrets; `path` is the path in its store, with placeholders in braces.

    `shared` are Secrets that the platform makes for every namespace.
    """

    provider: Literal["external-secrets", "sealed-secrets", "sops", "none"] = "none"
    store: str = ""
    kind: str = "ClusterSecretStore"
    path: str = "{team}/{project}/{environment}/{secret}"
    shared: tuple[str, ...] = ()


class Rollouts(NamedTuple):
    """Argo Rollouts settings, in seconds: `pause` after each step (None: until promoted), `keep` for the lifetime of old pods."""

    promote: bool = False
    pause: int | None = None
    keep: int = 1800


class Permission(NamedTuple):
    """A rule of a Role: these verbs on these resources of these API groups. `*` stands for all."""

    groups: tuple[str, ...]
    resources: tuple[str, ...]
    verbs: tuple[str, ...]


class AllowedPatch(NamedTuple):
    """What may be patched: objects of a kind, at `paths` (JSON Pointers, `*` for any part) or below; none means anywhere."""

    kind: str
    paths: tuple[str, ...] = ()


class Policy(NamedTuple):
    """What is allowed; None means no restriction, except for the rules in `permissions`: None means `any`.

    `allow_prune` is whether a project's file may consent to removals.
    """

    strategies: tuple[str, ...] | None = None
    kinds: tuple[str, ...] | None = None
    registries: tuple[str, ...] | None = None
    require_tag: bool = False
    require_digest: bool = False
    min_replicas: int | None = None
    patches: tuple[AllowedPatch, ...] | None = None
    service_accounts: tuple[str, ...] = ()
    permissions: tuple[Permission, ...] | None = ()
    max_replicas: int | None = None
    hosts: tuple[str, ...] | None = None
    allow_prune: bool = True
    service_types: tuple[str, ...] = ("cluster-ip",)
    service_annotations: tuple[str, ...] | None = None
    route_annotations: tuple[str, ...] | None = None
    callers: PeerPolicy = "any"
    calls: PeerPolicy = "any"

    def allows(self, kind: str) -> bool:
        """Whether teams may use a component kind."""
        return self.kinds is None or kind in self.kinds


class Environment(NamedTuple):
    """One environment, merged with its parents. `node` is the merged tree, for the positions of policy and defaults."""

    name: str
    namespace: str
    promotes_from: str
    cluster: Cluster
    gitops: Gitops
    engine: Engine
    traffic: Traffic
    gateway: Gateway | None
    ingress: Ingress | None
    load_balancer: LoadBalancer
    autoscaler: Autoscaler
    pod_security: PodSecurity
    metrics_namespace: str
    prometheus: str
    monitor: Monitor
    monitor_labels: Mapping[str, str]
    pull_secrets: tuple[str, ...]
    egress: tuple[Egress, ...] | None
    dns: Dns
    metadata: tuple[Egress, ...]
    machines: Mapping[str, Machine]
    shares: Mapping[str, Share]
    quota: Mapping[str, Any]
    policy: Policy
    downloaders: Mapping[str, Downloader]
    secrets: Secrets
    analysis: Analysis
    rollouts: Rollouts
    load_tester: str
    operators: Operators
    defaults: nodes.Mapping | None
    node: nodes.Mapping
    documents: tuple[Document, ...]

    def is_read_only_share(self, name: str) -> bool:
        """Whether the platform has a share of this name that nothing can write to."""
        csi = self.shares[name].csi if name in self.shares else None
        return csi is not None and (csi.read_only or "ro" in csi.attributes_by_name.get("mountOptions", "").split(","))

    def may_run(self, kind: str, *apis: str) -> bool:
        """Whether teams may use a component kind, and one of these forms runs it."""
        return self.policy.allows(kind) and self.operators.runs(kind, *apis)

    def engine_of(self, kind: str) -> str:
        """What moves the traffic of components of a kind: the engine, or the operator that serves them instead."""
        operator = self.operators.of(kind)
        return operator.api if operator is not None and operator.api in TRAFFIC else self.engine

    def namespace_of(self, team: str, project: str) -> str:
        """The namespace of a project's objects in this environment."""
        names = {"team": team, "project": project, "environment": self.name}
        namespace = self.namespace
        for placeholder, name in names.items():
            namespace = namespace.replace(f"{{{placeholder}}}", name)
        return namespace
