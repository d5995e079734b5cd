from typing import Any

import pytest

from tests.builders import cases, samples
from tests.builders.documents import Data
from tests.builders.samples import CRONJOB, JOB, SERVICE

EXPOSED = SERVICE | {"expose": {"host": "x.acme.dev"}, "files": {"/etc/a": "x"}}


OBJECT = "write what Kubernetes 1.34 has there: tidegate render -e dev shows the object"


def patch(kind: str, *ops: Data) -> Data:
    return {"patches": [{"target": {"kind": kind}, "ops": list(ops)}]}


def add(path: str, value: Any) -> Data:
    return {"op": "add", "path": path, "value": value}


def facts(component: Data, environment: Data | None = None) -> list[str]:
    """What is said of the patches, without the place."""
    found = cases.judged(samples.case(component, None, environment))
    assert {problem.where for problem in found.problems} <= {
        "components.api.patches[0]",
        "components.api.patches[0].ops[0]",
    }
    assert all(problem.hint for problem in found.problems)
    return [problem.fact for problem in found.problems]


def facts_of(component: Data, environment: Data) -> list[str]:
    """All that is said, warnings of other places among it."""
    return [problem.fact for problem in cases.judged(samples.case(component, None, environment)).problems]


FIXED = [
    ("Deployment", "fraud-api-blue", "/kind", "StatefulSet", "kind is fixed"),
    ("Deployment", "fraud-api-blue", "/kind", "DaemonSet", "kind is fixed"),
    ("NetworkPolicy", "fraud-api", "/kind", 3, "kind is fixed"),
    ("Deployment", "fraud-api-blue", "/apiVersion", "apps/v2", "apiVersion is fixed"),
    ("Deployment", "fraud-api-blue", "/metadata/name", "x", "metadata.name is fixed"),
    ("Deployment", "fraud-api-blue", "/metadata/namespace", "x", "metadata.namespace is fixed"),
    ("Deployment", "fraud-api-blue", "/spec/selector/matchLabels/a", "b", "spec.selector is fixed"),
    ("Deployment", "fraud-api-blue", "/spec/replicas", 3, "spec.replicas is fixed"),
    ("PodDisruptionBudget", "fraud-api-blue", "/spec/selector/matchLabels/a", "b", "spec.selector is fixed"),
    ("NetworkPolicy", "fraud-api", "/spec/podSelector/matchLabels/a", "b", "spec.podSelector is fixed"),
    ("HTTPRoute", "fraud-api", "/spec/rules/0/backendRefs/0/weight", 50, "spec.rules is fixed"),
    ("HTTPRoute", "fraud-api", "/spec/parentRefs/0/name", "x", "spec.parentRefs is fixed"),
    ("HTTPRoute", "fraud-api", "/spec/hostnames/0", "x.dev", "spec.hostnames is fixed"),
    ("HorizontalPodAutoscaler", "fraud-api-blue", "/spec/minReplicas", 5, "spec.minReplicas is fixed"),
    ("HorizontalPodAutoscaler", "fraud-api-blue", "/spec/maxReplicas", 5, "spec.maxReplicas is fixed"),
    ("HorizontalPodAutoscaler", "fraud-api-blue", "/spec/scaleTargetRef/name", "x", "spec.scaleTargetRef is fixed"),
    (
        "HorizontalPodAutoscaler",
        "fraud-api-blue",
        "/spec/behavior/scaleDown/selectPolicy",
        "Disabled",
        "spec.behavior.scaleDown is fixed",
    ),
    (
        "ServiceAccount",
        "fraud-api",
        "/metadata/labels/app.kubernetes.io~1name",
        "x",
        "metadata.labels of the tool are fixed",
    ),
    (
        "ServiceAccount",
        "fraud-api",
        "/metadata/annotations",
        {"config.kubernetes.io/local-config": "true"},
        "metadata.annotations of the tool are fixed",
    ),
]


@pytest.mark.parametrize(("kind", "name", "path", "value", "fact"), FIXED)
def test_what_keeps_a_release_safe_is_fixed(kind: str, name: str, path: str, value: Any, fact: str) -> None:
    assert f"{kind} {name}: {fact}" in facts(EXPOSED | patch(kind, add(path, value)))


