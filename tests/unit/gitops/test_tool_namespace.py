"""Namespaces of Kubernetes and of the GitOps tool."""

import pytest

from generator.gitops import tool_namespace
from tests.builders import samples
from tests.builders.documents import Data
from tests.builders.samples import SERVICE

ARGOCD: Data = {"gitops": {"tool": "argocd", "repository": "https://git.example.org/deploy.git"}}
FLUX: Data = {"gitops": {"tool": "flux", "version": "2.9"}}


@pytest.mark.parametrize(
    ("tool", "namespace", "owner"),
    [
        (FLUX, "kube-system", "Kubernetes"),
        (FLUX, "flux-system", "flux"),
        (FLUX, "ml", ""),
        (ARGOCD, "argocd", "argocd"),
        (ARGOCD, "flux-system", ""),
    ],
)
def test_namespaces_of_kubernetes_and_of_the_tool_are_reserved(tool: Data, namespace: str, owner: str) -> None:
    assert tool_namespace.owner(samples.environment(**tool), namespace) == owner


def test_names_of_a_team_lead_to_no_such_namespace() -> None:
    found = samples.problems(SERVICE, None, {"namespace": "{team}"}, team="kube-system")
    assert found == [
        'environments.dev: its namespace "kube-system" belongs to Kubernetes -> rename the project or the team'
    ]
    assert samples.problems(SERVICE, None, {"namespace": "kube-ml"}) == []
