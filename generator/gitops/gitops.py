"""What each GitOps tool must be told on an object itself, so that it neither prunes what is needed nor fights over a field."""

from collections.abc import Mapping
from typing import Literal

Tool = Literal["flux", "argocd"]

KEPT_CONFIG: Mapping[Tool, Mapping[str, str]] = {
    "flux": {"kustomize.toolkit.fluxcd.io/prune": "disabled"},
    "argocd": {
        "argocd.argoproj.io/sync-options": "Prune=false",
        "argocd.argoproj.io/compare-options": "IgnoreExtraneous",
    },
}
"""Old hashed ConfigMaps outlive the pods that mount them; the guard must be there one release earlier, so it always is."""

KEPT_CLAIM: Mapping[Tool, Mapping[str, str]] = {
    "flux": {"kustomize.toolkit.fluxcd.io/prune": "disabled"},
    "argocd": {"argocd.argoproj.io/sync-options": "Prune=false,Delete=false"},
}
"""Data is not pruned with the file that asked for it."""

APPLIED_ONCE: Mapping[Tool, Mapping[str, str]] = {
    "flux": {"kustomize.toolkit.fluxcd.io/ssa": "IfNotPresent"},
    "argocd": {},
}
"""A Job's template is immutable, and one refused object stops the whole overlay on Flux. Argo CD is told in its Application."""
