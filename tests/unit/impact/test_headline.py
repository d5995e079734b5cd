import pytest

from generator.errors import Mark, Problem, Severity
from generator.impact import environment_change, headline
from generator.impact.state import EnvironmentState
from generator.kubernetes import object_kinds
from tests.builders.states import autoscaler, claim, container, deployment, state

PRUNE = {"kustomize.toolkit.fluxcd.io/prune": "disabled"}


def said(before: EnvironmentState | None, after: EnvironmentState | None, *jumps: Problem) -> str:
    found = environment_change.of(before, after, jumps)
    assert found is not None
    return headline.of(found)


def changed(number: int) -> EnvironmentState:
    names = [f"w{each}" for each in range(number)]
    debug = {"containers": [container(env=[{"name": "A", "value": "debug"}])]}
    return state(*(deployment(name, pod=debug, slot="") for name in names), *(autoscaler(2, 2, name) for name in names))


def plain(number: int) -> EnvironmentState:
    names = [f"w{each}" for each in range(number)]
    return state(*(deployment(name, slot="") for name in names), *(autoscaler(2, 2, name) for name in names))


def test_one_restart_tells_its_numbers() -> None:
    assert said(plain(1), changed(1)) == (
        "1 rolling restart (2 pods in batches of 1, about 30 s without scheduling and pulls), 1 object changed"
    )


def test_of_many_restarts_the_first_three_are_named() -> None:
    each = "2 pods in batches of 1, about 30 s"
    assert said(plain(5), changed(5)) == (
        f"5 rolling restarts (w0: {each}; w1: {each}; w2: {each}; 2 more; without scheduling and pulls), 5 objects changed"
    )


@pytest.mark.parametrize(("kind", "field"), [("InferenceService", "predictor"), ("RayService", "serveConfigV2")])
def test_pods_that_an_operator_replaces_are_told(kind: str, field: str) -> None:
    named = {"apiVersion": object_kinds.of(kind).api_version, "kind": kind, "metadata": {"name": "a"}}
    before, after = (state({**named, "spec": {field: {"model": value}}}) for value in "ab")
    assert said(before, after) == f"1 rolling restart ({kind} a), 1 object changed"


def test_files_of_a_task_are_no_task() -> None:
    def run(content: str) -> EnvironmentState:
        files = {"name": "files", "configMap": {"name": f"a-files-{content * 10}"}}
        metadata = {"name": f"a-{content * 10}", "labels": {"app.kubernetes.io/name": "a"}}
        pod = {"containers": [container()], "volumes": [files]}
        spec = {"template": {"metadata": {"labels": {"app.kubernetes.io/name": "a"}}, "spec": pod}}
        config = {"name": f"a-files-{content * 10}", "labels": {"app.kubernetes.io/name": "a"}}
        return state(
            {"apiVersion": "batch/v1", "kind": "Job", "metadata": metadata, "spec": spec},
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": config, "data": {"a": content}},
        )

    assert said(run("a"), run("b")) == "1 task runs (Job a-bbbbbbbbbb), 2 objects changed"


def test_another_namespace_is_one_fact_and_names_the_claims_that_stay() -> None:
    before, after = state(deployment(), claim(**PRUNE)), state(deployment(), claim(**PRUNE), namespace="other")
    assert said(before, after) == (
        "everything moves from namespace fraud to other, the claims fraud-api-cache stay behind, the new ones are empty "
        "(keep it, or build the new one up beside the old one and move its callers)"
    )


def test_what_differs_beside_another_namespace_is_counted() -> None:
    other = deployment(pod={"containers": [container(image="evil.example.org/x:1")]})
    assert said(state(deployment(), claim(**PRUNE)), state(other, namespace="other")) == (
        "everything moves from namespace fraud to other, the claims fraud-api-cache stay behind, the new ones are empty "
        "(keep it, or build the new one up beside the old one and move its callers), "
        "1 removal (PersistentVolumeClaim fraud-api-cache), 1 object changed, 1 object removed"
    )


def test_rights_that_move_with_their_namespace_are_no_change_of_access() -> None:
    def bound(namespace: str, label: str) -> EnvironmentState:
        metadata = {"name": "a", "labels": {"team": label}}
        subjects = [{"kind": "ServiceAccount", "name": "a", "namespace": namespace}]
        binding = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": metadata}
        return state({**binding, "subjects": subjects}, namespace=namespace)

    assert said(bound("fraud", "a"), bound("other", "b")) == (
        "everything moves from namespace fraud to other "
        "(keep it, or build the new one up beside the old one and move its callers), 1 object changed"
    )


