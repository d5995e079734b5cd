from generator.gitops import flux
from generator.gitops.entry import Entry
from generator.manifest.manifest import Draft
from tests.builders import manifests, samples
from tests.builders.samples import SERVICE

CANARY = SERVICE | {"strategy": {"type": "canary", "steps": [10]}, "expose": {"host": "a.acme.dev"}}


def entry(engine: str, version: str, *drafts: Draft) -> Entry:
    environment = {"engine": engine, "gitops": {"tool": "flux", "version": version}}
    target = samples.target(SERVICE if version < "2.9" else CANARY, None, environment)
    return Entry(
        team="risk",
        project="fraud",
        environment=target.environment,
        namespace=target.namespace,
        target_drafts=[(target, drafts)],
    )


def test_the_name_of_an_ignored_object_is_a_pattern_for_it_alone() -> None:
    values = flux.draft(entry("argo-rollouts", "2.9", manifests.draft("HTTPRoute", "fraud-api.v1"))).values
    assert [rule.name for rule in values["ignored"]] == [r"fraud-api\.v1"]


def test_an_older_flux_is_told_of_nothing_to_ignore() -> None:
    assert flux.draft(entry("argo-rollouts", "2.8", manifests.draft("HTTPRoute", "fraud-api"))).values["ignored"] == []
