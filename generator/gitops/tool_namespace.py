"""The namespace of the GitOps tool itself, known without importing the tool's module: `validate` does not need the rest."""

from typing import assert_never

from generator.environment.environment import Environment

DEFAULT_SOURCE = {"kind": "GitRepository", "name": "flux-system", "namespace": "flux-system"}
"""The source that `flux bootstrap` creates, for platforms that name none."""
DEFAULT_NAMESPACE = "argocd"
SYSTEM_PREFIX = "kube-"
"""What the names of Kubernetes' own namespaces begin with."""


def of(environment: Environment) -> str:
    """Where Argo CD runs; for Flux, where the source, the entries and the account that applies them are."""
    settings = environment.gitops.settings
    match environment.gitops.tool:
        case "flux":
            return str({**DEFAULT_SOURCE, **settings.get("source", {})}["namespace"])
        case "argocd":
            return str(settings.get("namespace", DEFAULT_NAMESPACE))
        case _:
            assert_never(environment.gitops.tool)


def owner(environment: Environment, namespace: str) -> str:
    """Who owns a namespace that projects must not use, as text for a message; empty if they may."""
    if namespace.startswith(SYSTEM_PREFIX):
        return "Kubernetes"
    return environment.gitops.tool if namespace == of(environment) else ""
