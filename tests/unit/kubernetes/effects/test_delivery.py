"""Pairs of objects before and after, with the effect that a page of the reference gives."""

from generator.kubernetes.effects import sources
from tests.builders import effects
from tests.builders.effects import Case

CASES = [
    Case(
        name="where Flux reads",
        kind="Kustomization",
        after={"spec/path": "./b"},
        effect="replaced",
        reason="everything comes from elsewhere, and what is not there is pruned",
        source=sources.FLUX_KUSTOMIZATION,
    ),
    Case(
        name="another namespace",
        kind="Kustomization",
        after={"spec/targetNamespace": "b"},
        effect="replaced",
        reason="everything goes to another place, and the old objects go",
        source=sources.FLUX_KUSTOMIZATION,
    ),
    Case(
        name="with whose rights Flux applies",
        kind="Kustomization",
        after={"spec/serviceAccountName": "deployer"},
        effect="access",
        reason="with whose rights Flux applies",
        source=f"{sources.FLUX_KUSTOMIZATION}#service-account-reference",
    ),
    Case(
        name="Flux that stops",
        kind="Kustomization",
        after={"spec/suspend": True},
        effect="ignored",
        reason="no later change is applied",
        source=sources.FLUX_KUSTOMIZATION,
    ),
    Case(
        name="how often Flux looks",
        kind="Kustomization",
        after={"spec/interval": "10m"},
        effect="none",
        reason="how and when changes are applied",
        source=sources.FLUX_KUSTOMIZATION,
    ),
    Case(
        name="an entry that goes",
        kind="Kustomization",
        after=None,
        effect="removed",
        reason="what it applied goes with it, where it prunes",
        source=f"{sources.FLUX_KUSTOMIZATION}#prune",
    ),
    Case(
        name="where Argo CD reads",
        kind="Application",
        after={"spec/source/path": "b"},
        effect="replaced",
        reason="everything comes from elsewhere, and what is not there is pruned",
        source=sources.APPLICATION,
    ),
    Case(
        name="the project of an Application",
        kind="Application",
        after={"spec/project": "b"},
        effect="access",
        reason="what it may apply, and where",
        source=sources.APP_PROJECT,
    ),
    Case(
        name="how Argo CD syncs",
        kind="Application",
        after={"spec/syncPolicy/automated": {}},
        effect="none",
        reason="how and when changes are applied",
        source=sources.APPLICATION,
    ),
    Case(
        name="what Applications may apply",
        kind="AppProject",
        after={"spec/sourceRepos/0": "*"},
        effect="access",
        reason="what Applications may apply, and where",
        source=sources.APP_PROJECT,
    ),
    Case(
        name="another repository",
        kind="GitRepository",
        after={"spec/url": "https://git.example.org/b.git"},
        effect="replaced",
        reason="everything comes from elsewhere, and what is not there is pruned",
        source=sources.FLUX_REPOSITORY,
    ),
    Case(
        name="a port that Prometheus asks",
        kind="PodMonitor",
        after={"spec/podMetricsEndpoints/0/port": "metrics"},
        effect="none",
        reason="what Prometheus asks, and how often",
        source=sources.MONITORS,
    ),
    Case(
        name="a path that Prometheus asks",
        kind="ServiceMonitor",
        after={"spec/endpoints/0/path": "/m"},
        effect="none",
        reason="what Prometheus asks, and how often",
        source=sources.MONITORS,
    ),
    Case(
        name="a GitRepository that is read no more",
        kind="GitRepository",
        after={"spec/suspend": True},
        effect="ignored",
        reason="no later change is applied",
        source=sources.FLUX_REPOSITORY,
    ),
]

test_a_change_has_the_effect_that_is_documented = effects.documented(CASES)