FLAGGER = {"engine": "flagger"}
JUDGED = EXPOSED | {"strategy": {"type": "canary", "steps": [10]}, "scale": {"min": 2, "max": 6}}


@pytest.mark.parametrize("field", ["skipAnalysis", "suspend", "revertOnDeletion"])
def test_no_patch_goes_round_what_flagger_judges(field: str) -> None:
    found = facts_of(JUDGED | patch("Canary", add(f"/spec/{field}", value=True)), FLAGGER)
    assert f"Canary fraud-api: spec.{field} is fixed" in found


@pytest.mark.parametrize(("field", "value"), [("ttlSecondsAfterFinished", 60), ("suspend", True)])
def test_no_patch_makes_a_job_go_and_run_again(field: str, value: Any) -> None:
    assert facts(JOB | {"run": "once"} | patch("Job", add(f"/spec/{field}", value))) == [
        f"Job fraud-api: spec.{field} is fixed"
    ]


@pytest.mark.parametrize(
    ("engine", "workload"), [("native", "Deployment fraud-api-blue"), ("argo-rollouts", "Rollout fraud-api")]
)
def test_pods_are_ready_before_their_deadline(engine: str, workload: str) -> None:
    """Both the API server and Argo Rollouts refuse the other way round."""
    found = samples.problems(SERVICE | patch("Deployment", add("/spec/minReadySeconds", 660)), None, {"engine": engine})
    assert found == [
        (
            f"components.api.patches[0]: {workload}: spec.minReadySeconds 660 is not less than"
            " spec.progressDeadlineSeconds 660 -> give both, the deadline the larger one"
        )
    ]
    deadline = [add("/spec/minReadySeconds", 660), add("/spec/progressDeadlineSeconds", 900)]
    assert facts(SERVICE | patch("Deployment", *deadline), {"engine": engine}) == []


def test_a_refused_patch_says_where_what_and_why() -> None:
    assert samples.problems(SERVICE | patch("Deployment", add("/spec/replicas", 3))) == [
        (
            "components.api.patches[0]: Deployment fraud-api-blue: spec.replicas is fixed"
            " -> a patch may add to an object, not change what keeps a release safe"
        )
    ]


def test_selectors_of_all_services_are_fixed() -> None:
    found = facts(EXPOSED | patch("Service", add("/spec/selector/a", "b")))
    assert found == ["Service fraud-api: spec.selector is fixed", "Service fraud-api-blue: spec.selector is fixed"]


@pytest.mark.parametrize("path", ["/data/etc_a", "/binaryData", "/immutable"])
def test_a_config_maps_content_is_fixed(path: str) -> None:
    (fact,) = facts(EXPOSED | patch("ConfigMap", add(path, {"x": "eA=="} if path == "/binaryData" else "y")))
    assert fact.endswith(f": {path.split('/')[1]} is fixed")


def test_a_claims_access_is_fixed() -> None:
    component = JOB | {"volumes": {"/data": {"size": "1Gi"}}}
    found = facts(component | patch("PersistentVolumeClaim", add("/spec/accessModes", ["ReadWriteMany"])))
    assert found == ["PersistentVolumeClaim fraud-api-data: spec.accessModes is fixed"]


POD = "/spec/template/spec"