def test_a_claim_that_nothing_guards_is_lost_with_another_namespace() -> None:
    assert said(state(claim()), state(claim(), namespace="other")) == (
        "1 loss of data (PersistentVolumeClaim fraud-api-cache; copy the data first, or keep the claim), "
        "everything moves from namespace fraud to other "
        "(keep it, or build the new one up beside the old one and move its callers), 1 object removed"
    )
    assert said(state(claim()), state(namespace="other")).startswith("1 loss of data (")


def test_an_overlay_that_somebody_removed_has_not_moved() -> None:
    assert "moves" not in said(state(namespace=""), state(deployment()))


def test_another_cluster_is_one_fact() -> None:
    assert said(state(deployment()), state(deployment(), cluster="us")).startswith(
        "everything moves from cluster eu to us ("
    )


def test_a_jump_comes_with_its_way_out() -> None:
    jump = Problem(
        mark=Mark("f", 1, 1), where="", fact="two steps", hint="one first", code="jump", severity=Severity.REFUSAL
    )
    assert said(plain(1), changed(1), jump).startswith("two steps (one first), 1 rolling restart (")


def test_nothing_that_differs_has_no_headline() -> None:
    assert environment_change.of(plain(1), plain(1)) is None
    assert environment_change.of(None, None) is None


@pytest.mark.parametrize(
    ("kind", "field", "values"),
    [
        ("CronJob", "schedule", ("0 3 * * *", "0 4 * * *")),
        ("CronWorkflow", "schedules", (["0 3 * * *"], ["0 4 * * *"])),
        ("ScheduledSparkApplication", "schedule", ("0 3 * * *", "0 4 * * *")),
    ],
)
def test_another_schedule_is_no_run(kind: str, field: str, values: tuple[object, object]) -> None:
    named = {"apiVersion": object_kinds.of(kind).api_version, "kind": kind, "metadata": {"name": "a"}}
    before, after = (state({**named, "spec": {field: value}}) for value in values)
    assert said(before, after) == f"1 task runs at other times ({kind} a), 1 object changed"


def test_the_way_out_of_a_smaller_claim_keeps_its_data() -> None:
    assert said(state(claim(size="10Gi")), state(claim(size="5Gi"))).startswith(
        "1 change that the API server refuses, and the whole sync with it (PersistentVolumeClaim fraud-api-cache; "
        "make a new claim at another path, copy the data, then remove the old one), "
    )


def store(pods: int, value: str = "info") -> EnvironmentState:
    pod = {"containers": [container(env=[{"name": "A", "value": value}])]}
    return state({**deployment("db", pod=pod, slot="", replicas=pods), "kind": "StatefulSet"})


def test_a_store_that_loses_pods_is_no_restart() -> None:
    assert said(store(3), store(2)) == (
        "1 interruption (StatefulSet db: scaled down from 3 to 2: pods end, with what only they hold), 1 object changed"
    )


def test_a_store_that_loses_pods_and_restarts_is_told_twice() -> None:
    assert said(store(3), store(2, "debug")) == (
        "1 interruption (StatefulSet db: scaled down from 3 to 2: pods end, with what only they hold), "
        "1 rolling restart (2 pods in batches of 1, 1 missing meanwhile, about 60 s without scheduling and pulls), 1 object changed"
    )


def labelled(kind: str, label: str) -> EnvironmentState:
    guard = {"kustomize.toolkit.fluxcd.io/ssa": "IfNotPresent"} if kind != "Notebook" else {}
    metadata = {"name": "a", "labels": {"team": label}, "annotations": guard}
    row = object_kinds.of(kind)
    return state({"apiVersion": f"{row.group}/{row.version}", "kind": kind, "metadata": metadata, "spec": {}})


@pytest.mark.parametrize(
    ("kind", "way_out"),
    [
        ("Job", "delete it in the cluster: the GitOps tool makes it again, and it runs again"),
        ("DaskCluster", "delete it in the cluster: the GitOps tool makes it again, and what runs on it ends"),
        ("Notebook", "delete its StatefulSet: the controller makes it again, and the pod starts anew"),
    ],
)
def test_what_nobody_acts_on_has_a_way_out(kind: str, way_out: str) -> None:
    assert said(labelled(kind, "x"), labelled(kind, "y")) == (
        f"1 change that nobody acts on ({kind} a; to have it now, {way_out}), 1 object changed"
    )
