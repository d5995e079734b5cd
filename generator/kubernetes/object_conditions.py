"""In which environments objects of a kind may be written: conditions for the table of object kinds."""

from collections.abc import Callable

from generator.environment.environment import Environment
from generator.environment.operators import TRAFFIC
from generator.kubernetes import account_rights

Condition = Callable[[Environment], bool]

GRPC_ROUTES_SINCE = (1, 1)
"""The version of the Gateway API that serves GRPCRoute as v1."""


def always(environment: Environment) -> bool:
    """True for every environment."""
    return environment is not None


def rollouts(environment: Environment) -> bool:
    """Where Argo Rollouts moves traffic."""
    return environment.engine == "argo-rollouts"


def flagger(environment: Environment) -> bool:
    """Where Flagger moves traffic."""
    return environment.engine == "flagger"


def keda(environment: Environment) -> bool:
    """Where KEDA scales."""
    return environment.autoscaler == "keda"


def gateway(environment: Environment) -> bool:
    """Where traffic comes through the Gateway API."""
    return environment.traffic == "gateway-api"


def grpc_routes(environment: Environment) -> bool:
    """Whether the Gateway API has GRPCRoutes: those of version 1.1 and newer; an unknown version may be one of them."""
    api = environment.gateway.api if environment.gateway is not None else ()
    return gateway(environment) and not () < api < GRPC_ROUTES_SINCE


def ingress(environment: Environment) -> bool:
    """Where traffic comes through Ingresses."""
    return environment.traffic == "ingress"


def stateful(environment: Environment) -> bool:
    """Whether the platform lets teams run stores, or notebooks that need no operator: both are StatefulSets."""
    return environment.policy.allows("store") or environment.may_run("notebook", "statefulset")


def notebooks(environment: Environment) -> bool:
    """Where Kubeflow's controller runs notebooks, by StatefulSets of its own."""
    return environment.may_run("notebook", "notebook")


def stateful_operators(environment: Environment) -> bool:
    """Where an operator makes StatefulSets: of notebooks or of groups of pods."""
    return notebooks(environment) or multinode(environment)


def revisions(environment: Environment) -> bool:
    """Where there may be StatefulSets, of which Kubernetes keeps the revisions."""
    return stateful(environment) or stateful_operators(environment)


def training(*apis: str) -> Condition:
    """Where teams may train, and one of these forms runs it."""

    def holds(environment: Environment) -> bool:
        return environment.may_run("training", *apis)

    return holds


def spark(environment: Environment) -> bool:
    """Where an operator runs Spark."""
    return environment.may_run("spark", "spark-operator")


def dask(environment: Environment) -> bool:
    """Where an operator runs Dask."""
    return environment.may_run("dask", "dask-operator")


def ray(environment: Environment) -> bool:
    """Where KubeRay runs Ray."""
    return environment.may_run("ray", "kuberay")


def multinode(environment: Environment) -> bool:
    """Where an operator makes groups of pods."""
    return environment.may_run("multinode", "leaderworkerset")


def inference(environment: Environment) -> bool:
    """Where KServe serves models."""
    return environment.may_run("inference", *TRAFFIC)


def pipeline(environment: Environment) -> bool:
    """Where Argo Workflows runs pipelines."""
    return environment.may_run("pipeline", "argo-workflows")


def permissions(environment: Environment) -> bool:
    """Where accounts may have permissions, or have some by their kinds."""
    return environment.policy.permissions != () or account_rights.needed(environment) != ()


def pod_monitors(environment: Environment) -> bool:
    """Where a Prometheus learns of pods from PodMonitors."""
    return environment.monitor in {"service", "pod"}


def service_monitors(environment: Environment) -> bool:
    """Where a Prometheus learns of Services from ServiceMonitors."""
    return environment.monitor == "service"


def external_secrets(environment: Environment) -> bool:
    """Where External Secrets creates Secrets."""
    return environment.secrets.provider == "external-secrets"
