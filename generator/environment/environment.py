"""The platform's side as nouns: where an environment runs, what moves traffic there, and what is refused."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from generator.source import nodes
from generator.source.document import Document

Engine = Literal["native", "argo-rollouts", "flagger"]
Traffic = Literal["service", "ingress", "gateway-api"]
Autoscaler = Literal["hpa", "keda"]


class Cluster(NamedTuple):
    """A cluster's name and its Kubernetes version, such as `1.34`."""

    name: str
    kubernetes: str


class Gitops(NamedTuple):
    """What syncs the overlays; `settings` are the tool's own fields as the platform wrote them."""

    tool: Literal["flux", "argocd"]
    settings: Mapping[str, Any]


class Gateway(NamedTuple):
    """The Gateway that routes attach to."""

    name: str
    namespace: str


class Ingress(NamedTuple):
    """The ingress class that exposed components use; `namespace` is its controller's, empty where it is not said."""

    ingress_class: str
    tls_secret: str = ""
    namespace: str = ""


class Machine(NamedTuple):
    """One entry of the catalogue: what a pod gets and where it may run."""

    cpu: str
    memory: str
    gpu: Mapping[str, int]
    node_selector: Mapping[str, str]
    tolerations: tuple[Mapping[str, Any], ...]
    ephemeral_storage: str = ""


class Egress(NamedTuple):
    """A range that pods may reach; no ports = all of them."""

    cidr: str
    ports: tuple[int, ...]


class Analysis(NamedTuple):
    """What a new version is judged by while it gets traffic: names of metrics, per cent of errors, seconds, `interval` too."""

    interval: int = 60
    error_rate: float = 1
    latency: float = 1
    requests: str = "http_requests_total"
    code: str = "code"
    durations: str = "http_request_duration_seconds_bucket"


class Secrets(NamedTuple):
    """What makes Secrets; `path` is where the store has them, with places in braces."""

    provider: Literal["external-secrets", "sealed-secrets", "sops", "none"] = "none"
    store: str = ""
    kind: str = "ClusterSecretStore"
    path: str = "{team}/{project}/{environment}/{secret}"


class Rollouts(NamedTuple):
    """How Argo Rollouts moves on: seconds after each step (None = until a person promotes), and that the old pods stay."""

    promote: bool = False
    pause: int | None = None
    keep: int = 1800


class Policy(NamedTuple):
    """What is refused; None = not judged."""

    strategies: tuple[str, ...] | None = None
    kinds: tuple[str, ...] | None = None
    registries: tuple[str, ...] | None = None
    require_digest: bool = False
    min_replicas: int | None = None
    patches: bool = True


class Environment(NamedTuple):
    """One environment with its parent's values under it. `node` is the settled file, for the places of policy and defaults."""

    name: str
    namespace: str
    promotes_from: str
    cluster: Cluster
    gitops: Gitops
    engine: Engine
    traffic: Traffic
    gateway: Gateway | None
    ingress: Ingress | None
    autoscaler: Autoscaler
    metrics_namespace: str
    prometheus: str
    pull_secrets: tuple[str, ...]
    egress: tuple[Egress, ...] | None
    machines: Mapping[str, Machine]
    quota: Mapping[str, Any]
    policy: Policy
    secrets: Secrets
    analysis: Analysis
    rollouts: Rollouts
    load_tester: str
    defaults: nodes.Mapping | None
    node: nodes.Mapping
    documents: tuple[Document, ...]