@pytest.mark.parametrize(
    ("path", "value", "fact"),
    [
        (f"{POD}/containers/0/image", "evil:1", 'the container "main" and its image are fixed'),
        (f"{POD}/containers/0/name", "other", 'the container "main" and its image are fixed'),
        (f"{POD}/hostNetwork", True, 'Pod Security "restricted": hostNetwork is not allowed'),
        (
            f"{POD}/volumes/-",
            {"name": "host", "hostPath": {"path": "/"}},
            'Pod Security "restricted": volume "host" of type hostPath is not allowed',
        ),
        (
            f"{POD}/containers/0/securityContext/allowPrivilegeEscalation",
            True,
            'Pod Security "restricted": container "main": allowPrivilegeEscalation: false is needed',
        ),
        (
            f"{POD}/containers/0/securityContext/runAsUser",
            0,
            'Pod Security "restricted": container "main": runAsUser: 0 is not allowed',
        ),
        ("/spec/template/metadata/labels/tidegate.dev~1slot", "green", "the pod's labels of the tool are fixed"),
        (
            "/spec/template/metadata/labels/pod-template-hash",
            "1",
            (
                'pod\'s metadata.labels "pod-template-hash": "pod-template-hash" is reserved for Kubernetes\' controllers: '
                "they tell their pods apart by this key and write it themselves"
            ),
        ),
        ("/spec/template/metadata/annotations", {"a": 1}, 'pod\'s metadata.annotations "a" is not text'),
    ],
)
def test_a_pod_stays_itself_and_restricted(path: str, value: Any, fact: str) -> None:
    assert facts(SERVICE | patch("Deployment", add(path, value))) == [f"Deployment fraud-api-blue: {fact}"]


def test_a_cron_jobs_pod_is_judged_too() -> None:
    component = CRONJOB | patch("CronJob", add("/spec/jobTemplate/spec/template/spec/hostPID", value=True))
    assert facts(component) == ['CronJob fraud-api: Pod Security "restricted": hostPID is not allowed']


def test_a_key_that_kustomize_would_drop_is_refused() -> None:
    component = SERVICE | patch("Deployment", add(f"{POD}/affinity", {"nodeAffinity": {"<<": {"a": "b"}}}))
    assert facts(component) == ['Deployment fraud-api-blue: kustomize would drop the key "<<"']


@pytest.mark.parametrize(
    ("path", "value", "fact"),
    [
        ("/metadata/labels/a", 5, 'metadata.labels "a" is not text'),
        ("/metadata/labels/a", "b c", 'metadata.labels "a": "b c" is not a label\'s value'),
        ("/metadata/labels/a b", "c", 'metadata.labels "a b": "a b" is not a key'),
        ("/metadata/annotations", ["a"], "metadata.annotations is not a mapping"),
        (
            "/metadata/annotations",
            {"internal.kustomize.io/x": "y"},
            (
                'metadata.annotations "internal.kustomize.io/x": "internal.kustomize.io/x" is reserved for kustomize: '
                "it drops or changes objects by this key"
            ),
        ),
        (
            "/metadata/annotations",
            {"a": "\tb\nc"},
            'metadata.annotations "a": "\\tb\\nc" is not a text that kustomize can build',
        ),
    ],
)
def test_labels_and_annotations_that_a_patch_adds_are_judged(path: str, value: Any, fact: str) -> None:
    assert facts(SERVICE | patch("ServiceAccount", add(path, value))) == [f"ServiceAccount fraud-api: {fact}"]


def test_a_sidecar_may_be_added() -> None:
    restricted = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
    sidecar = {"name": "proxy", "image": "envoy:1", "securityContext": restricted}
    found = samples.objects(SERVICE | patch("Deployment", add(f"{POD}/containers/-", sidecar)))
    containers = found["Deployment/fraud-api-blue"]["spec"]["template"]["spec"]["containers"]
    assert [container["name"] for container in containers] == ["main", "proxy"]


def test_a_sidecars_image_is_under_the_policy_of_images() -> None:
    restricted = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
    sidecar = {"name": "proxy", "image": "envoy:1", "securityContext": restricted}
    component = SERVICE | patch("Deployment", add(f"{POD}/containers/-", sidecar))
    assert facts(component, {"policy": {"images": {"registries": ["ghcr.io/acme"]}}}) == [
        'Deployment fraud-api-blue: container "proxy": the image is not from an allowed registry (ghcr.io/acme)'
    ]


