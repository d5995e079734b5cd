"""What a GitOps tool may write in a project's namespace: the kinds that an environment's overlays can hold, and no others.

Neither Secrets nor Roles, quotas or anything of the whole cluster: those are the platform's. Deployments, and the autoscaler of
Kubernetes itself, are there for every engine and autoscaler: with another one they have to go, and a tool removes nothing that it
may not write.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from generator.environment.environment import Environment


def _always(environment: Environment) -> bool:
    return environment is not None


class Written(NamedTuple):
    """A kind, its API group, its plural for RBAC, and where it is written."""

    group: str
    kind: str
    plural: str
    where: Callable[[Environment], bool] = _always


KINDS = (
    Written("", "ConfigMap", "configmaps"),
    Written("", "PersistentVolumeClaim", "persistentvolumeclaims"),
    Written("", "Service", "services"),
    Written("", "ServiceAccount", "serviceaccounts"),
    Written("apps", "Deployment", "deployments"),
    Written("argoproj.io", "AnalysisTemplate", "analysistemplates", lambda e: e.engine == "argo-rollouts"),
    Written("argoproj.io", "Rollout", "rollouts", lambda e: e.engine == "argo-rollouts"),
    Written("autoscaling", "HorizontalPodAutoscaler", "horizontalpodautoscalers"),
    Written("batch", "CronJob", "cronjobs"),
    Written("batch", "Job", "jobs"),
    Written(
        "external-secrets.io", "ExternalSecret", "externalsecrets", lambda e: e.secrets.provider == "external-secrets"
    ),
    Written("flagger.app", "Canary", "canaries", lambda e: e.engine == "flagger"),
    Written("flagger.app", "MetricTemplate", "metrictemplates", lambda e: e.engine == "flagger"),
    Written("gateway.networking.k8s.io", "HTTPRoute", "httproutes", lambda e: e.traffic == "gateway-api"),
    Written("keda.sh", "ScaledObject", "scaledobjects", lambda e: e.autoscaler == "keda"),
    Written("keda.sh", "TriggerAuthentication", "triggerauthentications", lambda e: e.autoscaler == "keda"),
    Written("networking.k8s.io", "Ingress", "ingresses", lambda e: e.traffic == "ingress"),
    Written("networking.k8s.io", "NetworkPolicy", "networkpolicies"),
    Written("policy", "PodDisruptionBudget", "poddisruptionbudgets"),
)

MADE = (
    Written("", "Pod", "pods"),
    Written("apps", "ReplicaSet", "replicasets"),
    Written("argoproj.io", "AnalysisRun", "analysisruns", lambda e: e.engine == "argo-rollouts"),
)
"""What controllers make of it, and no more than those may make anyway: neither Secrets nor the EndpointSlices of Services."""


def rules(environment: Environment) -> Iterator[tuple[str, list[str]]]:
    """API groups with the plurals of their kinds, for a Role."""
    for group, members in groupby(written([environment]), lambda each: each.group):
        yield group, [each.plural for each in members]


def written(environments: Iterable[Environment], kinds: Sequence[Written] = KINDS) -> list[Written]:
    """What is written in any of these environments."""
    held = list(environments)
    return [each for each in kinds if any(each.where(environment) for environment in held)]


def shown(environments: Iterable[Environment]) -> list[Written]:
    """What is written, and what comes of it: Argo CD hides from everybody what an AppProject does not list (argo-cd#28564)."""
    return written(environments, sorted((*KINDS, *MADE)))
