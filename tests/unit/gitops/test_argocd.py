from generator.gitops import argocd
from generator.gitops.entry import Entry
from tests.builders import manifests, samples
from tests.builders.documents import Data
from tests.builders.samples import JOB

REPOSITORY = "https://git.example.org/deploy.git"


def entry(*, jobs: int = 0, **gitops: Data | str | bool) -> Entry:
    environment = samples.environment(gitops={"tool": "argocd", "repository": REPOSITORY, **gitops})
    target = samples.target(JOB, None, {"gitops": {"tool": "argocd", "repository": REPOSITORY, **gitops}})
    drafts = [manifests.draft("Job", f"fraud-api-{number}") for number in range(jobs)]
    return Entry(
        team="risk", project="fraud", environment=environment, namespace="ml", target_drafts=[(target, drafts)]
    )


def test_what_the_platform_does_not_say_is_argo_cds_own() -> None:
    values = argocd.draft(entry()).values
    assert (values["namespace"], values["project"], values["revision"]) == ("argocd", "default", "HEAD")
    assert values["destination"] == {"server": "https://kubernetes.default.svc", "namespace": "ml"}
    assert values["automated"] == {"prune": True, "selfHeal": True, "allowEmpty": True}


def test_a_cluster_is_named_by_its_url_or_its_name() -> None:
    assert argocd.draft(entry(destination="eu-1")).values["destination"] == {"name": "eu-1", "namespace": "ml"}
    assert "server" in argocd.draft(entry(destination="https://eu-1.example.org")).values["destination"]


def test_without_other_writers_nothing_is_ignored() -> None:
    values = argocd.draft(entry()).values
    assert (values["ignored"], values["options"]) == ([], ["ApplyOutOfSyncOnly=true"])


def test_jobs_are_ignored_once_by_kind_and_a_sync_respects_it() -> None:
    values = argocd.draft(entry(jobs=2, serverSideApply=True)).values
    assert values["ignored"] == [{"group": "batch", "kind": "Job", "name": "", "paths": ("/spec",), "queries": ()}]
    assert values["options"] == ["ApplyOutOfSyncOnly=true", "ServerSideApply=true", "RespectIgnoreDifferences=true"]