@pytest.mark.parametrize(
    ("op", "fact", "hint"),
    [
        (
            add("/spec/template/spec/priorityClass", "high"),
            'spec.template.spec has no field "priorityClass"',
            'did you mean "priorityClassName"?',
        ),
        (add("/spec/revisionHistoryLimit", "x"), "spec.revisionHistoryLimit is not a whole number", OBJECT),
        (add("/spec/minReadySeconds", {"x": 1}), "spec.minReadySeconds is not a whole number", OBJECT),
        (add("/spec/template/spec/dnsConfig", []), "spec.template.spec.dnsConfig is not a mapping", OBJECT),
        (
            add("/spec/template/spec/containers/0/volumeDevices", [{"name": "x"}]),
            "spec.template.spec.containers[0].volumeDevices[0]: 'devicePath' is a required property",
            OBJECT,
        ),
    ],
)
def test_what_kubernetes_has_no_place_for_is_refused(op: Data, fact: str, hint: str) -> None:
    (found,) = cases.judged(samples.case(SERVICE | patch("Deployment", op))).problems
    assert (found.where, found.fact, found.hint) == (
        "components.api.patches[0]", f"Deployment fraud-api-blue: {fact}", hint,
    )  # fmt: skip


def test_custom_resources_have_a_shape_too() -> None:
    patched = EXPOSED | patch("HTTPRoute", add("/spec/hostname", "x"))
    assert facts(patched) == ['HTTPRoute fraud-api: spec has no field "hostname"']


@pytest.mark.parametrize(
    ("name", "patched"),
    [
        ("main", ["fraud-api"]),
        ("blue", ["fraud-api-blue"]),
        ("preview", ["fraud-api-preview"]),
        ("fraud-api-green", ["fraud-api-green"]),
        (None, ["fraud-api", "fraud-api-blue", "fraud-api-green", "fraud-api-preview"]),
    ],
)
def test_a_patch_chooses_one_of_several_objects_by_name(name: str | None, patched: list[str]) -> None:
    target = {"kind": "Service"} | ({"name": name} if name else {})
    op = {"op": "add", "path": "/spec/internalTrafficPolicy", "value": "Local"}
    component = SERVICE | {"strategy": "blue-green", "patches": [{"target": target, "ops": [op]}]}
    found = samples.objects(component)
    services = [each for each in found.values() if each["kind"] == "Service"]
    assert sorted(each["metadata"]["name"] for each in services if "internalTrafficPolicy" in each["spec"]) == patched


def test_a_name_that_no_object_has_is_a_problem() -> None:
    op = {"op": "add", "path": "/spec/internalTrafficPolicy", "value": "Local"}
    component = SERVICE | {"patches": [{"target": {"kind": "Service", "name": "bleu"}, "ops": [op]}]}
    (found,) = cases.judged(samples.case(component)).problems
    assert (found.where, found.fact, found.hint) == (
        "components.api.patches[0].target.name",
        'there is no Service "bleu" among the objects of "api" in dev',
        'did you mean "blue"? choose from: blue, main',
    )


@pytest.mark.parametrize(
    ("path", "value", "fact"),
    [
        ("containers/0/env", 3, "spec.template.spec.containers[0].env is not a list"),
        ("containers/0/env/0", "x", "spec.template.spec.containers[0].env[0] is not a mapping"),
        ("containers/0/name", {}, "spec.template.spec.containers[0].name is not text"),
        ("containers/0/lifecycle", ["x"], "spec.template.spec.containers[0].lifecycle is not a mapping"),
        ("volumes", True, "spec.template.spec.volumes is not a list"),
        ("containers/0/resources", 3, "spec.template.spec.containers[0].resources is not a mapping"),
    ],
)
def test_a_value_of_another_type_is_told_and_ends_nothing(path: str, value: Any, fact: str) -> None:
    op = {"op": "add", "path": f"/spec/template/spec/{path}", "value": value}
    found = cases.judged(samples.case(SERVICE | patch("Deployment", op), None, {"quota": {"cpu": "9"}})).problems
    assert f"Deployment fraud-api-blue: {fact}" in [each.fact for each in found]


def test_a_value_that_no_schema_describes_ends_nothing() -> None:
    op = {"op": "replace", "path": "/spec/template/spec/containers/0/env/0", "value": None}
    found = cases.judged(samples.case(SERVICE | patch("Deployment", op))).problems
    assert [(each.where, each.code) for each in found] == [("components.api.patches[0]", "patch")]
